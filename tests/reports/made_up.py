"""A made-up week for the report's tests: invented posts, believable numbers, one outage, one flood.

Everything is written here; nothing was collected. `inputs()` gives equal frames on every call.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import polars as pl

from domain.alert import Factory
from domain.frames import (
    COVERAGE,
    DAILY_COUNTS,
    ENTITY_MAP,
    MENTIONS,
    POST_LABELS,
    RELATIONS,
    SIGNALS,
    THEMES,
    WEEKLY_FACTS,
)
from domain.record import CALL_SCORES
from domain.trade import SALES_DAYS, SUPPLY, TAKES, WINDOWS
from domain.weeks import Week
from reports.inputs import QUOTABLE, FactInputs, HealthInputs, RunSeen, Talk, TradeInputs, WeeklyInputs

WEEK = Week(2026, 46)
SUNDAY = WEEK.last_day
PLATFORMS = {"xhs": 0.46, "douyin": 0.2, "weibo": 0.16, "smzdm": 0.12, "reddit": 0.06}
OUTAGE = ("douyin", {date(2026, 11, n) for n in (11, 12, 13, 14)})
OLD_OUTAGE_WEEKS = {7}

# entity, category, usual voices a week, lift, tier, stage, pattern, price, q
ENTITIES = [
    ("product:云朵拖鞋", "鞋靴", 55, 2.6, "rising", "surging", "burst", 24.9, 0.0002),
    ("product:裸感瑜伽裤", "运动户外", 48, 2.1, "rising", "rising", "sustained", 59, 0.0009),
    ("brand:徕芬", "家电数码", 40, 2.0, "rising", "rising", "sustained", None, 0.002),
    ("belt:温岭", "", 14, 2.7, "rising", "emerging", "burst", None, 0.003),
    ("factory:卓云鞋业", "鞋靴", 5, 3.9, "rising", "emerging", "burst", None, 0.006),
    ("product:人体工学椅", "家具家装", 33, 1.8, "rising", "rising", "sustained", 699, 0.011),
    ("channel:1688", "", 120, 1.5, "rising", "rising", "sustained", None, 0.014),
    ("product:香薰蜡烛", "家居家纺", 21, 1.9, "rising", "emerging", "burst", 19.9, 0.021),
    ("product:珍珠项链", "珠宝配饰", 18, 1.9, "rising", "emerging", "burst", 88, 0.033),
    ("product:挂耳咖啡", "食品饮料", 37, 1.6, "rising", "rising", "sustained", 1.2, 0.04),
    ("brand:蕉内", "服饰", 26, 1.6, "watch", "none", "burst", None, 0.12),
    ("product:托特包", "箱包", 30, 1.5, "watch", "none", "burst", 79, 0.14),
    ("product:唇釉", "美妆护肤", 44, 1.3, "watch", "none", "burst", 35, 0.22),
    ("product:车载手机支架", "汽车用品", 9, 1.9, "watch", "none", "burst", 15.9, 0.31),
    ("product:羽绒服", "服饰", 90, 2.2, "seasonal", "rising", "seasonal", 239, 0.4),
    ("product:暖手宝", "家居家纺", 25, 3.1, "seasonal", "rising", "seasonal", 29, 0.35),
    ("product:保暖内衣", "服饰", 31, 1.7, "seasonal", "rising", "seasonal", 69, 0.5),
    ("product:面霜", "美妆护肤", 16, 0.9, "flood", "none", "burst", 99, 0.9),
    ("product:猫砂", "宠物", 12, 0.8, "flood", "none", "burst", 22, 0.95),
    ("product:瑞士卷", "食品饮料", 8, 2.2, "flash", "none", "burst", 39, 0.3),
    ("brand:星巴克", "食品饮料", 60, 1.0, "coverage", "none", "", None, None),
    ("product:防晒衣", "服饰", 40, 0.3, "cooling", "cooling", "seasonal", 89, 1.0),
    ("product:洞洞鞋", "鞋靴", 36, 0.6, "cooling", "cooling", "burst", 29.9, 1.0),
    ("brand:lululemon", "运动户外", 70, 1.0, "none", "none", "", None, 0.8),
    ("product:保温杯", "厨具餐具", 52, 0.95, "none", "none", "", 49, 0.9),
    ("belt:义乌", "", 30, 0.9, "none", "none", "", None, 0.9),
    ("channel:拼多多", "", 88, 0.97, "none", "none", "", None, 0.9),
]
POSTS = [
    ("buyer", "挖到宝了，{name}平替居然只要{price}，和{brand}放一起真分不出来，踩了两周没塌。"),
    ("buyer", "{name}便宜是便宜，就是味道有点大，晾了三天才敢用。{price}买的，不亏。"),
    ("reseller", "{name}现货，一件代发，拿货价{price}，小B可以私信问起订量。"),
    ("factory", "源头工厂直发{name}，起订量200，打样3天，{price}含税。"),
    ("buyer", "有没有人知道{name}和{brand}是不是同厂？{price}的价差也太大了。"),
    ("media", "盘点本周被问爆的{name}：{price}档最热，差评集中在做工和色差。"),
]


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def _spread(rng: random.Random, total: int, day: date, only: str = "") -> list[tuple[str, int]]:
    """`total` voices over the platforms (or one of them) that were crawled that day."""
    alive = {p: w for p, w in PLATFORMS.items() if not (p == OUTAGE[0] and day in OUTAGE[1])}
    alive = {p: w for p, w in alive.items() if not only or p == only}
    if not alive:
        return []
    drawn = rng.choices(list(alive), list(alive.values()), k=total)
    return [(platform, drawn.count(platform)) for platform in alive if platform in drawn]


def _counts(rng: random.Random) -> pl.DataFrame:
    rows = []
    for entity, _, usual, lift, tier, *_ in ENTITIES:
        for back in range(26):
            if back in OLD_OUTAGE_WEEKS:
                continue
            ramp = {0: lift, 1: 1 + (lift - 1) * 0.55, 2: 1 + (lift - 1) * 0.2}.get(back, 1.0)
            noise = 1 if back == 0 else rng.uniform(0.82, 1.18)
            voices = max(1, round(usual * ramp * noise))
            monday = SUNDAY - timedelta(days=7 * back + 6)
            days = [rng.randrange(7) for _ in range(voices)]
            if tier == "flash" and back == 0:
                days = [2] * voices
            for n in range(7):
                day = monday + timedelta(days=n)
                for platform, count in _spread(
                    rng, days.count(n), day, "douyin" if tier == "coverage" else ""
                ):
                    extra = 14 if tier == "flood" and back == 0 and platform == "xhs" else 0
                    seen = SUNDAY if back == 1 and n == 6 and platform == "weibo" else day
                    unknown = count if platform == "reddit" else 0
                    rows.append(
                        (
                            day,
                            seen,
                            entity,
                            platform,
                            count,
                            count + extra,
                            count - unknown,
                            unknown,
                            count * 31,
                        )
                    )
    return pl.DataFrame(rows, schema=DAILY_COUNTS, orient="row")


def _coverage(rng: random.Random) -> pl.DataFrame:
    rows = []
    for back in range(26):
        for n in range(7):
            day = SUNDAY - timedelta(days=7 * back + 6 - n)
            for platform, weight in PLATFORMS.items():
                if back in OLD_OUTAGE_WEEKS or (platform == OUTAGE[0] and day in OUTAGE[1]):
                    continue
                rows.append((day, day, platform, round(160 * weight * rng.uniform(0.9, 1.1))))
    return pl.DataFrame(rows, schema=COVERAGE, orient="row")


def _signals(
    counts: pl.DataFrame, as_of: date, evidence: dict[str, list[str]], weeks_ago: int
) -> pl.DataFrame:
    first = as_of - timedelta(days=6)
    week = counts.filter(pl.col("day").is_between(first, as_of))
    seen = {
        row["entity"]: row
        for row in week.group_by("entity")
        .agg(pl.col("posts").sum(), (pl.col("authors") + pl.col("unknown_authors")).sum().alias("voices"))
        .iter_rows(named=True)
    }
    rows = []
    for entity, _, usual, _, tier, stage, pattern, _, q in ENTITIES:
        voices, posts = seen[entity]["voices"], seen[entity]["posts"]
        if tier == "flood":
            voices = max(2, usual // 8)
        lift = voices / usual
        wide = 1.28 * (1 / usual + 1 / max(voices, 1)) ** 0.5
        if tier == "coverage" and weeks_ago == 0:
            continue
        rising = tier == "rising" and (weeks_ago == 0 or lift > 1.35)
        rows.append(
            {
                "as_of": as_of,
                "entity": entity,
                "platform": "*",
                "detector": "negative_binomial",
                "score": round((lift - 1) * voices**0.5, 4),
                "alert": rising,
                "stage": stage if weeks_ago == 0 or rising else "none",
                "kind": pattern,
                "posts": posts,
                "voices": voices,
                "expected": float(usual),
                "lift": round(lift, 4),
                "lift_low": round(lift * 2.718281828 ** (-wide), 4),
                "lift_high": round(lift * 2.718281828**wide, 4),
                "p_value": None if q is None else q / 3,
                "q_value": q,
                "forecast_4w": None,
                "forecast_low": None,
                "forecast_high": None,
                "abstained": "预测模型尚未评估,不作预测",
                "why": None,
                "evidence": evidence.get(entity, []),
            }
        )
    return pl.DataFrame(rows, schema=SIGNALS)


def _posts(rng: random.Random) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, list[str]]]:
    posts, mentions, relations = [], [], []
    keys: dict[str, list[str]] = {}
    brands = ["lululemon", "UGG", "戴森", "无印良品", "始祖鸟"]
    for number, (entity, _, _, _, _, _, _, price, _) in enumerate(ENTITIES):
        kind, name = entity.split(":")
        for n in range(12):
            speaker, template = POSTS[n % len(POSTS)]
            platform = list(PLATFORMS)[n % 5]
            key = f"{platform}:p{number:02d}{n:02d}"
            amount = round((price or 49) * rng.uniform(0.75, 1.3), 1)
            shown, brand = f"{amount}元", brands[number % len(brands)]
            title = f"{name}，这周第{n + 1}次被问到"
            text = template.format(name=name, price=shown, brand=brand)
            full = f"{title}\n{text}"
            liked = {"buyer": 0.7, "media": -0.4}.get(speaker) if "味道" not in text else -0.6
            author = None if platform == "reddit" else f"a{(number * 7 + n) % 40:02d}"
            day = WEEK.first_day + timedelta(days=n % 7)
            url = f"https://example.org/{platform}/p{number:02d}{n:02d}"
            posts.append(
                (key, platform, url, title, text, author, day, speaker, 1 if (liked or 0) > 0 else -1)
            )
            at = full.rfind(name)
            mentions.append((key, kind, at, at + len(name), name, name, None, liked))
            if (at_price := full.find(shown)) >= 0:
                value = {"min": amount, "max": amount, "currency": "CNY", "unit": None}
                mentions.append((key, "price", at_price, at_price + len(shown), shown, None, value, None))
            if kind == "product" and (at_brand := full.find(brand)) >= 0:
                mentions.append((key, "brand", at_brand, at_brand + len(brand), brand, brand, None, None))
                polarity = (
                    "asked" if "是不是" in text else "denied" if number % 4 == 3 and n > 8 else "claimed"
                )
                relation = "oem_for" if "同厂" in text else "dupe_of"
                subject = None if relation == "oem_for" else name
                start = None if subject is None else at
                end = None if start is None else start + len(name)
                until = at_brand + len(brand)
                relations.append((key, relation, subject, start, end, brand, at_brand, until, polarity, text))
            keys.setdefault(entity, []).append(key)
    for n, (subject, relation, target) in enumerate(
        [
            ("卓云鞋业", "oem_for", "UGG"),
            ("云朵拖鞋", "made_by", "卓云鞋业"),
            ("云朵拖鞋", "from_belt", "温岭"),
        ]
        * 3
    ):
        key = f"weibo:c{n:02d}"
        text = f"听说{target}跟{subject}是一条线出来的，有没有懂的说说。"
        day = WEEK.first_day + timedelta(days=n % 7)
        url, speaker = f"https://example.org/weibo/c{n:02d}", "factory" if n % 4 == 1 else "buyer"
        posts.append((key, "weibo", url, "", text, f"c{n:02d}", day, speaker, 0))
        polarity = ("claimed", "claimed", "asked", "denied")[n % 4]
        relations.append((key, relation, subject, None, None, target, None, None, polarity, text))
    return (
        pl.DataFrame(posts, schema=QUOTABLE, orient="row"),
        pl.DataFrame(mentions, schema=MENTIONS, orient="row"),
        pl.DataFrame(relations, schema=RELATIONS, orient="row"),
        keys,
    )


def _scores() -> pl.DataFrame:
    """Calls of three weeks in September: 4 hits, 1 fell short, 2 flashes, 1 not judged, 2 missed."""
    told = """product:云朵拖鞋 鞋靴 rising hit 3|product:人体工学椅 家具家装 rising hit 1
        brand:徕芬 家电数码 surging hit 0|belt:温岭 - rising hit -1|product:香薰蜡烛 家居家纺 rising short -
        product:珍珠项链 珠宝配饰 surging flash -|product:洞洞鞋 鞋靴 rising flash -
        channel:1688 - rising abstained -
        product:挂耳咖啡 食品饮料 emerging miss -|product:托特包 箱包 none miss -"""
    rows = []
    for n, line in enumerate(told.replace("\n", "|").split("|")):
        entity, category, stage, outcome, lead = (None if word == "-" else word for word in line.split())
        row = {
            "as_of": date(2026, 9, 6 + 7 * (n % 3)),
            "entity": entity,
            "category": category,
            "stage": stage,
        }
        row |= {
            "kind": "burst",
            "outcome": outcome,
            "first": "椅" not in entity,
            "lead_weeks": lead and int(lead),
        }
        rows.append(row | {"lift_told": 2.0})
    return pl.DataFrame(rows, schema=CALL_SCORES)


# what is said of an aspect, by the words of POSTS, and whether it is praise
SAID = {
    "没塌": ("质量", 0.7),
    "味道有点大": ("味道", -0.6),
    "差评集中在做工": ("做工", -0.5),
    "打样3天": ("服务", 0.4),
}
FACTORIES = (
    Factory("f1", "卓云鞋业", belt="温岭", processes=("EVA发泡",), materials=("EVA",), capacity_month=90_000),
    Factory("f2", "锦帆针织", processes=("针织", "染整"), materials=("锦纶", "涤纶"), capacity_month=40_000),
    Factory("f3", "北山塑业", processes=("EVA发泡", "注塑成型"), materials=("TPU",)),
)


def _talk(
    posts: pl.DataFrame, mentions: pl.DataFrame, relations: pl.DataFrame, entities: pl.DataFrame
) -> Talk:
    """The week's posts and three earlier weeks of the same kind; the words of some may not be seen."""
    aspects = []
    for key, title, text in posts.select("key", "title", "text").iter_rows():
        full = f"{title}\n{text}"
        for words, (aspect, polarity) in SAID.items():
            if (at := full.find(words)) >= 0:
                aspects.append((key, "aspect", at, at + len(words), words, aspect, None, polarity))
    week = pl.concat([mentions, pl.DataFrame(aspects, schema=MENTIONS, orient="row")])
    category = dict(entities.select("name", "category").iter_rows())
    names = dict(week.filter(pl.col("kind") == "product").select("key", "norm").iter_rows())
    all_posts, all_mentions, labels = [], [], []
    for back in range(4):
        again = pl.col("key") if not back else pl.concat_str("key", pl.lit(f"-{back}"))
        older = posts.with_columns(key=again, day=pl.col("day") - timedelta(days=7 * back))
        if back == 3:
            unseen = [
                pl.when(pl.col("platform") != "smzdm").then(name).alias(name)
                for name in ("title", "text", "url")
            ]
            older = older.with_columns(unseen)
        all_posts.append(older)
        all_mentions.append(week.with_columns(key=again))
        for number, (key, speaker) in enumerate(posts.select("key", "speaker").iter_rows()):
            audience = [["学生党"], ["宝妈"], [], ["新中产", "学生党"], [], []][number % 6]
            region = "广东" if number % 9 == 0 else "青海" if (number, back) == (4, 0) else None
            risk = ["trademark_hook"] if speaker == "reseller" else []
            risk += ["unproven_same_factory"] if number % 6 == 5 else []
            labels.append(
                {
                    "key": f"{key}-{back}" if back else key,
                    "lang": "en" if key.startswith("reddit") else "ko" if number % 50 == 7 else "zh",
                    "speaker": speaker,
                    "intent": "none",
                    "ask": None,
                    "category": category.get(names.get(key, "")) or None,
                    "polarity": 0,
                    "risk": risk,
                    "spam": 0.8 if number % 41 == 3 else 0.0,
                    "spam_reasons": [],
                    "audience": audience,
                    "region": region,
                    "clue_confidence": 0.5 + number % 4 / 10 if audience or region else None,
                }
            )
    return Talk(
        pl.concat(all_posts), pl.DataFrame(labels, schema=POST_LABELS), pl.concat(all_mentions), relations
    )


def _facts() -> FactInputs:
    goods = [entity for entity, *_ in ENTITIES if entity.startswith("product:")]
    rng = random.Random(20261116)
    supply, searches = [], []
    for entity in goods:
        items = float(round(10 ** rng.uniform(3, 5)))
        for measure, count in (("online_items", items), ("online_sellers", round(items / 9))):
            supply.append((entity, "taobao", measure, float(count), float(count), SUNDAY, 1))
        asked = float(round(10 ** rng.uniform(2.5, 4.2)))
        searches.append((entity, str(WEEK), "taobao", "volume", "次", asked, asked, asked, 7, 1))
        searches.append((entity, str(WEEK), "taobao", "index", "搜索人气", 9e6, 9e6, 9e6, 7, 1))
    return FactInputs(
        searches=pl.DataFrame(searches, schema=WEEKLY_FACTS, orient="row"),
        supply=pl.DataFrame(supply, schema=SUPPLY, orient="row"),
    )


def _trade() -> TradeInputs:
    takes = [
        ("product:云朵拖鞋", ["EVA发泡", "注塑成型"], ["EVA", "TPU"], 300, 2000, 7, 20),
        ("product:裸感瑜伽裤", ["针织", "染整"], ["锦纶"], 200, 1000, 15, 30),
        ("product:防晒衣", ["面料贴膜"], ["锦纶", "涤纶"], 200, 1000, 20, 45),
        ("product:羽绒服", ["充绒"], ["锦纶"], 200, 1000, 20, 45),
    ]
    windows = [
        ("product:羽绒服", "秋冬保暖", date(2026, 9, 10), date(2027, 1, 20)),
        ("product:暖手宝", "秋冬取暖", date(2026, 10, 1), date(2026, 12, 1)),
        ("product:防晒衣", "夏季防晒", date(2027, 4, 1), date(2027, 7, 31)),
        ("product:珍珠项链", "情人节", date(2027, 1, 20), date(2027, 2, 14)),
    ]
    days = [
        ("d1212", date(2026, 12, 12)),
        ("new_year_sale", date(2027, 1, 9)),
        ("new_year", date(2027, 2, 6)),
    ]
    return TradeInputs(
        takes=pl.DataFrame(takes, schema=TAKES, orient="row"),
        windows=pl.DataFrame(windows, schema=WINDOWS, orient="row"),
        sales_days=pl.DataFrame(days, schema=SALES_DAYS, orient="row"),
    )


def inputs(**changes: object) -> WeeklyInputs:
    return replace(_made(), **changes)


@cache
def _made() -> WeeklyInputs:
    rng = random.Random(20261115)
    counts, coverage = _counts(rng), _coverage(rng)
    posts, mentions, relations, keys = _posts(rng)
    signals = _signals(counts, SUNDAY, keys, 0)
    before = _signals(counts, SUNDAY - timedelta(days=7), keys, 1)
    told = before.filter(pl.col("alert")).with_columns(
        voices=pl.col("voices")
        - pl.col("entity").is_in(["product:云朵拖鞋", "belt:温岭"]).cast(pl.Int64) * 4
        + (pl.col("entity") == "channel:1688").cast(pl.Int64) * 6,
    )
    extra = before.filter(pl.col("entity").is_in(["product:洞洞鞋", "product:防晒衣", "brand:lululemon"]))
    was = {"alert": True, "score": 3.0, "lift": 1.7, "stage": "rising", "kind": "burst"}
    told = pl.concat([told, extra.with_columns(**{name: pl.lit(value) for name, value in was.items()})])
    entities = pl.DataFrame(
        [(e.split(":")[0], e.split(":")[1], e, e.split(":")[1], category) for e, category, *_ in ENTITIES],
        schema=ENTITY_MAP,
        orient="row",
    )
    themes = pl.DataFrame(
        [
            (SUNDAY, "t07", ["踩屎感", "厚底", "居家"], 41, 9, ["xhs:p0000", "douyin:p0001"]),
            (SUNDAY, "t12", ["情绪价值", "解压", "捏捏"], 17, 0, ["xhs:p0700"]),
        ],
        schema=THEMES,
        orient="row",
    )
    talk = _talk(posts, mentions, relations, entities)
    return WeeklyInputs(
        week=WEEK,
        talk=talk,
        facts=_facts(),
        trade=_trade(),
        factories=FACTORIES,
        generated_at=datetime(2026, 11, 16, 1, 30, tzinfo=UTC),
        signals=signals,
        counts=counts,
        coverage=coverage,
        entities=entities,
        posts=posts,
        mentions=mentions,
        relations=relations,
        signals_before=before,
        calls_before=told,
        themes=themes,
        scores=_scores(),
        health=HealthInputs(
            read=1186,
            kept=1161,
            refused={"没有正文": 17, "时间读不出": 8},
            runs=(RunSeen("import", "my-export.jsonl", 640), RunSeen("crawl", "demo-feed", 546)),
        ),
        demo=True,
        lake_version=42,
        method={
            "q_limit": 0.05,
            "month_voices": 8,
            "week_voices": 3,
            "detector": "negative_binomial",
            "known": "至今已知",
        },
    )
