"""Block 4: what posts claim of dupes, factories and belts."""

import polars as pl

from domain.dispute import is_hidden
from domain.figures import Figure
from domain.report import Claim
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs

CLAIM_RELATIONS = ("dupe_of", "made_by", "oem_for", "from_belt")
SELLERS = ("factory", "reseller", "ad")
MAKER_RELATIONS = ("oem_for", "made_by")
MOST_CLAIMS = 24
MOST_OF_A_MAKER = 6


def build_claims(inputs: WeeklyInputs, shelf: Shelf) -> tuple[Claim, ...]:
    """One row for each (relation, subject, object): who makes what first, the rarest and most wanted.

    oem_for stands before made_by before all else; within each both ends named before one, then most
    independent authors.

    Names are folded by the mention under the same span. An unknown author is nobody's second voice:
    all unknown authors of a claim together count as one. A text that many accounts copy has as many
    authors as accounts; the sellers among them are shown apart. A claim that somebody disputes is left out.
    """
    spans = (
        inputs.mentions.select("key", "start", "end", "kind", "norm")
        .unique(["key", "start", "end"], keep="first", maintain_order=True)
        .join(inputs.entities.select("kind", "norm", "entity"), on=["kind", "norm"], how="left")
        .select("key", "start", "end", "norm", pl.coalesce("entity", pl.format("{}:{}", "kind", "norm")))
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
            .rename({"entity": f"{side}_entity"})
            .drop("norm")
        )
    told = (
        told.filter(~is_hidden(inputs.disputes))
        .join(
            inputs.posts.select("key", "author", "speaker", "day").unique("key", keep="first"),
            on="key",
            how="left",
            maintain_order="left",
        )
        .with_columns(who=pl.col("author").fill_null(""))
    )

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
            pl.col("subject_entity", "object_entity").drop_nulls().first(),
        )
        .with_columns(named=(pl.col("subject") != "").cast(pl.Int8) + (pl.col("object") != ""))
        .filter(pl.col("named") > 0)
        .sort("named", "authors", "kind", "subject", "object", descending=[True, True, False, False, False])
    )
    rows = _with_edges(rows, inputs.graph)
    makers = [rows.filter(pl.col("kind") == kind).head(MOST_OF_A_MAKER) for kind in MAKER_RELATIONS]
    others = rows.filter(~pl.col("kind").is_in(MAKER_RELATIONS))
    rows = pl.concat([*makers, others]).head(MOST_CLAIMS)
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
                status=row["status"] or "",
                first_seen=row["first_seen"],
                last_seen=row["last_seen"],
            )
        )
    return tuple(found)


def _with_edges(rows: pl.DataFrame, graph: pl.DataFrame) -> pl.DataFrame:
    """Claims with the status and days of their edge over all kept posts; hidden by a person, they go."""
    edges = graph.select(
        kind="relation", subject_entity="subject", object_entity="object",
        status="status", first_seen="first_seen", last_seen="last_seen", hidden="hidden",
    )  # fmt: skip
    joined = rows.join(
        edges, on=["kind", "subject_entity", "object_entity"], how="left", maintain_order="left"
    )
    return joined.filter(pl.col("hidden").ne_missing(True))


def _one_per_author(posts: list[dict[str, str]]) -> list[str]:
    """Keys with a first post of each author before their further ones."""
    seen: set[str] = set()
    first, further = [], []
    for post in posts:
        (further if post["author"] in seen else first).append(post["key"])
        if post["author"] is not None:
            seen.add(post["author"])
    return first + further
