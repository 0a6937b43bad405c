"""Factory alerts of a week: decided, told once, and laid out as cards for whoever knows the factory."""

from pathlib import Path

from alerts.building import build_alerts
from alerts.contract import Alerting, AlertInputs
from alerts.profiles import FIELDS, read_profiles
from crawlers.plain_tables import read_table
from domain.alert import ANSWER_WORDS
from domain.errors import BadInput
from domain.weeks import Week
from jobs import cards, detect
from jobs.alert_inputs import gather_alerts
from jobs.alone import alone
from jobs.announce_alerts import announce_alerts
from jobs.home import Home, now
from jobs.periods import chosen_week, default_week
from jobs.summary import Summary
from store.alerts import AlertTold, load_alerts, load_factories, record_answer, save_factories, tell_alerts
from store.findings import load_coverage

REPLIES = ANSWER_WORDS | {"静音": "mute"}


@alone
def run(home: Home, week: str | None = None, *, dry_run: bool = False) -> Summary:
    """Decide the alerts of the week (default the newest complete one) and lay them in home/alerts/WEEK/.

    With `dry_run` nothing is written down and nothing counts as told.
    """
    summary = Summary("alerts")
    coverage = load_coverage(home.lake)
    chosen = chosen_week(week, coverage, home.today())
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
    # From the database, so that a kill after the telling loses no card and no message.
    of_week = load_alerts(home.engine, week=str(chosen))
    if of_week:
        factories = {factory.id: factory for factory in inputs.factories}
        pictures = cards.lay_out(home, str(chosen), of_week, factories, summary)
        if chosen == default_week(coverage, home.today()):
            summary.details["queued"] = announce_alerts(home, of_week, factories, pictures)
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
    for line, row in enumerate(read_table(path, cards.COLUMNS), 2):
        name, said = row.get(cards.ID, "").lstrip("'"), row.get(cards.REPLY, "")
        if not said:
            continue
        if said not in REPLIES:
            raise BadInput(f"{path}, 行 {line}: 回复 {said!r} 不认识", hint=f"写 {'、'.join(REPLIES)}")
        summary.read += 1
        summary.written += record_answer(home.engine, name, REPLIES[said], f"file:{path.name}", now())
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
