"""Words that buyers and resellers use for what they are after; field terms, one pattern a want."""

import polars as pl

# what a reseller looks for -> how it is said
WANTS = {
    "dropship": r"一件代发|代发|无货源|(?i:\bdrop ?ship)",
    "small_order": (
        r"小单|起订量?(?:低|少|小)|(?:一|几|[1-9]|[1-4]\d)[件双个套条只盒支]?起(?:批|订|拿)|混批|散批|少量(?:拿|起)|首单|"
        r"低起订|小批量|(?i:\b(?:low|small) moq|moq under)"
    ),
    "stock": r"拿货|进货|货源|档口|批发|厂家直供|一手货|(?i:\b(?:wholesale|supplier|in bulk))",
    "sample": r"打样|拿样|样品|看样|寄样|(?i:\bsamples?\b)",
    "steady": r"稳定(?:供|的?货)|长期(?:合作|供)|补货|断货|回头率|返单",
    "own_label": r"贴牌|代工|定制|来样|吊牌|(?i:\b(?:oem|odm|private label)\b)",
    "fast": r"现货|交期|[一二三四五六七\d]+天(?:内)?(?:出货|发货|交货)|当天发|(?i:\blead time)",
}
# who seeks goods to sell on; who offers them is a seller, not a buyer
SEEKS = (
    r"(?:求|找|有没有|谁有|哪里有|哪儿有)[^，。！？!?\n]{0,14}(?:货源|厂家|工厂|源头|供货|供应|代发|1688)|"
    r"有[^，。！？!?\n]{0,14}(?:货源|厂家|工厂|供货)[^，。！？!?\n]{0,4}[吗么?？]|"
    r"(?:拿货|代发|进货|批发|起订)[^，。！？!?\n]{0,4}(?:多少|怎么|吗|么)|怎么(?:拿货|拿代理|进货|代发)|"
    r"(?:哪里|哪儿|哪家|去哪)[^，。！？!?\n]{0,6}(?:拿货|进货|批发|货源)|问了(?:好)?几家|选品选到|"
    r"(?:想|打算|准备)[^，。！？!?\n]{0,8}(?:拿货|进货|开店|摆摊|代理|上架)|"
    r"(?i:looking for (?:a |an )?(?:supplier|manufacturer|wholesale|factory)|who (?:can )?suppl)"
)
GIFT = (
    r"送(?:人|礼|爸|妈|老公|老婆|男友|女友|男朋友|女朋友|闺蜜|长辈|父母|婆婆|同事|朋友|领导|老师|客户|孩子|对象)|礼物|伴手礼|礼盒|送给|"
    r"(?i:\b(?:gifts?|present) (?:for|to)|as a gift)"
)


def seeks() -> pl.Expr:
    """Whether the post looks for goods to sell on: it asks, or says so. Columns: said, ask."""
    asks = pl.col("ask").is_in(["factory", "link", "where", "want", "wait", "dupe"]).fill_null(value=False)
    return asks | pl.col("said").str.contains(SEEKS)
