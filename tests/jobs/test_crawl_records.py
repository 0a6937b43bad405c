"""What a crawl leaves behind: what was tried and got, by which rules, and when a source is called stale."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.collecting import SourceDay
from domain.plan import PlanTask
from jobs import crawl, doctor
from jobs.home import opened_home
from store.collection import load_collected, load_days
from store.freshness import load_freshness
from store.plan import save_plan
from store.policy import load_policies, load_policy_history
from store.runs import load_sources

AT = datetime(2026, 11, 22, 18, tzinfo=UTC)  # already Monday in China
MONDAY = date(2026, 11, 23)
SOURCE = """
[[sources]]
id = "dupes"
reader = "json"
url = "https://example.org/s?q={query}"
platform = "xhs"
queries = ["平替", "代工厂"]
every_minutes = 1440
switched_on = true
looked_at = "2026-11-22"
looked_by = "小王"
terms_note = "公开页面，允许引用"
"""


def walk(query: str, outcome: str, posts: int | None, because: str | None = None) -> dict[str, Any]:
    found = {"source": "dupes", "platform": "xhs", "query": query, "day": str(MONDAY), "outcome": outcome}
    return found | {"asked": 1, "pages": int(posts is not None), "posts": posts, "because": because}


def answer(status: str = "done", *walks: dict[str, Any], said: str = "allows what was asked", **more: Any):
    robots = {"outcome": "rules", "said": said, "digest": "ab", "fetched_at": AT.isoformat()}
    policy = {"host": "example.org", "user_agent": "pingti/1 (+me)", "delay_seconds": 5.0, "robots": robots}
    return {
        "status": status, "stopped_because": None, "items": 3, "coverage": list(walks), "policy": policy,
        "next_minutes": 2880,
    } | more  # fmt: skip


class Answers:
    """Stands in for the spider's process: what it says next, and at which time it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at, self.said = AT, answer()
        monkeypatch.setattr(crawl, "now", lambda: self.at)
        monkeypatch.setattr(crawl, "_spider", lambda home, source, url: (self.at, dict(self.said)))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(monkeypatch)


@pytest.fixture
def home_with_source(home_dir: Path) -> Path:
    settings = home_dir / "pingti.toml"
    text = settings.read_text(encoding="utf-8").replace('contact = ""', 'contact = "me@example.org"')
    settings.write_text(text + SOURCE, encoding="utf-8")
    return home_dir


def test_each_query_is_a_row_and_what_failed_is_unknown(home_with_source: Path, answers: Answers) -> None:
    answers.said = answer("partly", walk("平替", "got", 3), walk("代工厂", "missed", None, "HTTP 500"))
    with opened_home(home_with_source) as home:
        summary = crawl.run(home)
        rows = {row.query: row for row in load_collected(home.engine, MONDAY)}
        assert (rows["平替"].got, rows["平替"].missed, rows["平替"].outcome) == (3, 0, "got")
        assert (rows["代工厂"].got, rows["代工厂"].missed, rows["代工厂"].because) == (None, 1, "HTTP 500")
        assert load_days(home.engine, MONDAY)[0].days[-1] == SourceDay(MONDAY, 2, 1, 3)
        # one place for each fact: neither the ledger's summary nor the source's state repeats them
        assert "coverage" not in summary.details["dupes"]
        assert set(load_sources(home.engine)["dupes"].cursor) == {"next_minutes"}


def test_a_spider_that_gave_no_answer_is_missing_and_keeps_its_interval(
    home_with_source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {"at": AT}
    monkeypatch.setattr(crawl, "now", lambda: clock["at"])
    spider = crawl._spider
    monkeypatch.setattr(
        crawl, "_spider", lambda home, source, url: (AT, answer("done", walk("平替", "got", 1)))
    )
    with opened_home(home_with_source) as home:
        crawl.run(home)
        clock["at"] += timedelta(days=3)
        monkeypatch.setattr(crawl, "_spider", spider)
        monkeypatch.setattr(crawl.sys, "executable", "/bin/false")
        crawl.run(home)
        (row,) = load_collected(home.engine, MONDAY + timedelta(days=1))
        assert (row.day, row.outcome, row.got) == (MONDAY + timedelta(days=3), "missed", None)
        state = load_sources(home.engine)["dupes"]
        assert (state.succeeded_at, state.cursor) == (AT, {"next_minutes": 2880})


def switch_off(home_dir: Path) -> None:
    settings = home_dir / "pingti.toml"
    words = settings.read_text(encoding="utf-8")
    settings.write_text(words.replace("\nswitched_on = true", "\nswitched_on = false"), encoding="utf-8")


def test_the_policy_is_what_was_signed_and_what_robots_said(home_with_source: Path, answers: Answers) -> None:
    with opened_home(home_with_source) as home:
        crawl.run(home)
        (policy,) = load_policies(home.engine).values()
        assert (policy.host, policy.looked_by, policy.terms_note) == (
            "example.org",
            "小王",
            "公开页面，允许引用",
        )
        assert (policy.robots, policy.robots_said, policy.robots_fetched_at) == (
            "rules",
            "allows what was asked",
            AT,
        )
        assert (policy.delay_seconds, policy.user_agent, policy.switched_on) == (5.0, "pingti/1 (+me)", True)

        answers.at += timedelta(days=3)
        answers.said = answer("refused", said="forbids /s", stopped_because="robots.txt forbids")
        crawl.run(home)
    switch_off(home_with_source)
    with opened_home(home_with_source) as home:
        crawl.run(home)
        crawl.run(home)
        history = load_policy_history(home.engine, "dupes")
        said = [(one.switched_on, one.robots_said) for one in history]
        assert said == [
            (False, "forbids /s"), (True, "forbids /s"), (True, "allows what was asked"), (True, None),
        ]  # fmt: skip


def test_a_source_without_success_for_three_intervals_is_stale(
    home_with_source: Path, answers: Answers
) -> None:
    with opened_home(home_with_source) as home:
        crawl.run(home)

        def stale(days: float) -> bool:
            (found,) = load_freshness(home.engine, AT + timedelta(days=days))
            return found.stale

        # it adapted to two days: three times that is six
        assert [stale(days) for days in (5.9, 6.1)] == [False, True]
        answers.at = AT + timedelta(days=5)
        answers.said = answer("blocked", walk("平替", "missed", None, "HTTP 403"), stopped_because="HTTP 403")
        crawl.run(home)
        assert stale(6.1)


def test_doctor_tells_of_policies_stale_sources_and_overdue_tasks(
    home_with_source: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_home(home_with_source) as home:
        crawl.run(home)
        task = PlanTask("2026-W48", "xhs", "平替", "最新", 100, 7, "小王", MONDAY)
        save_plan(home.engine, "2026-W48", [task])
    for module in ("jobs.home", "jobs.doctor"):
        monkeypatch.setattr(f"{module}.now", lambda: AT + timedelta(hours=1))
    found = {finding.what: finding for finding in doctor.examine(home_with_source)}
    assert found["source dupes"].ok
    for word in ("2026-11-22", "小王", "allows what was asked", "5 s", "pingti/1 (+me)"):
        assert word in found["source dupes"].words
    assert found["plan 2026-W48"].ok
    for module in ("jobs.home", "jobs.doctor"):
        monkeypatch.setattr(f"{module}.now", lambda: AT + timedelta(days=6.5))
    found = {finding.what: finding for finding in doctor.examine(home_with_source)}
    assert not found["source dupes"].ok and "stale" in found["source dupes"].words
    assert not found["plan 2026-W48"].ok and "小红书 1/1" in found["plan 2026-W48"].words
