"""The weekly report as plain values, ready to be written as a page, as Markdown or as a workbook.

Renderers read nothing but this. Every number is a `Figure` that names where it comes from: a signal id
`entity@platform@as_of`, or a count such as `coverage@2026-W46`; `Report.origins` has the posts behind each.
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.block import Block
from domain.collecting import SourceDays
from domain.figures import CurvePoint, Evidence, Figure, Sentence
from domain.weeks import BUSINESS_ZONE, Week


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Prices people named for an item, on one unit; `low` and `high` are the 10 % and 90 % claims."""

    median: Figure
    low: Figure
    high: Figure
    claims: Figure
    unit: str


@dataclass(frozen=True, slots=True)
class PlatformShare:
    platform: str
    share: Figure


@dataclass(frozen=True, slots=True)
class Mood:
    """Share of friendly and of unfriendly posts among this week's that name nothing else of its kind."""

    positive: Figure
    negative: Figure
    posts: Figure


@dataclass(frozen=True, slots=True)
class Item:
    """One entity of the lists. `tier`: rising, watch or seasonal; `stage`: of domain.signal.STAGES or few,
    which is above expectation on too few voices for a stage.
    """

    signal: str
    anchor: str
    entity: str
    name: str
    kind: str
    category: str
    tier: str
    stage: str
    pattern: str
    rank: int
    voices: Figure
    posts: Figure
    expected: Figure
    lift: Figure
    lift_low: Figure
    lift_high: Figure
    q_value: Figure
    platforms: tuple[PlatformShare, ...]
    mood: Mood | None
    price: PriceBand | None
    curve: tuple[CurvePoint, ...]
    why: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Unlisted:
    """An entity left out on purpose. `reason`: flood, flash or coverage."""

    signal: str
    name: str
    kind: str
    reason: str
    posts: Figure
    voices: Figure
    note: Sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One entity against last week's list. `status`: new, up, same, down (of its voices) or gone.

    A rank None = not listed then; `voices_before` is told also of what was not listed, where it is known.
    """

    signal: str
    name: str
    kind: str
    status: str
    rank: Figure
    rank_before: Figure
    voices: Figure
    voices_before: Figure


@dataclass(frozen=True, slots=True)
class Revision:
    """A number of last week that is another one today. `reason`: late (补采) or reread (重新识别)."""

    signal: str
    name: str
    kind: str
    told: Figure
    now: Figure
    late: Figure
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What posts say of a brand and a dupe, a factory or a belt; never more than a saying."""

    relation: str
    left: str
    right: str
    authors: Figure
    claimed: Figure
    denied: Figure
    asked: Figure
    sellers: Figure
    evidence: tuple[Evidence, ...]
    # how well it stands over all kept posts (domain/graph.py); "" and null: not in the graph
    status: str = ""
    first_seen: date | None = None
    last_seen: date | None = None


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme is known to people by its `words`, of which `unlisted` are explained by no lexicon entry."""

    theme: str
    words: tuple[str, ...]
    unlisted: tuple[str, ...]
    posts: Figure
    posts_before: Figure
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call of last week and what became of it. `verdict`: still, eased, faded or unknown."""

    signal: str
    name: str
    kind: str
    stage_told: str
    lift_told: Figure
    voices_told: Figure
    voices: Figure
    lift: Figure
    verdict: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """Calls of the past by what became of them. `key`: a stage or a category; empty = all, or unknown."""

    key: str
    calls: Figure
    hit: Figure
    short: Figure
    flash: Figure
    abstained: Figure
    miss: Figure
    hit_rate: Figure
    lead_weeks: Figure


@dataclass(frozen=True, slots=True)
class Record:
    """The track record of calls whose four weeks are over; without any `whole` is None.

    `first`: of those that had not been called in the four weeks before.
    """

    since: date | None
    until: date | None
    whole: RecordLine | None
    first: RecordLine | None
    by_stage: tuple[RecordLine, ...]
    by_category: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True)
class PlatformHealth:
    """`missing` are this week's days without any crawl; `state`: fresh, gaps or silent."""

    platform: str
    posts: Figure
    days_seen: Figure
    missing: tuple[date, ...]
    last_day: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Origin:
    """On what basis this week's posts of one provider are here; `state` is held, expired or waiting."""

    basis: str
    provider: str
    audiences: tuple[str, ...]
    expires_on: date | None
    posts: Figure
    state: str


@dataclass(frozen=True, slots=True)
class Health:
    """`flags` say which sources are stale and which captures were planned and not made."""

    line: Sentence
    platforms: tuple[PlatformHealth, ...]
    weekly: tuple[tuple[str, str, int], ...]
    refused: tuple[tuple[str, Figure], ...]
    runs: tuple[tuple[str, str, Figure], ...]
    origins: tuple[Origin, ...] = ()
    flags: tuple[Sentence, ...] = ()
    sources: tuple[SourceDays, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One condition of the minimum-data gate: what there is and what it takes."""

    what: str
    have: Figure
    need: float

    @property
    def met(self) -> bool:
        return (self.have.value or 0) >= self.need


def is_week_zero(needs: tuple[Need, ...]) -> bool:
    """Whether there are posts and what is missing is history: the report then tells how things stand."""
    by_name = {need.what: need for need in needs}
    posts, history = by_name.get("posts"), by_name.get("history")
    return bool(posts and posts.have.value and history and not history.met)


@dataclass(frozen=True, slots=True)
class Report:
    """One week for one audience. With a `Need` that is not met there is no rising list."""

    week: Week
    audience: str
    lang: str
    demo: bool
    generated_at: datetime
    lake_version: int | None
    health: Health
    needs: tuple[Need, ...]
    summary: tuple[Sentence, ...]
    compared_with: str
    changes: tuple[Change, ...]
    revisions: tuple[Revision, ...]
    items: tuple[Item, ...]
    seasonal: tuple[Item, ...]
    unlisted: tuple[Unlisted, ...]
    claims: tuple[Claim, ...]
    themes: tuple[ThemeLine, ...]
    past_calls: tuple[PastCall, ...]
    record: Record
    sections: tuple[Block, ...]
    method: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    origins: tuple[tuple[str, tuple[str, ...]], ...]
    zone: str = BUSINESS_ZONE
    disputed: Figure | None = None

    @property
    def enough(self) -> bool:
        return all(need.met for need in self.needs)

    @property
    def week_zero(self) -> bool:
        return is_week_zero(self.needs)

    @property
    def title(self) -> str:
        """The key of its title in the words of the report."""
        return "title.zero" if self.week_zero else "title"

    @property
    def gate(self) -> str:
        """The key of what is said where the minimum-data gate is not met; `.note` says what that means."""
        return "gate.zero" if self.week_zero else "gate"

    @property
    def id(self) -> str:
        return f"weekly:{self.audience}:{self.week}:v{self.lake_version or 0}:{self.lang}"
