"""Forgotten posts and authors are nowhere in the home and stay away; the counts are as if never seen."""

import json
import multiprocessing
import random
import shutil
import sqlite3
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from crawlers.contract import PageMeta, Source
from crawlers.preparing import prepare
from crawlers.raw_pages import RawPage, RawPages
from crawlers.spool import Spool
from domain.errors import BadInput
from domain.frames import RAW_POSTS
from domain.message import Message, Quote
from jobs import annotate, chain, count, forget, importing
from jobs.forget import Order
from jobs.home import create_home, opened_home
from jobs.wanted import Wanted, read_wanted
from store.deliveries import queue_messages
from store.findings import load_calls, load_counts, load_coverage, load_signals
from store.ledger import DONE
from store.runs import load_reports

SENTENCE = "植入的一句话只此一家别无分号"
USER = "5f1aSECRETUSER0001"
POST = "xhs:690c4a800000000003099999"
POST_ID = POST.partition(":")[2]
LINK = f"https://www.xiaohongshu.com/explore/{POST_ID}"
WANTED = Wanted(posts=(POST,), authors=(("小红书", USER),))


def planted() -> list[dict[str, object]]:
    """One post to be forgotten by its key, three of an author, and somebody's answer to the first."""
    plain = {"platform": "xhs", "kind": "post", "title": "云朵拖鞋平替", "likes": 5}
    by = {"author_id": "somebody-else", "created_at": "2026-11-11T04:00:00Z"}
    rows = [plain | by | {"post_id": POST_ID, "text": f"{SENTENCE}，1688买的云朵拖鞋", "url": LINK}]
    for n, day in enumerate(("2026-10-06", "2026-11-10", "2026-11-12")):
        text = f"{SENTENCE} 竹凉席也是49元一条 {n}"
        mine = {"post_id": f"of-the-author-{n}", "author_id": USER, "created_at": f"{day}T04:00:00Z"}
        rows.append(plain | mine | {"text": text})
    answer = {"post_id": "an-answer-stays", "parent_id": POST_ID, "author_id": "c", "kind": "comment"}
    return [*rows, plain | answer | {"text": "同款云朵拖鞋在哪买", "created_at": "2026-11-12T05:00:00Z"}]


def write_rows(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def raw(rows: list[dict[str, object]]) -> pl.DataFrame:
    keep = ("platform", "kind", "title", "text", "post_id", "parent_id", "url")
    return pl.DataFrame([{name: row.get(name) for name in keep} for row in rows], schema=RAW_POSTS)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory, exports: Path) -> Path:
    """A home after a whole run over the exports and the planted posts, with their traces beside the lake."""
    root = tmp_path_factory.mktemp("forget") / "home"
    create_home(root)
    with opened_home(root) as home:
        importing.run(home, [exports, write_rows(root.with_name("planted.jsonl"), planted())])
        chain.run(home)
        source = Source("s", "json", "https://example.org/list.json", "xhs")
        meta = PageMeta("https://example.org/list.json", datetime.now(UTC), source, "application/json")
        pages = RawPages(home.raw)
        for body in ({"id": POST_ID, "title": SENTENCE}, {"user": USER}, {"id": "an-answer-stays"}):
            pages.keep(RawPage(meta, 200, json.dumps(body).encode()))
        spool = Spool(root / "spool", "s", home.author_key, datetime.now(UTC))
        spool.add(raw(planted()[:1] + planted()[4:]))
        lines = [
            {"line": 1, "reason": "r", "raw": json.dumps({"note_id": id_, "desc": "x"})}
            for id_ in (POST_ID, "b")
        ]
        write_rows(home.refused / "a-1.jsonl", lines)
        run = home.ledger.claim(
            "crawl", datetime(2026, 11, 12, tzinfo=UTC), 60, datetime(2026, 11, 12, tzinfo=UTC)
        )
        assert run
        said = {"problems": [f"{LINK}: no answer"], "notes": [f"user {USER}"]}
        home.ledger.finish(run, DONE, said, datetime(2026, 11, 12, tzinfo=UTC))
        quoting = Message(
            "m", "alerts", "提醒", (Quote(f"…{SENTENCE}，1688买的云朵拖鞋"),), datetime.now(UTC)
        )
        queue_messages(home.engine, [(quoting, "team")], datetime.now(UTC))
        filed = root / "inbox-done"
        filed.mkdir()
        write_rows(filed / "day.jsonl", planted())
        pl.DataFrame(planted()).write_csv(filed / "day.csv", include_bom=True)
        (filed / "day.json").write_text(json.dumps({"data": planted()}), encoding="utf-8")
        with zipfile.ZipFile(filed / "day.zip", "w") as archive:
            archive.write(filed / "day.jsonl", "day.jsonl")
    return root


@pytest.fixture
def root(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "home"))


def everything(root: Path, but: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Every file of the home as what it says: tables by value, archives unpacked, the database raw."""
    found = {}
    for path in (one for one in root.rglob("*") if one.is_file() and one.name not in but):
        name = str(path.relative_to(root))
        if path.suffix == ".parquet":
            found[name] = pl.read_parquet(path, hive_partitioning=False).write_json().encode()
        elif path.name.endswith(".arrow"):
            found[name] = pl.read_ipc(path).write_json().encode()
        elif path.suffix == ".zst":
            import zstandard

            found[name] = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=1 << 24)
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found[name] = b"".join(archive.read(member) for member in archive.namelist())
        else:
            found[name] = path.read_bytes()
    return found


def places_of(root: Path, *words: str, but: tuple[str, ...] = ()) -> set[str]:
    files = everything(root, but)
    return {name for name, body in files.items() for word in words if word.encode() in body}


def state(root: Path) -> dict[str, pl.DataFrame]:
    with opened_home(root) as home:
        return {
            "counts": load_counts(home.lake),
            "coverage": load_coverage(home.lake),
            "posts": home.post_log().view().drop("fetched_at"),
            "signals": load_signals(home.lake).sort("as_of", "platform", "entity"),
        }


def test_nothing_is_left_and_counts_are_as_if_never_seen(root: Path, exports: Path, tmp_path: Path) -> None:
    words = (SENTENCE, USER, POST_ID, "of-the-author-1")
    before = {name.split("/")[0] for name in places_of(root, *words)}
    assert {"lake", "raw", "spool", "refused", "reports", "inbox-done"} <= before
    assert before & {"pingti.db", "pingti.db-wal"}
    with opened_home(root) as home:
        told = load_calls(home.lake).drop("evidence", "withdrawn")
        summary = forget.run(home, Order(WANTED, reason="asked", by="test"))
    assert [problem for problem in summary.problems if "day.zip" not in problem] == []
    assert len(summary.problems) == 1
    assert summary.details["posts"] == 4 and summary.details["reports"] == 1
    assert places_of(root, *words, but=("day.zip",)) == set()
    assert summary.details["rows"]["raw"] == 2
    assert summary.details["rows"]["inbox-done"] == 3
    filed = (root / "inbox-done" / "day.jsonl").read_text(encoding="utf-8")
    assert len((root / "refused" / "a-1.jsonl").read_text().splitlines()) == 1
    assert "an-answer-stays" not in filed  # it names the post it answers, and is in the lake
    with opened_home(root) as home:
        assert load_calls(home.lake).drop("evidence", "withdrawn").equals(told)
        assert all(
            (home.reports / file).is_file()
            for one in load_reports(home.engine)
            for file in one.files.values()
        )
        answer = home.post_log().view().filter(pl.col("post_id") == "an-answer-stays")
        assert answer["parent_id"].to_list() == [None]
        chain.run(home)

    never = tmp_path / "never"
    create_home(never)
    shutil.copy(root / "secrets" / "author.key", tmp_path / "author.key")
    (never / "secrets" / "author.key").write_bytes((tmp_path / "author.key").read_bytes())
    with sqlite3.connect(never / "pingti.db") as base:
        base.execute("DELETE FROM home_fact")
    base.close()
    others = [row | {"parent_id": None} for row in planted()[4:]]
    with opened_home(never) as home:
        importing.run(home, [exports, write_rows(tmp_path / "others.jsonl", others)])
        chain.run(home)
    for name, frame in state(never).items():
        assert state(root)[name].equals(frame), name
    assert state(never)["counts"].height > 100


def test_it_does_not_come_back(root: Path, tmp_path: Path) -> None:
    again = write_rows(tmp_path / "again.jsonl", [row | {"likes": 99} for row in planted()])
    with opened_home(root) as home:
        forget.run(home, Order(WANTED))
        expected = home.post_log().view()["key"].to_list()
        summary = importing.run(home, [again])
        assert summary.details["per_file"][0]["forgotten"] == 4
        assert home.post_log().view()["key"].to_list() == expected
        posts = prepare(raw(planted()), author_key=home.author_key, source="s", fetched_at=datetime.now(UTC))
        assert home.post_log().save(posts).forgotten == 1
    assert places_of(root / "lake", POST_ID) == set()


def test_a_dry_run_says_what_would_go_and_changes_nothing(root: Path) -> None:
    before = everything(root)
    with opened_home(root) as home:
        summary = forget.run(home, Order(WANTED, dry_run=True))
    rows = summary.details["rows"]
    assert rows["posts"] == 5 and rows["labels"] == 4 and rows["raw"] == 2 and rows["reports"] == 1
    passing = ("pingti.db-shm", "pingti.db-wal", "pingti.db")
    after = everything(root)
    assert {n for n in before if before[n] != after.get(n)} <= set(passing)
    assert places_of(root, SENTENCE)


def test_by_address_and_by_list(root: Path, tmp_path: Path) -> None:
    link = f"{LINK}?xsec_token=AB&xsec_source=pc_search"
    table = tmp_path / "list.csv"
    table.write_text(f"url,platform,user_id\n{link},,\n,xhs,{USER}\n", encoding="utf-8-sig")
    with opened_home(root) as home:
        wanted = read_wanted(table) + Wanted(urls=("https://example.org/nobody",))
        summary = forget.run(home, Order(wanted))
        assert summary.details["posts"] == 4
        assert any("example.org/nobody" in problem for problem in summary.problems)
    assert places_of(root, SENTENCE, POST_ID, but=("day.zip",)) == set()


def test_a_faulty_list_forgets_nothing(root: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text(f"post,url\n{POST},\n{POST},{LINK}\n,\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"line 3.*line 4"):
        read_wanted(table)
    with opened_home(root) as home, pytest.raises(BadInput, match="platform:post_id"):
        forget.run(home, Order(Wanted(posts=("690c",))))
    assert places_of(root, SENTENCE)


FORGET = """
from pathlib import Path
from jobs import forget
from jobs.home import opened_home
from jobs.wanted import Wanted
Path({marker!r}).touch()
with opened_home(Path({root!r})) as home:
    forget.run(home, forget.Order(Wanted(posts=({post!r},), authors=(("xhs", {user!r}),))))
"""


@pytest.mark.slow
def test_killed_anywhere_and_done_again_it_ends_the_same(pristine: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["jobs.forget", "altair", "vl_convert"])

    def run(root: Path, seconds: float | None) -> float:
        marker = root.with_name(f"{root.name}.begun")
        marker.unlink(missing_ok=True)
        code = FORGET.format(marker=str(marker), root=str(root), post=POST, user=USER)
        process = context.Process(target=exec, args=(code,))
        process.start()
        while not marker.exists():
            assert process.exitcode is None
            time.sleep(0.002)
        began = time.monotonic()
        process.join(seconds)
        if seconds is not None:
            process.kill()
            process.join()
        else:
            assert process.exitcode == 0
        return time.monotonic() - began

    whole = Path(shutil.copytree(pristine, tmp_path / "whole"))
    took = run(whole, None)
    expected = state(whole)
    dice = random.Random(20261122)
    for n in range(8):
        copy = Path(shutil.copytree(pristine, tmp_path / f"home-{n}"))
        moment = dice.uniform(0, took)
        run(copy, moment)
        run(copy, None)
        assert places_of(copy, SENTENCE, USER, POST_ID, but=("day.zip",)) == set(), moment
        with opened_home(copy) as home:
            annotate.run(home)
            count.run(home)
            assert not [one for one in load_reports(home.engine) if one.summary.get("withdrawn")]
        for name, frame in state(copy).items():
            assert frame.equals(expected[name]), (name, moment)
        shutil.rmtree(copy)
