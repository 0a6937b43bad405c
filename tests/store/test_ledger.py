from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from store.engine import migrate, open_database
from store.ledger import Ledger, RunId

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEASE = 60


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def ledger(empty_database: Engine) -> Ledger:
    migrate(empty_database)
    return Ledger(empty_database)


def claimed(ledger: Ledger, now: datetime = NOON, intended: datetime = NOON) -> RunId:
    run = ledger.claim("crawl", intended, LEASE, now)
    assert run is not None
    return run


def test_a_job_is_claimed_once_for_each_intended_time(ledger: Ledger) -> None:
    claimed(ledger)
    assert ledger.claim("crawl", NOON, LEASE, after(1)) is None
    assert ledger.claim("crawl", after(3600), LEASE, after(1)) is not None
    assert ledger.claim("report", NOON, LEASE, after(1)) is not None


def test_a_finished_run_is_kept_and_never_claimed_again(ledger: Ledger) -> None:
    run = claimed(ledger)
    summary = {"read": 5, "notes": ["三行"], "until": date(2026, 11, 22)}
    assert ledger.finish(run, "done", summary, after(9))
    assert ledger.claim("crawl", NOON, LEASE, after(10 * LEASE)) is None
    (found,) = ledger.recent(5)
    assert (found.job, found.intended_at, found.attempt) == ("crawl", NOON, 1)
    assert (found.claimed_at, found.finished_at, found.outcome) == (NOON, after(9), "done")
    assert found.summary == {"read": 5, "notes": ["三行"], "until": "2026-11-22"}


def test_a_run_done_in_part_is_not_repeated_and_a_failed_one_is(ledger: Ledger) -> None:
    ledger.finish(claimed(ledger), "partial", {}, after(1))
    assert ledger.claim("crawl", NOON, LEASE, after(2)) is None
    ledger.finish(claimed(ledger, intended=after(3600)), "failed", {"error": "no"}, after(1))
    again = claimed(ledger, after(2), intended=after(3600))
    assert again.attempt == 2
    found = ledger.recent(1)[0]
    assert (found.outcome, found.finished_at, found.summary) == (None, None, {})


def test_a_killed_run_is_taken_over_when_its_lease_is_out(ledger: Ledger) -> None:
    first = claimed(ledger)
    assert ledger.claim("crawl", NOON, LEASE, after(LEASE - 1)) is None
    second = claimed(ledger, after(LEASE))
    assert (second.row, second.attempt) == (first.row, 2)
    # the first was only slow: it can no longer speak for the run
    assert not ledger.beat(first, after(LEASE + 1))
    assert not ledger.finish(first, "failed", {}, after(LEASE + 1))
    assert ledger.finish(second, "done", {}, after(LEASE + 2))
    assert [run.outcome for run in ledger.recent(5)] == ["done"]
    assert not ledger.beat(second, after(LEASE + 3))


def test_a_beat_prolongs_the_lease(ledger: Ledger) -> None:
    run = claimed(ledger)
    assert ledger.beat(run, after(50))
    assert ledger.claim("crawl", NOON, LEASE, after(50 + LEASE - 1)) is None
    assert ledger.claim("crawl", NOON, LEASE, after(50 + LEASE)) is not None


def test_the_last_done_run_and_the_recent_ones(ledger: Ledger) -> None:
    assert ledger.last_done("crawl") is None
    for hour, outcome in enumerate(("done", "partial", "failed")):
        run = claimed(ledger, after(hour), intended=after(3600 * hour))
        ledger.finish(run, outcome, {"hour": hour}, after(hour))
    claimed(ledger, after(5), intended=after(5))
    last = ledger.last_done("crawl")
    assert last is not None
    assert (last.intended_at, last.summary) == (after(3600), {"hour": 1})
    assert [run.outcome for run in ledger.recent(3)] == [None, "failed", "partial"]


@pytest.fixture
def race(ledger: Ledger, database_url: str) -> Iterator[Callable[..., list]]:
    """Call something at once on many ledgers, each with connections of its own, as processes have."""
    engines = [open_database(database_url) for _ in range(6)]

    def together(act: Callable[[Ledger], RunId | None]) -> list[RunId]:
        barrier = Barrier(len(engines))

        def runner(engine: Engine) -> RunId | None:
            barrier.wait()
            return act(Ledger(engine))

        with ThreadPoolExecutor(len(engines)) as pool:
            return [run for run in pool.map(runner, engines) if run is not None]

    yield together
    for engine in engines:
        engine.dispose()


def test_of_many_that_claim_at_once_one_wins(ledger: Ledger, race: Callable[..., list]) -> None:
    for n in range(10):
        winners = race(lambda one, n=n: one.claim("crawl", after(n), LEASE, NOON))
        assert [run.attempt for run in winners] == [1]
    assert len(ledger.recent(100)) == 10


def test_of_many_that_take_over_at_once_one_wins(ledger: Ledger, race: Callable[..., list]) -> None:
    claimed(ledger)
    for n in range(1, 11):
        winners = race(lambda one, n=n: one.claim("crawl", NOON, LEASE, after(n * LEASE)))
        assert [run.attempt for run in winners] == [n + 1]
