"""Block 7, 人群与地区: for whom and from where, as far as texts say; languages; belts. Never one person.

Groups below LEAST_VOICES are not told, nor anything said of a part of a group that is below it.
"""

from collections.abc import Iterable

import polars as pl

from domain.block import Block, Cell, Pill, Table
from domain.figures import Figure
from reports.cells import table
from reports.inputs import WeeklyInputs
from reports.sectioning import Made
from reports.talked import counted_posts, name_of, named_in, names_of, newest
from reports.words import say, word, word_or

PLACE = 70
LEAST_VOICES = 5
MOST_GROUPS = 20
SURE, HALF_SURE = 0.75, 0.55
GOODS_NAMED = 3

# "audience." are those of the report itself.
FAMILIES = {"audience": "audience_of", "region": "region"}

Origins = dict[str, tuple[str, ...]]


def build(made: Made) -> Block | None:
    """None where no post of the four weeks counts."""
    inputs, lang = made.inputs, made.inputs.lang
    posts = counted_posts(inputs)
    if posts.is_empty():
        return None
    goods, origins = named_in(inputs, "product"), {}
    clued = _clues(posts)
    everyone = posts["voice"].n_unique()
    tables = [
        _groups(inputs, clued.filter(pl.col("of") == of), goods, of, origins) for of in ("audience", "region")
    ]
    belts = named_in(inputs, "belt").join(posts.select("key", "voice", "day"), on="key")
    belts = belts.with_columns(of=pl.lit("belt"), group="entity", sure=pl.lit(None, pl.Float64))
    tables += [_languages(inputs, posts, origins), _groups(inputs, belts, goods, "belt", origins)]
    of = f"people:*@{inputs.week}"
    origins[of] = newest(clued.unique("key", keep="first", maintain_order=True)) or newest(posts)
    told = clued["voice"].n_unique()
    lead = say(
        word("people.lead" if told >= LEAST_VOICES else "people.none", lang),
        told=Figure(told if told >= LEAST_VOICES else None, of, "voices"),
        share=Figure(told / everyone if told >= LEAST_VOICES else None, of, "share", "share"),
        all=Figure(everyone, of, "everyone"),
        least=str(LEAST_VOICES),
    )
    return Block(
        "people", word("block.people", lang), (lead,), tuple(one for one in tables if one.rows), (),
        tuple(sorted(origins.items())),
    )  # fmt: skip


def _clues(posts: pl.DataFrame) -> pl.DataFrame:
    """(key, voice, day, of, group, sure): what the texts say of speaker or user; one row a group."""
    columns = ["key", "voice", "day"]
    sure = pl.col("clue_confidence").alias("sure")
    groups = posts.select(*columns, pl.lit("audience").alias("of"), pl.col("audience").alias("group"), sure)
    regions = posts.select(*columns, pl.lit("region").alias("of"), pl.col("region").alias("group"), sure)
    return pl.concat([groups.explode("group"), regions]).drop_nulls("group")


def _groups(
    inputs: WeeklyInputs, said: pl.DataFrame, goods: pl.DataFrame, of: str, origins: Origins
) -> Table:
    """Groups by voices, with the goods that LEAST_VOICES of them name, and how sure the clue is."""
    lang, names, everyone = inputs.lang, names_of(inputs), said["voice"].n_unique()
    sums = (
        said.group_by("group")
        .agg(pl.col("voice").n_unique().alias("voices"), pl.col("sure").mean())
        .filter(pl.col("voices") >= LEAST_VOICES)
        .sort("voices", "group", descending=[True, False])
        .head(MOST_GROUPS)
    )
    wanted = (
        said.join(goods.rename({"entity": "good"}), on="key")
        .group_by("group", "good")
        .agg(pl.col("voice").n_unique().alias("voices"))
        .filter(pl.col("voices") >= LEAST_VOICES)
        .sort("group", "voices", "good", descending=[False, True, False])
        .group_by("group", maintain_order=True)
        .head(GOODS_NAMED)
    )
    named = {group: rows for (group,), rows in wanted.partition_by("group", as_dict=True).items()}
    rows: list[tuple[Cell, ...]] = []
    for group, voices, sure in sums.iter_rows():
        origin = f"people:{of}>{group}@{inputs.week}"
        mine = said.filter(pl.col("group") == group).unique("key", keep="first", maintain_order=True)
        origins[origin] = newest(mine)
        text = name_of(group, names) if of == "belt" else word_or(f"{FAMILIES[of]}.{group}", lang, group)
        goods_named = named.get(group)
        row: list[Cell] = [
            text,
            Figure(voices, origin, "voices"),
            Figure(voices / everyone, origin, "share", "share"),
            _named_goods(goods_named, names, lang) if goods_named is not None else "",
        ]
        if of != "belt":
            row.append(_sureness(sure, lang))
        rows.append(tuple(row))
    heads = f"{of} voices_four share_of_said goods_named"
    columns = heads if of == "belt" else f"{heads} sureness"
    return table(lang, f"people_{of}", word(f"people.{of}", lang), columns, rows)


def _named_goods(rows: pl.DataFrame, names: dict[str, str], lang: str) -> str:
    return ("、" if lang == "zh-CN" else ", ").join(name_of(good, names) for good in rows["good"])


def _sureness(sure: float | None, lang: str) -> Pill:
    level = "low" if sure is None or sure < HALF_SURE else "middle" if sure < SURE else "high"
    return Pill(word(f"sureness.{level}", lang), "risk" if level == "low" else "calm")


def _languages(inputs: WeeklyInputs, posts: pl.DataFrame, origins: Origins) -> Table:
    """Languages by posts of LEAST_VOICES; what is neither Chinese nor English is counted and not read."""
    lang, known = inputs.lang, posts.drop_nulls("lang")
    sums = (
        known.group_by("lang")
        .agg(pl.len().alias("posts"), pl.col("voice").n_unique().alias("voices"))
        .filter(pl.col("voices") >= LEAST_VOICES)
        .sort("posts", "lang", descending=[True, False])
    )
    rows: list[Iterable[Cell]] = []
    for name, count, voices in sums.iter_rows():
        origin = f"people:lang>{name}@{inputs.week}"
        origins[origin] = newest(known.filter(pl.col("lang") == name))
        rows.append(
            (
                word_or(f"lang.{name}", lang, name),
                Figure(count, origin, "posts"),
                Figure(voices, origin, "voices"),
                Figure(count / known.height, origin, "share", "share"),
            )
        )
    columns = "language posts_four voices_four share_of_posts"
    return table(
        lang, "people_lang", word("people.lang", lang), columns, rows, word("people.lang.note", lang)
    )
