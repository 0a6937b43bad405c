"""The evidence graph: what is said to be a dupe of, made by, for or in what, and how well that stands."""

import polars as pl

EDGE_KINDS = ("dupe_of", "made_by", "oem_for", "from_belt")
MAKING = ("made_by", "oem_for")
# weakest first; signals/graph.py says when an edge is which
EDGE_STATUS = ("asked", "claimed", "disputed", "corroborated", "verified", "rejected")
PROOFS = ("person", "table", "label")
VERDICTS = ("confirmed", "rejected", "hidden")
# An edge is told with more than a count from here on.
CORROBORATED_VOICES, CORROBORATED_DAYS, DENIED_SHARE, LABEL_VOICES = 3, 2, 1 / 3, 2

# One row an edge. `subject` and `object` are entity ids (kind:name). `voices` = for_ + against + asked: each
# independent voice once, by what it said last. `seller_share` is that of sellers among those for it, null
# where there are none. `days` are days on which somebody who does not sell claimed it. `proof` says by what
# it is verified (PROOFS). `hidden`: a person asked not to show it.
GRAPH = pl.Schema(
    {
        "as_of": pl.Date(),
        "relation": pl.String(),
        "subject": pl.String(),
        "object": pl.String(),
        "status": pl.String(),
        "proof": pl.String(),
        "confidence": pl.Float64(),
        "voices": pl.Int64(),
        "for_": pl.Int64(),
        "against": pl.Int64(),
        "asked": pl.Int64(),
        "sellers": pl.Int64(),
        "seller_share": pl.Float64(),
        "labelled": pl.Int64(),
        "posts": pl.Int64(),
        "days": pl.Int64(),
        "platforms": pl.List(pl.String()),
        "first_seen": pl.Date(),
        "last_seen": pl.Date(),
        "hidden": pl.Boolean(),
        "evidence": pl.List(pl.String()),
    }
)

# Which posts say one text: `cluster` is the key of the first of them. Posts without a row stand alone.
COPIES_OF = pl.Schema({"key": pl.String(), "cluster": pl.String()})
# What labels and filings of goods prove of an item: who is named as its maker, and what its title names.
PROVEN = pl.Schema({"entity": pl.String(), "client": pl.String(), "brand": pl.String(), "maker": pl.String()})
# The newest word of a person on an edge.
JUDGED_EDGES = pl.Schema(
    {"relation": pl.String(), "subject": pl.String(), "object": pl.String(), "verdict": pl.String()}
)
