"""A job is done once per intended time, by whoever comes first, and a missed one is caught up once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from jobs.home import opened_home
from jobs.summary import Summary
from jobs.timetable import claim_and_run, fire, last_intended, resolve
from scheduler import TIMETABLE, running_scheduler

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAYS = CronTrigger.from_crontab("0 7 * * mon", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("at", "intended"),
    [
        (datetime(2026, 11, 16, 6, 59, tzinfo=SHANGHAI), datetime(2026, 11, 9, 7, tzinfo=SHANGHAI)),
        (datetime(2026, 11, 16, 7, 0, tzinfo=SHANGHAI), datetime(2026, 11, 16, 7, tzinfo=SHANGHAI)),
        (datetime(2026, 11, 18, 23, 0, tzinfo=UTC), datetime(2026, 11, 16, 7, tzinfo=SHANGHAI)),
    ],
)
def test_the_last_intended_time_is_the_home_zones(at: datetime, intended: datetime) -> None:
    assert last_intended(MONDAYS, at) == intended


def test_every_row_of_the_timetable_resolves_and_has_a_trigger() -> None:
    assert len({row.id for row in TIMETABLE}) == len(TIMETABLE) >= 5
    for row in TIMETABLE:
        assert callable(resolve(row.job))
        assert last_intended(CronTrigger.from_crontab(row.cron, "Asia/Shanghai"), datetime.now(UTC))


def test_two_schedulers_do_a_job_once(home_dir: Path) -> None:
    intended = datetime(2026, 11, 16, 7, tzinfo=SHANGHAI)
    done = []

    def one(_: int) -> Summary | None:
        with opened_home(home_dir) as home:
            return claim_and_run(home, "report", intended, lambda: done.append(1) or Summary("report"))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(one, range(8)))
    assert len(done) == 1
    assert sum(result is not None for result in results) == 1


def test_a_failed_run_is_written_down_and_may_be_tried_again(home_dir: Path) -> None:
    intended = datetime(2026, 11, 16, 7, tzinfo=SHANGHAI)

    def broken() -> Summary:
        raise OSError("disk full")

    with opened_home(home_dir) as home:
        with pytest.raises(OSError, match="disk full"):
            claim_and_run(home, "report", intended, broken)
        run = home.ledger.recent(1)[0]
        assert run.outcome == "failed" and "disk full" in run.summary["error"]
        assert claim_and_run(home, "report", intended, lambda: Summary("report")) is not None
        assert claim_and_run(home, "report", intended, lambda: Summary("report")) is None


def test_a_missed_run_is_caught_up_once(home_dir: Path) -> None:
    every_minute = CronTrigger.from_crontab("* * * * *", "Asia/Shanghai")
    with opened_home(home_dir) as home:
        assert fire(home, "digest", "jobs.chain:digest", MONDAYS) is not None
        assert fire(home, "digest", "jobs.chain:digest", MONDAYS) is None
        done = home.ledger.last_done("digest")
        assert done and done.intended_at == last_intended(MONDAYS, datetime.now(UTC))
        assert last_intended(every_minute, done.claimed_at) is not None
        assert done.claimed_at - done.intended_at < timedelta(days=7)


def test_the_scheduler_holds_the_timetable_in_memory_with_fixed_ids(home_dir: Path) -> None:
    with running_scheduler(home_dir, "Asia/Shanghai") as scheduler:
        jobs = {job.id: job for job in scheduler.get_jobs() if not job.id.startswith("catch-up")}
        assert set(jobs) == {row.id for row in TIMETABLE}
        assert all(job.misfire_grace_time is None for job in jobs.values())
        assert jobs["crawl"].executor != jobs["report"].executor
        assert all(job.coalesce and job.max_instances == 1 for job in jobs.values())
        assert str(scheduler.timezone) == "Asia/Shanghai"
