"""The track record: what became of each call, once the four weeks after it are over.

w is the week that ends on the as-of day, B the 12 weeks before it, F the four weeks after it, r voices per
exposure in each. Voices are counted as detectors count them: an account that posts 40 times is one.
"""

import polars as pl

# hit and flash are those of the trend benchmark (bench/README.md); what lies between rose, but not enough.
OUTCOMES = {"hit": "命中", "short": "涨幅不足", "flash": "闪现", "abstained": "无法评分", "miss": "漏报"}
BASES = {"told": "当时发布", "rebuilt": "按当时已知重建"}

# One row a call, and one for each rise that was not called (outcome miss, told values null). lift_after is
# r_F / r_B. `first`: not called in the four weeks before. lead_weeks (hits only): weeks from the call to the
# highest week of the eight around it, negative if that was over. `reason`: why a call cannot be scored.
CALL_SCORES = pl.Schema(
    {
        "as_of": pl.Date(),
        "entity": pl.String(),
        "category": pl.String(),
        "stage": pl.String(),
        "kind": pl.String(),
        "outcome": pl.String(),
        "first": pl.Boolean(),
        "lead_weeks": pl.Int64(),
        "lift_told": pl.Float64(),
        "lift_after": pl.Float64(),
        "voices_before": pl.Int64(),
        "voices_after": pl.Int64(),
        "p_value": pl.Float64(),
        "reason": pl.String(),
    }
)

# Calls against searches, orders or sales (signals/demand.py), a row a call and source.
# followed: demand rose in the week of the call or up to eight after it; ahead: it had risen before the call;
# none: it did not rise; abstained: too little is known, or the weeks are not over.
DEMAND_OUTCOMES = {"followed": "需求跟进", "ahead": "需求在先", "none": "没有跟进", "abstained": "无法评分"}
DEMAND_SCORES = pl.Schema(
    {
        "as_of": pl.Date(),
        "entity": pl.String(),
        "source": pl.String(),
        "outcome": pl.String(),
        "lead_weeks": pl.Int64(),
        "lift": pl.Float64(),
    }
)


def summed_up(scores: pl.DataFrame, by: str | None = None) -> pl.DataFrame:
    """Calls and outcomes of CALL_SCORES by one column (`key`), or of all together (`key` is null).

    Columns: key, calls (all that were made), one a name of OUTCOMES, hit_rate (of the calls that could be
    scored; null where none could), lead_weeks (median of the hits that were first calls). Most calls first.
    """
    key = pl.lit(None, pl.String) if by is None else pl.col(by).fill_null("")
    outcome = pl.col("outcome")
    scored = outcome.is_in(["hit", "short", "flash"])
    return (
        scores.group_by(key.alias("key"))
        .agg(
            (outcome != "miss").sum().cast(pl.Int64).alias("calls"),
            *((outcome == name).sum().cast(pl.Int64).alias(name) for name in OUTCOMES),
            pl.when(scored.any()).then((outcome == "hit").sum() / scored.sum()).alias("hit_rate"),
            pl.col("lead_weeks").filter("first").median(),
        )
        .filter(pl.col("calls") + pl.col("miss") > 0)  # all of nothing is one empty row
        .sort("calls", "miss", "key", descending=[True, True, False])
    )


def demand_summary(scores: pl.DataFrame) -> pl.DataFrame:
    """By source: calls, each outcome, hit_rate (followed, of those not abstained), lead_weeks (median)."""
    outcome = pl.col("outcome")
    scored = (outcome != "abstained").sum()
    return (
        scores.group_by("source")
        .agg(
            pl.len().cast(pl.Int64).alias("calls"),
            *((outcome == name).sum().cast(pl.Int64).alias(name) for name in DEMAND_OUTCOMES),
            pl.when(scored > 0).then((outcome == "followed").sum() / scored).alias("hit_rate"),
            pl.col("lead_weeks").filter(outcome == "followed").median(),
        )
        .sort("source")
    )
