"""Exposure by plan: what is captured as planned counts, what is not brings posts and no exposure."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.frames import (
    COVERAGE,
    ENTITY_MAP,
    EXPOSURE,
    MENTIONS,
    OBSERVATIONS,
    PLAN,
    POST_LABELS,
    POSTS_VIEW,
    conform,
)  # fmt: skip
from signals.daily import count_coverage, count_daily
from signals.exposure import exposure_of

MONDAY = date(2026, 11, 23)  # of 2026-W48
WEEK = "2026-W48"


def day(n):
    """The n-th day from Monday of W48."""
    return MONDAY + timedelta(days=n)


def noon(at):
    return datetime.combine(at, time(4), UTC)


def seen(key, published, captured, query="平替", platform="xhs", **more):
    """One observation; `captured` is the day the export says it was seen."""
    return {
        "key": f"{platform}:{key}", "platform": platform, "query": query, "day": published,
        "published_at": noon(published), "observed_at": noon(captured) + timedelta(hours=1),
        "fetched_at": noon(day(30)),
    } | more  # fmt: skip


def plan(*tasks):
    return pl.DataFrame(tasks or [(WEEK, "xhs", "平替")], schema=PLAN, orient="row")


def exposure(*observations, tasks=None):
    found = exposure_of(
        pl.DataFrame(observations, schema=OBSERVATIONS), tasks if tasks is not None else plan()
    )
    return conform(found, EXPOSURE, "exposure")


def view(*observations):
    rows = pl.DataFrame(observations, schema=OBSERVATIONS)
    first = rows.group_by("key", maintain_order=True).agg(
        pl.col("platform", "day").first(), first_observed_at=pl.col("observed_at").min()
    )
    missing = [
        pl.lit(None, dtype).alias(name) for name, dtype in POSTS_VIEW.items() if name not in first.columns
    ]
    return first.with_columns(missing).select(list(POSTS_VIEW))


def coverage(*observations, tasks=None):
    tasks = plan() if tasks is None else tasks
    found = count_coverage(view(*observations), exposure=exposure(*observations, tasks=tasks))
    cells = conform(found, COVERAGE, "coverage").group_by("day", "seen_day").agg(pl.col("posts_seen").sum())
    return {(published, known): n for published, known, n in cells.rows()}


def test_a_capture_on_plan_is_exposure_of_the_seven_days_before_it():
    rows = [seen(str(n), day(n), day(3)) for n in range(-6, 4)]
    assert {published for published, _ in coverage(*rows)} == {day(n) for n in range(-4, 4)}
    assert {known for _, known in coverage(*rows)} == {day(3)}


@pytest.mark.parametrize("query", [None, "代工厂"])
def test_an_import_off_plan_adds_posts_but_no_exposure(query):
    off = seen("1", day(1), day(2), query=query)
    assert coverage(off) == {}
    posts = view(off)
    mention = pl.DataFrame([{"key": "xhs:1", "kind": "product", "norm": "云朵拖鞋"}], schema=MENTIONS)
    counted = count_daily(
        posts, mention, pl.DataFrame(schema=POST_LABELS), pl.DataFrame(schema=ENTITY_MAP),
        exposure=exposure(off),
    )  # fmt: skip
    row = counted.row(0, named=True)
    assert (row["posts"], row["posts_raw"], row["seen_day"]) == (1, 1, day(2))
    # what is held against the exposure comes from the exposure alone
    assert (row["authors"], row["unknown_authors"]) == (0, 0)


def test_a_late_capture_never_fills_the_week_before():
    late = seen("1", day(1), day(8))
    assert coverage(late) == {}
    # unless the later week asks for the query itself, and then only as far as it reaches
    both = plan((WEEK, "xhs", "平替"), ("2026-W49", "xhs", "平替"))
    reached, beyond = seen("2", day(2), day(8)), seen("3", day(0), day(8))
    assert coverage(reached, beyond, tasks=both) == {(day(2), day(8)): 1}


def test_before_the_first_planned_week_all_stays_as_it_is():
    before = [seen("1", day(-1), day(-1), query=None), seen("2", day(-40), day(-3), query="别的")]
    assert exposure(*before).is_empty()
    assert coverage(*before) == {(day(-1), day(-1)): 1, (day(-40), day(-3)): 1}
    # ... and after it, in a week nobody planned, there is none
    assert coverage(seen("3", day(8), day(9))) == {}


def test_other_platforms_are_not_touched():
    assert coverage(seen("1", day(1), day(1), query=None, platform="weibo")) == {(day(1), day(1)): 1}


def test_a_post_captured_again_keeps_its_exposure():
    first = seen("1", day(1), day(2))
    again = seen("1", day(1), day(9), query="代工厂")
    assert coverage(first, again) == {(day(1), day(2)): 1}
    # captured off plan first, its exposure is known by the day of the capture on plan
    off = seen("2", day(1), day(1), query=None)
    assert coverage(off, seen("2", day(1), day(4))) == {(day(1), day(4)): 1}
    # captured before there was a plan, it stays exposure
    old = seen("3", day(-1), day(-1), query=None)
    assert coverage(old, seen("3", day(-1), day(9), query=None)) == {(day(-1), day(-1)): 1}


def test_an_export_without_capture_time_was_captured_when_we_fetched_it():
    silent = {"observed_at": noon(day(1)), "published_at": noon(day(1))}
    in_time = seen("1", day(1), day(1), **silent, fetched_at=noon(day(4)))
    too_late = seen("2", day(1), day(1), **silent, fetched_at=noon(day(7)))
    assert coverage(in_time, too_late) == {(day(1), day(4)): 1}
    # fetched before the first planned week: as it was without a plan
    assert coverage(seen("3", day(-9), day(-9), **{
        "observed_at": noon(day(-9)), "published_at": noon(day(-9)), "fetched_at": noon(day(-2)),
    })) == {(day(-9), day(-9)): 1}  # fmt: skip


def test_the_capture_day_is_the_business_day():
    # Sunday 23:00 of W48 in UTC is Monday of W49 in Shanghai
    late = seen("1", day(6), day(6), observed_at=datetime(2026, 11, 29, 23, tzinfo=UTC))
    assert coverage(late) == {}


def test_width_case_and_spacing_of_a_query_say_nothing():
    tasks = plan((WEEK, "xhs", "Ｌululemon  平替 "))
    assert coverage(seen("1", day(1), day(1), query="lululemon 平替"), tasks=tasks) == {(day(1), day(1)): 1}


def test_a_comment_is_captured_by_the_query_of_its_post():
    post = seen("p", day(-30), day(2))
    comment = seen("c", day(1), day(2), query=None, parent_id="p")
    stray = seen("d", day(1), day(2), query=None, parent_id="elsewhere")
    assert coverage(post, comment, stray) == {(day(1), day(2)): 1}


CAPTURES = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(-8, 12), st.integers(0, 10),
        st.sampled_from(["平替", "代工厂", None]), st.sampled_from(["xhs", "weibo"]),
    ),
    max_size=20,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CAPTURES, st.booleans())
def test_the_order_of_captures_does_not_matter_and_no_exposure_is_made_up(captures, has_task):
    tasks = plan() if has_task else plan((WEEK, "douyin", "平替"))
    published = {}
    rows = []
    for key, at, after, query, platform in captures:
        born = published.setdefault((platform, key), day(at))
        rows.append(seen(str(key), born, max(born, day(at)) + timedelta(days=after), query, platform))
    plain = count_coverage(view(*rows))
    found = coverage(*rows, tasks=tasks)
    assert found == coverage(*reversed(rows), tasks=tasks)
    by_day = plain.group_by("day").agg(pl.col("posts_seen").sum())
    most = dict(by_day.iter_rows())
    got = {}
    for (born, _), n in found.items():
        got[born] = got.get(born, 0) + n
    assert all(n <= most[born] for born, n in got.items())
    if not has_task:
        assert got == most
