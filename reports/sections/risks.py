"""Block 9, 风险: what must not be repeated or bought unseen, and whose talk comes from few accounts.

Readers other than the category team are shown no company here, and no quotes, which might name one.
"""

from typing import Any

import polars as pl

from domain.block import Block, Cell, Pill, Table
from domain.figures import Evidence, Figure
from domain.frames import COUNTED_KINDS, NOT_GOODS
from reports.cells import table
from reports.claims import SELLERS
from reports.inputs import WeeklyInputs
from reports.listing import FLOOD_POSTS, POSTS_PER_VOICE_OF_FLOOD
from reports.mentions import with_entity
from reports.sectioning import Made
from reports.talked import (
    FEW_VOICES,
    MOST_KEYS,
    OWN_TEAM,
    Quotes,
    goods_alone,
    judgements,
    name_of,
    names_of,
    newest,
)
from reports.words import say, word, word_or

PLACE = 90
NO_COMPANIES = ("product", "belt")
FLOOD_SHARE = 0.3
MOST_FLOODS, FLAGS_OF_AN_ITEM, QUOTES = 15, 3, 3
LEAST_VOICES = 2
SAFETY = "safety_complaint"
SAFETY_ASPECTS = ("过敏", "甲醛")
_HARM = (
    r"过敏|起疹|红疹|烂脸|红肿|漏电|触电|起火|自燃|冒烟|爆炸|炸裂|炸开|甲醛|中毒|烫伤|划伤|割手|割伤|"
    r"(?i:rash|allergic|caught fire|burn(?:ed|t) my|shocked me)"
)

Origins = dict[str, tuple[str, ...]]


def build(made: Made) -> Block | None:
    """None where nobody spoke of goods in the four weeks."""
    inputs, lang = made.inputs, made.inputs.lang
    posts = _posts(inputs)
    if posts.is_empty():
        return None
    flagged = _flagged(inputs, posts)
    of_goods = flagged.join(goods_alone(inputs), on="key")
    names = {item.entity: item.name for item in (*made.items, *made.seasonal) if item.kind == "product"}
    quotes = Quotes(inputs, flagged["key"]) if inputs.audience == OWN_TEAM else None
    origins: Origins = {}
    tables = (
        _by_flag(inputs, flagged, posts["voice"].n_unique(), quotes, origins),
        _by_item(inputs, of_goods.filter(pl.col("entity").is_in(list(names))), names, quotes, origins),
        _floods(inputs, posts, origins),
    )
    of = f"risk:*@{inputs.week}"
    origins[of] = newest(flagged)
    lead = say(
        word("risks.lead", lang),
        voices=Figure(flagged["voice"].n_unique(), of, "voices"),
        all=Figure(posts["voice"].n_unique(), of, "everyone"),
    )
    more = () if quotes else (word("risks.closed", lang),)
    shown = tuple(one for one in tables if one.rows)
    return Block("risks", word("block.risks", lang), (lead, *more), shown, (), tuple(sorted(origins.items())))


def _posts(inputs: WeeklyInputs) -> pl.DataFrame:
    """Posts of the four weeks about goods, spam among them: who floods is part of what is told."""
    labels = inputs.talk.labels.select("key", "category", "risk").unique(
        "key", keep="first", maintain_order=True
    )
    posts = inputs.talk.posts.unique("key", keep="first", maintain_order=True)
    joined = posts.join(labels, on="key", how="left", maintain_order="left")
    return joined.filter(pl.col("category").ne_missing(NOT_GOODS)).with_columns(
        voice=pl.coalesce("author", "key")
    )


def _flagged(inputs: WeeklyInputs, posts: pl.DataFrame) -> pl.DataFrame:
    """(key, voice, day, speaker, flag): the labels' flags, and complaints of harm."""
    full = pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null(""))
    blamed = judgements(inputs).filter(~pl.col("liked"), pl.col("aspect").is_in(SAFETY_ASPECTS))
    told = pl.col("key").is_in(blamed["key"].implode()) | full.str.contains(_HARM)
    harmed = told & (pl.col("polarity") < 0)
    columns = ["key", "voice", "day", "speaker"]
    labelled = posts.select(*columns, flag="risk").explode("flag").drop_nulls("flag")
    harm = posts.filter(harmed.fill_null(value=False)).select(*columns, flag=pl.lit(SAFETY))
    return pl.concat([harm, labelled]).unique(["key", "flag"], keep="first", maintain_order=True)


def _by_flag(
    inputs: WeeklyInputs, flagged: pl.DataFrame, everyone: int, quotes: Quotes | None, origins: Origins
) -> Table:
    lang = inputs.lang
    sums = _sums(flagged, ["flag"])
    rows: list[tuple[Cell, ...]] = []
    for row in sums.iter_rows(named=True):
        of = f"risk:{row['flag']}@{inputs.week}"
        origins[of] = row["keys"]
        cells: tuple[Cell, ...] = (
            word_or(f"risk.{row['flag']}", lang, row["flag"]),
            Figure(row["voices"], of, "voices"),
            Figure(row["voices"] / everyone, of, "share", "share"),
            Figure(row["sellers"], of, "sellers"),
            _sample(row, lang),
            word_or(f"risk.do.{row['flag']}", lang, ""),
        )
        rows.append((*cells, _quoted(row, quotes)) if quotes else cells)
    columns = "risk voices_four share_of_all sellers_among sample todo"
    return table(lang, "risks", word("risks.flags", lang), _with_evidence(columns, quotes), rows)


def _by_item(
    inputs: WeeklyInputs,
    flagged: pl.DataFrame,
    names: dict[str, str],
    quotes: Quotes | None,
    origins: Origins,
) -> Table:
    """The flags of the goods on the list, by voices that name the good and no other."""
    order = {entity: at for at, entity in enumerate(names)}
    sums = _sums(flagged, ["entity", "flag"]).filter(pl.col("voices") >= LEAST_VOICES)
    sums = sums.group_by("entity", maintain_order=True).head(FLAGS_OF_AN_ITEM)
    rows: list[tuple[Cell, ...]] = []
    for row in sorted(sums.to_dicts(), key=lambda one: order[one["entity"]]):
        of = f"risk:{row['entity']}>{row['flag']}@{inputs.week}"
        origins[of] = row["keys"]
        cells: tuple[Cell, ...] = (
            names[row["entity"]],
            word_or(f"risk.{row['flag']}", inputs.lang, row["flag"]),
            Figure(row["voices"], of, "voices"),
            Figure(row["sellers"], of, "sellers"),
            _sample(row, inputs.lang),
        )
        rows.append((*cells, _quoted(row, quotes)) if quotes else cells)
    columns = _with_evidence("item risk voices_four sellers_among sample", quotes)
    return table(inputs.lang, "risk_items", word("risks.items", inputs.lang), columns, rows)


def _sums(flagged: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    seller = pl.col("speaker").is_in(SELLERS).fill_null(value=False)
    sums = (
        flagged.sort("day", "key", descending=[True, False], nulls_last=True)
        .group_by(by, maintain_order=True)
        .agg(
            pl.col("voice").n_unique().alias("voices"),
            pl.col("voice").filter(seller).n_unique().alias("sellers"),
            pl.struct("key", "day", "voice").head(60).alias("posts"),
        )
        .sort("voices", *by, descending=[True, *(False for _ in by)])
    )
    keys = [newest(pl.DataFrame(posts)) for posts in sums["posts"].to_list()]
    return sums.with_columns(keys=pl.Series(keys, dtype=pl.List(pl.String))).drop("posts")


def _sample(row: dict[str, Any], lang: str) -> Cell:
    return Pill(word("sample.few", lang)) if row["voices"] < FEW_VOICES else ""


def _quoted(row: dict[str, Any], quotes: Quotes | None) -> tuple[Evidence, ...]:
    return quotes.take(row["keys"], QUOTES) if quotes else ()


def _with_evidence(columns: str, quotes: Quotes | None) -> str:
    return f"{columns} evidence" if quotes else columns


def _floods(inputs: WeeklyInputs, posts: pl.DataFrame, origins: Origins) -> Table:
    """Whose posts of the week are mostly spam, copies or one account's: raw against counted, and voices."""
    lang, week, names = inputs.lang, inputs.week, names_of(inputs)
    voices = pl.col("authors") + pl.col("unknown_authors")
    sums = (
        inputs.counts.filter(pl.col("day").is_between(week.first_day, week.last_day))
        .group_by("entity")
        .agg(pl.col("posts_raw").sum(), pl.col("posts").sum(), voices.sum().alias("voices"))
        .filter(pl.col("posts_raw") >= FLOOD_POSTS)
        .with_columns(
            removed=1 - pl.col("posts") / pl.col("posts_raw"),
            kind=pl.col("entity").str.split(":").list.first(),
        )
        .join(_busiest(inputs, posts), on="entity", how="left")
    )
    if inputs.audience != OWN_TEAM:
        sums = sums.filter(pl.col("kind").is_in(NO_COMPANIES))
    crowded = pl.col("posts_raw") >= pl.col("voices") * POSTS_PER_VOICE_OF_FLOOD
    alone = pl.col("busiest").fill_null(0.0) >= FLOOD_SHARE
    sums = sums.filter((pl.col("removed") >= FLOOD_SHARE) | crowded | alone).sort(
        pl.max_horizontal("removed", pl.col("busiest").fill_null(0.0)), "posts_raw", "entity",
        descending=[True, True, False],
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in sums.head(MOST_FLOODS).iter_rows(named=True):
        of = f"flood:{row['entity']}@{week}"
        origins[of] = tuple(row["keys"] or ())
        rows.append(
            (
                name_of(row["entity"], names),
                word(f"kind.{row['kind']}", lang),
                Figure(row["posts_raw"], of, "posts_raw"),
                Figure(row["posts"], of, "posts"),
                Figure(row["voices"], of, "voices"),
                Figure(row["removed"], of, "removed", "share"),
                Figure(row["busiest"], of, "busiest", "share"),
            )
        )
    columns = "item kind posts_raw posts_counted voices removed_share busiest"
    return table(lang, "floods", word("risks.floods", lang), columns, rows, word("risks.floods.note", lang))


def _busiest(inputs: WeeklyInputs, posts: pl.DataFrame) -> pl.DataFrame:
    """(entity, busiest, keys): the share of the week's posts on it that its busiest known account wrote."""
    named = with_entity(
        inputs.talk.mentions.filter(pl.col("kind").is_in(COUNTED_KINDS), pl.col("norm").is_not_null()),
        inputs.entities,
    )
    ours = posts.filter(pl.col("day") >= inputs.week.first_day).select("key", "author", "day", "voice")
    said = named.select("key", "entity").unique().join(ours, on="key")
    most = (
        said.drop_nulls("author")
        .group_by("entity", "author")
        .len()
        .group_by("entity")
        .agg(pl.col("len").max())
    )
    sums = (
        said.sort("day", "key", descending=[True, False])
        .group_by("entity")
        .agg(pl.len().alias("posts_found"), pl.col("key").head(MOST_KEYS).alias("keys"))
    )
    busiest = (pl.col("len") / pl.col("posts_found")).alias("busiest")
    return sums.join(most, on="entity", how="left").select("entity", busiest, "keys")
