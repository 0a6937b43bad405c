"""Entities that people have joined, and those that are spelled so alike that people should look."""

from collections.abc import Mapping

import polars as pl

from domain.frames import ENTITY_MAP, conform
from nlp import folding

ALIKE = pl.Schema({"entity": pl.String(), "other": pl.String(), "why": pl.String()})
# Shorter names differ in one letter and are others: Nike and Mike, 雅漾 and 雅萌.
_LATIN, _HAN = 5, 4


def merged(entity_map: pl.DataFrame, merges: Mapping[str, str]) -> pl.DataFrame:
    """ENTITY_MAP with what people joined: every name of an entity counts as the one it was merged into.

    Names that no lexicon holds are taken in, so that a merge holds for them as well.
    """
    if not merges:
        return entity_map
    joined = pl.DataFrame(list(merges.items()), schema={"entity": pl.String, "into": pl.String}, orient="row")
    of = entity_map.unique("entity", keep="first", maintain_order=True).select(
        into="entity", into_name="name", into_category="category"
    )
    parts = pl.col("entity").str.splitn(":", 2)
    unlisted = joined.with_columns(kind=parts.struct[0], norm=parts.struct[1])
    unlisted = unlisted.join(entity_map, on=["kind", "norm"], how="anti").select(
        "kind", "norm", "entity", name="norm", category=pl.lit(None, pl.String)
    )
    told = pl.concat([entity_map, unlisted.select(entity_map.columns)])
    told = told.join(joined, on="entity", how="left", maintain_order="left")
    told = told.join(of, on="into", how="left", maintain_order="left")
    bare = pl.col("into").str.splitn(":", 2).struct[1]
    moved = pl.col("into").is_not_null()
    frame = told.with_columns(
        entity=pl.coalesce("into", "entity"),
        name=pl.when(moved).then(pl.coalesce("into_name", bare)).otherwise("name"),
        category=pl.when(moved).then(pl.coalesce("into_category", "category")).otherwise("category"),
    )
    return conform(frame, ENTITY_MAP, "entity map")


def spelled_alike(entities: pl.DataFrame) -> pl.DataFrame:
    """ALIKE: pairs of entities (entity, posts) of a kind that may be one; `entity` is the rarer.

    Alike are names that differ by case, spaces, marks, width or script only, and longer names of brands,
    factories and Latin goods that differ by one letter. Models (a digit in them) must agree wholly.
    """
    if entities.is_empty():
        return pl.DataFrame(schema=ALIKE)
    parts = pl.col("entity").str.splitn(":", 2)
    named = entities.select("entity", "posts", kind=parts.struct[0], name=parts.struct[1].fill_null(""))
    shapes = folding.folded(named["name"]).str.normalize("NFKC").str.to_lowercase()
    named = named.with_columns(shape=shapes.str.replace_all(r"[^\p{L}\p{N}]", "")).filter(
        pl.col("shape") != ""
    )
    size, latin = pl.col("shape").str.len_chars(), pl.col("shape").str.contains(r"^[a-z]+$")
    names = pl.col("kind").is_in(["brand", "factory"]) & pl.col("shape").str.contains(r"^\p{Han}+$")
    longer = named.filter((latin & (size >= _LATIN)) | (names & (size >= _HAN)))
    cut = longer.with_columns(at=pl.int_ranges(0, size)).explode("at")
    cut = cut.with_columns(
        form=pl.col("shape").str.slice(0, pl.col("at")) + pl.col("shape").str.slice(pl.col("at") + 1)
    )
    forms = pl.concat(
        [
            longer.select("kind", "entity", "posts", form="shape"),
            cut.select("kind", "entity", "posts", "form"),
        ]
    ).unique(["kind", "entity", "form"])
    same = _pairs(named.select("kind", "entity", "posts", form="shape"), "同形")
    near = _pairs(forms, "差一个字")
    both = pl.concat([same, near]).unique(["entity", "other"], keep="first", maintain_order=True)
    return both.sort("entity", "other")


def _pairs(forms: pl.DataFrame, why: str) -> pl.DataFrame:
    both = forms.join(forms, on=["kind", "form"], suffix="_other").rename({"entity_other": "other"})
    rarer = (pl.col("posts") < pl.col("posts_other")) | (
        (pl.col("posts") == pl.col("posts_other")) & (pl.col("entity") > pl.col("other"))
    )
    found = both.filter((pl.col("entity") != pl.col("other")) & rarer)
    return found.select("entity", "other", why=pl.lit(why)).unique(maintain_order=True)
