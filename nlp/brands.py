"""Brands: a maker's or label's name. A name that is also a plain word (苹果, 小米, Gap) needs a cue."""

import polars as pl

# Right of a plain-word name these say that a company or its goods are meant.
_SUFFIX = (
    r"^\s?(原装|正品|正版|同参数|自有品牌|自牌|二手|国行|称|否认|表示|宣布|手机|汽车|电脑|笔记本|平板|电视|官方|官网|官宣|旗舰|专柜|新品|新机|发布|推出|系列|家的|公司|集团|创始人|CEO|"
    r"总裁|董事长|高管|工厂|代工|品牌|门店|员工|客服|售后|商城|之家|造车|生态|自研|概念机|折叠|耳机|手表|手环|"
    r"直播间|股价|市值|供应链|设计师|联名|同款|平替|回应|\d|[A-Z][\w]|i[A-Z]|[:：｜|·]|VS|vs|和|与|、|.{0,6}(→|➡|🔛|👉)|做了?.{0,6}代工|[（(]\d)"
)
_PREFIX = (
    r"(买|用|换|入|回购了?|品牌|国产|认准|国货|大牌|"
    r"代言|正品|官方|收购|起诉|告|骂|夸|曝|和|与|、|/|：|:|｜|给|跟|比|平替)\s?$"
)
# so common as words that goods of their trade nearby do not make them names
_EVERYDAY = (
    r"^(?:老板|统一|领先|立马|先锋|感恩|修正|例外|尖叫|想念|兄弟|胜利|春风|启蒙|天际|思念|全家|星期六|生生不息|奇迹|好奇|内外|"
    r"古今|渴望|如实|无穷|脉动|直白|热风|才子|统帅|皇室|飞跃|行者|蝴蝶|蜻蜓|白雪|樱花|梅花|小刀|未及|标致|雷达|银河|"
    r"紫罗兰|皇冠|速写|造作|茶花|月影|吉米|天马|名流|奔腾|影儿|挺拔|永生|灯塔|伯爵|指南车|标榜|狂暴|参天|极核|卫仕)$"
)
_GOODS_AFTER = (
    r"^\p{Han}{1,4}(?:霜|水|乳|膏|液|露|精华|面膜|机|器|仪|鞋|靴|裤|衣|服|裙|包|杯|锅|壶|笔|粉|油|奶|茶|酒|饼|糖|椅|柜|桌|床|灯|表)"
    r"(?:[，,。！!～\s]|[真很好不太也就]|用|的|平替|\d|$)"
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
    # 平替：小熊, 平替选了小熊: whatever stands there is a name
    offered = (
        ~latin
        & pl.col("before").str.contains(r"平替(?:是|就是|选了?|买了?|推荐|有)?\s?[：:→]?\s?$")
        & ~pl.col("after").str.contains("^[一-鿿]{1,2}(?:的|了)")
    )
    # 护膝：LP；背包：小鹰, C. 小熊，89元: the line of a list
    listed = pl.col("before").str.contains(r"\p{Han}[：:]\s?$") & pl.col("after").str.contains(
        r"^\s?([；;，,。\n]|$)"
    )
    listed |= pl.col("after").str.contains(
        r"^(?:[：:，,]\s?|\s)?[¥￥]?\d{1,5}(?:\.\d{1,2})?(?:元|块|r\b|R\b|包邮|到手|/)"
    )
    listed |= (
        latin
        & pl.col("text").str.contains("^[A-Z]{2}")
        & pl.col("before").str.contains(r"(^|[\n\u20e3\u2705①-⑳]\s?)$")
        & pl.col("after").str.contains(r"^\p{Han}{0,5}\s?(→|➡|👉|=|平替)")
    )
    listed |= latin & pl.col("after").str.contains(r"^['’]s\s") & pl.col("chinese_post").not_()
    named = (
        offered
        | (listed & ~pl.col("text").str.contains("^[a-z]{1,3}$"))
        | beside_goods
        | beside_claim
        | asked_for
        | in_list
        | (~latin & pl.col("after").str.contains(_SUFFIX))
        | (~latin & pl.col("before").str.contains(_PREFIX) & (pl.col("right_gap").fill_null(9) < 4))
    )
    family = (
        ~latin & pl.col("after").str.contains(r"^家([^族里庭长人]|$)") & (pl.col("text").str.len_chars() <= 2)
    )
    # 骆驼 in a post about 登山鞋, 谷雨光感水: goods of its own trade, or a good's name right behind
    everyday = pl.col("text").str.contains(_EVERYDAY) | latin
    trade = found.filter(
        pl.col("kind").is_in(["product", "brand"]) & ~pl.col("common") & pl.col("category").is_not_null()
    )
    kin = pl.struct("row", "category").is_in(
        trade.select(pl.struct("row", "category")).unique().to_series().implode()
    ) & pl.col("chinese_post")
    kin &= ~everyday & (pl.col("text").str.len_chars() > 1)
    named |= ~everyday & pl.col("after").str.contains(_GOODS_AFTER)
    kept = (
        ~plain
        | kin
        | (named & (~latin | as_written | (pl.col("text").str.len_chars() <= 2)))
        | (as_written & inside)
        | family
    )
    # a plain word that once was a name in a post is a name all through it (骆驼 after 买了骆驼帐篷)
    told = brands.filter(kept & plain & (pl.col("text").str.len_chars() > 1)).select("row", "key").unique()
    again = pl.col("row").is_not_null() & pl.struct("row", "key").is_in(
        told.select(pl.struct("row", "key")).to_series().implode()
    )
    return brands.filter(kept | again)
