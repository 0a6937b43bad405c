"""Block 6, 口碑: what is praised and complained about, for the items of the list and by category."""

from dataclasses import replace
from typing import Any

import polars as pl

from domain.block import Block, Cell, Chart, Pill
from domain.figures import Evidence, Figure
from reports.cells import block, table
from reports.market_charts import Mirrored, mirror_chart
from reports.sectioning import Made
from reports.talked import FEW_VOICES, Quotes, counted_posts, goods_alone, judgements, newest
from reports.words import category_name, say, word, word_or

PLACE = 60
ASPECTS_OF_AN_ITEM = 3
ASPECTS_OF_A_CATEGORY = 3
ASPECTS_DRAWN = 12
LEAST_VOICES = 2
QUOTES_A_SIDE = 2

Origins = dict[str, tuple[str, ...]]


def build(made: Made) -> Block | None:
    """None where no post of the four weeks judges an aspect."""
    inputs, lang = made.inputs, made.inputs.lang
    posts = counted_posts(inputs).select("key", "voice", "day", "category")
    said = judgements(inputs).join(posts, on="key")
    if said.is_empty():
        return None
    names = {item.entity: item.name for item in (*made.items, *made.seasonal) if item.kind == "product"}
    of_goods = said.join(goods_alone(inputs), on="key").filter(pl.col("entity").is_in(list(names)))
    by_item = _counted(of_goods, "entity", ASPECTS_OF_AN_ITEM)
    by_category = _counted(said.drop_nulls("category"), "category", ASPECTS_OF_A_CATEGORY)
    by_category = by_category.filter(pl.col("voices") >= FEW_VOICES)
    busiest = pl.col("voices").sum().over("category")
    by_category = by_category.sort(busiest, "category", descending=[True, False], maintain_order=True)
    overall = _counted(said.with_columns(all=pl.lit("*")), "all", ASPECTS_DRAWN)
    sides = [side for rows in (by_item, by_category) for side in (rows["up_keys"], rows["down_keys"])]
    quotes = Quotes(inputs, (key for side in sides for key in side.explode().drop_nulls()))
    origins: Origins = {}
    order = {entity: at for at, entity in enumerate(names)}
    rows = sorted(by_item.to_dicts(), key=lambda row: order[row["entity"]])
    judged = "aspect praised blamed blame_share"
    tables = (
        table(
            lang, "mouth_items", word("mouth.items", lang), f"item {judged} sample evidence",
            [
                (names[row["entity"]], *_judged(made, row, row["entity"], origins), _sample(row, lang),
                 _sides(row, quotes))
                for row in rows
            ],
        ),
        table(
            lang, "mouth_categories", word("mouth.categories", lang), f"category {judged} evidence",
            [
                (category_name(row["category"], lang), *_judged(made, row, row["category"], origins),
                 _sides(row, quotes))
                for row in by_category.iter_rows(named=True)
            ],
        ),
    )  # fmt: skip
    drawn = mirror_chart(
        [
            Mirrored(_aspect(row["aspect"], lang), row["up"], row["down"])
            for row in overall.iter_rows(named=True)
        ],
        word("col.blamed", lang),
        word("col.praised", lang),
    )
    lead = say(
        word("mouth.lead", lang),
        voices=Figure(said["voice"].n_unique(), f"mouth:*@{inputs.week}", "voices"),
        few=str(FEW_VOICES),
    )
    origins[f"mouth:*@{inputs.week}"] = newest(said.unique("key", keep="first", maintain_order=True))
    charts = (Chart(word("chart.mouth", lang), drawn),) if drawn else ()
    told = block(lang, "word_of_mouth", (lead,), tables)
    return replace(told, charts=charts, origins=tuple(sorted(origins.items())))


def _counted(said: pl.DataFrame, of: str, most: int) -> pl.DataFrame:
    """The aspects of each `of` that most voices judge: voices, up, down, and the posts on each side."""
    liked = pl.col("liked")
    side = pl.struct("key", "day", "voice", "start", "end")
    return (
        said.sort("day", "key", descending=[True, False], nulls_last=True)
        .group_by(of, "aspect", maintain_order=True)
        .agg(
            pl.col("voice").n_unique().alias("voices"),
            pl.col("voice").filter(liked).n_unique().alias("up"),
            pl.col("voice").filter(~liked).n_unique().alias("down"),
            side.filter(liked).head(30).alias("up_posts"),
            side.filter(~liked).head(30).alias("down_posts"),
        )
        .filter(pl.col("voices") >= LEAST_VOICES)
        .sort(of, "voices", "aspect", descending=[False, True, False])
        .group_by(of, maintain_order=True)
        .head(most)
        .with_columns(
            pl.col(f"{way}_posts").list.eval(pl.element().struct.field("key")).alias(f"{way}_keys")
            for way in ("up", "down")
        )
    )


def _aspect(norm: str, lang: str) -> str:
    return word_or(f"aspect.{norm}", lang, norm)


def _judged(made: Made, row: dict[str, Any], subject: str, origins: Origins) -> tuple[Cell, ...]:
    of = f"mouth:{subject}>{row['aspect']}@{made.inputs.week}"
    origins[of] = tuple(dict.fromkeys([*row["up_keys"], *row["down_keys"]]))
    # of a few voices a share would say more than they do
    share = None if row["voices"] < FEW_VOICES else row["down"] / (row["up"] + row["down"])
    return (
        _aspect(row["aspect"], made.inputs.lang),
        Figure(row["up"], of, "praised"),
        Figure(row["down"], of, "blamed"),
        Figure(share, of, "blame_share", "share"),
    )


def _sample(row: dict[str, Any], lang: str) -> Cell:
    return Pill(word("sample.few", lang)) if row["voices"] < FEW_VOICES else ""


def _sides(row: dict[str, Any], quotes: Quotes) -> tuple[Evidence, ...]:
    """Quotes of those who praise, then of those who complain."""
    found: list[Evidence] = []
    for posts in (row["up_posts"], row["down_posts"]):
        keys = newest(pl.DataFrame(posts)) if posts else ()
        found += quotes.take(
            keys, QUOTES_A_SIDE, {post["key"]: (post["start"], post["end"]) for post in posts}
        )
    return tuple(found)
