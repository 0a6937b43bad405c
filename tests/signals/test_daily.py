"""Counting: what counts once, what does not count, and what was known when."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from domain.frames import COVERAGE, DAILY_COUNTS, ENTITY_MAP, MENTIONS, POST_LABELS, POSTS_VIEW, conform
from signals.daily import as_known, count_coverage, count_daily

DAY = date(2026, 11, 2)
NO_MAP = pl.DataFrame(schema=ENTITY_MAP)


def frame(rows, schema):
    return pl.DataFrame(rows, schema=schema)


def post(key, day=DAY, seen_after=0, author="a", **more):
    base = day or DAY
    seen_at = datetime(base.year, base.month, base.day, 4, tzinfo=UTC) + timedelta(days=seen_after)
    return {
        "key": f"weibo:{key}",
        "platform": "weibo",
        "day": day,
        "first_observed_at": seen_at,
        "author": author,
    } | more


def mention(key, norm, kind="product"):
    return {"key": f"weibo:{key}", "kind": kind, "norm": norm}


def label(key, category="鞋靴", spam=0.0):
    return {"key": f"weibo:{key}", "category": category, "spam": spam}


def count(posts, mentions, labels, entity_map=NO_MAP):
    found = count_daily(
        frame(posts, POSTS_VIEW), frame(mentions, MENTIONS), frame(labels, POST_LABELS), entity_map
    )
    return conform(found, DAILY_COUNTS, "counts")


def test_a_post_counts_once_for_each_entity_it_names():
    mentions = [
        mention("1", "云朵拖鞋"),
        mention("1", "云朵拖鞋"),
        mention("1", "lululemon", "brand"),
        mention("1", "9.9", "price"),
    ]
    found = count([post("1", likes=3, collects=4)], mentions, [label("1")])
    assert found["entity"].to_list() == ["brand:lululemon", "product:云朵拖鞋"]
    assert found["posts"].to_list() == [1, 1]
    assert found["engagement"].to_list() == [7, 7]


def test_undated_posts_news_and_spam():
    posts = [post("1"), post("2", day=None), post("3"), post("4", author="b"), post("5", author=None)]
    mentions = [mention(key, "云朵拖鞋") for key in "12345"]
    labels = [
        label("1"),
        label("2"),
        label("3", category="非商品"),
        label("4", spam=0.5),
        label("5", category=None),
    ]
    found = count(posts, mentions, labels)
    assert found.select("posts", "posts_raw", "authors", "unknown_authors").rows() == [(2, 3, 1, 1)]


def test_names_are_folded_by_the_entity_map():
    entity_map = frame(
        [{"kind": "brand", "norm": norm, "entity": "brand:lululemon"} for norm in ("lulu", "露露")],
        ENTITY_MAP,
    )
    posts = [post("1"), post("2", author="b"), post("3", author="c")]
    mentions = [
        mention("1", "lulu", "brand"),
        mention("1", "露露", "brand"),
        mention("2", "露露", "brand"),
        mention("3", "lulu"),
    ]
    found = count(posts, mentions, [label(key) for key in "123"], entity_map)
    assert dict(found.select("entity", "posts").iter_rows()) == {"brand:lululemon": 2, "product:lulu": 1}


def test_an_author_is_counted_once_a_day_when_first_seen():
    posts = [
        post("1"),
        post("2", seen_after=1),
        post("3", seen_after=1, author="b"),
        post("4", seen_after=-3, author="c"),
    ]
    found = count(posts, [mention(key, "云朵拖鞋") for key in "1234"], [label(key) for key in "1234"])
    assert found.select("seen_day", "posts", "authors").rows() == [
        (DAY, 2, 2),
        (DAY + timedelta(days=1), 2, 1),
    ]


def test_the_business_day_of_the_first_look_is_the_seen_day():
    late = post("1") | {
        "first_observed_at": datetime(2026, 11, 2, 17, tzinfo=UTC)
    }  # 01:00 of the 3rd in Shanghai
    found = count_coverage(frame([late], POSTS_VIEW))
    assert found.rows() == [(DAY, DAY + timedelta(days=1), "weibo", 1)]


def test_what_is_known_later_may_be_asked_for():
    posts = [post("1"), post("2", seen_after=3)]
    found = count(posts, [mention(key, "云朵拖鞋") for key in "12"], [label(key) for key in "12"])
    assert as_known(found, DAY)["posts"].to_list() == [1]
    assert as_known(found, DAY, DAY + timedelta(days=3))["posts"].to_list() == [2]
    assert as_known(found, DAY - timedelta(days=1), DAY + timedelta(days=3)).is_empty()


def test_nothing_to_count():
    assert count([], [], []).is_empty()
    assert conform(count_coverage(frame([], POSTS_VIEW)), COVERAGE, "coverage").is_empty()


POSTS = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 3), st.sampled_from(["a", "b", None]), st.sampled_from([0.0, 0.9]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(POSTS, st.integers(0, 6))
def test_what_was_known_is_what_would_have_been_counted_then(rows, after):
    as_of = DAY + timedelta(days=after)
    posts = [post(str(n), DAY + timedelta(days=d), seen, who) for n, (d, seen, who, _, _) in enumerate(rows)]
    mentions = [mention(str(n), name) for n, (*_, name) in enumerate(rows)]
    labels = [label(str(n), spam=spam) for n, (*_, spam, _) in enumerate(rows)]
    then = [p for p in posts if p["first_observed_at"].date() <= as_of]
    known, counted = (
        as_known(count(posts, mentions, labels), as_of),
        as_known(count(then, mentions, labels), as_of),
    )
    assert_frame_equal(known, counted)
    assert not known.select("day", "entity", "platform").is_duplicated().any()
    assert_frame_equal(
        as_known(count_coverage(frame(posts, POSTS_VIEW)), as_of),
        as_known(count_coverage(frame(then, POSTS_VIEW)), as_of),
    )
