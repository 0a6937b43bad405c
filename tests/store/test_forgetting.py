"""Posts taken out of the lake are gone from its files and its log, and do not come back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable
from sqlalchemy import Engine

from domain.errors import BadSettings
from domain.frames import MENTIONS, SIGNALS, THEMES
from domain.withdrawal import Withdrawn
from store.engine import migrate, open_database
from store.findings import load_calls, load_signals, load_themes, save_signals, save_themes, tell_calls
from store.forgetting import ORIGINS, derived, fence, find, holds, remove
from store.lake import Lake
from store.posts import PostLog, Saved
from store.purging import purge
from store.runs import ReportWritten, load_reports, record_report
from store.schemas import TABLES, _declare
from store.scrubbing import scrub
from store.tombstones import bury, count_buried

KEY = b"k" * 32
AT = datetime(2026, 11, 22, tzinfo=UTC)
SUNDAY = date(2024, 3, 10)
POST = Withdrawn(frozenset()).with_posts(["xhs:gone01"])


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(engine)
    return engine


@pytest.fixture
def log(lake: Lake) -> PostLog:
    return PostLog(lake, author_key=lambda: KEY)


def forget(engine: Engine, lake: Lake, what: Withdrawn) -> None:
    bury(engine, lake, what, KEY, at=AT, reason="asked", by="test")
    fence(lake, 1)
    found = find(lake, what)
    for tables in (derived(), ORIGINS):
        remove(lake, found, tables)
        for table in tables:
            assert purge(lake, table, holds(found.what)) == []


def bytes_of(folder: Path) -> bytes:
    """Every value of every parquet file, and every file of every log."""
    texts = b""
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            texts += pl.read_parquet(path, hive_partitioning=False).write_json().encode()
        elif path.is_file():
            texts += path.read_bytes()
    return texts


def test_rewriting_keeps_batches(lake: Lake, log: PostLog, make_posts: Callable) -> None:
    log.save(make_posts({"key": "xhs:a"}, {"key": "xhs:b"}))
    log.save(make_posts({"key": "xhs:c"}))
    version = lake.version("posts")
    assert lake.rewrite("posts", "2024-03", lambda rows: rows) == 0
    assert lake.version("posts") == version
    assert lake.rewrite("posts", "2024-03", lambda rows: rows.filter(pl.col("key") != "xhs:b")) == 1
    left = lake.scan("posts").select("key", "batch").sort("key").collect()
    assert left.rows() == [("xhs:a", 1), ("xhs:c", 2)]


def test_a_post_is_gone_from_every_table_file_and_log(
    engine: Engine, lake: Lake, log: PostLog, make_posts: Callable
) -> None:
    secret = {"key": "xhs:gone01", "post_id": "gone01", "text": "植入的一句话", "author": "hash-of-a"}
    log.save(make_posts(secret, {"key": "xhs:stays", "post_id": "stays"}))
    answer = {"key": "xhs:answer", "post_id": "answer", "kind": "comment", "parent_id": "gone01"}
    log.save(make_posts(secret | {"likes": 3}, answer))
    row = {"kind": "brand", "start": 0, "end": 3, "text": "植入的", "norm": "植入的"}
    spoken = pl.DataFrame([row | {"key": key} for key in ("xhs:gone01", "xhs:stays")], schema=MENTIONS)
    lake.replace("mentions", spoken, part="2024-03")
    proof = {"as_of": SUNDAY, "entity": "brand:x", "evidence": ["xhs:gone01", "xhs:stays"], "posts": 2}
    save_signals(lake, SUNDAY, pl.DataFrame([proof], schema=SIGNALS))
    tell_calls(lake, "2024-W10", pl.DataFrame([proof], schema=SIGNALS), AT)
    theme = {"as_of": SUNDAY, "theme": "t", "words": ["a"], "posts": 2, "evidence": ["xhs:gone01"]}
    save_themes(lake, SUNDAY, pl.DataFrame([theme], schema=THEMES))
    assert b"gone01" in bytes_of(Path(lake.root))

    forget(engine, lake, POST)
    assert "植入的一句话".encode() not in bytes_of(Path(lake.root))
    assert b"gone01" not in bytes_of(Path(lake.root))
    assert log.view()["key"].to_list() == ["xhs:answer", "xhs:stays"]
    assert log.view()["parent_id"].to_list() == [None, None]
    assert lake.scan("mentions").collect()["key"].to_list() == ["xhs:stays"]
    assert load_signals(lake)["evidence"].to_list() == [["xhs:stays"]]
    assert load_themes(lake).select("posts", "evidence").row(0) == (2, [])
    called = load_calls(lake)
    assert called.select("posts", "evidence", "withdrawn").row(0) == (2, ["xhs:stays"], 1)

    before = {name: lake.scan(name).collect() for name in TABLES}
    forget(engine, lake, POST)
    assert all(lake.scan(name).collect().equals(rows) for name, rows in before.items())
    assert count_buried(engine) == {"post": 1, "author": 0}


def test_it_does_not_come_back(engine: Engine, lake: Lake, log: PostLog, make_posts: Callable) -> None:
    rows = make_posts(
        {"key": "xhs:gone01", "post_id": "gone01", "author": "b"},
        {"key": "xhs:of-a", "author": "a"},
        {"key": "weibo:of-a", "platform": "weibo", "author": "a"},
        {"key": "xhs:answer", "parent_id": "gone01", "author": None},
        {"key": "xhs:other", "parent_id": "of-b", "author": "b"},
    )
    log.save(rows)
    forget(engine, lake, Withdrawn(POST.keys, frozenset({("xhs", "a")})))
    kept = ["weibo:of-a", "xhs:answer", "xhs:other"]
    assert log.view()["key"].to_list() == kept
    for again in (log, PostLog(Lake(lake.root), author_key=lambda: KEY)):
        assert again.save(rows) == Saved(0, 0, 3, 2)
        newer = rows.with_columns(pl.col("observed_at").dt.offset_by("1d"), likes=pl.lit(9, pl.Int64))
        assert again.save(newer).forgotten == 2
    assert log.view()["key"].to_list() == kept
    assert log.view()["parent_id"].to_list() == [None, None, "of-b"]
    with pytest.raises(BadSettings, match="author key"):
        PostLog(lake).save(rows)
    assert b"xhs:gone01" not in bytes_of(Path(lake.root))


def test_tombstones_name_nobody(engine: Engine, lake: Lake, tmp_path: Path) -> None:
    bury(engine, lake, Withdrawn(POST.keys, frozenset({("xhs", "hash-of-a")})), KEY, at=AT, reason="", by="x")
    assert count_buried(engine) == {"post": 1, "author": 1}
    engine.dispose()
    said = bytes_of(tmp_path)
    assert b"gone01" not in said and b"hash-of-a" not in said


def test_a_leftover_of_a_lost_commit_goes_and_others_stay(
    engine: Engine, lake: Lake, log: PostLog, make_posts: Callable
) -> None:
    log.save(make_posts({"key": "xhs:gone01"}, {"key": "xhs:stays"}))
    folder = Path(lake.root, "posts", "month=2024-03")
    schema = {name: dtype for name, dtype in TABLES["posts"].schema.items() if name != "month"}
    for name, key in (("lost.parquet", "xhs:gone01"), ("at-work.parquet", "xhs:new")):
        pl.DataFrame([{"key": key, "text": key}], schema=schema).write_parquet(folder / name)
    forget(engine, lake, POST)
    assert not (folder / "lost.parquet").exists()
    assert (folder / "at-work.parquet").exists()


def test_an_older_table_loses_the_keys_in_its_log(
    engine: Engine, lake: Lake, make_posts: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = _declare("mentions", MENTIONS, "month")
    object.__setattr__(older, "statistics", ("batch", "key"))
    row = {"kind": "brand", "start": 0, "end": 3}
    rows = [pl.DataFrame([row | {"key": key}], schema=MENTIONS) for key in ("xhs:gone01", "xhs:stays")]
    with monkeypatch.context() as patched:
        patched.setattr("store.lake.declared", lambda name: older)
        for part, frame in zip(("2024-03", "2024-04"), rows, strict=True):
            lake.replace("mentions", frame, part=part, mark=("annotate", 4))
    assert b"xhs:gone01" in bytes_of(Path(lake.root))
    at_work = Lake(lake.root)
    assert at_work.scan("mentions").collect().height == 2
    forget(engine, lake, POST)
    assert b"xhs:gone01" not in bytes_of(Path(lake.root))
    for reader in (lake, at_work, Lake(lake.root)):
        assert reader.scan("mentions").collect()["key"].to_list() == ["xhs:stays"]
        assert (reader.mark("mentions", "annotate"), reader.batches("mentions")) == (4, {"2024-04": 2})
        reader.replace("mentions", rows[1], part="2024-04", mark=("annotate", 4))
        assert reader.scan("mentions").collect().height == 1
        lake.rewrite("mentions", "2024-04", lambda rows: rows.with_columns(batch=pl.lit(2, pl.Int64)))
    assert DeltaTable(f"{lake.root}/mentions").metadata().configuration


APPENDER = """
import sys
from datetime import UTC, datetime
import polars as pl
from domain.frames import POSTS
from store.lake import Lake
from store.posts import PostLog

log = PostLog(Lake(sys.argv[1]), author_key=lambda: b"k" * 32)
at = datetime(2024, 3, 5, 8, tzinfo=UTC)
for n in range(40):
    rows = [
        {"key": f"xhs:{name}", "platform": "xhs", "post_id": name, "kind": "post", "text": name, "likes": n,
         "published_at": at, "observed_at": at, "fetched_at": at, "author": author}
        for name, author in ((f"new{n}", "b"), ("gone01", "b"), (f"of-a-{n}", "a"))
    ]
    log.save(pl.DataFrame(rows, schema=POSTS))
    if n == 2:
        print("begun", flush=True)
"""


def test_forgotten_while_another_process_appends(
    engine: Engine, lake: Lake, log: PostLog, run_python: Callable
) -> None:
    process = run_python(APPENDER, lake.root)
    assert process.stdout.readline() == "begun\n"
    forget(engine, lake, Withdrawn(POST.keys, frozenset({("xhs", "a")})).with_posts([]))
    said = process.communicate()[1]
    assert process.returncode == 0, said
    assert log.view()["key"].sort().to_list() == sorted(f"xhs:new{n}" for n in range(40))
    for table in ORIGINS:
        purge(lake, table, holds(POST))
    assert b"xhs:gone01" not in bytes_of(Path(lake.root))
    assert b"of-a-" not in bytes_of(Path(lake.root))


def test_words_and_quotes_go_from_the_database(engine: Engine) -> None:
    quoted = {"key": "xhs:gone01", "quote": "植入的一句话"}
    body = {"evidence": [quoted, {"key": "xhs:stays", "quote": "别的"}], "keys": ["xhs:gone01", "xhs:stays"]}
    report = ReportWritten("2024-W10", SUNDAY, AT, summary={"posts": 2, "body": body, "said": "see gone01"})
    record_report(engine, report)
    assert scrub(engine, POST, only_look=True) == 1
    assert load_reports(engine) == [report]
    assert scrub(engine, POST) == 1
    (left,) = load_reports(engine)
    kept = {"evidence": [{"key": "xhs:stays", "quote": "别的"}], "keys": ["xhs:stays"]}
    assert left.summary == {"posts": 2, "body": kept, "said": "see [forgotten]"}
    assert scrub(engine, POST) == 0
