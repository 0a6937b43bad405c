"""Who hears of which demand: limits kept, a quota a demand, and whoever waited longest chooses first.

Nothing is left out in silence: every match that becomes no alert is held back with its reason.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from alerts.contract import HeldBack
from domain.alert import Demand, Factory, Match, SentBefore
from domain.weeks import Week

QUOTA = 12
REPEAT_DAYS = 28
# What has just been told to have cooled is not told to rise again at once.
COOLED_DAYS = 7
# A demand that has grown into a later stage may be told again before REPEAT_DAYS are over.
_STAGES = {"emerging": 1, "rising": 2, "surging": 3}
# Orders of magnitude of the field: small makers begin at 50 to 100 pieces, large ones at thousands.
SMALL_MOQ = 500


@dataclass(frozen=True, slots=True)
class Past:
    """What was sent before, as the limits see it."""

    last_sent: Mapping[str, datetime]
    today: Mapping[str, int]
    week: Mapping[str, int]
    told: Mapping[tuple[str, str], tuple[datetime, int]]
    cooled: Mapping[tuple[str, str], datetime]


def is_small(factory: Factory) -> bool:
    """By its own statement; one that states nothing is not taken for small."""
    return factory.moq_pieces is not None and factory.moq_pieces <= SMALL_MOQ


def past_of(sent: Iterable[SentBefore], now: datetime) -> Past:
    """Counts of the last day and the last seven days, whatever the calendar says."""
    last: dict[str, datetime] = {}
    today: dict[str, int] = defaultdict(int)
    week: dict[str, int] = defaultdict(int)
    told: dict[tuple[str, str], tuple[datetime, int]] = {}
    cooled: dict[tuple[str, str], datetime] = {}
    for one in sent:
        if one.sent_at > now:
            continue
        last[one.factory_id] = max(last.get(one.factory_id, one.sent_at), one.sent_at)
        today[one.factory_id] += one.sent_at > now - timedelta(days=1)
        week[one.factory_id] += one.sent_at > now - timedelta(days=7)
        place = (one.factory_id, one.entity)
        if one.kind == "rising" and (place not in told or told[place][0] < one.sent_at):
            told[place] = (one.sent_at, _STAGES.get(one.stage, 0))
        if one.kind == "cooled":
            cooled[place] = max(cooled.get(place, one.sent_at), one.sent_at)
    return Past(last, today, week, told, cooled)


def allot(
    matches: Sequence[Match],
    demands: Mapping[str, Demand],
    factories: Mapping[str, Factory],
    past: Past,
    now: datetime,
    *,
    quota: int = QUOTA,
) -> tuple[list[Match], list[HeldBack]]:
    """The matches to tell, and all others with the reason why not.

    In each round every factory that may still hear takes its best demand with quota left; the order is who
    waited longest, small before large, then by a hash that changes every week.
    """
    held: list[HeldBack] = []
    wishes: dict[str, list[Match]] = defaultdict(list)
    for one in sorted(matches, key=lambda match: (-match.score, match.signal_id, match.factory_id)):
        reason = _not_now(factories[one.factory_id], demands[one.signal_id], past, now)
        if reason:
            held.append(HeldBack(one.factory_id, one.signal_id, reason))
        else:
            wishes[one.factory_id].append(one)
    room = {name: _room(factories[name], past) for name in wishes}
    left = dict.fromkeys(demands, quota)
    chosen: list[Match] = []
    week = str(Week.of(now.date()))
    queue = sorted(wishes, key=lambda name: _turn(factories[name], past, week))
    while queue:
        again = []
        for name in queue:
            if room[name] <= 0:
                held += [HeldBack(name, one.signal_id, _full(factories[name], past)) for one in wishes[name]]
                continue
            taken = next((one for one in wishes[name] if left[one.signal_id] > 0), None)
            if taken is None:
                held += [HeldBack(name, one.signal_id, "名额已满") for one in wishes[name]]
                continue
            chosen.append(taken)
            wishes[name].remove(taken)
            left[taken.signal_id] -= 1
            room[name] -= 1
            if wishes[name]:
                again.append(name)
        queue = again
    return chosen, held


def _not_now(factory: Factory, demand: Demand, past: Past, now: datetime) -> str | None:
    if demand.open_claims:
        return f"有未决争议：{demand.open_claims}"
    if factory.muted_until is not None and now.date() <= factory.muted_until:
        return f"工厂要求静音至 {factory.muted_until}"
    cooled = past.cooled.get((factory.id, demand.entity))
    if cooled and now - cooled < timedelta(days=COOLED_DAYS):
        return f"{COOLED_DAYS} 天内刚告知已降温"
    told = past.told.get((factory.id, demand.entity))
    if told and now - told[0] < timedelta(days=REPEAT_DAYS) and _STAGES.get(demand.stage, 0) <= told[1]:
        return f"{REPEAT_DAYS} 天内已告知过"
    return None


def _room(factory: Factory, past: Past) -> int:
    """How many more it may hear of now: by day for who wants them at once, by week for a digest."""
    of_week = factory.per_week - past.week.get(factory.id, 0)
    return min(of_week, factory.per_day - past.today.get(factory.id, 0)) if factory.instant else of_week


def _full(factory: Factory, past: Past) -> str:
    if past.week.get(factory.id, 0) >= factory.per_week or not factory.instant:
        return f"已达每周 {factory.per_week} 条"
    return f"已达每天 {factory.per_day} 条"


def _turn(factory: Factory, past: Past, week: str) -> tuple[float, bool, str]:
    last = past.last_sent.get(factory.id)
    lot = sha256(f"{week}:{factory.id}".encode()).hexdigest()
    return (last.timestamp() if last else float("-inf"), not is_small(factory), lot)
