"""The part of the evidence graph around one entity."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from domain.dispute import Dispute, is_hidden
from store.findings import load_graph
from store.lake import Lake

MOST_HOPS = 3


def newest_graph(lake: Lake) -> date | None:
    """The newest day there is a graph of; no data is read."""
    days = [date.fromisoformat(part) for part in lake.batches("graph")]
    return max(days, default=None)


def around(
    lake: Lake, as_of: date, entity: str | None, hops: int, disputes: Iterable[Dispute] = ()
) -> pl.DataFrame:
    """GRAPH rows within so many steps of the entity (all without one).

    What a person hid or a company disputes is left out. Steps go over edges that nobody has rejected.
    """
    graph = load_graph(lake, as_of).filter(~pl.col("hidden"))
    claims = graph.select(
        kind="relation",
        subject=pl.col("subject").str.replace("^[a-z]+:", ""),
        object=pl.col("object").str.replace("^[a-z]+:", ""),
    )
    graph = graph.filter(~claims.select(told=is_hidden(disputes))["told"])
    if entity is not None:
        reached = [entity]
        for _ in range(hops):
            near = graph.filter(pl.col("subject").is_in(reached) | pl.col("object").is_in(reached))
            standing = near.filter(pl.col("status") != "rejected")
            reached = (
                pl.concat([standing["subject"], standing["object"], pl.Series(reached)]).unique().to_list()
            )
        graph = near
    return graph.sort(
        ["confidence", "voices", "relation", "subject", "object"],
        descending=[True, True, False, False, False],
    )
