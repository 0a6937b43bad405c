"""Posts in, mentions, relations and labels out: what every step that counts builds on.

The same post with the same lexicon gives the same rows, whatever stands beside it in the frame.
"""

from typing import NamedTuple

import polars as pl

from domain.errors import BadFrame
from domain.frames import MENTIONS, NOT_GOODS, POST_LABELS, RELATIONS, conform
from nlp import (
    asks,
    aspects,
    audiences,
    belts,
    brands,
    categories,
    channels,
    factories,
    folding,
    intents,
    judging,
    languages,
    matching,
    materials,
    neighbours,
    polarity,
    pricing,
    products,
    relations,
    risks,
    spam,
    speakers,
)  # fmt: skip
from nlp.lexicon import Lexicon
from nlp.matching import TEXT_LIMIT
from nlp.segment import RustTokenizer, Tokenizer
from nlp.unlisted import Unlisted

# Posts a pass: bounds the memory, changes nothing else.
CHUNK = 100_000
COLUMNS = ("key", "platform", "kind", "title", "text")
# strongest first where two kinds claim one place
_ORDER = {
    "product": 0,
    "factory": 1,
    "brand": 2,
    "channel": 3,
    "belt": 4,
    "price": 5,
    "material": 6,
    "aspect": 7,
}


class Annotations(NamedTuple):
    """MENTIONS, RELATIONS and POST_LABELS (one row a post)."""

    mentions: pl.DataFrame
    relations: pl.DataFrame
    labels: pl.DataFrame


def annotate(posts: pl.DataFrame, lexicon: Lexicon, *, tokenizer: Tokenizer | None = None) -> Annotations:
    """Annotate a frame with key, platform, kind, title, text (nulls allowed but in key).

    A post of the category 非商品 keeps only the channels it names; of one longer than TEXT_LIMIT letters
    only so many are read, from its front. Raises BadFrame.
    """
    missing = [column for column in COLUMNS if column not in posts.columns]
    if missing:
        raise BadFrame(f"posts: columns missing: {', '.join(missing)}")
    tokenizer = tokenizer or RustTokenizer(lexicon.words)
    reader = Unlisted(lexicon, tokenizer)
    parts = [
        _annotate_chunk(
            posts.slice(at, CHUNK).select(pl.col(COLUMNS).cast(pl.String)), lexicon, tokenizer, reader
        )
        for at in range(0, max(posts.height, 1), CHUNK)
    ]
    mentions, related, labels = (pl.concat(frames) for frames in zip(*parts, strict=True))
    return Annotations(
        conform(mentions, MENTIONS, "mentions"),
        conform(related, RELATIONS, "relations"),
        conform(labels, POST_LABELS, "labels"),
    )


def _bounded(posts: pl.DataFrame) -> pl.DataFrame:
    """Title and text together within TEXT_LIMIT, for the steps before it is kept; no place moves by it."""
    longest = posts.select(pl.max_horizontal(pl.col("title", "text").str.len_bytes().max())).item()
    if (longest or 0) <= TEXT_LIMIT:
        return posts
    room = TEXT_LIMIT - pl.col("title").fill_null("").str.len_chars().cast(pl.Int64)
    return posts.with_columns(
        pl.col("title").str.head(TEXT_LIMIT), pl.col("text").str.head(room.clip(lower_bound=0))
    )


def _annotate_chunk(
    posts: pl.DataFrame, lexicon: Lexicon, tokenizer: Tokenizer, reader: Unlisted
) -> Annotations:
    posts, written = folding.visible(_bounded(posts).with_row_index("row"))
    whole = posts.select(full=matching.full_text())["full"]
    posts = posts.with_columns(
        pl.col("kind").fill_null("post"),
        title_end=pl.col("title").fill_null("").str.len_chars().cast(pl.Int64),
        headline=pl.col("kind").fill_null("post").is_in(categories.HEADLINES),
    )
    texts = matching.without_links(folding.folded(whole))
    lang = pl.select(languages.language(pl.lit(texts))).to_series()
    read = pl.select(languages.is_read(pl.lit(lang), pl.lit(texts))).to_series()
    texts = texts.set(~read, "")
    shown = pl.when("read").then(pl.col("title", "text"))
    posts = posts.with_columns(lang=lang, read=read).with_columns(shown)
    hits = matching.find_hits(texts, lexicon, tokenizer)
    found = neighbours.with_kinds(hits, texts, lexicon)
    named = _named(found, lexicon)
    cues = _cues(hits, texts, lexicon)
    told = reader.sure(posts, named, texts)
    named = pl.concat([named, told], how="diagonal").sort("row", "start")
    goods = categories.goods_rows(posts, named, cues)
    category = categories.category_of(posts, named, goods)
    about = posts.join(goods.select("row", "goods"), on="row", how="left", maintain_order="left")

    mentions = _mentions(about, named, found, texts, lexicon, reader)
    mentions = folding.as_written(polarity.of_mentions(mentions, cues), whole, texts)
    related = relations.find(about, mentions, cues, texts, whole)
    labels = _labels(about, category, cues, mentions, related, texts, lexicon)

    mentions = folding.placed(mentions, written, ("",))
    related = folding.placed(related, written, ("subject", "object"))
    keys = posts.select("row", "key")
    return Annotations(
        mentions.join(keys, on="row", how="left", maintain_order="left").select(*MENTIONS),
        related.join(keys, on="row", how="left", maintain_order="left").select(*RELATIONS),
        labels.join(keys, on="row", how="left", maintain_order="left").select(*POST_LABELS),
    )


def _named(found: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """One kind a place, for the goods gate: where a name may be two things the order above decides."""
    picked = pl.concat(
        [
            *(kind.pick(found) for kind in (products, factories, brands, channels)),
            belts.pick(found, lexicon),
        ],
        how="vertical",
    )
    order = pl.col("kind").replace_strict(_ORDER, return_dtype=pl.Int8)
    # 山姆 before goods is the label on them, else the shop
    label = (pl.col("kind") == "brand") & (pl.col("right_kind") == "product") & (pl.col("right_gap") <= 1)
    shop = (pl.col("kind") == "channel") & ~pl.col("after").str.contains("^(平替|代工)")
    rank = pl.when(label).then(-1).when(shop).then(1).otherwise(order)
    ranked = picked.with_columns(rank=rank).sort(
        ["row", "start", "rank", "end"], descending=[False, False, False, True]
    )
    return ranked.unique(["row", "start"], keep="first", maintain_order=True).drop("rank")


def _cues(hits: pl.DataFrame, texts: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Hits that are cues, one row a role, with the few characters before each."""
    cues = hits.join(lexicon.cues, on="key", how="inner", maintain_order="left")
    felt = pl.col("role") == "polarity"
    before = texts.gather(cues["row"]).alias("full")
    reach = pl.min_horizontal(pl.col("start"), pl.lit(5))
    return (
        cues.with_columns(before)
        .with_columns(before=pl.when(felt).then(pl.col("full").str.slice(pl.col("start") - reach, reach)))
        .drop("full")
    )


def _mentions(
    posts: pl.DataFrame,
    named: pl.DataFrame,
    found: pl.DataFrame,
    texts: pl.Series,
    lexicon: Lexicon,
    reader: Unlisted,
) -> pl.DataFrame:
    """All mentions of the posts about goods, none overlapping; of the others only the channels."""
    goods = posts.filter("goods").select("row")
    columns = ["row", "kind", "start", "end", "text", "norm"]
    inside = named.join(goods, on="row", how="semi")
    judged = aspects.pick(found)
    parts = aspects.parts(inside.filter(pl.col("kind") == "product"), judged)
    inside = inside.join(parts, on=["row", "start"], how="anti", maintain_order="left")
    sides = pl.concat([materials.pick(found), judged]).join(goods, on="row", how="semi")
    others = pl.concat([inside.filter(pl.col("kind") != "product").select(columns), sides.select(columns)])
    phrases = products.widen(inside.filter(pl.col("kind") == "product"), others, texts, lexicon).select(
        columns
    )
    marks = inside.filter(pl.col("kind") == "brand")
    phrases = pl.concat([phrases, products.lines(marks, inside, texts)])
    makers = factories.unknown(posts.filter("goods"), others, texts, lexicon)
    told = pl.concat([phrases, others, makers])
    about = posts.filter("goods")
    prices = pricing.find(about, told, texts).select(columns)
    told = pl.concat([told, reader.find(about, pl.concat([told, prices]), texts)])
    # once more: a bare number right after a name just found is its price
    priced = pricing.find(about, told, texts)
    every = pl.concat([told.with_columns(price=pl.lit(None, priced.schema["price"])), priced])
    outside = named.filter(pl.col("kind") == "channel").join(goods, on="row", how="anti")
    every = pl.concat(
        [every, outside.select(columns).with_columns(price=pl.lit(None, priced.schema["price"]))]
    )
    return _apart(every)


def _apart(mentions: pl.DataFrame) -> pl.DataFrame:
    """The longest of overlapping mentions; of equal ones the stronger kind."""
    order = pl.col("kind").replace_strict(_ORDER, return_dtype=pl.Int8)
    ranked = mentions.with_columns(rank=order).sort(
        ["row", "start", "end", "rank"], descending=[False, False, True, False]
    )
    # repeated until stable: a pass drops what lies under a longer neighbour
    while True:
        size = pl.col("end") - pl.col("start")
        under_left = (pl.col("end").shift(1).over("row") > pl.col("start")) & (
            size.shift(1).over("row") >= size
        )
        under_right = (pl.col("start").shift(-1).over("row") < pl.col("end")) & (
            size.shift(-1).over("row") > size
        )
        kept = ranked.filter(~(under_left | under_right).fill_null(False))
        if kept.height == ranked.height:
            return kept.drop("rank")
        ranked = kept


def _labels(
    posts: pl.DataFrame,
    category: pl.DataFrame,
    cues: pl.DataFrame,
    mentions: pl.DataFrame,
    related: pl.DataFrame,
    texts: pl.Series,
    lexicon: Lexicon,
) -> pl.DataFrame:
    frame = posts.with_columns(asks=asks.questions(texts, posts["title_end"]))
    judged = judging.judge(frame, mentions, texts)
    frame = frame.join(judged, on="row", how="left", maintain_order="left")
    frame = frame.join(category, on="row", how="left", maintain_order="left")
    unnamed = frame.filter(pl.col("category").is_in([categories.OTHER, NOT_GOODS]) & ~pl.col("headline"))
    frame = categories.settle(frame, judging.guess_category(unnamed.select("row"), texts))
    for label in (speakers.speaker, intents.intent):
        frame = frame.join(label(frame, cues), on="row", how="left", maintain_order="left")
    felt = polarity.polarity(frame, cues, related)
    frame = frame.join(felt, on="row", how="left", maintain_order="left")
    parts = (
        asks.ask(frame, cues),
        risks.risk(frame, cues, mentions, related, texts),
        spam.spam(frame, cues, texts),
        audiences.clues(frame, texts, lexicon),
    )
    for part in parts:
        frame = frame.join(part, on="row", how="left", maintain_order="left")
    quiet = pl.col("category") == NOT_GOODS
    frame = frame.with_columns(ask=pl.when(quiet & pl.col("headline")).then(None).otherwise(pl.col("ask")))
    return _unread(frame)


def _unread(frame: pl.DataFrame) -> pl.DataFrame:
    """A post in a language we do not read says nothing: no guess stands beside its `lang`."""
    nothing = {
        "speaker": pl.lit("other"),
        "intent": pl.lit("none"),
        "ask": pl.lit(None, pl.String),
        "category": pl.lit(NOT_GOODS),
        "polarity": pl.lit(0, POST_LABELS["polarity"]),
        "risk": pl.lit([], POST_LABELS["risk"]),
        "spam": pl.lit(0.0),
        "spam_reasons": pl.lit([], POST_LABELS["spam_reasons"]),
    }
    return frame.with_columns(
        pl.when("read").then(name).otherwise(value).alias(name) for name, value in nothing.items()
    )
