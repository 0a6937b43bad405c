"""The invented authors, a few of them loud, and who wrote which post; some 6,000 of them ever write."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from demo.plan import PLATFORMS

AUTHORS = 7600
SHARES = {"buyer": 0.80, "reseller": 0.07, "factory": 0.03, "ad": 0.03, "media": 0.03, "other": 0.04}
TAIL, LOUDEST = 1.25, 45.0


def assign_authors(rng: np.random.Generator, platform: pl.Series, speaker: pl.Series) -> pl.Series:
    """An author id for each post, from the pool of its platform and speaker.

    Activity is Pareto distributed (capped), so most authors write once or twice in half a year.
    """
    found: NDArray[np.object_] = np.full(len(platform), None, dtype=object)
    for name, of_platform in PLATFORMS.items():
        for who, of_speaker in SHARES.items():
            size = max(8, round(AUTHORS * of_platform * of_speaker))
            activity = np.minimum(rng.pareto(TAIL, size) + 1, LOUDEST)
            rows = np.flatnonzero(((platform == name) & (speaker == who)).to_numpy())
            chosen = rng.choice(size, len(rows), p=activity / activity.sum())
            found[rows] = np.array([f"{name}-{who[:2]}-{n:04d}" for n in range(size)], dtype=object)[chosen]
    return pl.Series("author_id", found.tolist(), dtype=pl.String)
