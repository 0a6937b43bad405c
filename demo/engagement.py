"""Likes, comments, shares and collects; null where a platform does not show them."""

import numpy as np
import polars as pl

# median likes of a post, and which of the other numbers the platform shows, as a share of the likes
PLATFORM_NUMBERS = {
    "xhs": (24, {"comments": 0.22, "shares": 0.06, "collects": 0.55}),
    "weibo": (6, {"comments": 0.35, "shares": 0.2}),
    "douyin": (60, {"comments": 0.12, "shares": 0.1, "collects": 0.15}),
    "zhihu": (9, {"comments": 0.3, "collects": 0.4}),
    "bilibili": (30, {"comments": 0.2, "shares": 0.05, "collects": 0.3}),
    "reddit": (11, {"comments": 0.6}),
}
SPREAD = 1.35


def engagement(rng: np.random.Generator, platform: pl.Series, comment: pl.Series) -> list[pl.Series]:
    """The four columns; comments have likes only, and fewer."""
    size = len(platform)
    median = platform.replace_strict({name: one for name, (one, _) in PLATFORM_NUMBERS.items()}).to_numpy()
    quiet = np.where(comment.to_numpy(), 0.15, 1.0)
    likes = np.floor(median * quiet * np.exp(rng.normal(0, SPREAD, size)))
    columns = [pl.Series("likes", likes.astype(np.int64))]
    for number in ("comments", "shares", "collects"):
        share = platform.replace_strict(
            {name: shares.get(number) for name, (_, shares) in PLATFORM_NUMBERS.items()},
            return_dtype=pl.Float64,
        )
        drawn = rng.poisson(likes * share.fill_null(0).to_numpy())
        shown = share.is_not_null() & ~comment
        columns.append(pl.select(pl.when(shown).then(pl.Series(drawn)).alias(number)).to_series())
    return columns
