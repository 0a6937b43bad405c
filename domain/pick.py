"""One hot item for marketing: what to say, what not to say, by when, and on what evidence."""

from dataclasses import dataclass
from datetime import date

from domain.figures import Evidence, Figure

PRIORITIES = ("P0", "P1", "P2")
# What a person says became of a pick.
STATUSES = ("new", "taken", "launched", "dropped")
RESULTS = ("hit", "miss")


@dataclass(frozen=True, slots=True)
class RiskFlag:
    """A warning for a person to review, not legal advice: the words that raised it and a safer wording."""

    flag: str
    words: tuple[str, ...]
    posts: int
    safer: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of this week's posts and how many independent voices used them."""

    words: str
    voices: int


@dataclass(frozen=True, slots=True)
class Window:
    """Until when the item is likely to be talked of. `basis`: season, or none when nobody can say."""

    basis: str
    peak_day: date | None = None
    last_launch_day: date | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """An item to build a campaign on. `id` is week and entity; `figures` are all its numbers, with origins.

    `price_gap` is the middle price of the item by that of the brand it is compared with, on one unit; None
    where either is unknown. `past_hits` of `past_results` of this category's picks worked out.
    """

    id: str
    signal: str
    entity: str
    name: str
    category: str
    rank: int
    priority: str
    stage: str
    lift: float | None
    lift_low: float | None
    lift_high: float | None
    voices: int
    dupe_of: str
    hooks: tuple[Said, ...]
    selling_points: tuple[Said, ...]
    pain_points: tuple[Said, ...]
    price_low: float | None
    price_high: float | None
    price_unit: str
    price_gap: float | None
    window: Window
    makers: int
    channels: tuple[str, ...]
    risks: tuple[RiskFlag, ...]
    evidence: tuple[Evidence, ...]
    past_hits: int = 0
    past_results: int = 0
    owner: str = ""
    status: str = "new"
    result: str = ""
    figures: tuple[Figure, ...] = ()
