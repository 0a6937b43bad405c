"""What the shipped models make of a post's words, to be weighed against the rules.

The model of labels is fitted to posts of our own composing (nlp/training), with the names in them out of
sight. Headlines are not asked: who speaks there is known.
"""

from functools import cache
from pathlib import Path

import polars as pl

from nlp.categories import HEADLINES
from nlp.linear import LinearModel, load_model

HOME = Path(__file__).parent / "models"
LABELS, CATEGORIES = HOME / "labels.npz", HOME / "categories.npz"


@cache
def shipped(path: Path = LABELS) -> LinearModel:
    return load_model(path)


def judge(posts: pl.DataFrame, mentions: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """`row` and a log-probability `question/class` each, of the posts that are no headlines.

    posts: row, kind. mentions: row, kind, start, end.
    """
    asked = posts.filter(~pl.col("kind").is_in(HEADLINES)).select("row")
    places = asked.with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    told = mentions.join(places, on="row", how="inner").select("kind", "start", "end", row="place")
    shares = shipped().log_shares(full.gather(asked["row"]), told)
    return pl.concat([asked, shares], how="horizontal")


def guess_category(posts: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """`row`, `guess` and its `share` (0..1) for posts whose goods no lexicon names. posts: row."""
    shares = shipped(CATEGORIES).log_shares(full.gather(posts["row"]))
    classes = shipped(CATEGORIES).questions["category"].classes
    every = pl.concat_list(shares.columns)
    return shares.select(
        posts["row"],
        guess=every.list.arg_max().replace_strict(dict(enumerate(classes)), return_dtype=pl.String),
        share=every.list.max().exp(),
    )


def weigh(question: str, rule: pl.Expr, trust: pl.Expr) -> pl.Expr:
    """The class most likely once the rule's class has `trust` (in nats) added; the rule's own where
    the model was not asked."""
    classes = shipped().questions[question].classes
    scores = [
        pl.col(f"{question}/{label}") + pl.when(rule == label).then(trust).otherwise(0.0) for label in classes
    ]
    best = pl.max_horizontal(scores)
    chosen = pl.coalesce(
        pl.when(score == best).then(pl.lit(label)) for label, score in zip(classes, scores, strict=True)
    )
    return pl.coalesce(chosen, rule)
