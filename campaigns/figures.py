"""Every number a pick says, with where it comes from: a signal, a count of voices, claims, past results."""

from collections.abc import Iterator
from datetime import date

from domain.figures import Figure
from domain.pick import Pick


def pick_figures(pick: Pick) -> tuple[Figure, ...]:
    """`of` a signal id, or `said:`, `risk:`, `claims:`, `season:`, `picks:` of the item; days as 20261201."""
    return tuple(_all(pick))


def _all(pick: Pick) -> Iterator[Figure]:
    of, week = pick.signal, pick.id.partition(":")[0]
    for name in ("lift", "lift_low", "lift_high"):
        yield Figure(getattr(pick, name), of, name, "ratio")
    yield Figure(pick.voices, of, "voices")
    for name in ("price_low", "price_high"):
        if getattr(pick, name) is not None:
            yield Figure(getattr(pick, name), of, name, "money")
    if pick.price_gap is not None:
        yield Figure(pick.price_gap, f"{of}/{pick.dupe_of}", "price_gap", "share")
    for name in ("hooks", "selling_points", "pain_points"):
        for said in getattr(pick, name):
            yield Figure(said.voices, f"said:{pick.entity}@{week}", f"{name}:{said.words}")
    for risk in pick.risks:
        yield Figure(risk.posts, f"risk:{pick.entity}@{week}", risk.flag)
    yield Figure(pick.makers, f"claims:{pick.name}@{week}", "makers")
    for name in ("peak_day", "last_launch_day"):
        day = getattr(pick.window, name)
        if day is not None:
            yield Figure(_number(day), f"season:{pick.entity}@{pick.window.peak_day}", name, "day")
    yield Figure(pick.past_hits, f"picks:{pick.category}", "past_hits")
    yield Figure(pick.past_results, f"picks:{pick.category}", "past_results")
    for post in pick.evidence:
        if post.day is not None:
            yield Figure(_number(post.day), post.key, "day", "day")


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
