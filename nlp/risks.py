"""What marketing must not repeat unseen: fakes, borrowed marks, unproven claims, absolutes, cures."""

import polars as pl

from nlp.categories import HEADLINES, MEDICINE

_SOURCED = (
    r"备案|背标|标签|年报|公告|双方|证实|合同|配料表|受托生产|委托方|包装上写|执行标准|生产许可|"
    r"(?i:the (?:label|bag|box|package) (?:literally )?says|public filings?)"
)
# a headline that names who says so
_NAMED_SOURCE = (
    r"回应|否认|承认|称|表示|宣布|官宣|通报|公告|官方|央视|财报|招股书|报告|"
    r"记者|曝光|签|达成|合作|收购|投资|工厂|客服|发布|将|或将|拟|计划"
)
_ABSOLUTE = (
    r"(?:全国|全网|全城|全市|全球|国内|世界|业内|行业|同行|宇宙)(?:里|中|内)?(?:最|第一|唯一|独家|首家|首创|领先|销冠|天花板)|"
    r"最(?:低价|便宜|强|顶级|高级的|优惠|实惠|划算|正宗|先进|安全的|好的(?:品质|质量|材料|面料|料)|好用的|好吃的)|(?:质量|品质|价格|效果)最[好低优佳]|"
    r"没有之一|史上最|绝对(?:正品|不|是|的|没|好|安全|低)|百分(?:之)?百|100%(?:有效|正品|纯|好评|安全|天然|不)|第一(?:名|品牌)|遥遥领先|永不|万能|"
    r"(?i:#1\b|number one|best in the world|cheapest (?:anywhere|ever|on)|lowest price)"
)
# how a seller leans on another's mark, beside the mark
_LEANS_AFTER = r"^(?:家|的)?(?:同款|风|版型|质感|平替|味|那款|也是(?:我们|咱们|这)|同源|同厂|同工艺)"
_LEANS_BEFORE = (
    r"(?:媲美|秒杀|不输|不比|堪比|比肩|吊打|对标|平替|跟版|"
    r"喜欢|买不起|何必买?|跟|和|像|同款|dupe (?:for|of) (?:the )?)$"
)
_LOOK = 12
_SELLERS = ["factory", "reseller", "ad"]


def risk(
    posts: pl.DataFrame, cues: pl.DataFrame, mentions: pl.DataFrame, relations: pl.DataFrame, full: pl.Series
) -> pl.DataFrame:
    """`row`, `risk` (sorted list).

    posts needs row, kind, goods, speaker, category, polarity; mentions row, kind, start, end; relations
    row, kind, polarity, object.
    """
    told = posts.select(
        "row", "speaker", "goods", "category", "kind", "polarity",
        headline=pl.col("kind").is_in(HEADLINES), sourced=full.str.contains(_SOURCED),
    )  # fmt: skip
    claims = relations.filter(pl.col("polarity") == "claimed").drop("polarity")
    claims = claims.join(told, on="row", how="left")
    flags = [
        _plain(told, cues),
        _absolute(told, full),
        _hooks(told, claims, mentions, full),
        _unproven(told, claims, cues, full),
        _medicine(told, cues, full),
    ]
    listed = pl.concat(flags).unique().sort("row", "flag").group_by("row").agg(risk=pl.col("flag"))
    frame = posts.select("row").join(listed, on="row", how="left", maintain_order="left")
    return frame.with_columns(pl.col("risk").fill_null(pl.lit([], dtype=pl.List(pl.String))))


def _flagged(frame: pl.DataFrame, flag: str) -> pl.DataFrame:
    return frame.select("row", flag=pl.lit(flag))


def _plain(told: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """What a word alone says: fakes, cures, absolutes in sales copy."""
    words = cues.filter(pl.col("role").str.starts_with("risk:")).unique(["row", "role"])
    plain = words.select("row", flag=pl.col("role").str.slice(5)).join(told, on="row", how="left")
    cure = pl.col("flag") == "medical_claim"
    return plain.filter(
        pl.when(pl.col("flag") == "absolute_words")
        .then(pl.col("speaker").is_in(_SELLERS))
        .otherwise(pl.col("goods") | cure & ~pl.col("headline"))
    ).select("row", "flag")


def _absolute(told: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    sellers = told.filter(pl.col("speaker").is_in(_SELLERS) & pl.col("goods"))
    said = sellers.filter(full.gather(sellers["row"]).str.contains(_ABSOLUTE))
    return _flagged(said, "absolute_words")


def _hooks(told: pl.DataFrame, claims: pl.DataFrame, mentions: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """A seller sells by another's name: as its dupe, from its maker, in its style."""
    stood_in = claims.filter(
        pl.col("kind").is_in(["dupe_of", "oem_for"])
        & pl.col("speaker").is_in(["reseller", "ad"])
        & pl.col("object").is_not_null()
        | (pl.col("kind") == "dupe_of") & (pl.col("speaker") == "factory") & pl.col("object").is_not_null()
    )
    sellers = told.filter(pl.col("speaker").is_in(_SELLERS) & (pl.col("polarity") > 0)).select("row")
    marks = mentions.filter(pl.col("kind") == "brand").join(sellers, on="row", how="semi")
    texts = full.gather(marks["row"])
    reach = pl.min_horizontal(pl.col("start"), pl.lit(_LOOK))
    leaning = marks.with_columns(texts.alias("full")).filter(
        pl.col("full").str.slice(pl.col("end"), _LOOK).str.contains(_LEANS_AFTER)
        | pl.col("full").str.slice(pl.col("start") - reach, reach).str.contains(_LEANS_BEFORE)
    )
    return pl.concat([_flagged(stood_in, "trademark_hook"), _flagged(leaning, "trademark_hook")])


def _unproven(told: pl.DataFrame, claims: pl.DataFrame, cues: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """Said to come from a brand's maker, without a source; not by who warns of it."""
    made = claims.filter((pl.col("kind") == "oem_for") & ~pl.col("sourced") & (pl.col("polarity") >= 0))
    named = full.gather(made["row"]).str.contains(_NAMED_SOURCE)
    by_news = made["headline"] | (made["speaker"] == "media")
    made = made.filter(~(by_news & (named | (made["speaker"] != "media"))))
    vague = cues.filter(pl.col("role") == "same_factory").join(told, on="row", how="left")
    vague = vague.filter(pl.col("speaker").is_in(_SELLERS) & pl.col("goods") & ~pl.col("sourced"))
    return pl.concat([_flagged(made, "unproven_same_factory"), _flagged(vague, "unproven_same_factory")])


def _medicine(told: pl.DataFrame, cues: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """A dupe of a medicine is a medical claim."""
    duped = told.join(cues.filter(pl.col("role") == "dupe"), on="row", how="semi")
    return _flagged(duped.filter(full.gather(duped["row"]).str.contains(MEDICINE)), "medical_claim")
