"""Two processes on one table, and a process that is killed: nothing lost, nothing doubled."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from store.lake import Lake
from store.posts import PostLog

# Both programs wait for a line on stdin, so that they begin together.
COVERAGE_WRITER = """
import sys
from datetime import date
import polars as pl
from domain.frames import COVERAGE
from store.lake import Lake

lake, who, how, times = Lake(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
print("ready", flush=True)
sys.stdin.readline()
for n in range(times):
    day = date(2024, 3, 1)
    rows = [{"day": day, "seen_day": day, "platform": who, "posts_seen": n} for _ in range(20)]
    frame = pl.DataFrame(rows, schema=COVERAGE)
    if how == "append":
        lake.append("coverage", frame.with_columns(month=pl.lit("2024-03")), mark=(who, n))
    else:
        lake.replace("coverage", frame, part="2024-04", mark=(who, n))
    print(n, flush=True)
"""

POSTS_WRITER = """
import sys
import polars as pl
from store.lake import Lake
from store.posts import PostLog

log, frame = PostLog(Lake(sys.argv[1])), pl.read_parquet(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
saved = [log.save(frame[start:start + 10]) for start in range(0, frame.height, 10)]
print(sum(s.new_posts for s in saved), sum(s.new_observations for s in saved), flush=True)
"""


def begin_together(processes: list) -> list[str]:
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    out = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), out
    return [text for text, _ in out]


def test_appending_and_replacing_at_once(lake: Lake, run_python: Callable) -> None:
    roles = (("one", "append"), ("two", "append"), ("three", "replace"))
    begin_together([run_python(COVERAGE_WRITER, lake.root, *role, 12) for role in roles])

    rows = lake.scan("coverage").collect()
    appended = rows.filter(pl.col("month") == "2024-03")
    written = appended.group_by("platform", "posts_seen").agg(pl.len(), pl.col("batch").unique())
    assert written.height == 24
    assert written["len"].unique().to_list() == [20]  # whole commits, each once
    assert all(len(batches) == 1 for batches in written["batch"])
    # no two commits share a batch, and a writer's later commit has the higher one
    assert written["batch"].list.first().n_unique() == 24
    for who in ("one", "two"):
        assert written.filter(pl.col("platform") == who).sort("posts_seen")["batch"].list.first().is_sorted()
    replaced = rows.filter(pl.col("month") == "2024-04")
    assert (replaced.height, replaced["posts_seen"].unique().to_list()) == (20, [11])
    assert [lake.mark("coverage", who) for who, _ in roles] == [11, 11, 11]
    assert lake.version("coverage") == 36
    batches = {"2024-03": appended["batch"].max(), "2024-04": replaced["batch"].max()}
    assert lake.batches("coverage") == batches


def test_one_post_in_two_imports_at_once_is_new_once(
    lake: Lake, make_posts: Callable, run_python: Callable, tmp_path: Path
) -> None:
    frame = make_posts(*({"key": f"xhs:{n}"} for n in range(60)))
    (frame[:40]).write_parquet(tmp_path / "one.parquet")
    (frame[20:].sort("key", descending=True)).write_parquet(tmp_path / "two.parquet")
    out = begin_together(
        [run_python(POSTS_WRITER, lake.root, tmp_path / f"{n}.parquet") for n in ("one", "two")]
    )
    new_posts, new_observations = map(sum, zip(*(map(int, text.split()) for text in out), strict=True))
    assert (new_posts, new_observations) == (60, 0)
    assert lake.scan("posts").collect().height == 60
    assert PostLog(lake).view()["key"].to_list() == sorted(f"xhs:{n}" for n in range(60))


def test_a_killed_writer_leaves_whole_commits(lake: Lake, run_python: Callable) -> None:
    writer = run_python(COVERAGE_WRITER, lake.root, "one", "append", 10_000)
    assert writer.stdout.readline() == "ready\n"
    writer.stdin.write("\n")
    writer.stdin.flush()
    for _ in range(5):
        writer.stdout.readline()
    time.sleep(random.Random(7).uniform(0, 0.05))
    writer.kill()
    writer.wait()

    mark = lake.mark("coverage", "one")
    assert mark is not None
    rows = lake.scan("coverage").collect()
    # the watermark tells exactly what is there, and the next writer goes on from it
    assert rows.group_by("posts_seen").len().sort("posts_seen").rows() == [(n, 20) for n in range(mark + 1)]
    assert lake.batches("coverage") == {"2024-03": mark + 1}
    lake.append("coverage", rows.drop("batch")[:20], mark=("one", mark + 1))
    assert lake.mark("coverage", "one") == mark + 1
    assert lake.batches("coverage") == {"2024-03": mark + 2}
