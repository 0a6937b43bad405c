"""How fast a table of sales comes into the lake: rows a second, CPU seconds, and beside it our JSON Lines.

python bench/first_party.py                 one million rows of CSV
python bench/first_party.py --rows 100000 --beside 0
"""

import argparse
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawlers.pipelines import import_path, open_log  # noqa: E402
from store.quarantine import Quarantine  # noqa: E402

TARGET = 100_000
NOW = datetime(2026, 11, 30, tzinfo=UTC)
ITEMS = 5_000


def write_sales(path: Path, count: int) -> None:
    """Made-up sales as a shop's report writes them: quoted amounts with commas, two figures a row."""
    dice = random.Random("sales")
    first = date(2026, 1, 1)
    with path.open("w", encoding="utf-8-sig") as out:
        out.write("统计日期,商品ID,商品名称,类目ID,支付件数,支付金额(元)\n")
        for number in range(count):
            item, day, units = number % ITEMS, first + timedelta(number // ITEMS), dice.randrange(300)
            words = f"{day},{600_000_000_000 + item},云朵拖鞋女外穿第{item}款,{50_000 + item % 40}"
            out.write(f'{words},{units},"{units * 19.9:,.2f}"\n')


def write_posts(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            at = f"2026-10-{1 + number % 28:02d}T08:00:00Z"
            out.write(
                f'{{"platform":"xhs","post_id":"n{number}","kind":"post","title":"云朵拖鞋平替 {number}",'
                f'"text":"同厂货，温岭源头工厂","created_at":"{at}","author_id":"u{number % 5000}",'
                '"likes":7}\n'
            )


def measure(path: Path, home: Path, told: "multiprocessing.Queue[tuple[int, float, float, float]]") -> None:
    """The import alone, in a process of its own: records, seconds, CPU seconds, peak memory in GB."""
    log = open_log(str(home / "lake"))
    began, used = time.perf_counter(), time.process_time()
    outcomes = import_path(
        [path],
        log=log,
        quarantine=Quarantine(log.lake),
        provenance=lambda where, form: "p1",
        author_key=b"k" * 32,
        now=NOW,
        refused_dir=home / "refused",
    )
    took, cpu = time.perf_counter() - began, time.process_time() - used
    (outcome,) = outcomes
    if outcome.refused or outcome.problem:
        raise SystemExit(f"not all rows came in: {outcome}")
    told.put((outcome.read, took, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6))


def run(write: Callable[[Path, int], None], name: str, count: int) -> tuple[int, float, float, float]:
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path, count)
        told = fresh.Queue()
        worker = fresh.Process(target=measure, args=(path, Path(folder), told))
        worker.start()
        worker.join()
        if worker.exitcode:
            sys.exit(worker.exitcode)
        return told.get()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--beside", type=int, default=200_000, help="posts to compare with; 0 = none")
    args = parser.parse_args()
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    read, took, cpu, peak = run(write_sales, "淘宝.csv", args.rows)
    rate = f"{read / took:,.0f} rows/s, {read / cpu:,.0f} a CPU second"
    print(f"sales: {read:,} rows in {took:.1f} s: {rate}, peak {peak:.2f} GB (target {TARGET:,}; {load})")
    if args.beside:
        posts, posts_took, posts_cpu, _ = run(write_posts, "posts.jsonl", args.beside)
        print(f"posts: {posts:,} rows in {posts_took:.1f} s: {posts / posts_took:,.0f} rows/s")
        ratios = (read / took) / (posts / posts_took), (read / cpu) / (posts / posts_cpu)
        print(f"sales / posts: {ratios[0]:.1f} by the clock, {ratios[1]:.1f} by CPU")


if __name__ == "__main__":
    main()
