"""What people corrected in single posts, laid over what was found: it wins over every rerun."""

import polars as pl

# `verdict` corrected or dropped; a label has no `object`
CORRECTIONS = pl.Schema(
    {"kind": pl.String(), "key": pl.String(), "relation": pl.String(), "object": pl.String(),
     "verdict": pl.String(), "value": pl.String()}
)  # fmt: skip


def of_labels(labels: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """POST_LABELS with the labels that people set."""
    said = corrections.filter(pl.col("kind") == "label")
    for (name,), rows in said.group_by("relation", maintain_order=True):
        column = str(name)
        set_by_hand = rows.select("key", right=pl.col("value").cast(labels.schema[column]))
        labels = (
            labels.join(set_by_hand, on="key", how="left", maintain_order="left")
            .with_columns(pl.coalesce("right", column).alias(column))
            .drop("right")
        )
    return labels


def of_mentions(mentions: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """MENTIONS with names set right, and without those that people took out."""
    said = corrections.filter(pl.col("kind") == "mention").select(
        "key", "verdict", "value", kind="relation", norm="object"
    )
    found = mentions.join(said, on=["key", "kind", "norm"], how="left", maintain_order="left")
    kept = found.filter(pl.col("verdict").ne_missing("dropped"))
    right = pl.when(pl.col("verdict") == "corrected").then("value").otherwise("norm")
    return kept.with_columns(norm=right).select(mentions.columns)


def of_relations(relations: pl.DataFrame, mentions: pl.DataFrame, dropped: pl.DataFrame) -> pl.DataFrame:
    """RELATIONS without those that stand on a mention people took out of `mentions` (as found)."""
    gone = mentions.join(
        dropped.filter(pl.col("kind") == "mention", pl.col("verdict") == "dropped").select(
            "key", kind="relation", norm="object"
        ),
        on=["key", "kind", "norm"],
        how="semi",
    ).select("key", "start", "end")
    for side in ("subject", "object"):
        ends = ["key", f"{side}_start", f"{side}_end"]
        relations = relations.join(
            gone, left_on=ends, right_on=["key", "start", "end"], how="anti", maintain_order="left"
        )
    return relations
