"""Is there still time? The last day to order and to begin a mould, from lead time and peak."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.alert import Demand, Factory

USUAL_LEAD_DAYS = 20
MOULD_DAYS = 15
FREIGHT_DAYS = 7
# Goods whose shape comes out of a mould: without a new one nothing new can be made.
MOULDED = ("注塑", "吹塑", "压铸", "硅胶成型", "EVA发泡", "冲压", "玻璃成型", "滚塑", "吸塑")


@dataclass(frozen=True, slots=True)
class Timing:
    """`order_by` and `mould_by` are None where no peak is known; `too_late`: order_by has passed."""

    order_by: date | None
    mould_by: date | None
    too_late: bool


def timing(demand: Demand, factory: Factory, today: date) -> Timing:
    """Goods must lie at the seller's FREIGHT_DAYS after they are made, by the peak at the latest."""
    if demand.peak_day is None:
        return Timing(None, None, too_late=False)
    lead = factory.lead_days or demand.usual_lead_days or USUAL_LEAD_DAYS
    order_by = demand.peak_day - timedelta(days=lead + FREIGHT_DAYS)
    is_moulded = any(process in MOULDED for process in demand.processes)
    mould_by = order_by - timedelta(days=MOULD_DAYS) if is_moulded else None
    return Timing(order_by, mould_by, too_late=today > order_by)
