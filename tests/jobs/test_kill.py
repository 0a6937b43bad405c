"""Killed at any moment and run again, the chain ends where an undisturbed run ends."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from jobs import chain, importing
from jobs.home import create_home, opened_home
from store.runs import load_reports
from store.schemas import TABLES

KILLS = 20
# What says when and as which commit a row was written, not what it holds.
PASSING = {"batch", "fetched_at", "told_at", "lake_version"}
CHAIN = """
import sys
from pathlib import Path
from jobs import chain, importing
from jobs.home import opened_home
import nlp.annotate, signals.detect, reports.page
print("begin", flush=True)
with opened_home(Path(sys.argv[1])) as home:
    importing.run(home, [Path(sys.argv[2])])
    chain.run(home)
"""


def tables(root: Path) -> dict[str, pl.DataFrame]:
    """Every lake table and the reports, without what passes, in one order."""
    found = {}
    with opened_home(root) as home:
        for name in TABLES:
            rows = home.lake.scan(name).collect()
            kept = [column for column in rows.columns if column not in PASSING]
            order = [c for c in kept if not isinstance(rows.schema[c], pl.List | pl.Struct)]
            found[name] = rows.select(kept).sort(order)
        found["report"] = pl.DataFrame(
            [(r.week, r.lang, str(r.as_of), r.summary["rising"]) for r in load_reports(home.engine)],
            orient="row",
        )
    return found


def run_chain(root: Path, exports: Path) -> None:
    with opened_home(root) as home:
        importing.run(home, [exports])
        chain.run(home)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, exports: Path) -> tuple[Path, float]:
    """A pristine home's copy after one whole run in a process of its own, and how long that took."""
    root = tmp_path_factory.mktemp("undisturbed") / "home"
    create_home(root)
    pristine = root.with_name("pristine")
    shutil.copytree(root, pristine)
    process = start(root, exports)
    began = time.monotonic()
    assert process.wait() == 0
    return root, time.monotonic() - began


def start(root: Path, exports: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", CHAIN, str(root), str(exports)], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline() == b"begin\n"
    process.stdout.close()
    return process


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_killed_anywhere_it_ends_the_same(
    half: int, tmp_path: Path, exports: Path, undisturbed: tuple[Path, float]
) -> None:
    root, seconds = undisturbed
    expected = tables(root)
    assert expected["posts"].height > 1000
    assert expected["mentions"].height and expected["signals"].height and expected["report"].height
    dice = random.Random(20261122 + half)
    for n in range(KILLS // 2):
        copy = tmp_path / f"home-{n}"
        shutil.copytree(root.with_name("pristine"), copy)
        moment = dice.uniform(0, seconds)
        process = start(copy, exports)
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        run_chain(copy, exports)
        for name, rows in tables(copy).items():
            assert rows.equals(expected[name]), (
                f"{name} differs after a kill at {moment:.2f} s of {seconds:.2f} s"
            )
        shutil.rmtree(copy)


def test_a_second_run_adds_no_row_anywhere(home_dir: Path, exports: Path) -> None:
    run_chain(home_dir, exports)
    with opened_home(home_dir) as home:
        versions = {name: home.lake.version(name) for name in TABLES}
        made = [report.made_at for report in load_reports(home.engine)]
        summaries = chain.run(home)
        assert {name: home.lake.version(name) for name in TABLES} == versions
        assert [report.made_at for report in load_reports(home.engine)] == made
        assert all(summary.written == 0 for summary in summaries)
        assert made and made[0] < datetime.now(UTC)
