import polars as pl
import pytest

from nlp.lexicon import Lexicon
from nlp.matching import TEXT_LIMIT, find_hits, full_text
from nlp.segment import RustTokenizer


@pytest.fixture(scope="module")
def hits(lexicon: Lexicon, tokenizer: RustTokenizer):
    def _hits(*texts: str) -> list[tuple[int, str]]:
        frame = find_hits(pl.Series(texts, dtype=pl.String), lexicon, tokenizer)
        return list(frame.select("row", "key").iter_rows())

    return _hits


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("现代工业", "代工"),
        ("古代工匠的手艺", "代工"),
        ("时代工厂店开业", "代工"),
        ("单位统计年代工作经历", "代工"),
        ("召回116887辆", "1688"),
        ("16888元的月子中心", "1688"),
        ("型号PT1688", "1688"),
        ("楼下的苹果树", "苹果"),
        ("早上喝小米粥", "小米"),
        ("level up", "lv"),
        ("加强水源头治理", "源头"),
        ("路上的白牌车", "白牌"),
        ("discourage", "ur"),
    ],
)
def test_no_word_inside_another(hits, text: str, absent: str) -> None:
    assert absent not in {key for _, key in hits(text)}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("苹果代工厂", "代工厂"),
        ("在1688翻到的", "1688"),
        ("iPhone15到手", "iphone"),
        ("我的LV包", "lv"),
        ("LULULEMON平替", "lululemon"),
        ("求平替", "求平替"),
        ("鹅绒服", "鹅绒服"),
    ],
)
def test_words_are_found(hits, text: str, key: str) -> None:
    assert key in {found for _, found in hits(text)}


def test_the_longest_form_wins(hits) -> None:
    assert [key for _, key in hits("裸感瑜伽裤")] == ["裸感瑜伽裤"]
    assert [key for _, key in hits("雪花秀")] == ["雪花秀"]


def test_offsets_count_code_points(lexicon: Lexicon, tokenizer: RustTokenizer) -> None:
    text = "😀👨‍👩‍👧𠮷家的\n🐑姆瑞士卷和Café里的马克杯"
    frame = find_hits(pl.Series([text, "", text]), lexicon, tokenizer)
    assert {"🐑姆", "瑞士卷", "马克杯"} <= set(frame["text"])
    for row, start, end, found in frame.select("row", "start", "end", "text").iter_rows():
        assert (text, "", text)[row][start:end] == found


def test_full_text_is_title_newline_text_and_bounded() -> None:
    frame = pl.DataFrame({"title": [None, "题", "长"], "text": ["a", None, "字" * (2 * TEXT_LIMIT)]})
    texts = frame.select(full_text()).to_series()
    assert texts[0] == "\na"
    assert texts[1] == "题\n"
    assert len(texts[2]) == TEXT_LIMIT


def test_nothing_in_nothing_out(hits) -> None:
    assert hits() == []
    assert hits("", "\n") == []
