"""What people wrote is shown, and marks nothing up, calls nobody and leads nowhere it should not."""

import json
from pathlib import Path

import pytest

from channels.discovery import find_channels
from channels.sending.door import Door

FORBIDDEN = {
    "dingtalk": ("<at", "](javascript", "**求平替**", "<!channel>"),
    "feishu": ("<at", "](javascript", "**求平替**"),
    "wecom": ("<at", "<@", "](javascript", "**求平替**", "<!channel>"),
    "slack": ("<!channel>", "](javascript", "*求平替*"),
    "teams": ("<at", "](javascript", "**求平替**"),
    "webhook": ("[点我](", " **求平替**"),
}


@pytest.mark.parametrize("kind", sorted(FORBIDDEN))
def test_a_hostile_quote_stays_text(kind, account, alert):
    channel = find_channels()[kind].open_channel(account(kind), Door(["127.0.0.1"]))
    (part,) = channel.render(alert, {})
    words = json.dumps(json.loads(part.body), ensure_ascii=False)
    for mark in FORBIDDEN[kind]:
        assert mark not in words
    assert "求平替" in words and "EVA发泡" in words and "非订单承诺" in words
    assert "https://pingti.example.com/e/1" in words
    assert "能做" in words and "javascript:x" not in words
    assert "近13周讨论曲线" in words, "a picture that cannot be shown is told"


@pytest.mark.parametrize("kind", sorted(FORBIDDEN))
def test_golden(kind, account, alert):
    """The body as it stood when a person last looked at it."""
    channel = find_channels()[kind].open_channel(account(kind), Door(["127.0.0.1"]))
    (part,) = channel.render(alert, {})
    golden = Path(__file__).parent / "golden" / f"{kind}.json"
    assert json.loads(part.body) == json.loads(golden.read_text("utf-8"))
