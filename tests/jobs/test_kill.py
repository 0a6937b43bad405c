"""Killed at any moment and run again, the chain ends where an undisturbed run ends."""

import multiprocessing
import random
import shutil
import time
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
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
from pathlib import Path
from jobs import chain, importing
from jobs.home import opened_home
Path({marker!r}).touch()
with opened_home(Path({root!r})) as home:
    importing.run(home, [Path({exports!r})])
    chain.run(home)
"""
# Forked from a process that has imported everything and done nothing: a kill should hit the work.
PRELOADED = [
    "jobs.chain",
    "jobs.importing",
    "signals.detectors.negative_binomial",
    "nlp.themes",
    "altair",
    "bertopic",
    "sklearn.cluster",
    "vl_convert",
]


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
    """A home after one whole run in a process of its own, how long that took; its pristine copy beside it."""
    root = tmp_path_factory.mktemp("undisturbed") / "home"
    create_home(root)
    shutil.copytree(root, root.with_name("pristine"))
    process = start(root, exports)
    began = time.monotonic()
    process.join()
    assert process.exitcode == 0
    return root, time.monotonic() - began


def start(root: Path, exports: Path) -> BaseProcess:
    """The chain in a process of its own; returns when it begins to work."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    marker = root.with_name(f"{root.name}.begun")
    code = CHAIN.format(marker=str(marker), root=str(root), exports=str(exports))
    process = context.Process(target=exec, args=(code,))
    process.start()
    while not marker.exists():
        assert process.exitcode is None
        time.sleep(0.002)
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
        process.kill()
        process.join()
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
