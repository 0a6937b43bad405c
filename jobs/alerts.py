"""Factory alerts of a week: decided, told once, and laid out as cards for whoever knows the factory."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alerts.building import build_alerts
from alerts.contract import Alerting, AlertInputs
from alerts.profiles import FIELDS, read_profiles
from crawlers.plain_tables import read_table
from domain.alert import Factory
from domain.errors import BadInput
from domain.spreadsheets import guard
from domain.weeks import Week
from jobs import detect
from jobs.alert_inputs import gather_alerts
from jobs.alone import alone
from jobs.home import Home, now
from jobs.periods import chosen_week
from jobs.summary import Summary
from store.alerts import AlertTold, load_alerts, load_factories, record_answer, save_factories, tell_alerts
from store.findings import load_coverage

ANSWER_WORDS = {
    "能做": "can_make", "不相关": "not_relevant", "要样": "sample", "已打样": "sampled", "已成交": "ordered",
    "静音30天": "mute", "静音": "mute",
}  # fmt: skip
LIST = "待转发.csv"
COLUMNS = ("编号", "工厂", "联系渠道", "标题", "正文", "为什么是您", "信号", "回复")


@alone
def run(home: Home, week: str | None = None, *, dry_run: bool = False) -> Summary:
    """Decide the alerts of the week (default the newest complete one) and lay them in home/alerts/WEEK/.

    With `dry_run` nothing is written down and nothing counts as told.
    """
    summary = Summary("alerts")
    chosen = chosen_week(week, load_coverage(home.lake), home.today())
    if not load_factories(home.engine):
        summary.notes.append("还没有工厂档案。导入：pingti factories FILE（CSV 或 XLSX）")
        return summary
    if chosen is None:
        summary.notes.append("没有带日期的帖子，无从提醒。先导入：pingti import FILE…")
        return summary
    for as_of in (chosen.back(1).last_day, chosen.last_day):
        detect.ensure(home, as_of)
    inputs = gather_alerts(home, chosen)
    decided = build_alerts(inputs)
    summary.read, summary.written = len(inputs.demands), len(decided.alerts)
    summary.details = {
        "week": str(chosen),
        "demands": len(inputs.demands),
        "factories": len(inputs.factories),
        "alerts": len(decided.alerts),
        "held_back": len(decided.held_back),
    }
    if dry_run:
        summary.details["would_send"] = [
            {"factory": alert.factory_id, "title": alert.title, "body": alert.body}
            for alert in decided.alerts
        ]
        return summary
    told = tell_alerts(home.engine, str(chosen), _told(inputs, decided), _held(decided))
    if not told:
        summary.notes.append("没有新的提醒")
    listed = home.root / "alerts" / str(chosen) / LIST
    # From the database, so that a kill after the telling loses no card, and a later run adds to the list.
    of_week = load_alerts(home.engine, str(chosen))
    if of_week and (told or not listed.is_file()):
        _lay_out(listed, inputs.factories, of_week)
        summary.details["files"] = [str(listed)]
        summary.notes += summary.details["files"]
    return summary


def take_factories(home: Home, path: Path) -> Summary:
    """Profiles of a table; a factory given again is put in the place of the one before."""
    summary = Summary("factories")
    found = read_profiles(read_table(path, tuple(FIELDS)))
    new, changed = save_factories(home.engine, found.factories, now())
    summary.read = len(found.factories) + len(found.refused)
    summary.written, summary.refused = new + changed, len(found.refused)
    summary.details = {"new": new, "changed": changed, "refused": [list(row) for row in found.refused]}
    summary.notes += [f"行 {line}: {reason}" for line, reason in found.refused]
    return summary


def take_answers(home: Home, path: Path) -> Summary:
    """What factories answered, from the list of 待转发 with its last column filled in."""
    summary = Summary("alerts")
    for line, row in enumerate(read_table(path, COLUMNS), 2):
        name, said = row.get("编号", "").lstrip("'"), row.get("回复", "")
        if not said:
            continue
        if said not in ANSWER_WORDS:
            raise BadInput(f"{path}, 行 {line}: 回复 {said!r} 不认识", hint=f"写 {'、'.join(ANSWER_WORDS)}")
        summary.read += 1
        summary.written += record_answer(home.engine, name, ANSWER_WORDS[said], f"file:{path.name}", now())
    return summary


def _told(inputs: AlertInputs, decided: Alerting) -> list[AlertTold]:
    demands = {one.signal_id: one for one in (*inputs.demands, *inputs.cooled)}
    return [
        AlertTold(
            alert,
            str(Week.of(alert.as_of)),
            demands[alert.signal_id].category,
            demands[alert.signal_id].stage,
            inputs.now,
        )
        for alert in decided.alerts
    ]


def _held(decided: Alerting) -> list[tuple[str, str, str]]:
    return [(one.factory_id, one.signal_id, one.reason) for one in decided.held_back]


def _lay_out(listed: Path, factories: Sequence[Factory], alerts: Sequence[dict[str, Any]]) -> None:
    """All alerts of the week: one text a factory, ready to be forwarded, and the list for the answers.

    Robots only reach a company's own groups; a person who knows the factory passes these on.
    """
    listed.parent.mkdir(parents=True, exist_ok=True)
    by_id = {factory.id: factory for factory in factories}
    cards: dict[str, list[str]] = {}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for alert in alerts:
        name = alert["factory_id"]
        cards.setdefault(name, []).append(f"{alert['title']}\n{alert['body']}")
        factory = by_id.get(name)
        writer.writerow(
            guard(cell)
            for cell in (
                alert["fingerprint"],
                factory.name if factory else name,
                (factory.channel if factory else None) or "",
                alert["title"],
                alert["body"],
                "、".join(alert["why_you"]),
                alert["signal_id"],
                "",
            )
        )
    for name, texts in cards.items():
        path = listed.with_name(f"{_file_name(name)}.txt")
        path.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    beside = listed.with_name(f".{listed.name}.part")
    beside.write_bytes(out.getvalue().encode("utf-8-sig"))
    beside.replace(listed)  # last and whole: where it is, the cards are


def _file_name(factory_id: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in factory_id)[:60]
