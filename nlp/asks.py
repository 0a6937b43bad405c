"""The ask a post or comment makes: link, factory, dupe, wait, want or where; null where it asks nothing."""

import polars as pl

ORDER = ("factory", "dupe", "link", "where", "wait", "want")
_QUESTION = (
    r"[?？]|吗|求|蹲|有没有|哪个|哪家|推荐一?下|什么牌子|怎么样|能不能|如何|为什么|咋样|呢$|"
    r"\b(anyone|looking for|recommend(ations)?|any suggestions|is there)\b"
)


def ask(posts: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `ask`: the most telling one said."""
    said = cues.filter(pl.col("role").str.starts_with("ask:")).select("row", ask=pl.col("role").str.slice(4))
    rank = pl.DataFrame({"ask": ORDER, "rank": range(len(ORDER))})
    first = (
        said.join(rank, on="ask", how="inner")
        .sort("row", "rank")
        .unique("row", keep="first", maintain_order=True)
    )
    return posts.select("row").join(first.select("row", "ask"), on="row", how="left", maintain_order="left")


def questions(full: pl.Series, title_end: pl.Series) -> pl.Series:
    """Whether the post as a whole asks: its title, or a text without one, holds a question."""
    titles = pl.select(
        pl.when(title_end > 0).then(full.str.slice(0, title_end)).otherwise(full.str.slice(0, 80))
    ).to_series()
    return titles.str.contains(_QUESTION)
