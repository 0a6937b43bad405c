"""How fast, how large and how sharp: nlp.annotate over the real rows of ../shared, and the top of some weeks.

python bench/annotate.py                 speed and peak memory over every row
python bench/annotate.py --weeks 10      beside it the 20 most named entities of random ISO weeks
python bench/annotate.py --goods 300     beside it random hot-list rows that passed the goods gate
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from domain.frames import COUNTED_KINDS, NOT_GOODS  # noqa: E402
from nlp.annotate import annotate  # noqa: E402
from nlp.lexicon import entity_map, load  # noqa: E402

SHARED = Path(os.environ.get("PINGTI_SHARED", ROOT.parent / "shared"))
COLUMNS = ("platform", "kind", "title", "text", "created_at")
LISTS = ["weibo_hot", "zhihu_hot", "douyin_hot", "kuaishou_hot", "bilibili_popular"]


def read_posts(folder: Path) -> pl.DataFrame:
    """Every row of the folder; the key is its running number, as nothing here is counted by key."""
    files = sorted(folder.glob("*.jsonl.zst"))
    if not files:
        print(f"no *.jsonl.zst in {folder}; set PINGTI_SHARED to measure on real rows")
        sys.exit(0)
    frames = [
        pl.read_ndjson(file, infer_schema_length=None).select(
            pl.col(name).cast(pl.String) for name in COLUMNS
        )
        for file in files
    ]
    return pl.concat(frames).with_row_index("n").with_columns(key=pl.col("n").cast(pl.String))


def show_weeks(posts: pl.DataFrame, counted: pl.DataFrame, weeks: int, seed: int) -> None:
    day = pl.col("created_at").str.slice(0, 10).str.to_date()
    dated = posts.filter(pl.col("created_at").is_not_null()).select(
        "key", week=day.dt.iso_year().cast(pl.String) + "-W" + day.dt.week().cast(pl.String).str.zfill(2)
    )
    dated = dated.filter(pl.col("week") >= "2021")
    told = counted.join(dated, on="key", how="inner")
    chosen = dated["week"].unique().sort().sample(weeks, seed=seed).sort()
    for week in chosen:
        top = told.filter(pl.col("week") == week).group_by("entity").agg(posts=pl.col("key").n_unique())
        top = top.sort(["posts", "entity"], descending=[True, False]).head(20)
        print(week, " ".join(f"{entity}×{posts}" for entity, posts in top.iter_rows()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--weeks", type=int, default=0)
    parser.add_argument("--goods", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    posts = read_posts(SHARED / "data" / "posts")
    began = time.perf_counter()
    lexicon = load()
    found = annotate(posts, lexicon)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{posts.height:,} rows in {took:.1f} s ({posts.height / took:,.0f}/s), peak {peak:.2f} GB; "
        f"{found.mentions.height:,} mentions, {found.relations.height:,} relations"
    )
    goods = found.labels.filter(pl.col("category") != NOT_GOODS)
    per = (
        posts.select("key", "platform")
        .join(goods.select("key"), on="key")
        .group_by("platform")
        .len()
        .sort("len")
    )
    print("about goods:", ", ".join(f"{name} {count:,}" for name, count in per.iter_rows()))
    names = entity_map(lexicon).select("kind", "norm", "entity")
    counted = found.mentions.filter(pl.col("kind").is_in(COUNTED_KINDS)).join(goods.select("key"), on="key")
    counted = counted.join(names, on=["kind", "norm"]).select("key", "entity").unique()
    if args.weeks:
        show_weeks(posts, counted, args.weeks, args.seed)
    if args.goods:
        rows = posts.filter(pl.col("platform").is_in(LISTS)).join(goods.select("key", "category"), on="key")
        for platform, category, title in (
            rows.unique("title", maintain_order=True)
            .sample(args.goods, seed=args.seed)
            .select("platform", "category", "title")
            .iter_rows()
        ):
            print(platform, category, title, sep="\t")


if __name__ == "__main__":
    main()
