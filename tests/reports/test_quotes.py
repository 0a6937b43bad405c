"""Quotes and links: short, around the words that count, and nothing a reader should not click."""

import pytest

from domain.links import safe_url
from reports.evidence import QUOTE_LENGTH, quote


def test_the_sentence_around_the_words_is_kept_whole():
    full = "标题\n第一句没用。云朵拖鞋便宜又软!第三句。"
    at = full.index("云朵拖鞋")
    assert quote(full, at, at + 4) == "云朵拖鞋便宜又软!"


def test_a_long_sentence_is_cut_and_says_so():
    full = "很" * 200 + "云朵拖鞋" + "好" * 200
    text = quote(full, 200, 204)
    assert "云朵拖鞋" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) <= QUOTE_LENGTH + 10


@pytest.mark.parametrize("span", [(None, None), (-1, 3), (5, 5), (0, 999)])
def test_a_span_that_is_none_quotes_from_the_front(span):
    assert quote("开头。后面", *span) == "开头。"


def test_the_words_are_in_every_quote():
    full = "甲乙丙。\n" + "一二三四五六七八九十" * 12 + "。丁"
    for start in range(len(full) - 3):
        piece = full[start : start + 3]
        if not set(piece) & set("。\n"):
            assert piece in quote(full, start, start + 3)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=1", True),
        ("http://127.0.0.1:8000/p", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.org", False),
        ("//example.org/a", False),
        ("data:text/html,x", False),
        ("https://", False),
        ("http://[::1", False),
        (None, False),
    ],
)
def test_only_web_links_are_links(url, kept):
    assert safe_url(url) == (url if kept else "")
