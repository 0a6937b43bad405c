"""What was found in the posts: mentions, relations and labels, replaced month by month."""

from collections.abc import Sequence

import polars as pl

from domain.frames import MENTIONS, POST_LABELS, RELATIONS
from store.lake import Lake, Mark


def save_annotations(
    lake: Lake,
    month: str,
    mentions: pl.DataFrame,
    relations: pl.DataFrame,
    labels: pl.DataFrame,
    *,
    mark: Mark | None = None,
) -> None:
    """Replace the month in all three tables, labels last.

    The three commits are not one: a step that asks `lake.mark("labels", …)` where it stands will do
    the month again when it was killed between them.
    """
    lake.replace("mentions", mentions, part=month, mark=mark)
    lake.replace("relations", relations, part=month, mark=mark)
    lake.replace("labels", labels, part=month, mark=mark)


def load_mentions(lake: Lake, months: Sequence[str] | None = None) -> pl.DataFrame:
    """MENTIONS of the months (all when None)."""
    return lake.scan("mentions", months).select(MENTIONS.names()).collect()


def load_relations(lake: Lake, months: Sequence[str] | None = None) -> pl.DataFrame:
    """RELATIONS of the months (all when None)."""
    return lake.scan("relations", months).select(RELATIONS.names()).collect()


def load_labels(lake: Lake, months: Sequence[str] | None = None) -> pl.DataFrame:
    """POST_LABELS of the months (all when None)."""
    return lake.scan("labels", months).select(POST_LABELS.names()).collect()
