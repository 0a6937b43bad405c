"""A long text arrives whole, in order, within the receiver's own limit, broken between items."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.discovery import find_channels
from channels.sending.door import Door
from channels.sending.packing import Piece, json_bytes, pack, utf8_bytes

TEXTS = {
    "dingtalk": lambda body: body["markdown"]["text"],
    "feishu": lambda body: body["card"]["elements"][0]["content"],
    "wecom": lambda body: body["markdown"]["content"],
    "slack": lambda body: "\n".join(b["text"]["text"] for b in body["blocks"] if b["type"] == "section"),
    "teams": lambda body: body["attachments"][0]["content"]["body"][1]["text"],
    "webhook": lambda body: body["data"]["markdown"],
    "alertmanager": lambda body: body[0]["annotations"]["description"],
    "apprise": lambda body: body["body"],
}
LIMITS = {"dingtalk": 20_000, "feishu": 20_000, "teams": 21_000, "webhook": 20_000}


def squeezed(words: str) -> str:
    """Without marks, numbering and blanks, which differ by channel and by where a part begins."""
    words = re.sub(r"<font[^>]*>|</font>|&#\d+;|\\", "", words)
    words = re.sub(
        r"(?m)^(#{3,4} |\*+|- |· |• |> ?)|\*+$|#[0-9a-f]{8}$|平替需求周报 2026-W46( \(\d+/\d+\))?", "", words
    )
    return re.sub(r"[\s*]+", "", words)


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_report_of_50000_bytes_arrives_whole(kind, account, long_report, long_lines, receivers):
    pytest.importorskip(kind) if kind == "apprise" else None
    channel = find_channels()[kind].open_channel(account(kind), Door(["127.0.0.1"]))
    parts = channel.render(long_report, {})
    bodies = [json.loads(part.body) for part in parts]
    texts = [TEXTS[kind](body) for body in bodies]
    arrived = squeezed("\n".join(texts))
    expected = squeezed("\n".join(["上升榜", *long_lines[:300], "口碑", *long_lines[300:]]))
    assert arrived == expected
    if kind in LIMITS:
        assert all(len(part.body) <= LIMITS[kind] for part in parts)
    if kind == "wecom":
        assert all(len(text.encode()) <= 4096 for text in texts)
    if kind == "slack":
        sections = [b["text"]["text"] for body in bodies for b in body["blocks"] if b["type"] == "section"]
        assert max(map(len, sections)) <= 3000
    if len(parts) > 1:
        assert all(f"({n}/{len(parts)})" in json.dumps(body) for n, body in enumerate(bodies, 1))
        assert all(text.count("第") == text.count("项：") for text in texts), "an item was broken"


def test_a_heading_moves_on_with_what_it_heads():
    pieces = [Piece("a" * 8), Piece("Head", stays=True), Piece("b" * 6)]
    assert pack(pieces, 14, utf8_bytes, "\n") == (("a" * 8,), ("Head", "b" * 6))


def test_a_long_item_breaks_after_a_sentence():
    assert pack([Piece("一二。三四。五六。")], 20, utf8_bytes, "\n") == (("一二。三四。",), ("五六。",))


@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=80), st.booleans()), max_size=40),
    st.integers(24, 200),
    st.sampled_from([utf8_bytes, json_bytes, len]),
)
@settings(deadline=None, max_examples=100)
def test_nothing_is_lost_and_no_part_is_too_big(items, room, measure):
    pieces = [Piece(words.replace("\r", " "), stays) for words, stays in items]
    packed = pack(pieces, room, measure, "\n")
    assert "".join("".join(part) for part in packed) == "".join(piece.words for piece in pieces)
    assert all(measure("\n".join(part)) <= room for part in packed)
