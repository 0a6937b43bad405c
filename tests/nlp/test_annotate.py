"""What must hold for any post: shapes, offsets, and independence of what stands beside it."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadFrame
from domain.frames import MENTIONS, POST_LABELS, RELATIONS
from nlp import annotate as room
from nlp.annotate import annotate
from nlp.lexicon import Lexicon
from nlp.segment import RustTokenizer

TEXTS = (
    "😀lululemon平替｜59块的裸感瑜伽裤，锦纶，没起球 #瑜伽裤[话题]#",
    "𠮷野家旁边的温岭源头工厂直发厚底云朵拖鞋6.8元一双，卓云鞋业出品",
    "男子偷手机被抓",
    "Got black leather boots at Walmart for $59.90, best dupe for Dr. Martens 👨‍👩‍👧",
    "",
    None,
    "平替清单\n1️⃣始祖鸟冲锋衣➡️骆驼 399\n2️⃣UGG——没有平替",
    "科丝美诗代工的面霜，跟兰蔻同一条生产线，全网最低39.9",
)


@pytest.fixture(scope="module")
def posts() -> pl.DataFrame:
    kinds = ["post", "post", "hot", "post", "comment", "review", "post", None]
    return pl.DataFrame(
        {
            "key": [f"xhs:{at}" for at in range(len(TEXTS))],
            "platform": ["xhs"] * (len(TEXTS) - 1) + [None],
            "kind": kinds,
            "title": [None, "题目😀", "", "", None, None, "清单", ""],
            "text": list(TEXTS),
        }
    )


def _sorted(annotations: room.Annotations) -> list[pl.DataFrame]:
    keys = (["key", "start", "kind"], ["key", "kind", "subject_start", "object_start"], ["key"])
    return [frame.sort(by) for frame, by in zip(annotations, keys, strict=True)]


def test_schemas_and_one_label_a_post(posts: pl.DataFrame, lexicon: Lexicon) -> None:
    found = annotate(posts, lexicon)
    assert (found.mentions.schema, found.relations.schema) == (MENTIONS, RELATIONS)
    assert found.labels.schema == POST_LABELS
    assert found.labels["key"].to_list() == posts["key"].to_list()
    assert found.labels.drop("ask", "region", "clue_confidence").null_count().sum_horizontal().item() == 0


def test_every_offset_gives_its_text_and_no_two_overlap(posts: pl.DataFrame, lexicon: Lexicon) -> None:
    found = annotate(posts, lexicon)
    texts = {
        key: f"{title or ''}\n{text or ''}"
        for key, title, text in posts.select("key", "title", "text").iter_rows()
    }
    assert found.mentions.height > 20
    taken: dict[str, int] = {}
    for key, start, end, text in found.mentions.select("key", "start", "end", "text").iter_rows():
        assert texts[key][start:end] == text
        assert start >= taken.get(key, 0)
        taken[key] = end
    for row in found.relations.iter_rows(named=True):
        for end in ("subject", "object"):
            if row[end] is not None:
                assert texts[row["key"]][row[f"{end}_start"] : row[f"{end}_end"]] == row[end]
        assert row["evidence"] in texts[row["key"]]


def test_order_and_chunks_change_nothing(
    posts: pl.DataFrame, lexicon: Lexicon, tokenizer: RustTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _sorted(annotate(posts, lexicon, tokenizer=tokenizer))
    shuffled = annotate(posts.sample(fraction=1, shuffle=True, seed=3), lexicon, tokenizer=tokenizer)
    singles = [annotate(posts.slice(at, 1), lexicon, tokenizer=tokenizer) for at in range(posts.height)]
    joined = room.Annotations(*(pl.concat(parts) for parts in zip(*singles, strict=True)))
    monkeypatch.setattr(room, "CHUNK", 3)
    chunked = annotate(posts, lexicon, tokenizer=tokenizer)
    for other in (shuffled, joined, chunked):
        for left, right in zip(whole, _sorted(other), strict=True):
            assert_frame_equal(left, right)


def test_an_empty_frame_gives_empty_frames(posts: pl.DataFrame, lexicon: Lexicon) -> None:
    found = annotate(posts.clear(), lexicon)
    assert [frame.height for frame in found] == [0, 0, 0]
    assert found.mentions.schema == MENTIONS


def test_a_missing_column_is_named(posts: pl.DataFrame, lexicon: Lexicon) -> None:
    with pytest.raises(BadFrame, match="platform"):
        annotate(posts.drop("platform"), lexicon)


def test_aspects_carry_the_feeling_said_beside_them(read) -> None:
    mentions = read("这件大衣做工很差，版型好看").mentions
    felt = dict(mentions.filter(kind="aspect").select("norm", "polarity").iter_rows())
    assert felt == {"做工": -1.0, "版型": 1.0}
    assert mentions.filter(pl.col("kind") != "aspect")["polarity"].null_count() > 0


@pytest.mark.parametrize(
    "text", ["平替" * 9000, "1" * 30000, "9.9元" * 5000, "厚底" * 8000, "\u200b\u202e" * 9000, "[" * 20000]
)
def test_hostile_texts_are_read_in_bounded_time(read, text: str) -> None:
    assert read(text + "面霜").labels.height == 1
