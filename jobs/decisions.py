"""The decisions of a home as the steps that must obey them want them."""

import hashlib

import polars as pl

from domain.decision import Decision, standing
from domain.graph import JUDGED_EDGES
from nlp.corrections import CORRECTIONS
from store.lake import Lake


def judged_edges(decisions: list[Decision]) -> pl.DataFrame:
    """JUDGED_EDGES of the decisions that hold."""
    rows = [
        (one.relation, one.subject, one.object, one.verdict)
        for one in standing(decisions)
        if one.kind == "edge" and one.verdict != "open"
    ]
    return pl.DataFrame(rows, schema=JUDGED_EDGES, orient="row")


def corrections(decisions: list[Decision]) -> pl.DataFrame:
    """CORRECTIONS of single posts that hold."""
    rows = [
        (one.kind, one.subject, one.relation, one.object, one.verdict, one.value)
        for one in standing(decisions)
        if one.kind in ("label", "mention") and one.verdict != "open"
    ]
    return pl.DataFrame(rows, schema=CORRECTIONS, orient="row")


def by_month(lake: Lake, found: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """CORRECTIONS by the month partition that holds their post; of posts not in the lake there are none."""
    if found.is_empty():
        return {}
    posts = lake.scan("posts").select("key", "month")
    rows = posts.join(found.lazy().select("key"), on="key", how="semi").unique().collect()
    months: dict[str, pl.DataFrame] = {}
    for (month,), keys in rows.group_by("month"):
        months[str(month)] = found.join(keys, on="key", how="semi", maintain_order="left")
    return months


def digest(rows: pl.DataFrame) -> str:
    """Of decisions: other decisions mean other findings of the same posts."""
    return hashlib.sha256(rows.sort(rows.columns).write_csv().encode()).hexdigest()[:12]
