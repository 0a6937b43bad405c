"""A small home built through the store, as the jobs would build it."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from domain.frames import COVERAGE, DAILY_COUNTS, MENTIONS, POST_LABELS, POSTS, RELATIONS, SIGNALS
from domain.plan import PlanTask
from domain.weeks import Week
from store.annotations import save_annotations
from store.collection import Collected, save_collected
from store.engine import migrate, open_database
from store.findings import save_counts, save_signals
from store.lake import Lake
from store.ledger import Ledger
from store.plan import save_plan
from store.policy import SourcePolicy, record_policy
from store.posts import PostLog
from store.runs import (
    CrawlDone,
    ImportDone,
    ReportWritten,
    SourceHealth,
    record_crawl,
    record_import,
    record_report,
    record_source,
)
from web.app import create_app
from web.home_view import HomeView

with warnings.catch_warnings():  # it asks for a successor of httpx, on which nothing here depends
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

AS_OF = date(2026, 11, 15)
NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
WEEKS = 26
OUTAGE = (date(2026, 10, 12), date(2026, 10, 18))
PLATFORMS = ("xhs", "douyin", "weibo_hot")
# entity, voices a day in usual weeks and in the last one, stage, alert, lift
ENTITIES = (
    ("product:云朵拖鞋", 2, 9, "surging", True, 4.4),
    ("product:裸感瑜伽裤", 3, 7, "rising", True, 2.3),
    ("factory:卓云鞋业", 0, 2, "emerging", True, 6.1),
    ("brand:lululemon", 5, 7, "rising", False, 1.4),
    ("belt:义乌", 4, 4, "plateau", False, 1.0),
    ("channel:1688", 3, 1, "cooling", False, 0.4),
    (f"product:{NASTY}", 1, 4, "emerging", True, 3.0),
)


def fill(frame: dict[str, list[object]], schema: pl.Schema) -> pl.DataFrame:
    """The named columns, the others null."""
    height = len(next(iter(frame.values())))
    return pl.DataFrame({name: frame.get(name, [None] * height) for name in schema}, schema=schema)


def days() -> list[date]:
    first = AS_OF - timedelta(days=7 * WEEKS - 1)
    return [first + timedelta(days=at) for at in range(7 * WEEKS)]


def save_days(lake: Lake) -> None:
    counts: dict[str, list[object]] = {name: [] for name in DAILY_COUNTS}
    coverage: dict[str, list[object]] = {name: [] for name in COVERAGE}
    for day in days():
        if OUTAGE[0] <= day <= OUTAGE[1]:
            continue
        for platform in PLATFORMS:
            if platform == "weibo_hot" and day.day % 9 == 0:
                continue
            seen = (day, day, platform, 40 + day.toordinal() * 7 % 60)
            for name, value in zip(coverage, seen, strict=True):
                coverage[name].append(value)
            for entity, usual, last, *_ in ENTITIES:
                voices = last if (AS_OF - day).days < 7 else usual
                if platform == "weibo_hot" or not voices:
                    continue
                row = (day, day, entity, platform, voices, voices, voices, 0, voices * 10)
                for name, value in zip(counts, row, strict=True):
                    counts[name].append(value)
    counted, covered = fill(counts, DAILY_COUNTS), fill(coverage, COVERAGE)
    for month in covered["day"].dt.strftime("%Y-%m").unique().sort():
        of_month = pl.col("day").dt.strftime("%Y-%m") == month
        save_counts(lake, month, counted.filter(of_month), covered.filter(of_month))


def save_found(lake: Lake) -> None:
    rows: dict[str, list[object]] = {name: [] for name in SIGNALS}
    for entity, usual, last, stage, alert, lift in ENTITIES:
        for platform in ("*", "xhs", "douyin"):
            share = 1 if platform == "*" else 0.5
            found = {
                "as_of": AS_OF,
                "entity": entity,
                "platform": platform,
                "detector": "nb",
                "score": lift * share,
                "alert": alert,
                "stage": "none" if entity == "brand:lululemon" else stage,
                "posts": last * 14,
                "voices": int(last * 14 * share),
                "expected": usual * 14.0 * share,
                "lift": lift,
                "lift_low": lift * 0.9,
                "lift_high": lift * 1.4,
                "q_value": 0.002 if alert else 0.4,
                "why": "本周声量高于此前12周的预期",
                "evidence": ["xhs:1", "xhs:2", "xhs:3"] if entity == "product:云朵拖鞋" else [],
            }
            for name in SIGNALS:
                rows[name].append(found.get(name))
    save_signals(lake, AS_OF, fill(rows, SIGNALS))


def save_talk(lake: Lake) -> None:
    texts = [
        "踩屎感云朵拖鞋平替来了,和大牌同厂,只要39块,穿了一周脚感很好",
        f"云朵拖鞋 {NASTY} 真的假的",
        "求问哪家的云朵拖鞋是卓云鞋业做的,1688 上能不能找到源头",
    ]
    at = datetime(2026, 11, 12, 4, tzinfo=UTC)
    urls = ["https://example.com/1", "javascript:alert(3)", None]
    posts = {
        "key": ["xhs:1", "xhs:2", "xhs:3"],
        "platform": ["xhs"] * 3,
        "post_id": ["1", "2", "3"],
        "kind": ["post"] * 3,
        "title": [None] * 3,
        "text": texts,
        "url": urls,
        "published_at": [at] * 3,
        "observed_at": [at] * 3,
        "fetched_at": [NOW] * 3,
        "author": ["a", "b", "c"],
    }
    PostLog(lake).save(fill(posts, POSTS))
    starts = [text.index("云朵拖鞋") + 1 for text in texts]
    mentions = {
        "key": [*posts["key"], "xhs:3"],
        "kind": ["product"] * 3 + ["factory"],
        "start": [*starts, texts[2].index("卓云") + 1],
        "end": [*(start + 4 for start in starts), texts[2].index("卓云") + 5],
        "norm": ["云朵拖鞋"] * 3 + ["卓云鞋业"],
        "price": [None] * 4,
    }
    relations = {
        "key": ["xhs:3"],
        "kind": ["made_by"],
        "subject": ["云朵拖鞋"],
        "subject_start": [starts[2]],
        "subject_end": [starts[2] + 4],
        "object": ["卓云鞋业"],
        "object_start": [mentions["start"][3]],
        "object_end": [mentions["end"][3]],
        "polarity": ["asked"],
        "evidence": [texts[2]],
    }
    for at, amount in enumerate((30.0, 39.0, 60.0)):
        price = {"min": amount, "max": amount, "currency": "CNY", "unit": "双"}
        for name, value in (("key", "xhs:1"), ("kind", "price"), ("start", 60 + at), ("end", 61 + at)):
            mentions[name].append(value)
        mentions["norm"].append(None)
        mentions["price"].append(price)
        priced = ("xhs:1", "priced_at", "云朵拖鞋", starts[0], starts[0] + 4, f"{amount}元", 60 + at, 61 + at)
        for name, value in zip(relations, (*priced, "claimed", texts[0]), strict=True):
            relations[name].append(value)
    labels = {"key": posts["key"], "speaker": ["buyer", "reseller", "buyer"]}
    save_annotations(
        lake, "2026-11", fill(mentions, MENTIONS), fill(relations, RELATIONS), fill(labels, POST_LABELS)
    )


def save_runs(home: HomeView) -> None:
    home.reports_dir.mkdir()
    page = "<!doctype html><title>周报</title><p>2026-W46"
    (home.reports_dir / "2026-W46.html").write_text(page, encoding="utf-8")
    (home.reports_dir / "2026-W46.md").write_text("# 2026-W46\n", encoding="utf-8")
    (home.reports_dir / "2026-W46.xlsx").write_bytes(b"PK\x03\x04 workbook")
    (home.reports_dir.parent / "secret.html").write_text("secret", encoding="utf-8")
    for week, files in (
        ("2026-W46", {form: f"2026-W46.{form}" for form in ("html", "md", "xlsx")}),
        ("2026-W45", {"html": "../secret.html"}),
        ("2026-W44", {"html": "2026-W44.html"}),
    ):
        record_report(home.engine, ReportWritten(week, AS_OF, NOW, files=files))
    problem = "第 7 行不是 JSON"
    record_import(home.engine, ImportDone("in/posts.jsonl", NOW, "jsonl", "own", read=3, new_posts=3))
    record_import(home.engine, ImportDone("in/bad.jsonl", NOW, "jsonl", read=9, refused=1, problem=problem))
    record_source(home.engine, SourceHealth("site-rss", NOW, NOW - timedelta(hours=2)))
    record_source(home.engine, SourceHealth("site-html", NOW, None, failures=3, problem=f"403 {NASTY}"))
    record_crawl(home.engine, CrawlDone("site-rss", NOW, NOW, "done", pages=4, new_posts=12))
    for name, since in (("site-rss", NOW), ("site-html", NOW - timedelta(days=9))):
        said = {"robots": "rules", "robots_said": f"forbids /{NASTY}", "robots_fetched_at": NOW}
        record_policy(home.engine, SourcePolicy(name, "feed", "example.org", True, since, **said))
    failed = Collected("site-html", "1", "xhs", "平替", TODAY, 1, None, 1, "missed", NOW, "403")
    save_collected(home.engine, [failed, replace(failed, source="site-rss", got=12, missed=0, outcome="got")])
    task = PlanTask(str(Week.of(TODAY)), "xhs", "平替", "最新", 100, 7, NASTY, TODAY)
    save_plan(home.engine, task.week, [task, replace(task, query=NASTY)])
    ledger = Ledger(home.engine)
    for job, outcome in (("digest", "done"), ("signals", "done"), ("report", "failed")):
        run = ledger.claim(job, NOW, 60, NOW)
        assert run
        summary = {"read": 120, "written": 30} if outcome == "done" else {"error": "BadInput: nothing"}
        ledger.finish(run, outcome, summary, NOW + timedelta(seconds=3))


def empty_home(folder: Path, *, demo: bool = False) -> HomeView:
    engine = open_database(f"sqlite:///{folder / 'pingti.db'}")
    migrate(engine)
    lake = Lake(folder / "lake")
    return HomeView(lake, engine, folder / "reports", demo, "pingti", lambda: NOW)


def full_home(folder: Path, *, demo: bool = False) -> HomeView:
    home = empty_home(folder, demo=demo)
    save_days(home.lake)
    save_found(home.lake)
    save_talk(home.lake)
    save_runs(home)
    return home


def client_of(home: HomeView) -> Iterator[TestClient]:
    with TestClient(create_app(home), raise_server_exceptions=False) as client:
        client.home = home
        yield client
    home.engine.dispose()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[HomeView]:
    """A home with a few posts and nothing told of them yet."""
    view = empty_home(tmp_path)
    save_talk(view.lake)
    yield view
    view.engine.dispose()


@pytest.fixture(scope="session")
def nasty() -> str:
    """What a stranger may write."""
    return NASTY


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser on a home with six months of data. Nobody writes to it."""
    yield from client_of(full_home(tmp_path_factory.mktemp("full")))


@pytest.fixture
def writable_client(tmp_path: Path) -> Iterator[TestClient]:
    """The same on a home of its own."""
    yield from client_of(full_home(tmp_path))


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[TestClient]:
    """A browser on a home that was just made."""
    yield from client_of(empty_home(tmp_path))


@pytest.fixture
def demo_client(tmp_path: Path) -> Iterator[TestClient]:
    """A browser on a demo home without data."""
    yield from client_of(empty_home(tmp_path, demo=True))
