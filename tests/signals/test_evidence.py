"""Evidence: this week's posts by different people, platforms in turn."""

from datetime import timedelta

import polars as pl
import pytest

from domain.frames import ENTITY_MAP, MENTIONS, POST_LABELS, POSTS_VIEW
from signals.detectors.negative_binomial import detect
from signals.evidence import pick_evidence

NO_MAP = pl.DataFrame(schema=ENTITY_MAP)


@pytest.fixture
def signals(world, last):
    made = world()
    found = detect(made.counts(), made.coverage(), last).filter(entity=made.names[0])
    assert found["platform"].to_list() == ["*", "weibo"]
    return found


def pick(signals, rows, last, copies=None, **labels):
    posts = pl.DataFrame(
        [
            {
                "key": key,
                "platform": key.split(":")[0],
                "author": who,
                "likes": likes,
                "day": last - timedelta(days=ago),
            }
            for key, who, likes, ago in rows
        ],
        schema=POSTS_VIEW,
    )
    mentions = posts.select("key", kind=pl.lit("product"), norm=pl.lit("试品0"))
    mentions = pl.concat([pl.DataFrame(schema=MENTIONS), mentions], how="diagonal")
    marks = [
        {"key": key, "category": "鞋靴", "spam": 0.0} | labels.get(key.replace(":", "_"), {})
        for key, *_ in rows
    ]
    marks = pl.DataFrame(marks, schema=POST_LABELS)
    found = pick_evidence(signals, mentions, marks, posts, NO_MAP, copies=copies)
    return dict(found.select("platform", "evidence").iter_rows())


def test_the_most_answered_of_different_authors(signals, last):
    rows = [
        ("weibo:1", "a", 9, 0),
        ("weibo:2", "a", 8, 0),
        ("weibo:3", "b", 5, 6),
        ("weibo:4", None, 1, 2),
        ("weibo:5", None, 1, 3),
    ]
    assert pick(signals, rows, last)["weibo"] == ["weibo:1", "weibo:3", "weibo:4"]


def test_platforms_in_turn_over_all(signals, last):
    rows = [("weibo:1", "a", 90, 0), ("weibo:2", "b", 80, 0), ("weibo:3", "c", 70, 0), ("xhs:9", "d", 2, 1)]
    found = pick(signals, rows, last)
    assert found["*"] == ["weibo:1", "xhs:9", "weibo:2"]
    assert found["weibo"] == ["weibo:1", "weibo:2", "weibo:3"]


def test_old_posts_spam_and_news_are_no_evidence(signals, last):
    rows = [("weibo:1", "a", 9, 7), ("weibo:2", "b", 8, 0), ("weibo:3", "c", 5, 0), ("weibo:4", "d", 1, 0)]
    found = pick(signals, rows, last, weibo_2={"spam": 0.5}, weibo_3={"category": "非商品"})
    assert found == {"*": ["weibo:4"], "weibo": ["weibo:4"]}


def test_copies_of_one_text_stand_last(signals, last):
    rows = [("weibo:1", "a", 9, 0), ("weibo:2", "b", 8, 0), ("weibo:3", "c", 5, 0), ("weibo:4", "d", 1, 0)]
    one_text = pl.DataFrame({"key": ["weibo:1", "weibo:2", "weibo:3"], "cluster": "weibo:1"})
    assert pick(signals, rows, last)["weibo"] == ["weibo:1", "weibo:2", "weibo:3"]
    assert pick(signals, rows, last, one_text)["weibo"] == ["weibo:1", "weibo:4", "weibo:2"]


def test_no_posts_no_evidence(signals, last):
    assert pick(signals, [], last) == {"*": [], "weibo": []}
    assert pick_evidence(signals.clear(), *[pl.DataFrame()] * 3, NO_MAP).is_empty()
