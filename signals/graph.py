"""The evidence graph brand → dupe → factory → belt: what posts say of each edge, by how many, since when.

What many say is still only said. An edge is

- asked: nobody says it, some ask;
- claimed: somebody says it, and it is none of the following;
- disputed: a third or more of those who take a side deny it;
- corroborated: three or more independent voices that do not sell claim it, on two days or more, and less
  than a third deny it. By chance or by copying three strangers rarely agree, but fashion and hearsay make
  them: it is a rule for what to show first, not a measured share of true edges;
- verified: a person confirmed it (`person`); a label or filing the home holds names this maker (`table`);
  or two independent voices that do not sell quote a label or a number for it (`label`);
- rejected: a person said it is not so; nothing that posts say later brings it back.

A voice is a known author once; all unknown authors of an edge are one together. Posts that say one text are
one voice, that of the first who said it, so a text copied by many accounts does not corroborate itself.
"""

from datetime import date

import polars as pl

from domain.frames import COUNTED_KINDS, MENTIONS, NOT_GOODS, RELATIONS, RETAILER_GOODS, conform
from domain.graph import (
    COPIES_OF,
    CORROBORATED_DAYS,
    CORROBORATED_VOICES,
    DENIED_SHARE,
    EDGE_KINDS,
    GRAPH,
    JUDGED_EDGES,
    LABEL_VOICES,
    MAKING,
    PROVEN,
)
from domain.signal import SPAM_LIMIT

# Raise when the same posts give other edges: graphs computed before are then stale.
RULES_VERSION = 1
EDGE = ["relation", "subject", "object"]
SELLERS = ("factory", "reseller", "ad")
EVIDENCE = 5
# a label or a number that is quoted, not a saying: SC and 12 digits or more, a filing, who was commissioned
_LABEL = (
    r"受托生产|受托方|委托方|委托生产|背标|SC\s?\d{12,}|生产许可证|备案(?:号|编号)|"
    r"[国粤沪浙苏京]妆(?:网)?备?[进特]?字"
)
# where a company is registered, and its form: 温岭市卓云鞋业有限公司 is 卓云鞋业
_SEAT = r"^(?:\p{Han}{2,3}省)?(?:\p{Han}{2,4}市)?(?:\p{Han}{1,4}[区县镇])?"
_ASIDE = r"[（(].*?[）)]"
_FORM = r"(?:股份)?(?:有限)?(?:责任)?公司$|集团$"
_LEAST_NAME = 3


def build_graph(
    relations: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    posts: pl.DataFrame,
    entity_map: pl.DataFrame,
    as_of: date,
    *,
    copies: pl.DataFrame | None = None,
    proven: pl.DataFrame | None = None,
    judged: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """GRAPH of the edges that posts about goods up to `as_of` name with both ends; best known first.

    relations: RELATIONS, mentions: MENTIONS and labels: POST_LABELS of `posts`, one row a key with key,
    platform, author (null unknown), day (null: never counted). copies: COPIES_OF, proven: PROVEN, judged:
    JUDGED_EDGES. `confidence` (0 to 1) puts edges in order: voices for it (a seller's is a quarter of one)
    against all that take a side and two more, so that one voice alone is worth .33; a proof makes it .95.
    """
    none = pl.DataFrame
    said = _said(
        conform(relations, RELATIONS, "relations"),
        conform(mentions, MENTIONS, "mentions"),
        labels.select("key", "speaker", "category", "spam"),
        posts.select("key", "platform", "author", "day").filter(pl.col("day") <= as_of),
        entity_map,
        conform(none(schema=COPIES_OF) if copies is None else copies, COPIES_OF, "copies"),
    )
    edges = _edges(said)
    edges = _proven(edges, conform(none(schema=PROVEN) if proven is None else proven, PROVEN, "proven"))
    told = conform(none(schema=JUDGED_EDGES) if judged is None else judged, JUDGED_EDGES, "judged edges")
    edges = edges.join(told.unique(EDGE, keep="last"), on=EDGE, how="left", maintain_order="left")
    return conform(_settled(edges).with_columns(as_of=pl.lit(as_of)), GRAPH, "graph").sort(
        ["confidence", "voices", *EDGE], descending=[True, True, False, False, False]
    )


def _said(
    relations: pl.DataFrame,
    mentions: pl.DataFrame,
    labels: pl.DataFrame,
    posts: pl.DataFrame,
    entity_map: pl.DataFrame,
    copies: pl.DataFrame,
) -> pl.DataFrame:
    """One row a post and edge it names: EDGE, key, stance, voice, seller, labelled, platform, day."""
    ids = entity_map.select("kind", "norm", "entity").unique(["kind", "norm"], keep="first")
    ends = mentions.filter(pl.col("kind").is_in(COUNTED_KINDS)).select(
        "key", "start", "end", "kind", norm=pl.coalesce("norm", "text")
    )
    ends = ends.join(ids, on=["kind", "norm"], how="left").select(
        "key", "start", "end", entity=pl.coalesce("entity", pl.format("{}:{}", "kind", "norm"))
    )
    ends = ends.unique(["key", "start", "end"], keep="first").drop_nulls()
    told = relations.filter(pl.col("kind").is_in(EDGE_KINDS)).rename({"kind": "relation"})
    for side in ("subject", "object"):
        spans = ends.rename({"start": f"{side}_start", "end": f"{side}_end", "entity": f"{side}_entity"})
        told = told.join(spans, on=["key", f"{side}_start", f"{side}_end"], how="inner")
    about = labels.filter(
        pl.col("category").ne_missing(NOT_GOODS), pl.col("spam").fill_null(0.0) < SPAM_LIMIT
    )
    told = told.select(
        "key",
        "relation",
        subject="subject_entity",
        object="object_entity",
        stance="polarity",
        labelled=pl.col("evidence").fill_null("").str.contains(_LABEL) & pl.col("relation").is_in(MAKING),
    ).filter(pl.col("subject") != pl.col("object"))
    told = told.join(about.select("key", "speaker"), on="key").join(posts, on="key")
    told = told.join(copies.unique("key", keep="first"), on="key", how="left")
    # the first to say a text is its voice, for whoever says it after
    text = pl.coalesce("cluster", "key")
    return told.sort("day", "key").with_columns(
        seller=pl.col("speaker").is_in(SELLERS).fill_null(False),
        voice=pl.col("author").fill_null("").first().over([*EDGE, text]),
    )


def _edges(said: pl.DataFrame) -> pl.DataFrame:
    """Counts by edge, each voice by what it said last: a side once taken outweighs a question."""
    sided = pl.col("stance").filter(pl.col("stance") != "asked")
    voices = said.group_by([*EDGE, "voice"], maintain_order=True).agg(
        stance=pl.coalesce(sided.last(), pl.lit("asked")),
        seller=pl.col("seller").any(),
        labelled=(pl.col("labelled") & (pl.col("stance") == "claimed")).any(),
        key=pl.col("key").first(),
    )
    claimed, honest = pl.col("stance") == "claimed", ~pl.col("seller")
    counted = voices.group_by(EDGE).agg(
        voices=pl.len(),
        for_=claimed.sum(),
        against=(pl.col("stance") == "denied").sum(),
        asked=(pl.col("stance") == "asked").sum(),
        sellers=(claimed & pl.col("seller")).sum(),
        labelled=(claimed & honest & pl.col("labelled")).sum(),
        evidence=pl.col("key").head(EVIDENCE),
    )
    told = said.group_by(EDGE).agg(
        posts=pl.col("key").n_unique(),
        days=pl.col("day").filter((pl.col("stance") == "claimed") & ~pl.col("seller")).n_unique(),
        platforms=pl.col("platform").drop_nulls().unique().sort(),
        first_seen=pl.col("day").min(),
        last_seen=pl.col("day").max(),
    )
    numbers = ("voices", "for_", "against", "asked", "sellers", "labelled", "posts", "days")
    return counted.join(told, on=EDGE).with_columns(pl.col(numbers).cast(pl.Int64))


def _proven(edges: pl.DataFrame, proven: pl.DataFrame) -> pl.DataFrame:
    """`table`: whether a label or filing names this maker, for this good or this brand."""
    goods = proven.drop_nulls("maker").with_columns(maker=company("maker"), client=company("client"))
    goods = goods.filter(pl.col("maker").str.len_chars() >= _LEAST_NAME).unique()
    is_made = pl.col("relation") == "made_by"
    asked = edges.filter(pl.col("relation").is_in(MAKING)).select(
        *EDGE,
        good=pl.when(is_made).then("subject").otherwise("object"),
        named=company(pl.when(is_made).then("object").otherwise("subject").str.replace(r"^\w+:", "")),
    )
    asked = asked.filter(pl.col("named").str.len_chars() >= _LEAST_NAME)
    name = pl.col("good").str.replace(r"^\w+:", "")
    by_title = asked.join(goods, left_on="good", right_on="entity")
    by_brand = asked.with_columns(brand=name).join(goods.drop_nulls("brand"), on="brand")
    by_client = asked.with_columns(client=company(name)).join(goods.drop_nulls("client"), on="client")
    found = pl.concat([frame.select(*EDGE, "named", "maker") for frame in (by_title, by_brand, by_client)])
    same = pl.col("maker").str.ends_with(pl.col("named")) | pl.col("named").str.ends_with(pl.col("maker"))
    certain = found.filter(same).select(*EDGE, table=pl.lit(True)).unique()
    return edges.join(certain, on=EDGE, how="left", maintain_order="left").with_columns(
        pl.col("table").fill_null(False)
    )


def _settled(edges: pl.DataFrame) -> pl.DataFrame:
    sides = pl.col("for_") + pl.col("against")
    proof = (
        pl.when(pl.col("verdict") == "confirmed")
        .then(pl.lit("person"))
        .when("table")
        .then(pl.lit("table"))
        .when((pl.col("labelled") >= LABEL_VOICES) & (pl.col("against") < DENIED_SHARE * sides))
        .then(pl.lit("label"))
    )
    weight = pl.col("for_") - 0.75 * pl.col("sellers")
    edges = edges.with_columns(proof=proof, told=weight / (weight + pl.col("against") + 2))
    honest = pl.col("for_") - pl.col("sellers")
    status = (
        pl.when(pl.col("verdict") == "rejected")
        .then(pl.lit("rejected"))
        .when(pl.col("proof").is_not_null())
        .then(pl.lit("verified"))
        .when(sides == 0)
        .then(pl.lit("asked"))
        .when(pl.col("against") >= DENIED_SHARE * sides)
        .then(pl.lit("disputed"))
        .when(honest >= CORROBORATED_VOICES, pl.col("days") >= CORROBORATED_DAYS)
        .then(pl.lit("corroborated"))
        .otherwise(pl.lit("claimed"))
    )
    sure = (
        pl.when(status == "rejected")
        .then(0.0)
        .when(pl.col("proof") == "person")
        .then(1.0)
        .when(pl.col("proof").is_not_null())
        .then(0.95)
    )
    return edges.with_columns(
        status=status,
        confidence=pl.coalesce(sure, "told").round(3),
        seller_share=pl.when(pl.col("for_") > 0).then(pl.col("sellers") / pl.col("for_")).round(3),
        hidden=(pl.col("verdict") == "hidden").fill_null(False),
    )


def proven_of(goods: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """PROVEN of RETAILER_GOODS whose maker is named: beside the entities that their titles name.

    items: `place` (row of goods) and `entity`.
    """
    rows = conform(goods, RETAILER_GOODS, "retailer goods").with_row_index("place")
    rows = rows.filter(pl.col("maker").is_not_null())
    named = rows.join(
        items.select(pl.col("place").cast(rows.schema["place"]), "entity"), on="place", how="left"
    )
    return conform(named, PROVEN, "proven").unique().sort(PROVEN.names())


def company(name: str | pl.Expr) -> pl.Expr:
    """A company's name without its seat and legal form, as it is said: 卓云鞋业."""
    given = pl.col(name) if isinstance(name, str) else name
    bare = given.str.replace_all(_ASIDE, "").str.strip_chars().str.replace(_FORM, "")
    short = bare.str.replace(_SEAT, "")
    return pl.when(short.str.len_chars() >= _LEAST_NAME).then(short).otherwise(bare)
