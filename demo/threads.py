"""Which posts are comments, and on what: a comment answers a recent post on the same topic."""

from collections import defaultdict, deque

import polars as pl

from demo.dice import Dice

COMMENT_SHARE, COMMENT_SHARE_REDDIT, RECENT = 0.31, 0.45, 8


def with_parents(dice: Dice, rows: pl.DataFrame) -> pl.DataFrame:
    """`kind` and `parent_id` for rows in time order. A bare comment answers any recent post about goods."""
    recent: defaultdict[tuple[str, str, str], deque[str]] = defaultdict(lambda: deque(maxlen=RECENT))
    kinds, parents = [], []
    columns = ("platform", "talk", "topic", "post_id", "flood_text")
    for platform, talk, topic, post_id, flood in rows.select(columns).iter_rows():
        place = (platform, "goods", "") if talk == "bare" else (platform, talk, topic)
        share = COMMENT_SHARE_REDDIT if platform == "reddit" else COMMENT_SHARE
        answers = talk == "bare" or (flood is None and bool(recent[place]) and dice.chance(share))
        kinds.append("comment" if answers else "post")
        parents.append(dice.pick(recent[place]) if answers and recent[place] else None)
        if not answers:
            recent[place].append(post_id)
            if talk == "goods":
                recent[platform, "goods", ""].append(post_id)
    return rows.with_columns(
        pl.Series("kind", kinds, dtype=pl.String), pl.Series("parent_id", parents, dtype=pl.String)
    )
