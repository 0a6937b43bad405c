"""Which factories a demand fits, and why: by what making the item takes, not by its category alone.

All pairs at once, as set operations on frames. The chance that a match is relevant comes from weights that
answers of factories teach (alerts/learning.py).
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from alerts.learning import USUAL_WEIGHTS, Weights, chance
from domain.alert import Demand, Factory, Match

REASONS_SHOWN = 3
# Without these nobody may make or sell the goods; standards such as GB 18401 are met by testing a batch.
LICENCES = ("3C", "SC", "化妆品备案", "饲料生产许可", "SRRC", "医疗器械", "消毒产品")
# A small buyer orders this much at first.
TRIAL_PIECES = 300


def match(
    demands: Sequence[Demand], factories: Sequence[Factory], weights: Weights = USUAL_WEIGHTS
) -> list[Match]:
    """Every pair that fits, best first.

    Fits: a process or a material in common, or, where nobody knows how the item is made, the category and the
    belt. A licence (LICENCES) the item needs, and a factory that states its certificates lacks, rules it out.
    """
    if not demands or not factories:
        return []
    pairs = _demands(demands).join(_factories(factories), how="cross")
    both = {
        name: pl.col(f"d_{name}").list.set_intersection(f"f_{name}") for name in ("processes", "materials")
    }
    pairs = pairs.with_columns(
        both_processes=both["processes"],
        both_materials=both["materials"],
        same_category=pl.col("f_categories").list.contains(pl.col("category")),
        same_belt=pl.col("d_belts").list.contains(pl.col("belt")).fill_null(False),
        lacks=_licences("d_certificates").list.set_difference(_licences("f_certificates")).list.len(),
    )
    made_alike = (pl.col("both_processes").list.len() > 0) | (pl.col("both_materials").list.len() > 0)
    unknown_making = (pl.col("d_processes").list.len() == 0) & (pl.col("d_materials").list.len() == 0)
    fits = made_alike | (unknown_making & pl.col("same_category") & pl.col("same_belt"))
    states_papers = pl.col("f_certificates").list.len() > 0
    pairs = pairs.filter(fits, ~(states_papers & (pl.col("lacks") > 0)))
    if pairs.is_empty():
        return []
    features = pairs.select(_features()).to_numpy()
    pairs = pairs.with_columns(score=pl.Series(chance(features, weights)))
    found = [
        Match(row["factory_id"], row["signal_id"], row["score"], _reasons(row), tuple(map(float, feature)))
        for row, feature in zip(pairs.iter_rows(named=True), features, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.score, one.signal_id, one.factory_id))


def why_not(demand: Demand, factory: Factory) -> str | None:
    """Why the demand does not fit the factory, in words for people; None where it fits."""
    if match([demand], [factory]):
        return None
    if set(demand.processes) & set(factory.processes) or set(demand.materials) & set(factory.materials):
        return f"缺少资质：需要 {'、'.join(demand.certificates)}，档案写有 {'、'.join(factory.certificates)}"
    takes = (*demand.processes, *demand.materials)
    if takes:
        return f"工艺、材料没有相同的：需要 {'、'.join(takes)}"
    return "不知道它怎么做，且类目与产业带不同时相符"


def _licences(certificates: str) -> pl.Expr:
    """The licences among them, by the name they begin with: SC11533… is an SC."""
    found = pl.element().str.extract(f"(?i)^({'|'.join(LICENCES)})", 1).str.to_uppercase()
    return pl.col(certificates).list.eval(found).list.drop_nulls()


def _features() -> list[pl.Expr]:
    """In the order of FEATURES, each 0 to 1."""
    wanted = pl.max_horizontal(pl.col("d_processes").list.len(), 1)
    return [
        (pl.col("both_processes").list.len() / wanted).clip(0, 1).alias("process"),
        (pl.col("both_materials").list.len() > 0).cast(pl.Float64).alias("material"),
        pl.col("same_category").cast(pl.Float64).alias("category"),
        pl.col("same_belt").cast(pl.Float64).alias("belt"),
        (pl.col("moq_pieces") <= pl.max_horizontal("usual_moq", pl.lit(TRIAL_PIECES)))
        .cast(pl.Float64)
        .fill_null(0.5)
        .alias("moq"),
        (pl.col("lead_days") <= pl.col("usual_lead_days")).cast(pl.Float64).fill_null(0.5).alias("lead"),
    ]


def _reasons(row: dict[str, Any]) -> tuple[str, ...]:
    """What to tell the factory: only what it stated itself and what the item takes."""
    reasons = [*row["both_processes"][:2], *row["both_materials"][:1]]
    if row["same_belt"]:
        reasons.append(f"{row['belt']}产业带")
    if row["moq_pieces"] is not None and row["moq_pieces"] <= max(row["usual_moq"] or 0, TRIAL_PIECES):
        reasons.append(f"起订{row['moq_pieces']:,}件")
    if row["lead_days"] is not None and (
        row["usual_lead_days"] is None or row["lead_days"] <= row["usual_lead_days"]
    ):
        reasons.append(f"{row['lead_days']}天交期")
    if row["same_category"]:
        reasons.append(row["category"])
    return tuple(dict.fromkeys(reasons))[:REASONS_SHOWN]


def _demands(demands: Sequence[Demand]) -> pl.DataFrame:
    text = pl.List(pl.String)
    return pl.DataFrame(
        {
            "signal_id": [one.signal_id for one in demands],
            "category": [one.category for one in demands],
            "d_processes": pl.Series([list(one.processes) for one in demands], dtype=text),
            "d_materials": pl.Series([list(one.materials) for one in demands], dtype=text),
            "d_belts": pl.Series([list(one.belts) for one in demands], dtype=text),
            "d_certificates": pl.Series([list(one.certificates) for one in demands], dtype=text),
            "usual_moq": pl.Series([one.usual_moq for one in demands], dtype=pl.Int64),
            "usual_lead_days": pl.Series([one.usual_lead_days for one in demands], dtype=pl.Int64),
        }
    )


def _factories(factories: Sequence[Factory]) -> pl.DataFrame:
    text = pl.List(pl.String)
    return pl.DataFrame(
        {
            "factory_id": [one.id for one in factories],
            "belt": pl.Series([one.belt for one in factories], dtype=pl.String),
            "f_categories": pl.Series([list(one.categories) for one in factories], dtype=text),
            "f_processes": pl.Series([list(one.processes) for one in factories], dtype=text),
            "f_materials": pl.Series([list(one.materials) for one in factories], dtype=text),
            "f_certificates": pl.Series([list(one.certificates) for one in factories], dtype=text),
            "moq_pieces": pl.Series([one.moq_pieces for one in factories], dtype=pl.Int64),
            "lead_days": pl.Series([one.lead_days for one in factories], dtype=pl.Int64),
        }
    )
