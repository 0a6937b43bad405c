"""The demo's posts: 26 weeks, six platforms, some 20,000 posts, every name and number made up.

The same end day and seed give the same bytes. The fields are those of our own JSON Lines.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import zstandard

from demo.authors import assign_authors
from demo.dice import Dice
from demo.engagement import engagement
from demo.floods import flood_rows
from demo.market import build_market, write_market
from demo.plan import PLATFORMS, days_of
from demo.threads import with_parents
from demo.truth import build_truth
from demo.vocabulary import SLOTS
from demo.volume import Volume
from demo.writing import Drawn, Writer
from domain.weeks import BUSINESS_ZONE

END_DAY = date(2026, 11, 15)
SEED = 46
POST_URL = "http://127.0.0.1:8790/posts"
NEWEST_WEEKS = 2
# posts an hour of the day, local time
HOURS = np.array([2, 1, 1, 0.5, 0.5, 1, 2, 4, 5, 5, 5, 6, 8, 6, 5, 5, 5, 6, 7, 8, 10, 11, 9, 5], dtype=float)
FIELDS = [
    "platform",
    "post_id",
    "kind",
    "parent_id",
    "url",
    "title",
    "text",
    "tags",
    "author_id",
    "likes",
    "comments",
    "shares",
    "collects",
    "created_at",
]


@dataclass(frozen=True, slots=True)
class DemoData:
    """`posts`: one row a post, the fields of our JSON Lines in time order; `truth`: see demo/truth.py.

    `spoken`: post_id, platform and the entities each post was written to speak of, for judging extraction.
    """

    posts: pl.DataFrame
    truth: dict[str, Any]
    spoken: pl.DataFrame


def build_demo(end_day: date = END_DAY, seed: int = SEED) -> DemoData:
    """26 weeks of posts that end with `end_day` (a business day in Asia/Shanghai)."""
    rng = np.random.default_rng(seed)
    days = days_of(end_day)
    volume = Volume(days)
    dice = Dice(rng)
    drawn = volume.draw(rng).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("author_id", "flood_text")
    )
    floods = flood_rows(dice, end_day, len(days))
    rows = pl.concat([drawn, floods.select(drawn.columns).cast(drawn.schema)])
    rows = rows.with_columns(created=_instants(rng, days, rows["day_index"])).sort(
        "created", maintain_order=True
    )
    rows = with_parents(dice, _numbered(rows, days))
    written = _written(dice, rows)
    authors = assign_authors(rng, rows["platform"], written["speaker"])
    posts = (
        rows.with_columns(written.drop("speaker"))
        .with_columns(engagement(rng, rows["platform"], rows["kind"] == "comment"))
        .with_columns(
            author_id=pl.coalesce("author_id", authors),
            url=pl.concat_str(pl.lit(POST_URL), "platform", "post_id", separator="/"),
            created_at=pl.col("created").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
    )
    flood_authors = dict(zip(floods["entity"].to_list(), floods["author_id"].to_list(), strict=True))
    return DemoData(posts.select(FIELDS), build_truth(volume, seed, flood_authors), _spoken(rows))


def write_demo(folder: Path, data: DemoData, newest_from: date | None = None) -> list[Path]:
    """posts-<platform>.jsonl.zst with everything before `newest_from`, site/ with the rest, truth.json,
    and the tables of facts.

    `newest_from` is a business day, by default the Monday two weeks before the end. Returns what to import.
    """
    last = date.fromisoformat(data.truth["end_day"])
    first = newest_from or last - timedelta(days=7 * NEWEST_WEEKS - 1)
    border = datetime.combine(first, time(), ZoneInfo(BUSINESS_ZONE)).astimezone(ZoneInfo("UTC"))
    is_new = pl.col("created_at") >= border.strftime("%Y-%m-%dT%H:%M:%SZ")
    site = folder / "site"
    site.mkdir(parents=True, exist_ok=True)
    archives = []
    for platform in PLATFORMS:
        of_platform = data.posts.filter(platform=platform)
        archive = folder / f"posts-{platform}.jsonl.zst"
        archive.write_bytes(zstandard.compress(of_platform.filter(~is_new).write_ndjson().encode(), 6))
        (site / f"{platform}.jsonl").write_bytes(of_platform.filter(is_new).write_ndjson().encode())
        archives.append(archive)
    truth = json.dumps(data.truth | {"newest_from": first.isoformat()}, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(truth + "\n", encoding="utf-8")
    return [*archives, *write_market(folder, build_market(last, data.truth["seed"]))]


def _instants(rng: np.random.Generator, days: list[date], day_index: pl.Series) -> pl.Series:
    """UTC instants on the business day, by the hours people post."""
    hour = rng.choice(24, len(day_index), p=HOURS / HOURS.sum())
    second = hour * 3600 + rng.integers(0, 3600, len(day_index))
    midnight = datetime.combine(days[0], time(), ZoneInfo(BUSINESS_ZONE)).astimezone(ZoneInfo("UTC"))
    seconds = day_index.cast(pl.Int64) * 86400 + pl.Series(second)
    return ((int(midnight.timestamp()) + seconds) * 1_000_000).cast(pl.Datetime("us"))


def _numbered(rows: pl.DataFrame, days: list[date]) -> pl.DataFrame:
    """post_id: the business day and the number of the post on its platform that day."""
    day = pl.Series([day.strftime("d%Y%m%d") for day in days])[rows["day_index"].cast(pl.UInt32)]
    number = pl.int_range(1, pl.len() + 1).over("platform", "day_index").cast(pl.String).str.zfill(4)
    return rows.with_columns(post_id=pl.concat_str(pl.lit(day), number, separator="-"))


def _written(dice: Dice, rows: pl.DataFrame) -> pl.DataFrame:
    writer = Writer(dice)
    titles, texts, tags, speakers = [], [], [], []
    for row in rows.iter_rows(named=True):
        if row["flood_text"] is not None:
            titles.append("")
            texts.append(row["flood_text"])
            tags.append([row["topic"]])
            speakers.append("ad")
            continue
        named = {slot: row[slot] for slot in SLOTS if row[slot] is not None}
        one = writer.write(Drawn(row["platform"], row["talk"], row["topic"], row["kind"] == "comment", named))
        titles.append(one.title)
        texts.append(one.text)
        tags.append(one.tags)
        speakers.append(one.speaker)
    return pl.DataFrame(
        {"title": titles, "text": texts, "tags": tags, "speaker": speakers},
        schema_overrides={"tags": pl.List(pl.String)},
    )


def _spoken(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a post and entity it names."""
    product = pl.when(pl.col("talk") == "goods").then(pl.concat_str(pl.lit("product:"), "topic"))
    names = [
        pl.concat_str(pl.lit("brand:" if slot == "maker" else f"{slot}:"), pl.col(slot)) for slot in SLOTS
    ]
    return (
        rows.select("platform", "post_id", entity=pl.concat_list(product, *names))
        .explode("entity")
        .drop_nulls()
        .unique(maintain_order=True)
    )
