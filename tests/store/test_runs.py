from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine

from store.engine import migrate
from store.runs import (
    CrawlDone,
    ImportDone,
    ReportWritten,
    SourceHealth,
    load_crawls,
    load_fact,
    load_imports,
    load_reports,
    load_sources,
    record_crawl,
    record_fact,
    record_import,
    record_report,
    record_source,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    migrate(empty_database)
    return empty_database


def test_imports_come_back_newest_first(database: Engine) -> None:
    whole = ImportDone(
        "导出.csv", NOON, "csv", "own", "ab12", read=9, new_posts=4, new_observations=2, unchanged=1,
        refused=2, refused_path="refused/x.jsonl", problem="2 行没有正文",
    )  # fmt: skip
    later = ImportDone("b.jsonl", NOON + HOUR)
    record_import(database, whole)
    record_import(database, later)
    assert load_imports(database) == [later, whole]
    assert load_imports(database, 1) == [later]


def test_crawls_come_back_newest_first(database: Engine) -> None:
    first = CrawlDone("demo_rss", NOON, NOON + HOUR, "done", pages=3, new_posts=20, refused=1)
    later = CrawlDone("demo_rss", NOON + HOUR, NOON + HOUR, "failed", problem="503")
    record_crawl(database, first)
    record_crawl(database, later)
    assert load_crawls(database) == [later, first]


def test_a_source_has_one_state(database: Engine) -> None:
    new = SourceHealth("demo_rss")
    tried = replace(new, tried_at=NOON, failures=1, problem="503", not_before=NOON + HOUR)
    well = replace(new, tried_at=NOON + HOUR, succeeded_at=NOON + HOUR, cursor={"etag": "x"})
    for state in (new, tried, well):
        record_source(database, state)
        assert load_sources(database) == {"demo_rss": state}
    record_source(database, replace(new, source="another"))
    assert list(load_sources(database)) == ["another", "demo_rss"]


def test_a_report_takes_the_place_of_the_same_week_and_language(database: Engine) -> None:
    first = ReportWritten("2026-W45", date(2026, 11, 8), NOON, files={"html": "2026-W45.html"})
    english = replace(first, lang="en")
    next_week = ReportWritten("2026-W46", date(2026, 11, 15), NOON, lake_version=7, summary={"rising": 12})
    again = replace(first, made_at=NOON + HOUR, files={"html": "2026-W45.html", "md": "2026-W45.md"})
    for report in (first, english, next_week, again):
        record_report(database, report)
    assert load_reports(database) == [next_week, english, again]


def test_a_fact_is_recorded_once(database: Engine) -> None:
    assert load_fact(database, "author_key_fingerprint") is None
    assert record_fact(database, "author_key_fingerprint", "aa") == "aa"
    assert record_fact(database, "author_key_fingerprint", "bb") == "aa"
    assert load_fact(database, "author_key_fingerprint") == "aa"


def test_of_many_that_record_a_fact_at_once_all_hold_the_same(database: Engine) -> None:
    barrier = Barrier(5)

    def record(value: str) -> str:
        barrier.wait()
        return record_fact(database, "author_key_fingerprint", value)

    with ThreadPoolExecutor(5) as pool:
        held = set(pool.map(record, "abcde"))
    assert held == {load_fact(database, "author_key_fingerprint")}
