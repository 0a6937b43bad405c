"""Plan, collection and policy: told twice is told once, and what failed is not a zero."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.collecting import SourceDay, is_stale
from domain.plan import PlanTask, fold_query
from domain.weeks import Week
from store.collection import Collected, load_collected, load_days, save_collected
from store.engine import migrate
from store.plan import load_plan, load_tasks, save_plan
from store.policy import SourcePolicy, load_policies, load_policy_history, on_since, record_policy

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
WEEK = Week(2026, 48)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    migrate(empty_database)
    return empty_database


def row(query: str = "平替", day: date = TUESDAY, got: int | None = 5, **more: object) -> Collected:
    fields = {
        "source": "import:mediacrawler", "run": "ab12", "platform": "xhs", "query": query, "day": day,
        "tried": 5, "got": got, "missed": 0, "outcome": "got", "at": NOON,
    }  # fmt: skip
    return Collected(**(fields | more))


def task(query: str = "平替", week: str = "2026-W48", due: date = TUESDAY) -> PlanTask:
    return PlanTask(week, "xhs", query, "最新", 100, 7, "小王", due)


def test_a_run_told_twice_is_there_once(database: Engine) -> None:
    rows = [row(), row("代工厂")]
    save_collected(database, rows)
    save_collected(database, [replace(one, got=6) for one in rows])
    save_collected(database, [])
    assert load_collected(database, TUESDAY) == [replace(rows[1], got=6), replace(rows[0], got=6)]
    save_collected(database, [row(run="cd34")])
    assert len(load_collected(database, TUESDAY, TUESDAY)) == 3
    assert load_collected(database, TUESDAY + timedelta(days=1)) == []


def test_days_tell_failed_from_nothing_tried_and_from_zero(database: Engine) -> None:
    crawl = {"source": "v2ex", "query": ""}
    save_collected(
        database,
        [
            row(got=None, outcome="missed", missed=1, run="1", **crawl),
            row(got=0, day=TUESDAY - timedelta(days=1), run="2", **crawl),
            row(got=7, outcome="partly", missed=1, day=TUESDAY - timedelta(days=2), run="3", **crawl),
            row(got=2, day=TUESDAY - timedelta(days=2), run="4", **crawl),
            row(day=TUESDAY - timedelta(days=7)),
        ],
    )
    (found,) = load_days(database, TUESDAY)
    assert found.source == "v2ex"
    assert found.days[-3:] == (
        SourceDay(TUESDAY - timedelta(days=2), 2, 1, 9),
        SourceDay(TUESDAY - timedelta(days=1), 1, 0, 0),
        SourceDay(TUESDAY, 1, 1, None),
    )
    assert [day.tries for day in found.days[:4]] == [0, 0, 0, 0]


def test_a_plan_is_kept_as_it_is_saved(database: Engine) -> None:
    tasks = [task(), task("代工厂", due=TUESDAY + timedelta(days=1))]
    for _ in range(2):
        save_plan(database, str(WEEK), tasks)
    assert load_tasks(database, WEEK) == tasks
    save_plan(database, str(WEEK), [replace(tasks[1], who="小李")])
    assert load_tasks(database, WEEK) == [replace(tasks[1], who="小李")]
    save_plan(database, "2026-W49", [task(week="2026-W49")])
    assert load_plan(database).rows() == [("2026-W48", "xhs", "代工厂"), ("2026-W49", "xhs", "平替")]
    assert len(load_tasks(database, WEEK, WEEK.back(-1))) == 2


def test_a_task_is_done_by_a_capture_in_its_week_and_late_after_it(database: Engine) -> None:
    save_plan(database, str(WEEK), [task(), task("代工厂"), task("同厂"), task("白牌")])
    save_plan(database, str(WEEK.back(-1)), [task("同厂", str(WEEK.back(-1)))])
    after = TUESDAY + timedelta(days=7)
    save_collected(
        database,
        [
            row(), row(run="2", day=TUESDAY + timedelta(days=2)), row("代工厂", after), row("同厂", after),
            row("白牌", got=None, outcome="missed"), row("平替", platform="douyin"),
        ],
    )  # fmt: skip
    by_query = {one.query: one for one in load_tasks(database, WEEK)}
    assert (by_query["平替"].done_day, by_query["平替"].posts) == (TUESDAY, 10)
    assert (by_query["代工厂"].done_day, by_query["代工厂"].late_day) == (None, after)
    states = {query: one.state(after) for query, one in by_query.items()}
    # a capture that the next week asked for is that week's, and a failed one is none
    assert states == {"平替": "done", "代工厂": "late", "同厂": "missing", "白牌": "missing"}
    assert by_query["白牌"].state(TUESDAY) == "open"
    assert by_query["白牌"].state(TUESDAY + timedelta(days=1)) == "overdue"


def test_queries_are_compared_folded() -> None:
    assert fold_query(" Ｌululemon　 平替") == fold_query("lululemon 平替")
    assert fold_query(None) == ""


def policy(**more: object) -> SourcePolicy:
    return SourcePolicy(
        **(
            {"source": "v2ex", "reader": "v2ex", "host": "v2ex.com", "switched_on": True, "since": NOON}
            | more
        )
    )


def test_a_policy_that_changes_is_a_row_of_history(database: Engine) -> None:
    asked = policy(
        robots="rules", robots_said="allows", robots_digest="ab", robots_fetched_at=NOON, since=NOON + HOUR
    )
    record_policy(database, policy())
    record_policy(database, policy(since=NOON + HOUR))
    record_policy(database, asked)
    again = replace(asked, robots_fetched_at=NOON + 5 * HOUR, since=NOON + 5 * HOUR)
    held = record_policy(database, again)
    assert held == replace(asked, robots_fetched_at=NOON + 5 * HOUR)
    assert load_policies(database) == {"v2ex": held}
    assert load_policy_history(database, "v2ex") == [held, policy()]
    assert on_since(database, "v2ex") == NOON
    off = replace(asked, switched_on=False, since=NOON + 6 * HOUR)
    record_policy(database, off)
    assert on_since(database, "v2ex") is None
    record_policy(database, replace(off, switched_on=True, since=NOON + 7 * HOUR))
    assert on_since(database, "v2ex") == NOON + 7 * HOUR
    assert on_since(database, "nobody") is None


@pytest.mark.parametrize(
    ("hours", "interval", "stale"), [(47, 60, False), (49, 60, True), (71, 1440, False), (73, 1440, True)]
)
def test_stale_is_three_intervals_and_two_days_at_least(hours: int, interval: int, stale: bool) -> None:
    assert is_stale(NOON - hours * HOUR, interval, NOON) is stale
    assert not is_stale(None, interval, NOON)
