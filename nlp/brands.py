"""Brands: a maker's or label's name. A name that is also a plain word (苹果, 小米, Gap) needs a cue."""

import polars as pl

# Right of a plain-word name these say that a company or its goods are meant.
_SUFFIX = (
    r"^\s?(手机|汽车|电脑|笔记本|平板|电视|官方|官网|官宣|旗舰|专柜|新品|新机|发布|推出|系列|家的|公司|集团|创始人|CEO|"
    r"总裁|董事长|高管|工厂|代工|品牌|门店|员工|客服|售后|商城|之家|造车|生态|自研|概念机|折叠|耳机|手表|手环|"
    r"直播间|股价|市值|供应链|设计师|联名|同款|平替|回应|\d|[A-Z][\w]|i[A-Z]|[:：｜|·]|VS|vs|和|与|、|.{0,6}(→|➡|🔛|👉)|做了?.{0,6}代工|[（(]\d)"
)
_PREFIX = (
    r"(买|用|换|入|品牌|国货|大牌|代言|正品|官方|收购|起诉|告|骂|夸|曝|和|与|、|/|：|:|｜|给|跟|比|平替)\s?$"
)
_LATIN = r"^[\x20-\x7e]+$"


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Rows of `neighbours.with_kinds` that are brands."""
    brands = found.filter(pl.col("kind") == "brand")
    plain = pl.col("common")
    latin = pl.col("text").str.contains(_LATIN)
    beside_goods = (pl.col("right_kind") == "product") & (pl.col("right_gap") <= 1)
    beside_claim = pl.col("right_kind").is_in(["dupe", "same_factory", "oem", "like"]) & (
        pl.col("right_gap") <= 2
    )
    in_list = (pl.col("left_kind") == "brand") & (pl.col("left_gap") <= 1) | (
        (pl.col("right_kind") == "brand") & (pl.col("right_gap") <= 1)
    )
    # Gap inside a sentence, as it is written, is a name; at its beginning it is any word
    as_written = latin & (pl.col("text") == pl.col("form")) & (pl.col("text").str.len_chars() > 2)
    inside = pl.col("before").str.contains(r"[a-z0-9,'’)&(]\s$")
    # LV要12800, 苹果要299: a price asked for it
    asked_for = pl.col("after").str.contains(r"^\s?(得?要|卖)\s?\d{3}")
    named = (
        beside_goods
        | beside_claim
        | asked_for
        | in_list
        | (~latin & pl.col("after").str.contains(_SUFFIX))
        | (~latin & pl.col("before").str.contains(_PREFIX) & (pl.col("right_gap").fill_null(9) < 4))
    )
    family = (
        ~latin & pl.col("after").str.contains(r"^家([^族里庭长人]|$)") & (pl.col("text").str.len_chars() <= 2)
    )
    return brands.filter(
        ~plain
        | (named & (~latin | as_written | (pl.col("text").str.len_chars() <= 2)))
        | (as_written & inside)
        | family
    )
