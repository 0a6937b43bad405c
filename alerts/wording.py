"""The words of an alert, for a phone: a title of 20 characters, five short lines, no promise."""

from datetime import date

from alerts.timing import Timing
from domain.alert import Demand
from domain.platforms import platform_name

TITLE_LENGTH = 20
COMPLAINTS_SHOWN = 2
_FOOT = "非订单承诺 · 请回：能做/不相关/要样/静音30天"


def title_of(kind: str, name: str) -> str:
    lead = "【需求上升】" if kind == "rising" else "【已降温】"
    room = TITLE_LENGTH - len(lead)
    return lead + (name if len(name) <= room else name[: room - 1] + "…")


def rising_body(
    demand: Demand, why_you: tuple[str, ...], ex_factory: tuple[float, float] | None, timing: Timing
) -> str:
    """One number with its interval, why you, prices, what buyers complain of, until when."""
    where = f"，{platform_name(demand.platform, 'zh-CN')}为主" if demand.platform else ""
    lines = [
        f"本周讨论是平时的{demand.lift:.1f}倍（区间{demand.lift_low:.1f}–{demand.lift_high:.1f}）{where}",
        f"对上您的：{'、'.join(why_you)}",
    ]
    market = _market(demand, ex_factory)
    if market:
        lines.append(market)
    if timing.order_by is not None:
        mould = f"，开模最晚{_day(timing.mould_by)}" if timing.mould_by else ""
        lines.append(f"赶旺季下单最晚{_day(timing.order_by)}{mould}")
    return "\n".join([*lines, _FOOT])


def cooled_body(demand: Demand) -> str:
    """Told once, so that nobody makes too many."""
    told = f"此前提醒过的「{demand.name}」讨论已回落到平时水平。"
    return f"{told}\n备货请谨慎，以您手上的订单为准。\n不想再收：静音30天"


def _market(demand: Demand, ex_factory: tuple[float, float] | None) -> str:
    parts = []
    if demand.price_low is not None and demand.price_high is not None:
        retail = _band(demand.price_low, demand.price_high)
        parts.append(f"市面{retail}元" + (f"，倒推出厂{_band(*ex_factory)}元" if ex_factory else ""))
    if demand.complaints:
        parts.append("买家嫌" + "".join(f"「{word}」" for word in demand.complaints[:COMPLAINTS_SHOWN]))
    return "；".join(parts)


def _band(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""
