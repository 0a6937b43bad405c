"""What the weekly report is built from: frames of one point in time, handed in by the job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from domain.alert import DEMAND_ANSWERS, Factory
from domain.collecting import SourceDays
from domain.dispute import Dispute
from domain.errors import BadSettings
from domain.first_party import Held
from domain.frames import (
    COVERAGE,
    DAILY_COUNTS,
    ENTITY_MAP,
    LISTINGS,
    MENTIONS,
    POST_LABELS,
    POSTS_VIEW,
    RELATIONS,
    RETAILER_GOODS,
    SIGNALS,
    THEMES,
    WEEKLY_FACTS,
    conform,
    empty,
)
from domain.graph import GRAPH
from domain.record import CALL_SCORES
from domain.trade import SALES_DAYS, SUPPLY, TAKES, WINDOWS
from domain.weeks import BUSINESS_ZONE, Week

LANGUAGES = ("zh-CN", "en")

# How posts hang together: `parent` is the key of the post (or item) that this one answers, null where it
# answers none; `comments` is what the platform says it has, null = not said.
THREADS = pl.Schema(
    {
        "key": POSTS_VIEW["key"],
        "kind": POSTS_VIEW["kind"],
        "parent": pl.String(),
        "comments": POSTS_VIEW["comments"],
        "published_at": POSTS_VIEW["published_at"],
    }
)

# Which good an item's title names: of listings and sales by platform and item_id, of retailers' goods by
# item.
LISTED = pl.Schema({"platform": pl.String(), "item_id": pl.String(), "entity": pl.String()})
LABELLED = pl.Schema({"item": pl.String(), "entity": pl.String()})

# The posts that may be quoted, whose authors are counted in claims and whose polarity makes the mood:
# this week's, at least the evidence keys of the signals, calls and themes and every key in `relations`.
QUOTABLE = pl.Schema(
    {name: POSTS_VIEW[name] for name in ("key", "platform", "url", "title", "text", "author", "day")}
    | {"speaker": POST_LABELS["speaker"], "polarity": POST_LABELS["polarity"]}
)


def quotable(view: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """POSTS_VIEW rows with the speaker and polarity of their POST_LABELS, as QUOTABLE."""
    told = labels.select("key", "speaker", "polarity").unique("key", keep="first", maintain_order=True)
    return conform(view.join(told, on="key", how="left", maintain_order="left"), QUOTABLE, "quotable")


def threads_of(view: pl.DataFrame) -> pl.DataFrame:
    """THREADS of POSTS_VIEW rows; a parent is written as a key, whether the source named it so or by its
    id.
    """
    own = pl.format("{}:", "platform")
    whole = pl.col("parent_id").str.starts_with(own)
    named = pl.when(whole).then("parent_id").otherwise(pl.format("{}{}", own, "parent_id"))
    return conform(view.with_columns(parent=named), THREADS, "threads")


@dataclass(frozen=True, slots=True)
class RunSeen:
    """An import or a crawl of the period, in words people know it by."""

    what: str
    source: str
    rows: int


@dataclass(frozen=True, slots=True)
class OriginSeen:
    """This week's posts of one provider; `state` is held, expired or waiting (in quarantine, not counted)."""

    basis: str
    provider: str
    audiences: tuple[str, ...]
    expires_on: date | None
    posts: int
    state: str = "held"


@dataclass(frozen=True, slots=True)
class HealthInputs:
    """How collecting went; `read` and `kept` are rows of the imports and crawls, None = not known.

    `sources` are the days of the week by source, `stale` the sources that should have succeeded since;
    `undone`: platform -> tasks of the week's plan that were not done in it, and all of them.
    """

    read: int | None = None
    kept: int | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    last_seen: Mapping[str, date] = field(default_factory=dict)
    runs: tuple[RunSeen, ...] = ()
    origins: tuple[OriginSeen, ...] = ()
    sources: tuple[SourceDays, ...] = ()
    stale: tuple[str, ...] = ()
    undone: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Talk:
    """The posts of the four weeks up to the report's Sunday, for what one week is too short to say.

    `posts` is QUOTABLE (all of them, also those whose words this audience may not see, then without
    words), `labels` POST_LABELS; `mentions` and `relations` belong to these posts, `threads` is THREADS.
    """

    posts: pl.DataFrame = field(default_factory=lambda: empty(QUOTABLE))
    labels: pl.DataFrame = field(default_factory=lambda: empty(POST_LABELS))
    mentions: pl.DataFrame = field(default_factory=lambda: empty(MENTIONS))
    relations: pl.DataFrame = field(default_factory=lambda: empty(RELATIONS))
    threads: pl.DataFrame = field(default_factory=lambda: empty(THREADS))

    def __post_init__(self) -> None:
        declared = {
            "posts": QUOTABLE, "labels": POST_LABELS, "mentions": MENTIONS, "relations": RELATIONS,
            "threads": THREADS,
        }  # fmt: skip
        for name, schema in declared.items():
            object.__setattr__(self, name, conform(getattr(self, name), schema, name))


@dataclass(frozen=True, slots=True)
class FactInputs:
    """First-party tables (docs/first-party.md): figures by entity and week over 13 weeks, goods as known.

    `supply` says how much of an entity is on offer.
    `held` says by table which weeks there are; a table nobody imported is empty and `held` says what to do.
    `listed` (LISTED) and `labelled` (LABELLED) say which goods the items are.
    """

    searches: pl.DataFrame = field(default_factory=lambda: empty(WEEKLY_FACTS))
    sales: pl.DataFrame = field(default_factory=lambda: empty(WEEKLY_FACTS))
    listings: pl.DataFrame = field(default_factory=lambda: empty(LISTINGS))
    retailer_goods: pl.DataFrame = field(default_factory=lambda: empty(RETAILER_GOODS))
    listed: pl.DataFrame = field(default_factory=lambda: empty(LISTED))
    labelled: pl.DataFrame = field(default_factory=lambda: empty(LABELLED))
    supply: pl.DataFrame = field(default_factory=lambda: empty(SUPPLY))
    held: Mapping[str, Held] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TradeInputs:
    """What making and selling the week's goods takes (domain/trade.py), by entity.

    `sales_days` are those of the coming year, `launch_lead_days` the days from order to shelf where the
    trade's usual lead time is not known.
    """

    takes: pl.DataFrame = field(default_factory=lambda: empty(TAKES))
    windows: pl.DataFrame = field(default_factory=lambda: empty(WINDOWS))
    sales_days: pl.DataFrame = field(default_factory=lambda: empty(SALES_DAYS))
    launch_lead_days: int = 30

    def __post_init__(self) -> None:
        declared = {"takes": TAKES, "windows": WINDOWS, "sales_days": SALES_DAYS}
        for name, schema in declared.items():
            object.__setattr__(self, name, conform(getattr(self, name), schema, name))


@dataclass(frozen=True, slots=True)
class WeeklyInputs:
    """Everything `build_weekly` reads; all frames as known at `generated_at` (domain/frames.py).

    `signals` are those of the week's Sunday, `signals_before` those of the Sunday before as computed
    today, `calls_before` what was told then. `counts` and `coverage` go back 27 weeks and keep their
    rows by seen_day (late posts are told from it); `scores` are those of past calls; `posts` is
    QUOTABLE, `mentions` and `relations` belong to this week's posts. `method` holds the detector's
    parameters under its own names; `generated_at` is shown on the clock of `zone`.
    """

    week: Week
    generated_at: datetime
    signals: pl.DataFrame
    counts: pl.DataFrame
    coverage: pl.DataFrame
    entities: pl.DataFrame
    posts: pl.DataFrame
    mentions: pl.DataFrame
    relations: pl.DataFrame
    signals_before: pl.DataFrame = field(default_factory=lambda: empty(SIGNALS))
    calls_before: pl.DataFrame = field(default_factory=lambda: empty(SIGNALS))
    themes: pl.DataFrame = field(default_factory=lambda: empty(THEMES))
    graph: pl.DataFrame = field(default_factory=lambda: empty(GRAPH))
    scores: pl.DataFrame = field(default_factory=lambda: empty(CALL_SCORES))
    health: HealthInputs = field(default_factory=HealthInputs)
    talk: Talk = field(default_factory=Talk)
    facts: FactInputs = field(default_factory=FactInputs)
    trade: TradeInputs = field(default_factory=TradeInputs)
    factories: tuple[Factory, ...] = ()
    answers: pl.DataFrame = field(default_factory=lambda: empty(DEMAND_ANSWERS))
    disputes: tuple[Dispute, ...] = ()
    audience: str = "category"
    lang: str = "zh-CN"
    demo: bool = False
    lake_version: int | None = None
    method: Mapping[str, str | float | int] = field(default_factory=dict)
    zone: str = BUSINESS_ZONE

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise BadSettings(f"no report in {self.lang!r}", hint=f"Use one of {', '.join(LANGUAGES)}")
        if self.generated_at.tzinfo is None:
            raise BadSettings("generated_at has no time zone", hint="Pass an aware instant")
        declared = {
            "signals": SIGNALS,
            "signals_before": SIGNALS,
            "calls_before": SIGNALS,
            "counts": DAILY_COUNTS,
            "coverage": COVERAGE,
            "entities": ENTITY_MAP,
            "posts": QUOTABLE,
            "mentions": MENTIONS,
            "relations": RELATIONS,
            "themes": THEMES,
            "graph": GRAPH,
            "scores": CALL_SCORES,
            "answers": DEMAND_ANSWERS,
        }
        for name, schema in declared.items():
            object.__setattr__(self, name, conform(getattr(self, name), schema, name))
