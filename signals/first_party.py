"""First-party figures by entity and week: demand as it was searched for and bought, beside the talk.

A figure is never split: a period that crosses the end of a week (a month, say) is in no week. What does not
add up is not added: buyers of several days are between the most of a day and the sum, an index is the mean of
its days, a rank the best.
"""

import polars as pl

from domain.frames import SALES, SEARCHES, WEEKLY_FACTS, conform

TERM_ENTITIES = pl.Schema({"term": pl.String(), "entity": pl.String(), "match": pl.String()})
ITEM_ENTITIES = pl.Schema({"platform": pl.String(), "item_id": pl.String(), "entity": pl.String()})
ITEM_CATEGORIES = pl.Schema({"key": pl.String(), "category": pl.String()})
ENDS = ("value", "low", "high")
# A shorter name is part of too many words to be found inside a longer one.
LEAST_HAN, LEAST_LATIN = 2, 3
_BORDER = "\x02"
_MEASURED = ["platform", "measure", "unit"]


def entities_of_terms(
    terms: pl.Series, entity_map: pl.DataFrame, forms: pl.DataFrame | None = None
) -> pl.DataFrame:
    """(term, entity, match) for each search term and entity it names; `match` is exact or contained.

    `forms` has the names that stand for a norm: key (any case), kind, norm, common; an ENTITY_MAP norm is one
    itself. A term that is a name as a whole names nothing else; inside a longer term the longest name at each
    place counts, Latin ones only as whole words, and `common` ones (苹果) only where they are goods.
    """
    names = entity_map.select(key="norm", kind="kind", norm="norm", common=pl.lit(False))
    if forms is not None:
        names = pl.concat([forms.select("key", "kind", "norm", "common"), names])
    names = (
        names.drop_nulls()
        .join(entity_map.select("kind", "norm", "entity"), on=["kind", "norm"])
        .select(
            shape=_shape("key"),
            entity="entity",
            key="key",
            shy=pl.col("common") & (pl.col("kind") != "product"),
        )
        .filter(pl.col("shape") != "")
        .sort("shy", descending=True)
        .unique(["shape", "entity"], keep="first", maintain_order=True)
    )
    asked = pl.DataFrame({"term": terms}).drop_nulls().unique(maintain_order=True)
    asked = asked.with_columns(shape=_shape("term"))
    exact = asked.join(names, on="shape").select("term", "entity", match=pl.lit("exact"))
    rest = asked.join(exact, on="term", how="anti")
    han = pl.col("key").str.contains(r"\p{Han}")
    size = pl.col("key").str.len_chars()
    inner = names.filter(~pl.col("shy")).filter(
        pl.when(han).then(size >= LEAST_HAN).otherwise(size >= LEAST_LATIN)
    )
    shapes = inner["shape"].unique()
    patterns = shapes.gather(pl.select(pl.lit(shapes).str.len_chars().arg_sort(descending=True)).to_series())
    found = (
        rest.select(
            "term",
            shape=pl.col("shape").str.extract_many(patterns.implode(), leftmost=True)
            if len(patterns)
            else pl.lit([], pl.List(pl.String)),
        )
        .explode("shape")
        .drop_nulls()
        .join(inner, on="shape")
        .select("term", "entity", match=pl.lit("contained"))
    )
    both = pl.concat([exact, found]).unique(["term", "entity"], maintain_order=True)
    return conform(both.sort("term", "entity"), TERM_ENTITIES, "term entities")


def searches_weekly(searches: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """WEEKLY_FACTS of SEARCHES by the entities that their terms name (TERM_ENTITIES)."""
    rows = conform(searches, SEARCHES, "searches").filter(pl.col("term").is_not_null())
    # the same term under several categories is the same search
    period = ["platform", "term", "day", "last_day", "measure", "unit"]
    rows = rows.sort("category_id", nulls_last=False).unique(period, keep="first", maintain_order=True)
    weeks = _by_week(rows, "term")
    named = weeks.join(terms.select("term", "entity").unique(), on="term")
    return _by_entity(named)


def sales_weekly(sales: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """WEEKLY_FACTS of SALES by the entities of their items (ITEM_ENTITIES); an item counts whole for each.

    Where a period has a row of the item itself, its SKUs are in it; else they are taken together.
    """
    rows = conform(sales, SALES, "sales")
    period = ["platform", "item_id", "day", "last_day", "measure", "unit"]
    whole = rows.filter(pl.col("sku_id").is_null())
    parts = rows.filter(pl.col("sku_id").is_not_null()).join(whole, on=period, how="anti", nulls_equal=True)
    parts = parts.with_columns(days=pl.lit(1, pl.Int64), sources=pl.lit(1, pl.Int64))
    together = _taken_together(parts, period, index="max", days="max")
    rows = pl.concat([whole.select(*period, *ENDS), together.select(*period, *ENDS)])
    weeks = _by_week(rows, "item_id")
    named = weeks.join(items.select("platform", "item_id", "entity").unique(), on=["platform", "item_id"])
    return _by_entity(named)


def item_categories(listings: pl.DataFrame, category_ids: pl.DataFrame) -> pl.DataFrame:
    """(key, category): our category of each item that a listing puts into one of the team's own.

    `key` is `platform:item_id`, which reviews name as their parent. Of several listings the newest holds.
    """
    known = category_ids.filter(pl.col("category").is_not_null()).select("category_id", "category")
    told = (
        listings.filter(pl.col("item_id").is_not_null(), pl.col("category_id").is_not_null())
        .sort("observed_at")
        .with_columns(key=pl.format("{}:{}", "platform", "item_id"))
        .unique("key", keep="last", maintain_order=True)
        .join(known.unique("category_id", keep="last"), on="category_id")
    )
    return conform(told.select("key", "category").sort("key"), ITEM_CATEGORIES, "item categories")


def with_item_categories(labels: pl.DataFrame, posts: pl.DataFrame, categories: pl.DataFrame) -> pl.DataFrame:
    """POST_LABELS with the category of the item that a review or an answer hangs on (ITEM_CATEGORIES).

    `posts` has key and parent_id. What hangs on nothing, or on an item of no known category, stays as it is.
    """
    if categories.is_empty():
        return labels
    found = posts.select("key", "parent_id").join(
        categories.select(parent_id="key", told="category"), on="parent_id"
    )
    joined = labels.join(found.select("key", "told"), on="key", how="left", maintain_order="left")
    return joined.with_columns(category=pl.coalesce("told", "category")).select(labels.columns)


def _by_week(rows: pl.DataFrame, of: str) -> pl.DataFrame:
    """One row a week: that of the whole week where there is one, else its shorter periods taken together."""
    week = pl.col("day").dt.strftime("%G-W%V")
    inside = rows.filter(pl.col("day").is_not_null()).with_columns(
        pl.col("last_day").fill_null(pl.col("day")), week=week
    )
    inside = inside.filter(pl.col("last_day").dt.strftime("%G-W%V") == pl.col("week"))
    days = (pl.col("last_day") - pl.col("day")).dt.total_days() + 1
    inside = inside.with_columns(days=days, sources=pl.lit(1, pl.Int64))
    cell = [*_MEASURED, of, "week"]
    whole = inside.filter(pl.col("days") == 7)
    # periods that overlap without covering the week would be counted twice: the finest are kept
    rest = inside.join(whole, on=cell, how="anti", nulls_equal=True)
    rest = rest.filter(pl.col("days") == pl.col("days").min().over(cell))
    short = _taken_together(rest, cell, index="mean", days="sum")
    columns = [*cell, *ENDS, "days"]
    both = pl.concat([whole.select(columns), short.select(columns)])
    return both.with_columns(sources=pl.lit(1, pl.Int64))


def _by_entity(rows: pl.DataFrame) -> pl.DataFrame:
    cell = ["entity", "week", *_MEASURED]
    together = _taken_together(rows, cell, index="max", days="max")
    return conform(together.sort(cell), WEEKLY_FACTS, "weekly facts")


def _taken_together(rows: pl.DataFrame, cell: list[str], *, index: str, days: str) -> pl.DataFrame:
    """One row a cell. `index` (mean or max) is for indexes, `days` (sum or max) for the days covered.

    A sum is null where a part of it is. People of several days, terms or SKUs may be the same: they are at
    least the most of one and at most the sum.
    """
    measure = pl.col("measure")
    people, opaque, rank = pl.col("unit") == "人", measure == "index", measure == "rank"

    def total(end: str) -> pl.Expr:
        return pl.when(pl.col(end).null_count() == 0).then(pl.col(end).sum())

    def of(end: str) -> pl.Expr:
        alone = pl.when(pl.len() == 1).then(pl.col(end).first())
        folk = {"value": alone, "low": pl.col(end).max(), "high": total(end)}[end]
        middle = pl.col(end).mean() if index == "mean" else pl.col(end).max()
        known = pl.when(pl.col(end).null_count() == 0)
        return (
            pl.when(people.first())
            .then(folk)
            .when(opaque.first())
            .then(known.then(middle))
            .when(rank.first())
            .then(known.then(pl.col(end).min()))
            .otherwise(total(end))
            .alias(end)
        )

    covered = pl.col("days").sum() if days == "sum" else pl.col("days").max()
    # a cell of one measure and unit holds one kind of figure, so the first of them says which
    kept = [pl.col(name).first() for name in ("measure", "unit") if name not in cell]
    return rows.group_by(cell, maintain_order=True).agg(
        *kept, *map(of, ENDS), covered.cast(pl.Int64).alias("days"), pl.col("sources").sum().cast(pl.Int64)
    )


def _shape(column: str) -> pl.Expr:
    """A name or term as it is compared: folded, no spaces between Chinese, borders around Latin words."""
    text = pl.col(column).str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    joined = text.str.replace_all(r"(\p{Han})\s+", "${1}").str.replace_all(r"\s+(\p{Han})", "${1}")
    return joined.str.replace_all(r"\s+", " ").str.replace_all(
        r"([a-z]+|[0-9]+)", f"{_BORDER}${{1}}{_BORDER}"
    )
