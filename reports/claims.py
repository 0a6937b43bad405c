"""Blocks 4 and 5: what posts claim of dupes, factories and belts; and the themes of the week."""

import polars as pl

from domain.report import Claim, Figure, ThemeLine
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs

CLAIM_RELATIONS = ("dupe_of", "made_by", "oem_for", "from_belt")
SELLERS = ("factory", "reseller", "ad")
MOST_CLAIMS = 24
MOST_THEMES = 12


def build_claims(inputs: WeeklyInputs, shelf: Shelf) -> tuple[Claim, ...]:
    """One row for each (relation, subject, object): both ends named first, then most independent authors.

    Names are folded by the mention under the same span. An unknown author is nobody's second voice:
    all unknown authors of a claim together count as one. A text that many accounts copy has as many
    authors as accounts; the sellers among them are shown apart.
    """
    spans = inputs.mentions.select("key", "start", "end", "norm").unique(
        ["key", "start", "end"], keep="first", maintain_order=True
    )
    told = inputs.relations.filter(pl.col("kind").is_in(CLAIM_RELATIONS)).with_columns(
        at=pl.coalesce("object_start", "subject_start"), until=pl.coalesce("object_end", "subject_end")
    )
    for side in ("subject", "object"):
        told = (
            told.join(
                spans,
                left_on=["key", f"{side}_start", f"{side}_end"],
                right_on=["key", "start", "end"],
                how="left",
                maintain_order="left",
            )
            .with_columns(pl.coalesce("norm", side).fill_null("").alias(side))
            .drop("norm")
        )
    told = told.join(
        inputs.posts.select("key", "author", "speaker", "day").unique("key", keep="first"),
        on="key",
        how="left",
        maintain_order="left",
    ).with_columns(who=pl.col("author").fill_null(""))

    def authors(where: pl.Expr) -> pl.Expr:
        return pl.col("who").filter(where).n_unique()

    stance = pl.col("polarity")
    rows = (
        told.group_by("kind", "subject", "object")
        .agg(
            authors(pl.lit(True)).alias("authors"),
            authors(stance == "claimed").alias("claimed"),
            authors(stance == "denied").alias("denied"),
            authors(stance == "asked").alias("asked"),
            authors(pl.col("speaker").is_in(SELLERS).fill_null(False)).alias("sellers"),
            pl.struct("author", "key", "at", "until").sort_by("key").alias("posts"),
        )
        .with_columns(named=(pl.col("subject") != "").cast(pl.Int8) + (pl.col("object") != ""))
        .filter(pl.col("named") > 0)
        .sort("named", "authors", "kind", "subject", "object", descending=[True, True, False, False, False])
        .head(MOST_CLAIMS)
    )
    found = []
    for row in rows.iter_rows(named=True):
        origin = f"{row['kind']}:{row['subject']}>{row['object']}@{inputs.week}"
        found.append(
            Claim(
                relation=row["kind"],
                left=row["subject"],
                right=row["object"],
                **{
                    name: Figure(row[name], origin, name)
                    for name in ("authors", "claimed", "denied", "asked", "sellers")
                },
                evidence=shelf.take(
                    _one_per_author(row["posts"]),
                    limit=2,
                    spans={p["key"]: (p["at"], p["until"]) for p in row["posts"] if p["at"] is not None},
                ),
            )
        )
    return tuple(found)


def build_themes(inputs: WeeklyInputs, shelf: Shelf) -> tuple[ThemeLine, ...]:
    """Themes of this week, those without any earlier post first, then by growth."""
    rows = (
        inputs.themes.filter(pl.col("as_of") == inputs.week.last_day)
        .with_columns(growth=pl.col("posts") / (pl.col("posts_before") + 1))
        .sort("growth", "posts", "theme", descending=[True, True, False])
        .head(MOST_THEMES)
    )
    return tuple(
        ThemeLine(
            theme=row["theme"],
            words=tuple(row["words"] or ()),
            posts=Figure(row["posts"], f"theme:{row['theme']}@{inputs.week.last_day}", "posts"),
            posts_before=Figure(
                row["posts_before"], f"theme:{row['theme']}@{inputs.week.last_day}", "posts_before"
            ),
            evidence=shelf.take(row["evidence"] or (), limit=2),
        )
        for row in rows.iter_rows(named=True)
    )


def _one_per_author(posts: list[dict[str, str]]) -> list[str]:
    """Keys with a first post of each author before their further ones."""
    seen: set[str] = set()
    first, further = [], []
    for post in posts:
        (further if post["author"] in seen else first).append(post["key"])
        if post["author"] is not None:
            seen.add(post["author"])
    return first + further
