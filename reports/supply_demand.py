"""Demand and supply of the week's goods on one unit each: what the block 蓝海 draws and tables."""

from dataclasses import dataclass

import polars as pl

from domain.alert import Factory
from domain.signal import MIN_VOICES, called_rising, counted
from domain.trade import SUPPLY_MEASURES
from reports.inputs import WeeklyInputs

# Fewer items have no middle to be held against.
LEAST_ITEMS = 6
MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class Axis:
    """What one axis stands for: `measure` of `platform`; both empty where there is nothing for it.

    Demand: searches (`unit` 次 or 人, of `week`) or voices; supply: one of SUPPLY_MEASURES, or factories.
    """

    measure: str = ""
    platform: str = ""
    unit: str = ""
    week: str = ""


@dataclass(frozen=True, slots=True)
class Market:
    """`items`: entity, voices, lift, called, evidence, searches, online_items, online_sellers, listed_items,
    factories, capacity, demand, supply, ratio (the middle item is 1), much and few (above the middle demand,
    below the middle supply); the best ratio first.
    """

    items: pl.DataFrame
    demand: Axis
    supply: Axis
    middle: tuple[float, float]

    @property
    def drawable(self) -> bool:
        return bool(self.supply.measure) and self.items.height >= LEAST_ITEMS


def market_of(inputs: WeeklyInputs) -> Market:
    """The goods of the week with MIN_VOICES whose demand and supply are known, MOST_ITEMS at most."""
    goods = (
        counted(inputs.signals)
        .filter(pl.col("kind_of") == "product", pl.col("voices") >= MIN_VOICES)
        .select("entity", "as_of", "voices", "lift", "evidence", called=called_rising())
    )
    searches, demand = _searches(inputs, goods)
    goods = goods.join(searches, on="entity", how="left", maintain_order="left")
    for measure in SUPPLY_MEASURES:
        goods = goods.join(_supply(inputs, goods, measure)[0], on="entity", how="left", maintain_order="left")
    goods = goods.join(_makers(inputs, goods), on="entity", how="left", maintain_order="left")
    supply = next(
        (axis for axis in (_supply(inputs, goods, m)[1] for m in SUPPLY_MEASURES) if axis.measure),
        Axis("factories") if _known(goods, "factories") else Axis(),
    )
    if not supply.measure:
        return Market(goods.clear(), demand, supply, (0.0, 0.0))
    column = "searches" if demand.measure == "searches" else "voices"
    items = (
        goods.with_columns(
            demand=pl.col(column).cast(pl.Float64), supply=pl.col(supply.measure).cast(pl.Float64)
        )
        .filter(pl.col("demand") > 0, pl.col("supply") > 0)
        .sort("voices", "entity", descending=[True, False])
        .head(MOST_ITEMS)
    )
    middle = items.select(pl.col("supply").median(), pl.col("demand").median()).row(0)
    items = items.with_columns(ratio=pl.col("demand") / pl.col("supply")).with_columns(
        ratio=pl.col("ratio") / pl.col("ratio").median(),
        much=pl.col("demand") > middle[1],
        few=pl.col("supply") < middle[0],
    )
    items = items.sort("ratio", "entity", descending=[True, False])
    return Market(items, demand, supply, (middle[0] or 0.0, middle[1] or 0.0))


def _known(goods: pl.DataFrame, column: str) -> bool:
    return goods.filter(pl.col(column) > 0).height >= LEAST_ITEMS


def _searches(inputs: WeeklyInputs, goods: pl.DataFrame) -> tuple[pl.DataFrame, Axis]:
    """(entity, searches) of the newest week of the platform and unit that know most of the goods.

    An index is no volume and is not taken.
    """
    rows = inputs.facts.searches.filter(pl.col("measure") == "volume", pl.col("week") <= str(inputs.week))
    rows = rows.join(goods.select("entity"), on="entity", how="semi").with_columns(
        searches=pl.coalesce("value", (pl.col("low") + pl.col("high")) / 2, "low")
    )
    rows = rows.drop_nulls("searches").with_columns(newest=pl.col("week").max())
    rows = rows.filter(pl.col("week") == pl.col("newest"))
    best = (
        rows.group_by("platform", "unit", "week")
        .len()
        .sort("len", "platform", "unit", descending=[True, False, False])
    )
    nothing = pl.DataFrame(schema={"entity": pl.String, "searches": pl.Float64})
    if best.is_empty() or best["len"][0] < LEAST_ITEMS:
        return nothing, Axis("voices")
    platform, unit, week, _ = best.row(0)
    chosen = rows.filter(pl.col("platform").eq_missing(platform), pl.col("unit").eq_missing(unit))
    return chosen.select("entity", "searches"), Axis("searches", platform or "", unit or "", week)


def _supply(inputs: WeeklyInputs, goods: pl.DataFrame, measure: str) -> tuple[pl.DataFrame, Axis]:
    """(entity, measure) of the platform that tells it of most of the goods; a range counts by its middle."""
    rows = inputs.facts.supply.filter(pl.col("measure") == measure).join(
        goods.select("entity"), on="entity", how="semi"
    )
    best = rows.group_by("platform").len().sort("len", "platform", descending=[True, False])
    if best.is_empty():
        return pl.DataFrame(schema={"entity": pl.String, measure: pl.Float64}), Axis()
    platform, known = best.row(0)
    amount = pl.coalesce((pl.col("low") + pl.col("high")) / 2, "low").alias(measure)
    chosen = rows.filter(pl.col("platform").eq_missing(platform)).select("entity", amount)
    return chosen, Axis(measure, platform or "") if known >= LEAST_ITEMS else Axis()


def _makers(inputs: WeeklyInputs, goods: pl.DataFrame) -> pl.DataFrame:
    """(entity, factories, capacity) of the profiles that share a process or a material with making it.

    `capacity` adds up what they state for a month; null where none does.
    """
    schema = {"entity": pl.String, "factories": pl.Int64, "capacity": pl.Int64}
    if not inputs.factories:
        return pl.DataFrame(schema=schema)
    takes = inputs.trade.takes.join(goods.select("entity"), on="entity", how="semi")
    wanted = pl.concat(
        takes.select("entity", skill=pl.col(name)).explode("skill") for name in ("processes", "materials")
    ).drop_nulls()
    pairs = wanted.join(_skills(inputs.factories), on="skill").unique(["entity", "factory"])
    stated = pl.col("capacity").count() > 0
    return pairs.group_by("entity").agg(
        pl.len().cast(pl.Int64).alias("factories"),
        pl.when(stated).then(pl.col("capacity").sum()).alias("capacity"),
    )


def _skills(factories: tuple[Factory, ...]) -> pl.DataFrame:
    rows = [
        (one.id, skill, one.capacity_month)
        for one in factories
        for skill in sorted({*one.processes, *one.materials})
    ]
    schema = {"factory": pl.String, "skill": pl.String, "capacity": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
