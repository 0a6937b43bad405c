"""Why an alert was sent or was not, and silences, by the names that people use."""

from getpass import getuser

from alerts.matching import why_not
from domain.alert import Silence
from domain.errors import BadSettings
from jobs.alert_inputs import gather_alerts
from jobs.home import Home, now
from jobs.periods import default_week, read_day
from jobs.summary import Summary
from nlp.categories import CATEGORIES
from store.alert_why import Why, named, why
from store.alerts import load_factories
from store.findings import load_coverage
from store.silences import save_silence

_STATES = {
    "waiting": "等待",
    "sending": "发送中",
    "sent": "已送达",
    "dead": "未送达",
    "bundled": "已并入汇总",
}


def explain(home: Home, text: str) -> tuple[Why, list[str]]:
    """What is known of a factory or an item, and the same in lines for people. Raises BadSettings."""
    found = named(home.engine, text)
    if found is None:
        raise BadSettings(
            f"Nobody was told of {text!r}, and no factory has that name",
            hint="Give a factory (id or name) or an item (name, entity or signal id)",
        )
    told = why(home.engine, *found, home.today())
    lines = [f"静默至 {one.until}：{one.why or '未写原因'}（{one.by}）" for one in told.silences]
    for one in told.sent:
        because = f"对上 {'、'.join(one.why_you)}" if one.why_you else "此前提醒过，现已降温"
        states = "、".join(f"{name} {_STATES.get(state, state)}" for name, state in one.deliveries.items())
        said = "、".join(answer for answer, _, _ in one.answers)
        lines.append(
            f"{one.week} 发 {one.factory} ← {one.signal_id}：{because}；{states or '放在待转发清单'}"
            + (f"；答复 {said}" if said else "")
        )
    lines += [f"未发 {one.factory} ← {one.signal_id}：{one.reason}" for one in told.not_sent]
    return told, lines + _never_matched(home, told)


def _never_matched(home: Home, told: Why) -> list[str]:
    """This week's demands that did not even fit the factory, or factories that the item does not fit."""
    week = default_week(load_coverage(home.lake), home.today())
    if week is None:
        return []
    inputs = gather_alerts(home, week)
    lines = []
    for demand in inputs.demands:
        for factory in inputs.factories:
            about = factory.id if told.kind == "factory" else demand.entity
            reason = why_not(demand, factory) if about == told.about else None
            if reason:
                lines.append(f"不匹配 {factory.name} ← {demand.signal_id}：{reason}")
    return lines


def silence(home: Home, text: str, until: str, reason: str, by: str = "") -> Summary:
    """Keep alerts to that factory, of that item or of that category silent up to and with a day."""
    summary = Summary("alerts")
    day = read_day(until)
    if day < home.today():
        raise BadSettings(f"{day} is over", hint="Give the last day of the silence")
    kind, value = named(home.engine, text) or _category(home, text)
    saved = save_silence(home.engine, Silence(kind, value, day, reason, by or getuser()), now())
    summary.written = 1
    summary.details = {"id": saved.id, "kind": kind, "value": value, "until": str(day)}
    summary.notes.append(f"静默 {value} 至 {day}")
    return summary


def _category(home: Home, text: str) -> tuple[str, str]:
    known = {category for factory in load_factories(home.engine) for category in factory.categories}
    known |= set(CATEGORIES)
    if text not in known:
        raise BadSettings(
            f"{text!r} is no factory, item or category known here",
            hint=f"Categories: {'、'.join(sorted(known))}",
        )
    return "category", text
