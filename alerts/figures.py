"""Every number an alert says, with where it comes from: its signal, the claims behind a price, a profile."""

from collections.abc import Iterator
from datetime import date

from alerts.timing import Timing
from domain.alert import Demand, Factory
from domain.figures import Figure


def rising_figures(
    demand: Demand, factory: Factory, ex_factory: tuple[float, float] | None, timing: Timing
) -> tuple[Figure, ...]:
    """Those of the body of a rising alert, `of` a signal id, a profile (`factory:f1`) or a season."""
    return tuple(_all(demand, factory, ex_factory, timing))


def _all(
    demand: Demand, factory: Factory, band: tuple[float, float] | None, timing: Timing
) -> Iterator[Figure]:
    of = demand.signal_id
    yield Figure(demand.lift, of, "lift", "ratio")
    yield Figure(demand.lift_low, of, "lift_low", "ratio")
    yield Figure(demand.lift_high, of, "lift_high", "ratio")
    for name, value in (("price_low", demand.price_low), ("price_high", demand.price_high)):
        if value is not None:
            yield Figure(value, of, name, "money")
    for name, value in zip(("ex_factory_low", "ex_factory_high"), band or (), strict=False):
        yield Figure(value, f"margins:{demand.category}@{of}", name, "money")
    for name in ("moq_pieces", "lead_days"):
        stated = getattr(factory, name)
        if stated is not None:
            yield Figure(stated, f"factory:{factory.id}", name)
    for name, day in (("order_by", timing.order_by), ("mould_by", timing.mould_by)):
        if day is not None:
            yield Figure(_number(day), f"season:{demand.entity}@{demand.peak_day}", name, "day")


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
