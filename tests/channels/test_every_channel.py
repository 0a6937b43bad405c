"""What every channel must do, before its author writes a test. A channel without a table of answers fails."""

import json
import logging
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from channels.contract import Account
from channels.discovery import find_channels, kind_named
from channels.sending.door import Door
from channels.sending.hiding import hide, secret_words
from domain.delivery import Rejected, Retry, Sent
from domain.errors import BadSettings, ModelMissing
from domain.message import Message

HERE = Path(__file__).parent
CHANNELS = find_channels()
TABLES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (HERE / "answers").glob("*.toml")}
CASES = [
    pytest.param(kind, case, id=f"{kind}: {case['name']}")
    for kind, table in sorted(TABLES.items())
    for case in table["case"]
]
OVER_HTTP = [kind for kind in CHANNELS if kind != "smtp" and not TABLES.get(kind, {}).get("gives_no_reason")]
OUTCOMES = {"sent": Sent, "retry": Retry, "rejected": Rejected}
PICTURE = {"curve.png": b"\x89PNG-picture", "周报.html": "<p>周报</p>".encode()}


def opened(kind, account, door):
    needs = TABLES[kind].get("needs")
    if needs and not find_spec(needs):
        pytest.skip(f"{needs} is not installed")
    return CHANNELS[kind].open_channel(account, door)


def door(**options):
    return Door(["127.0.0.1"], **{"timeout_seconds": 2.0} | options)


def test_every_channel_has_a_table_of_answers_and_a_row_in_the_documentation():
    assert len(CHANNELS) >= 9
    assert set(TABLES) == set(CHANNELS)
    text = (HERE.parents[1] / "docs" / "add-a-channel.md").read_text("utf-8")
    assert {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")} == set(CHANNELS)
    for table in TABLES.values():
        outcomes = [case["outcome"] for case in table["case"]]
        assert "sent" in outcomes and len(set(outcomes)) > 1


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_the_receivers_own_answer_decides(kind, case, account, alert, receivers):
    if kind == "smtp":
        with receivers.smtp(case.get("replies")) as server:
            channel = opened(kind, account(kind, server.port), door())
            outcome = channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
    else:
        with receivers.http(receivers.Reply(case.get("status", 200), case["body"])) as server:
            channel = opened(kind, account(kind, server.port), door())
            outcome = channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
            assert len(server.requests) == 1
    assert isinstance(outcome, OUTCOMES[case["outcome"]]), outcome
    if isinstance(outcome, Retry):
        assert outcome.whole_channel == case.get("channel", False)
        assert outcome.after_seconds == case.get("seconds")
    if not isinstance(outcome, Sent):
        assert case.get("says", "") in outcome.reason


@pytest.mark.parametrize("kind", OVER_HTTP)
@pytest.mark.parametrize(
    ("reply", "seconds", "whole"),
    [
        ({"status": 429, "headers": {"Retry-After": "7"}}, 7, True),
        ({"status": 429}, 60, True),
        ({"status": 500}, None, False),
        ({"status": 503}, None, False),
        ({"status": 502}, 60, True),
        ({"status": 401}, None, True),
        ({"drop": True}, None, False),
        ({"seconds": 0.5}, None, False),
    ],
)
def test_http_says_when_to_come_again(kind, reply, seconds, whole, account, alert, receivers):
    with receivers.http(receivers.Reply(**reply)) as server:
        channel = opened(kind, account(kind, server.port), door(timeout_seconds=0.2))
        outcome = channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
    assert isinstance(outcome, Retry), outcome
    assert (outcome.after_seconds, outcome.whole_channel) == (seconds, whole)


@pytest.mark.parametrize("kind", OVER_HTTP)
def test_a_redirect_is_not_followed(kind, account, alert, receivers):
    with receivers.http(receivers.Reply()) as inside:
        away = receivers.Reply(302, headers={"Location": f"http://127.0.0.1:{inside.port}/admin"})
        with receivers.http(away) as server:
            channel = opened(kind, account(kind, server.port), door())
            outcome = channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
        assert inside.requests == []
    assert isinstance(outcome, Retry) and outcome.whole_channel and "redirect" in outcome.reason


@pytest.mark.parametrize("kind", OVER_HTTP)
def test_tls_is_checked(kind, account, alert, receivers, certificate):
    server_tls, client_tls = certificate
    to_local = {"look_up": lambda host, port: [(2, 1, 6, "", ("127.0.0.1", port))]}
    with receivers.http(receivers.Reply(), tls=server_tls) as server:
        place = account(kind, server.port, "receiver.test", tls=True)
        named = Door(["receiver.test"], tls=client_tls, **to_local)
        strange = Door(["receiver.test"], **to_local)
        other = Door(["other.test"], tls=client_tls, **to_local)
        for gate, host in ((strange, place), (other, account(kind, server.port, "other.test", tls=True))):
            channel = opened(kind, host, gate)
            outcome = channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
            assert isinstance(outcome, Retry) and outcome.reason.startswith("TLS failed"), outcome
            assert outcome.whole_channel
        assert server.requests == []
        channel = opened(kind, place, named)
        channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_a_private_address_is_refused_before_anything_is_sent(kind, account, alert, receivers):
    private = {"look_up": lambda host, port: [(2, 1, 6, "", ("127.0.0.1", port))]}
    with receivers.http(receivers.Reply()) as server:
        channel = opened(kind, account(kind, server.port, "rebound.example", tls=True), Door(**private))
        outcome = channel.send(channel.render(alert, PICTURE)[0], alert.made_at)
        assert server.requests == []
    assert isinstance(outcome, Retry) and outcome.whole_channel
    assert "127.0.0.1" in outcome.reason and "private_hosts" in outcome.reason


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_the_same_message_is_shaped_the_same_and_keeps_its_ids(kind, account, alert):
    channel, again = (opened(kind, account(kind), door()) for _ in range(2))
    first, second = channel.render(alert, PICTURE), again.render(alert, PICTURE)
    assert first == second
    assert [part.number for part in first] == list(range(1, len(first) + 1))
    assert {part.of for part in first} == {len(first)}
    assert len({part.id for part in first}) == len(first)


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_secrets_are_in_no_word_log_or_repr(kind, account, alert, receivers, caplog):
    """Even from a receiver that echoes its own address and key."""
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    def echo(request):
        return receivers.Reply(
            400, f"{request.path} {request.headers} whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        )

    with receivers.http(echo) as server:
        place: Account = account(kind, server.port)
        channel = opened(kind, place, door(timeout_seconds=0.5))
        secrets = secret_words(place.url, place.secrets)
        outcome = hide(channel.send(channel.render(alert, PICTURE)[0], alert.made_at), secrets)
        said += [repr(outcome), repr(place), repr(channel), caplog.text]
    for words in said:
        for secret in ("KEYKEYKEY0123456789", "TOKEN-abcdef", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"):
            assert secret not in words


@pytest.mark.parametrize("kind", sorted(CHANNELS))
def test_an_empty_message_and_an_endless_title_pass(kind, account, alert):
    channel = opened(kind, account(kind), door())
    for message in (
        Message("f", "health", "空", (), alert.made_at),
        Message("f", "health", "长" * 9000, (), alert.made_at),
    ):
        assert channel.render(message, {})


def test_an_unknown_kind_is_told_with_the_known_ones():
    with pytest.raises(BadSettings, match="dingtalk, feishu"):
        kind_named("pigeon")


def test_answers_that_are_json_are_valid_in_the_tables():
    for table in TABLES.values():
        for case in table["case"]:
            if case.get("body", "").startswith("{"):
                json.loads(case["body"])


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "standardwebhooks.webhooks", None)
    monkeypatch.delitem(sys.modules, "channels.webhook", raising=False)
    with pytest.raises(ModelMissing, match="standardwebhooks"):
        kind_named("webhook")
    assert kind_named("wecom")
