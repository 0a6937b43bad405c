"""Channels: named places to buy."""

import polars as pl

# 1688 as a number of something
_COUNTED = r"^\s?([元块万亿人名件辆个家米年月日号次例分步台部场级位户亩吨公里%.\d]|RMB|rmb)"
_MONEY = r"([¥￥$€£.]|\d|公元|中了|编号|尾号|排名第?|电话)\s?$"
_SHOP_VERB = r"(买|购|淘|搜|下单|入手|拍|逛|上架|有店|有售|开店|店|on|at|from|@)\s*$"


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Rows that are channels; a name that is also a word (转转, Target) needs a verb of buying."""
    channels = found.filter(pl.col("kind") == "channel")
    number = pl.col("text").str.contains(r"^\d+$")
    counted = number & (pl.col("after").str.contains(_COUNTED) | pl.col("before").str.contains(_MONEY))
    bought = pl.col("before").str.contains(_SHOP_VERB) | pl.col("after").str.contains(
        r"^\s?(买|店|购|有售|下单|上|团|has)"
    )
    written = pl.col("text") == pl.col("form")
    # 有什么值得买的手机 asks, the site of that name is not meant
    asked = (pl.col("text") == "什么值得买") & pl.col("before").str.contains("(有|还有|买点|看看)$")
    return channels.filter(~counted & ~asked & (~pl.col("common") | (bought & written)))
