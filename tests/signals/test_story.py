"""Words of one story: who leads, who follows, and who stays alone."""

from datetime import timedelta

import polars as pl
import pytest

from domain.frames import ENTITY_MAP, MENTIONS, POST_LABELS, POSTS_VIEW, SIGNALS
from signals.story import fold_stories

NO_MAP = pl.DataFrame(schema=ENTITY_MAP)


def rows(last, **scores):
    """Rising words with these scores, over all platforms and on weibo."""
    told = [
        {
            "as_of": last, "entity": f"product:{name}", "platform": platform, "score": score,
            "alert": True, "lift_low": 1.0 if score is None else 1.4, "evidence": [],
        }
        for name, score in scores.items()
        for platform in ("*", "weibo")
    ]  # fmt: skip
    return pl.DataFrame(told, schema=SIGNALS)


def fold(signals, last, posts, **labels):
    """`posts`: the words each names, one post a string."""
    keys = [f"weibo:{n}" for n in range(len(posts))]
    view = pl.DataFrame([{"key": key, "platform": "weibo", "day": last} for key in keys], schema=POSTS_VIEW)
    named = [
        {"key": key, "kind": "product", "norm": word}
        for key, words in zip(keys, posts, strict=True)
        for word in words
    ]
    marks = [{"key": key, "category": "鞋靴", "spam": 0.0} | labels for key in keys]
    mentions, marked = pl.DataFrame(named, schema=MENTIONS), pl.DataFrame(marks, schema=POST_LABELS)
    found = fold_stories(signals, mentions, marked, view, NO_MAP)
    assert found.drop("story").equals(signals.drop("story"))
    return {
        (entity.removeprefix("product:"), platform): story and story.removeprefix("product:")
        for entity, platform, story in found.select("entity", "platform", "story").iter_rows()
    }


def test_the_stronger_word_leads_on_every_platform(last):
    told = fold(rows(last, 甲=1.0, 乙=2.0, 丙=3.0), last, ["甲乙"] * 4 + ["丙"] * 4)
    assert told[("甲", "*")] == told[("甲", "weibo")] == told[("乙", "*")] == "乙"
    assert told[("丙", "*")] is None


@pytest.mark.parametrize(("posts", "story"), [(["甲乙"] * 2 + ["甲"], None), (["甲乙"] * 3, "乙")])
def test_three_posts_at_least(last, posts, story):
    assert fold(rows(last, 甲=1.0, 乙=2.0), last, posts)[("甲", "*")] == story


def test_half_of_the_rarer_words_posts(last):
    both = ["甲乙"] * 3
    assert fold(rows(last, 甲=1.0, 乙=2.0), last, [*both, *["甲"] * 3, *["乙"] * 90])[("甲", "*")] == "乙"
    assert fold(rows(last, 甲=1.0, 乙=2.0), last, [*both, *["甲"] * 4, *["乙"] * 90])[("甲", "*")] is None


def test_stories_do_not_chain(last):
    """丙 goes along with 乙 alone, and 乙 follows 甲: 丙 is no word of that story."""
    told = fold(rows(last, 甲=3.0, 乙=2.0, 丙=1.0), last, ["甲乙"] * 3 + ["乙丙"] * 3)
    assert told[("乙", "*")] == "甲"
    assert told[("丙", "*")] is None


def test_what_does_not_rise_is_in_no_story(last):
    assert set(fold(rows(last, 甲=None, 乙=2.0), last, ["甲乙"] * 5).values()) == {None}


def test_spam_and_other_weeks_bind_nothing(last):
    signals = rows(last, 甲=1.0, 乙=2.0)
    assert set(fold(signals, last, ["甲乙"] * 5, spam=0.9).values()) == {None}
    assert set(fold(signals, last - timedelta(days=7), ["甲乙"] * 5).values()) == {None}


def test_no_signals(last):
    assert fold(rows(last), last, []) == {}
