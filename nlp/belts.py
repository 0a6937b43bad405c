"""Belts: a place as the origin or the market of goods, never as where news happens."""

import polars as pl

from nlp.lexicon import Lexicon

_ORIGIN = (
    r"^(?:这|那|一|有)?(?:家|个|边)?(?:做)?\p{Han}{0,4}厂|^.{0,2}(产业带|源头|工厂|厂|直发|发货|批发|市场|货源|拿货|档口|小商品|商贸城|轻纺城|家纺城|皮革城|老板|商家|制造|产|"
    r"做的|做了?.{0,5}(?:外贸|生意|批发|加工)|老?师傅|匠人|手艺|发出来?|出来?的|产的|出品|一条街|展会|淘的?|拿的|收的|"
    r"那边|那家|这边|的店|本地|线上|买的|报价|大牌|家纺|鞋业|源产|货)"
)
_FROM = r"(产地|产自|来自|出自|发货地|源自|货源|厂家在|工厂在|厂在|去了?|在|从|跑|杀到|逛|坐标)\s?[：:]?$"
_REGIONS = (
    "浙江|江苏|福建|广东|山东|河北|河南|安徽|江西|湖南|湖北|四川|广西|云南|贵州|辽宁|吉林|陕西|山西|广州|深圳|佛山|东莞|中山|揭阳|汕头|潮州|惠州|江门|阳江|"
    "杭州|宁波|温州|台州|金华|嘉兴|湖州|绍兴|丽水|苏州|南通|无锡|常州|扬州|徐州|宿迁|连云港|镇江|泉州|莆田|福州|漳州|宁德|赣州|保定|邢台|沧州|石家庄|邯郸|"
    "廊坊|衡水|菏泽|潍坊|青岛|烟台|威海|临沂|滨州|淄博|许昌|商丘|南阳|洛阳|漯河|成都|重庆|长沙|株洲|邵阳|安庆|阜阳|六安|芜湖|鞍山|葫芦岛"
)
_REGION = rf"((?:(?:{_REGIONS})(?:省|市)?)+)$"
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


# where somebody lives or works is no belt
_LIVES = r"(?:我在|人在|坐标|住在?|家在|老家)\s?$"
_LIVING = r"^(?:上班|工作|上学|读书|打工|租房|旅游|出差|的?天气|下雨|人民|地铁|玩|站|大学|疫情|姐妹|有没有)"


def pick(found: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Places beside a word of origin, beside goods, known as markets and nothing else, or as the belt of
    what the post is about (诸暨 in a post about 袜子)."""
    belts = found.filter(pl.col("kind") == "belt")
    own = _own_goods(belts, found, lexicon)
    # 佛山乐从, 浙江永康: the town after its region
    region = (pl.col("right_kind") == "belt") & (pl.col("right_gap") <= 1)
    beside = (
        region
        | (pl.col("right_kind").is_in(["product", "source", "oem"]) & (pl.col("right_gap") <= 2))
        | ((pl.col("left_kind").is_in(["source"])) & (pl.col("left_gap") <= 2))
    )
    at_origin = pl.col("after").str.contains(_ORIGIN)
    from_there = pl.col("before").str.contains(_FROM) & (
        pl.col("right_kind").is_in(["product", "source", "material"]) & (pl.col("right_gap") <= 3)
    )
    kept = belts.filter(
        beside
        | at_origin
        | from_there
        | pl.col("before").str.contains(r"(产地|产自|厂家在|工厂在|厂在)\s?[：:]?$")
        | pl.col("norm").is_in(_MARKETS)
        | (own & ~pl.col("before").str.contains(_LIVES) & ~pl.col("after").str.contains(_LIVING))
    )
    # 赣州南康, 福建晋江 is one place, named from the larger to the smaller
    size = kept["before"].str.extract(_REGION).str.len_chars().fill_null(0)
    return kept.with_columns(start=pl.col("start") - size).with_columns(
        text=pl.col("before").str.tail(size) + pl.col("text")
    )


def _own_goods(belts: pl.DataFrame, found: pl.DataFrame, lexicon: Lexicon) -> pl.Series:
    """Of each place whether a product of its post is what it is known for."""
    known = lexicon.tables["belts"].select(
        norm="place", good=pl.col("goods").str.split(",").list.eval(pl.element().filter(pl.element() != ""))
    )
    places = belts.select("row", "norm").unique().join(known, on="norm").explode("good")
    products = found.filter(pl.col("kind") == "product").select("row", product="norm").unique()
    met = places.join(products, on="row").filter(
        pl.col("product").str.contains(pl.col("good"), literal=True)
        | pl.col("good").str.contains(pl.col("product"), literal=True)
    )
    return belts.select(
        pl.struct("row", "norm").is_in(met.select(pl.struct("row", "norm")).to_series().implode())
    ).to_series()
