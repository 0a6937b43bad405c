"""How fast and in how much memory files of exports come into the lake: rows a second and peak memory.

python bench/importing.py                        one million rows of our JSON Lines, and of MediaCrawler's
python bench/importing.py --rows 100000 --forms csv,xlsx,json,sqlite,zeeschuimer
python bench/importing.py --forms own_jsonl --forgotten 10000  the same beside tombstones
"""

import argparse
import csv
import json
import multiprocessing
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crawlers.pipelines import import_path, open_log  # noqa: E402
from domain.withdrawal import Withdrawn  # noqa: E402
from store.engine import migrate, open_database  # noqa: E402
from store.lake import Lake  # noqa: E402
from store.quarantine import Quarantine  # noqa: E402
from store.tombstones import bury  # noqa: E402

TARGETS = {"own_jsonl": 40_000, "mediacrawler": 15_000}
MOST_GB = 2.0
NOW = datetime(2025, 11, 30, tzinfo=UTC)
START = 1_735_689_600  # 2025-01-01
WORDS = [
    "云朵拖鞋", "平替", "同厂", "源头工厂", "乳胶枕", "义乌", "南通", "冲锋衣", "真香", "踩雷",
    "求链接", "一件代发", "羽绒服", "面霜", "拿货", "质感", "回购",
]  # fmt: skip


def texts(dice: random.Random) -> Iterator[str]:
    """Made-up talk of 20 to 300 letters; one in thirty holds a contact."""
    while True:
        text = "，".join(dice.choices(WORDS, k=dice.randint(5, 60)))
        yield text + (f" 微信：shop{dice.randrange(10**6):06d}" if dice.random() < 0.03 else "")


def own_rows(count: int, dice: random.Random) -> Iterator[dict[str, object]]:
    for number, text in zip(range(count), texts(dice), strict=False):
        at = datetime.fromtimestamp(START + number * 25 % 28_000_000, UTC)
        yield {
            "platform": "xhs", "post_id": f"n{number}", "kind": "post", "title": text[:20], "text": text,
            "url": f"https://www.xiaohongshu.com/explore/n{number}?xsec_token=T", "tags": ["平替"],
            "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "author_id": f"u{number % 50_000}",
            "likes": dice.randrange(5000), "comments": dice.randrange(300), "source_keyword": "平替",
        }  # fmt: skip


def mediacrawler_rows(count: int, dice: random.Random) -> Iterator[dict[str, object]]:
    for number, text in zip(range(count), texts(dice), strict=False):
        note = f"{START + number * 25 % 28_000_000:08x}{number:016x}"
        yield {
            "note_id": note, "type": "normal", "title": text[:20], "desc": f"{text} #平替[话题]# ",
            "video_url": "", "time": (START + number * 25 % 28_000_000) * 1000, "last_update_time": 0,
            "user_id": f"5f{number % 50_000:022x}", "nickname": "某某某", "avatar": "https://img.example/a.jpg",
            "liked_count": "2.3万" if number % 50 == 0 else str(dice.randrange(5000)),
            "collected_count": str(dice.randrange(900)), "comment_count": str(dice.randrange(300)),
            "share_count": "", "ip_location": "浙江", "image_list": "https://img.example/1.jpg," * 6,
            "tag_list": "平替,同厂,好物", "last_modify_ts": 1_762_500_000_000 + number,
            "note_url": f"https://www.xiaohongshu.com/explore/{note}?xsec_token=AB&xsec_source=pc_search",
            "source_keyword": "平替", "xsec_token": "AB",
        }  # fmt: skip


def write(form: str, path: Path, count: int) -> None:
    dice = random.Random(form)
    rows = own_rows(count, dice) if form == "own_jsonl" else mediacrawler_rows(count, dice)
    if form in ("own_jsonl", "mediacrawler"):
        with path.open("w", encoding="utf-8") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    elif form == "json":
        path.write_text(json.dumps(list(rows), ensure_ascii=False, indent=4), encoding="utf-8")
    elif form == "zeeschuimer":
        with path.open("w", encoding="utf-8") as out:
            for row in rows:
                note = {"title": row["title"], "desc": row["desc"], "time": row["time"]}
                note |= {
                    "interactInfo": {"likedCount": row["liked_count"]},
                    "user": {"userId": row["user_id"]},
                }
                line = {
                    "nav_index": "1:1:1",
                    "item_id": row["note_id"],
                    "timestamp_collected": 1_762_500_000_000,
                }
                line |= {"source_platform": "xiaohongshu.com", "data": {"id": row["note_id"], "note": note}}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        write_table(form, path, list(rows))


def write_table(form: str, path: Path, rows: list[dict[str, object]]) -> None:
    names = list(rows[0])
    if form == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            table = csv.DictWriter(out, names)
            table.writeheader()
            table.writerows(rows)
    elif form == "sqlite":
        with sqlite3.connect(path) as base:
            base.execute(f"CREATE TABLE xhs_note ({', '.join(names)})")
            base.executemany(
                f"INSERT INTO xhs_note VALUES ({', '.join('?' * len(names))})",
                (list(row.values()) for row in rows),
            )
        base.close()
    else:
        import xlsxwriter  # noqa: PLC0415

        book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
        sheet = book.add_worksheet("Contents")
        for place, row in enumerate([names, *(list(row.values()) for row in rows)]):
            sheet.write_row(place, 0, row)
        book.close()


def measure(
    form: str,
    path: Path,
    home: Path,
    count: int,
    forgotten: int,
    told: "multiprocessing.Queue[tuple[float, float]]",
) -> None:
    """The import alone, in a process of its own, so that its memory is its own."""
    key = b"k" * 32
    log = open_log(str(home / "lake"), author_key=key)
    if forgotten:
        bury_strangers(home, key, forgotten)
    began = time.perf_counter()
    outcomes = import_path(
        [path],
        log=log,
        quarantine=Quarantine(Lake(home / "lake")),
        provenance=lambda where, form: "p1",
        author_key=b"k" * 32,
        now=NOW,
        refused_dir=home / "refused",
    )
    took = time.perf_counter() - began
    new = sum(outcome.new_posts for outcome in outcomes)
    if new != count:
        raise SystemExit(f"{form}: {new:,} of {count:,} rows came in: {outcomes}")
    told.put((took, peak_gb()))


def bury_strangers(home: Path, key: bytes, count: int) -> None:
    """Tombstones of posts and authors that are not among the rows."""
    engine = open_database(f"sqlite:///{home / 'pingti.db'}")
    migrate(engine)
    gone = Withdrawn(frozenset(f"xhs:gone{n}" for n in range(count)), frozenset({("xhs", "gone")}))
    bury(engine, Lake(home / "lake"), gone, key, at=NOW, reason="bench", by="bench")
    engine.dispose()


def peak_gb() -> float:
    """Peak memory of this process; getrusage would also count what its parent had when it started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--forgotten", type=int, default=0, help="tombstones that the rows are held against")
    parser.add_argument("--forms", default="own_jsonl,mediacrawler")
    args = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    for form in args.forms.split(","):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            path = home / f"export.{form}"
            write(form, path, args.rows)
            told = fresh.Queue()
            worker = fresh.Process(target=measure, args=(form, path, home, args.rows, args.forgotten, told))
            worker.start()
            worker.join()
            if worker.exitcode:
                sys.exit(worker.exitcode)
            took, peak = told.get()
            rate, size = args.rows / took, path.stat().st_size / 1e6
            target = f" (target {TARGETS[form]:,} rows/s, {MOST_GB:.0f} GB)" if form in TARGETS else ""
            line = f"{form}: {args.rows:,} rows, {size:,.0f} MB in {took:.1f} s: {rate:,.0f} rows/s"
            print(f"{line}, peak {peak:.2f} GB{target}")


if __name__ == "__main__":
    main()
