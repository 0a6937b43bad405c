"""Belts: a place as the origin or the market of goods, never as where news happens."""

import polars as pl

_ORIGIN = (
    r"^.{0,2}(产业带|源头|工厂|厂|直发|发货|批发|市场|货源|拿货|档口|小商品|商贸城|轻纺城|家纺城|皮革城|老板|商家|制造|产|"
    r"那边|那家|这边|的店|本地|线上|买的|报价|大牌|家纺|鞋业|源产|货)"
)
_FROM = r"(产地|产自|来自|出自|发货地|源自|货源|厂家在|工厂在|厂在|去了?|在|从|跑|杀到|逛|坐标)\s?[：:]?$"
_MARKETS = [
    "华强北",
    "水贝",
    "十三行",
    "义乌",
    "曹县",
    "白沟",
    "叠石桥",
    "南油",
    "狮岭",
    "五亭龙",
    "织里",
    "濮院",
    "柯桥",
]


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Places beside a word of origin, beside goods, or known as markets and nothing else."""
    belts = found.filter(pl.col("kind") == "belt")
    beside = (pl.col("right_kind").is_in(["product", "source", "oem"]) & (pl.col("right_gap") <= 2)) | (
        (pl.col("left_kind").is_in(["source"])) & (pl.col("left_gap") <= 2)
    )
    at_origin = pl.col("after").str.contains(_ORIGIN)
    from_there = pl.col("before").str.contains(_FROM) & (
        pl.col("right_kind").is_in(["product", "source", "material"]) & (pl.col("right_gap") <= 3)
    )
    return belts.filter(
        beside
        | at_origin
        | from_there
        | pl.col("before").str.contains(r"(产地|产自|厂家在|工厂在|厂在)\s?[：:]?$")
        | pl.col("norm").is_in(_MARKETS)
    )
