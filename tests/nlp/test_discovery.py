"""Words proposed from counts: held together, free on both sides, new; pieces and old words are not."""

import polars as pl
import pytest

from domain.errors import BadFrame
from nlp.discovery import PROPOSED, propose

NEW = (
    "这个云感凉拖太软了", "求云感凉拖链接", "入了云感凉拖，便宜", "云感凉拖真香", "妈妈也要云感凉拖吧",
    "想买云感凉拖",    "双十一的云感凉拖", "室友送云感凉拖给我",
)  # fmt: skip
OLD = (
    "这条裤子显瘦",
    "毛巾掉毛严重",
    "早餐机很实用",
    "窗帘遮光好",
    "杯子漏水了",
    "凉席有味道",
    "箱子轮子响",
    "枕头太高",
)


def talk(texts, *, voices=None, times=1) -> pl.DataFrame:
    rows = [(f"k{at}", text, None) for at, text in enumerate(texts * times)]
    told = pl.DataFrame(rows, schema={"key": pl.String, "text": pl.String, "voice": pl.String}, orient="row")
    return told.with_columns(voice=pl.lit(voices) if voices else pl.col("key"))


def test_a_new_good_is_proposed_whole_with_its_kind_and_examples(lexicon) -> None:
    found = propose(talk(NEW + OLD), talk(OLD, times=12), lexicon)
    assert found.schema == PROPOSED
    assert found["term"].to_list() == ["云感凉拖"]
    row = found.row(0, named=True)
    assert (row["kind"], row["category"], row["voices"], row["voices_before"]) == ("product", "鞋靴", 8, 0)
    assert row["examples"] == ["k0", "k1", "k2"]
    assert row["novelty"] > 3 and row["cohesion"] > 2


def test_what_one_voice_says_often_is_no_word(lexicon) -> None:
    assert propose(talk(NEW, voices="a"), talk(OLD, times=12), lexicon).is_empty()


def test_what_was_said_before_as_often_is_not_new(lexicon) -> None:
    assert propose(talk(NEW + OLD), talk(NEW + OLD, times=3), lexicon).is_empty()


def test_what_the_lexicon_knows_is_not_proposed(lexicon) -> None:
    known = tuple(text.replace("云感凉拖", "云朵拖鞋") for text in NEW)
    assert "云朵拖鞋" not in propose(talk(known + OLD), talk(OLD, times=12), lexicon)["term"]


def test_a_phrase_that_always_stands_beside_the_same_words_is_no_word(lexicon) -> None:
    # 感凉 is always followed by 拖 and 云 always comes before it
    assert "感凉" not in propose(talk(NEW + OLD), talk(OLD), lexicon)["term"]


def test_traditional_letters_and_simplified_ones_are_one_word(lexicon) -> None:
    mixed = tuple(text.replace("云感凉拖", "雲感涼拖") if at % 2 else text for at, text in enumerate(NEW))
    assert propose(talk(mixed + OLD), talk(OLD, times=12), lexicon)["voices"].to_list() == [8]


def test_makers_are_told_by_the_form_of_their_name(lexicon) -> None:
    made = tuple(text.replace("云感凉拖", "禾麦鞋业") for text in NEW)
    found = propose(talk(made + OLD), talk(OLD, times=12), lexicon)
    assert found.select("term", "kind").row(0) == ("禾麦鞋业", "factory")


def test_nothing_and_bad_frames(lexicon) -> None:
    assert propose(talk(()), talk(()), lexicon).schema == PROPOSED
    assert propose(talk(("🙏", "ok", "")), talk(()), lexicon).is_empty()
    with pytest.raises(BadFrame, match="voice"):
        propose(talk(NEW).drop("voice"), talk(OLD), lexicon)
