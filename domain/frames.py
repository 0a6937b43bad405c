"""Schemas of the frames that travel between rooms, and the check at each room's door.

One row of each is described in docs/map.md. `key` is always `platform:post_id`.
Instants are UTC, days are business days (domain/weeks.py). Null means unknown, never zero.
"""

import polars as pl

from domain.errors import BadFrame

INSTANT = pl.Datetime("us", "UTC")
PRICE = pl.Struct({"min": pl.Float64(), "max": pl.Float64(), "currency": pl.String(), "unit": pl.String()})

KINDS_OF_POST = ("post", "comment", "review", "hot", "headline")
COUNTED_KINDS = ("product", "brand", "factory", "belt", "channel")
RELATIONS_KNOWN = ("dupe_of", "made_by", "oem_for", "from_belt", "sold_on", "priced_at")
SPEAKERS = ("buyer", "reseller", "factory", "ad", "media", "other")
NOT_GOODS = "非商品"
# Groups of buyers that a text may name as its speaker or as whom it is for: closed, readers count by it.
AUDIENCES = (
    "学生党", "打工人", "租房", "宝妈", "孕产", "新中产", "Z世代", "银发", "小镇青年", "小个子", "高个子",
    "大码", "敏感肌", "油皮", "干皮", "送礼", "养宠", "车主", "独居", "装修", "健身", "户外",
)  # fmt: skip

# What an importer or a spider hands over: one observation of one post. `author_digest` is
# sha256(user id)[:16]; the keyed hash replaces it before anything is stored. `published_within_hours` says
# how far off `published_at` may be (a bare day, 3天前, a note's id); null where the origin gave a clock.
# `counts_as_shown` keeps those counts that the origin had rounded as it wrote them (`likes=1.2万 views=10+`).
RAW_POSTS = pl.Schema(
    {
        "platform": pl.String(),
        "post_id": pl.String(),
        "kind": pl.String(),
        "parent_id": pl.String(),
        "url": pl.String(),
        "title": pl.String(),
        "text": pl.String(),
        "tags": pl.List(pl.String()),
        "author_digest": pl.String(),
        "likes": pl.Int64(),
        "comments": pl.Int64(),
        "shares": pl.Int64(),
        "collects": pl.Int64(),
        "views": pl.Int64(),
        "heat": pl.Int64(),
        "counts_as_shown": pl.String(),
        "published_at": INSTANT,
        "published_within_hours": pl.Int64(),
        "observed_at": INSTANT,
        "query": pl.String(),
    }
)

# One observation, ready for the lake's log. `author` is the keyed hash, null = unknown; `provenance` names
# the entry of the provenance ledger under which it came in, null = before there was a ledger.
POSTS = pl.Schema(
    {"key": pl.String()}
    | {name: dtype for name, dtype in RAW_POSTS.items() if name != "author_digest"}
    | {"author": pl.String(), "fetched_at": INSTANT, "source": pl.String(), "provenance": pl.String()}
)

# Every observation of some posts, with what says how and when it was captured; `day` is the post's.
OBSERVATIONS = pl.Schema(
    {name: POSTS[name] for name in ("key", "platform", "parent_id", "query")}
    | {"day": pl.Date()}
    | {name: POSTS[name] for name in ("published_at", "observed_at", "fetched_at")}
)

# What is to be captured by hand: one row a query of a platform in an ISO week (2026-W48).
PLAN = pl.Schema({"week": pl.String(), "platform": pl.String(), "query": pl.String()})

# Of posts that came while their platform was captured by a plan: the day by which they were captured, and
# whether they count towards exposure. Posts without a row were captured without a plan and count.
EXPOSURE = pl.Schema({"key": pl.String(), "seen_day": pl.Date(), "exposed": pl.Boolean()})

# The newest observation per post, with where and when it is counted.
POSTS_VIEW = pl.Schema(dict(POSTS) | {"day": pl.Date(), "first_observed_at": INSTANT, "month": pl.String()})

REFUSED = pl.Schema({"line": pl.Int64(), "reason": pl.String(), "raw": pl.String()})

MENTIONS = pl.Schema(
    {
        "key": pl.String(),
        "kind": pl.String(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "text": pl.String(),
        "norm": pl.String(),
        "price": PRICE,
        "polarity": pl.Float64(),
    }
)

RELATIONS = pl.Schema(
    {
        "key": pl.String(),
        "kind": pl.String(),
        "subject": pl.String(),
        "subject_start": pl.Int64(),
        "subject_end": pl.Int64(),
        "object": pl.String(),
        "object_start": pl.Int64(),
        "object_end": pl.Int64(),
        "polarity": pl.String(),
        "evidence": pl.String(),
    }
)

# `lang`: zh, en; vi, ko and other are recognised and not read: no mentions, the other labels say nothing.
# `audience` (of AUDIENCES) and `region` (a province, or a country abroad) hold what the text says of its
# speaker or of whom it is for, `clue_confidence` (0-1) how sure the least sure of them is; [] and null where
# nothing is said. They are for counts over many posts, never for a profile of an author. All three null:
# labelled before there were clues.
POST_LABELS = pl.Schema(
    {
        "key": pl.String(),
        "lang": pl.String(),
        "speaker": pl.String(),
        "intent": pl.String(),
        "ask": pl.String(),
        "category": pl.String(),
        "polarity": pl.Int8(),
        "risk": pl.List(pl.String()),
        "spam": pl.Float64(),
        "spam_reasons": pl.List(pl.String()),
        "audience": pl.List(pl.String()),
        "region": pl.String(),
        "clue_confidence": pl.Float64(),
    }
)

# canonical text of a mention -> stable entity id, its name for people, its category
ENTITY_MAP = pl.Schema(
    {
        "kind": pl.String(),
        "norm": pl.String(),
        "entity": pl.String(),
        "name": pl.String(),
        "category": pl.String(),
    }
)

# `seen_day` is the day by which the posts were first seen (>= day): a reader that only takes
# seen_day <= as_of sees what was known then. Every count adds up over seen_day.
DAILY_COUNTS = pl.Schema(
    {
        "day": pl.Date(),
        "seen_day": pl.Date(),
        "entity": pl.String(),
        "platform": pl.String(),
        "posts": pl.Int64(),
        "posts_raw": pl.Int64(),
        "authors": pl.Int64(),
        "unknown_authors": pl.Int64(),
        "engagement": pl.Int64(),
    }
)

# What the crawl saw of a platform that day, about anything at all. A day without a row is missing.
COVERAGE = pl.Schema(
    {"day": pl.Date(), "seen_day": pl.Date(), "platform": pl.String(), "posts_seen": pl.Int64()}
)

SIGNALS = pl.Schema(
    {
        "as_of": pl.Date(),
        "entity": pl.String(),
        "platform": pl.String(),
        "detector": pl.String(),
        "score": pl.Float64(),
        "alert": pl.Boolean(),
        "stage": pl.String(),
        "kind": pl.String(),
        "posts": pl.Int64(),
        "voices": pl.Int64(),
        "expected": pl.Float64(),
        "lift": pl.Float64(),
        "lift_low": pl.Float64(),
        "lift_high": pl.Float64(),
        "p_value": pl.Float64(),
        "q_value": pl.Float64(),
        "forecast_4w": pl.Float64(),
        "forecast_low": pl.Float64(),
        "forecast_high": pl.Float64(),
        "abstained": pl.String(),
        "forecast_12w": pl.Float64(),
        "forecast_12w_low": pl.Float64(),
        "forecast_12w_high": pl.Float64(),
        "peak_from": pl.Date(),
        "peak_until": pl.Date(),
        "why": pl.String(),
        "evidence": pl.List(pl.String()),
        "story": pl.String(),
    }
)

# A theme (BERTopic) of one week; `theme` keeps its id from week to week.
THEMES = pl.Schema(
    {
        "as_of": pl.Date(),
        "theme": pl.String(),
        "words": pl.List(pl.String()),
        "posts": pl.Int64(),
        "posts_before": pl.Int64(),
        "evidence": pl.List(pl.String()),
    }
)


# Tables of facts that a team brings itself (docs/first-party.md). `category_id` is the team's own id.
# A figure is `low` to `high`, `value` where the file gave it exactly. Null is unknown, or an open end.
# `day` to `last_day` is the period, one day or more; `observed_at` is when the figures were so.
# `provenance` names the entry of the provenance ledger under which the file came in.
_Columns = dict[str, pl.DataType]
_FIGURE: _Columns = {"value": pl.Float64(), "low": pl.Float64(), "high": pl.Float64()}
_PERIOD: _Columns = {"day": pl.Date(), "last_day": pl.Date()}
_SEEN: _Columns = {"observed_at": INSTANT, "source": pl.String(), "provenance": pl.String()}
_RATES: _Columns = {"click_rate": pl.Float64(), "pay_rate": pl.Float64()}

# `measure` is volume (unit 次 or 人), index (an opaque figure that only compares with itself; `unit` is its
# name) or rank. Rates are shares of one.
SEARCH_MEASURES = ("volume", "index", "rank")
SEARCHES = pl.Schema(
    {"platform": pl.String(), "term": pl.String(), "category_id": pl.String()}
    | _PERIOD
    | {"measure": pl.String(), "unit": pl.String()}
    | _FIGURE
    | _RATES
    | {"online_items": pl.Int64()}
    | _SEEN
)

# One row an item (or one SKU of it), period and measure. The unit of an amount is its currency.
SALES_MEASURES = ("orders", "units", "buyers", "amount", "visitors", "index")
SALES = pl.Schema(
    {
        "platform": pl.String(),
        "item_id": pl.String(),
        "sku_id": pl.String(),
        "title": pl.String(),
        "category_id": pl.String(),
    }
    | _PERIOD
    | {"measure": pl.String(), "unit": pl.String()}
    | _FIGURE
    | _SEEN
)

# What is on offer: an item, or without an item_id how much there is for a search term or in a category.
# `sold_as` is the name of the column that `sold` stood in: sites count 30 days, or all time.
LISTINGS = pl.Schema(
    {
        "platform": pl.String(),
        "item_id": pl.String(),
        "sku_id": pl.String(),
        "term": pl.String(),
        "category_id": pl.String(),
        "category_name": pl.String(),
        "title": pl.String(),
        "url": pl.String(),
    }
    | _PERIOD
    | {
        "moq": pl.Int64(),
        "moq_unit": pl.String(),
        "sold_as": pl.String(),
    }
    | {
        f"{figure}_{end}": pl.Int64()
        for figure in ("stock", "online_items", "online_sellers", "sold")
        for end in ("low", "high")
    }
    | _SEEN
    | {"price": PRICE}
)

# A retailer's goods as their labels and filings name them: `client` is 委托方, `maker` 受托生产企业.
RETAILER_GOODS = pl.Schema(
    {
        "retailer": pl.String(),
        "item_id": pl.String(),
        "barcode": pl.String(),
        "item": pl.String(),
        "brand": pl.String(),
        "client": pl.String(),
        "maker": pl.String(),
        "origin": pl.String(),
        "sc_number": pl.String(),
        "filing_number": pl.String(),
        "net_content": pl.String(),
        "spec": pl.String(),
        "category_id": pl.String(),
        "url": pl.String(),
        "day": pl.Date(),
    }
    | _SEEN
    | {"price": PRICE}
)

# First-party figures of an entity in an ISO week ("2026-W46"). `days` says how
# much of the week they cover, `sources` over how many terms or items they are taken together.
WEEKLY_FACTS = pl.Schema(
    {
        "entity": pl.String(),
        "week": pl.String(),
        "platform": pl.String(),
        "measure": pl.String(),
        "unit": pl.String(),
    }
    | _FIGURE
    | {"days": pl.Int64(), "sources": pl.Int64()}
)

# The team's own categories and what they are here; null `category` = none of ours.
CATEGORY_IDS = pl.Schema({"category_id": pl.String(), "name": pl.String(), "category": pl.String()})


def conform(frame: pl.DataFrame, schema: pl.Schema, name: str) -> pl.DataFrame:
    """The frame with exactly the schema's columns in its order; extra columns are dropped.

    A missing column or another dtype raises BadFrame: a cast here would hide a fault in the room
    that built the frame. Integer and null columns are widened, as no value can be lost by that.
    """
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        raise BadFrame(f"{name}: columns missing: {', '.join(missing)}")
    columns = []
    for column, dtype in schema.items():
        found = frame.schema[column]
        if found == dtype:
            columns.append(pl.col(column))
        elif found in (pl.Null, pl.List(pl.Null)) or (found.is_integer() and dtype.is_integer()):
            columns.append(pl.col(column).cast(dtype))
        else:
            raise BadFrame(f"{name}.{column} is {found}, not {dtype}")
    return frame.select(columns)


def empty(schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)
