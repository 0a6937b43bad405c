"""Which of some posts say one text, as the steps that show posts, or ask who speaks, want it."""

import polars as pl

from nlp.duplicates import find_copies


def copies_among(posts: pl.DataFrame) -> pl.DataFrame:
    """COPIES_OF of POSTS_VIEW rows; a post whose text is no longer kept stands alone."""
    whole = pl.concat_str(pl.col("title", "text").fill_null(""), separator="\n")
    told = posts.select("key", "author", "published_at", text=whole, seen_at="first_observed_at")
    return find_copies(told).select("key", "cluster")
