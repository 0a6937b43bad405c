"""Aspects: the attribute of a good that is judged (质量, 尺码, 起球), not the judgement.

Parts and services (拉链, 电池, 物流) are aspects only where something is said of them.
"""

import polars as pl

_LEAD = (
    r"(?:[，,：:]?\s?)(?:部分|处|那里|这块|方面|位置|本身|整体|上面|质量|做工|也|都|还|就|又|才|倒|竟然|居然|真的|真是|是真|真|很|太|好|"
    r"有点儿?|有些|特别|非常|挺|超级|超|比较|偏|略|稍微?|确实|简直|依然|实在|没有|没|不太|不够|不是|不会|不|有|会|容易|总|经常|老是?|"
    r"感觉|做得|用着|穿着|摸着|看着|看起来|闻着|吃着|[的地得]|一[般洗用拉碰掰]|[一二三两几第]+[天周个次]月?|用久了|洗完|第二天){0,4}"
)
_SAID = (
    r"(?:[好差糙硬软薄厚松紧顺滑稳重轻大小高低快慢香臭浓淡甜酸苦咸腻脆嫩柴老细粗亮暗透密歪翘裂断坏烂破漏卡涩晃响吵烫凉冷热刺扎勒磨绝赞强弱够足准糊长短宽窄齐贵少多累抖掉脱起变开锈痛爽]|"
    r"新鲜|干净|清爽|湿润|不错|还行|可以|完美|到位|精致|扎实|结实|牢|舒服|满意|无语|拉胯|翻车|方便|顺畅|丝滑|舒适|漂亮|难看|廉价|高级|平整|均匀|"
    r"对称|过关|在线|堪忧|感人|糟|惊[艳喜]|合适|友好|给力|一样|一致|过得去|能打|失望|崩|毛毛|粗糙|没得说|没话说|没毛病|[1-9一二三四五六七八九]分|up|yyds)"
)
_EN_BEFORE = (
    r"(?i)\b(?:great|good|bad|poor|amazing|nice|terrible|perfect|awful|excellent|cheap|the|its|"
    r"their|and|weird|love)\s(?:\w+\s)?$"
)
_EN_AFTER = (
    r"(?i)^\s?(?:is|are|was|were|feels?|seems?|runs?|looks?|sucks|holds?|lasts?|broke|could|isn|"
    r"wasn|and\s|gets?\b)"
)


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Rows of `neighbours.with_kinds` that are aspects.

    A word that is also a good's own name (充电 in 充电宝) was already taken by the longer form.
    """
    aspects = found.filter((pl.col("kind") == "aspect") & ~pl.col("before").str.contains("(出|保)$"))
    latin = ~pl.col("text").str.contains(r"\p{Han}")
    judged = pl.col("after").str.contains(f"^(?:{_LEAD}|[^，。！？,.!?\\n]{{0,5}}){_SAID}")
    said = pl.col("after").str.contains(_EN_AFTER) & pl.col("before").str.contains(_EN_BEFORE)
    return aspects.filter(
        ~pl.col("common") & ~latin | pl.when(latin).then(said | ~pl.col("common")).otherwise(judged)
    )


def parts(products: pl.DataFrame, aspects: pl.DataFrame) -> pl.DataFrame:
    """Places (row, start) where a good's name is a judged part of the post's other good (枕套起球)."""
    places = aspects.select("row", "start")
    dual = products.join(places, on=["row", "start"], how="semi")
    whole = products.join(places, on=["row", "start"], how="anti")
    return dual.join(whole, on="row", how="semi").select("row", "start")
