"""The posts of four weeks that count, by voice, and what they say of goods: what several sections build on.

A voice is a known author once, an unknown author once a post. Spam and posts about no goods are left out, as
they are in the counts.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from domain.figures import Evidence
from domain.frames import NOT_GOODS
from domain.signal import SPAM_LIMIT
from reports.claims import MAKER_RELATIONS
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs
from reports.mentions import with_entity

# Below so many voices a share is an accident; it is told and marked.
FEW_VOICES = 5
# The posts that a number names as its origin.
MOST_KEYS = 30

# The readers who may see what is said of a named company.
OWN_TEAM = "category"

Spans = dict[str, tuple[int, int]]


def counted_posts(inputs: WeeklyInputs) -> pl.DataFrame:
    """Talk.posts that count, with `voice` and the labels of each: lang, category, risk, ask, intent."""
    labels = inputs.talk.labels.unique("key", keep="first", maintain_order=True)
    joined = inputs.talk.posts.unique("key", keep="first", maintain_order=True).join(
        labels.drop("speaker", "polarity"), on="key", how="left", maintain_order="left"
    )
    return joined.filter(
        pl.col("spam").fill_null(0.0) < SPAM_LIMIT, pl.col("category").ne_missing(NOT_GOODS)
    ).with_columns(voice=pl.coalesce("author", "key"))


def named_in(inputs: WeeklyInputs, kind: str) -> pl.DataFrame:
    """(key, entity) once for each entity of that kind a post of the four weeks names."""
    mentions = inputs.talk.mentions.filter(pl.col("kind") == kind, pl.col("norm").is_not_null())
    return with_entity(mentions, inputs.entities).select("key", "entity").unique(maintain_order=True)


def goods_alone(inputs: WeeklyInputs) -> pl.DataFrame:
    """(key, entity) of the posts that name one good and no other: what they say, they say of it."""
    return named_in(inputs, "product").filter(pl.len().over("key") == 1)


def judgements(inputs: WeeklyInputs) -> pl.DataFrame:
    """(key, aspect, liked, start, end): aspects that a post praises or complains about, once each way."""
    said = inputs.talk.mentions.filter(pl.col("kind") == "aspect", pl.col("polarity").fill_null(0.0) != 0)
    return (
        said.select("key", "start", "end", aspect=pl.coalesce("norm", "text"), liked=pl.col("polarity") > 0)
        .sort("key", "start")
        .unique(["key", "aspect", "liked"], keep="first", maintain_order=True)
    )


def names_of(inputs: WeeklyInputs) -> dict[str, str]:
    """entity -> its name for people."""
    return dict(inputs.entities.select("entity", "name").iter_rows())


def name_of(entity: str, names: dict[str, str]) -> str:
    return names.get(entity) or entity.partition(":")[2]


def newest(posts: pl.DataFrame, limit: int = MOST_KEYS) -> tuple[str, ...]:
    """Keys of `posts` (key, day, and voice), newest first, a post of each voice before their further ones."""
    turn = pl.int_range(pl.len()).over("voice")
    ordered = posts.sort("day", "key", descending=[True, False], nulls_last=True).with_columns(turn=turn)
    return tuple(ordered.sort("turn", maintain_order=True)["key"].head(limit))


class Quotes:
    """Short quotes of the four weeks' posts, where this audience may see their words.

    What is said of a named factory stays with the category team: others are quoted no post that names one.
    """

    def __init__(self, inputs: WeeklyInputs, keys: Iterable[str]) -> None:
        wanted = pl.Series("key", sorted(set(keys)), dtype=pl.String)
        posts = inputs.talk.posts.filter(pl.col("key").is_in(wanted.implode()))
        if inputs.audience != OWN_TEAM:
            factories = inputs.talk.mentions.filter(pl.col("kind") == "factory")["key"]
            makers = inputs.talk.relations.filter(pl.col("kind").is_in(MAKER_RELATIONS))["key"]
            posts = posts.filter(~pl.col("key").is_in(pl.concat([factories, makers]).unique().implode()))
        self._shelf = Shelf(
            posts,
            pl.DataFrame(schema={"key": pl.String, "entity": pl.String, "start": pl.Int64, "end": pl.Int64}),
        )

    def take(self, keys: Sequence[str], limit: int, spans: Spans | None = None) -> tuple[Evidence, ...]:
        return self._shelf.take(keys, limit=limit, spans=spans or {})
