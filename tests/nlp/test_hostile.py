"""Posts made to break the extraction: every one is read, and every place it names lies in the post.

How long they take is measured by bench/hostile.py.
"""

import random

import polars as pl
import pytest

from nlp.matching import TEXT_LIMIT

PIECES = (
    "平替",
    "代工",
    "给",
    "的",
    "有限公司",
    "浙江",
    "（",
    "1",
    "99元",
    "→",
    "、",
    "Ab ",
    "🍋",
    "😀",
    "\n",
    "\u200b",
    "\u202e",
    "是戴森平替",
    "和耐克一个厂",
    "生产商：",
    "鞋",
    "保溫杯",
    "1️⃣",
)
LONG = 30_000


@pytest.mark.parametrize("piece", PIECES)
def test_a_repeated_piece_is_read(read, piece: str) -> None:
    text = (piece * LONG)[:LONG]
    _check(read(text).mentions, "\n" + text)


@pytest.mark.parametrize("seed", range(4))
def test_random_characters_and_bytes_are_read(read, seed: int) -> None:
    chance = random.Random(seed)
    mixed = "".join(chance.choices(PIECES, k=2_000))
    wild = "".join(map(chr, chance.choices(range(32, 0xD000), k=5_000)))
    raw = chance.randbytes(20_000).decode("utf-8", "replace")
    for text in (mixed, wild, raw):
        _check(read(text).mentions, "\n" + text)


def _check(mentions: pl.DataFrame, full: str) -> None:
    for start, end, text in mentions.select("start", "end", "text").iter_rows():
        assert 0 <= start < end <= len(full)
        assert full[start:end] == text


def test_of_a_post_without_end_only_the_front_is_read(read) -> None:
    walked = "今天又走了很远的路。" * (TEXT_LIMIT // 10)
    text = "云朵拖鞋" + walked[:-20] + "保暖内衣" + walked
    found = read(text, title="标题").mentions.filter(pl.col("kind") == "product")
    _check(found, "标题\n" + text)
    assert found["norm"].to_list() == ["云朵拖鞋", "保暖内衣"]
    assert read(text + "保温杯", title="标题").mentions.equals(read(text, title="标题").mentions)
    assert "保温杯" not in set(read("保温杯", title=walked + walked).mentions["norm"])
