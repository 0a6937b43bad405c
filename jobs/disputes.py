"""Disputes of companies: filed, decided, and what was written before brought into line with them."""

from getpass import getuser

from domain.dispute import Dispute, read_claim
from domain.errors import BadSettings
from domain.message import Message, plain_lines
from domain.weeks import Week
from jobs import picks, report
from jobs.home import Home, now
from jobs.periods import default_week
from jobs.summary import Summary
from store.deliveries import withdraw_waiting
from store.disputes import days_of_claims, decide_dispute, file_dispute, load_disputes, mark_applied
from store.findings import load_coverage
from store.runs import load_reports

_STATES = {"open": "待决", "kept": "维持原说法", "removed": "撤下"}


def file(home: Home, claim: str, by: str, why: str, came_by: str = "command") -> Summary:
    """File it and hide the claim at once, in what was written before too. Raises BadSettings."""
    if not by or not why:
        raise BadSettings("A dispute needs who files it and why", hint="Give --by NAME --why TEXT")
    summary = Summary("dispute")
    number, is_new = file_dispute(home.engine, Dispute(*read_claim(claim), by, why, came_by, now()))
    summary.written = int(is_new)
    summary.notes.append(f"异议 {number} " + ("已登记" if is_new else "此前已登记，仍待决"))
    _bring_into_line(home, summary)
    return summary


def decide(home: Home, number: int, *, keep: bool, by: str, why: str) -> Summary:
    """Show the claim again or leave it hidden for good, by a named person's word."""
    if not why:
        raise BadSettings("A decision needs its reason", hint="Give --why TEXT")
    summary = Summary("dispute")
    decided = decide_dispute(home.engine, number, "kept" if keep else "removed", by or getuser(), why, now())
    summary.written = 1
    summary.notes.append(line_of(decided))
    _bring_into_line(home, summary)
    return summary


def run(home: Home) -> Summary:
    """What came in through the forms, hidden in what was written before."""
    summary = Summary("dispute")
    _bring_into_line(home, summary)
    return summary


def line_of(one: Dispute) -> str:
    decided = f"；{one.decided_by}：{one.decided_why}" if one.decided_at else ""
    filed = f"{one.filed_by}（{one.filed_at:%Y-%m-%d}）：{one.why}"
    return f"{one.id}  {_STATES[one.state]}  {one.claim}  {filed}{decided}"


def _bring_into_line(home: Home, summary: Summary) -> None:
    """Reports and picks of the weeks whose posts make such a claim, and messages that wait.

    Killed anywhere, it is done again: a dispute is marked last.
    """
    new = load_disputes(home.engine, unapplied=True)
    if not new:
        return
    hiding = [one for one in new if one.hides]
    withdrawn = withdraw_waiting(
        home.engine, lambda message: any(_tells(message, one) for one in hiding), "异议未决，已撤下"
    )
    weeks = {str(Week.of(day)) for day in days_of_claims(home.lake, [_as_open(one) for one in new])}
    newest = default_week(load_coverage(home.lake), home.today())
    weeks |= {str(newest)} if newest else set()
    written = [one for one in load_reports(home.engine) if one.week in weeks]
    for one in sorted(written, key=lambda one: one.week):
        report.run(home, one.week, lang=one.lang, then=bool(one.summary.get("then")))
    for folder in sorted((home.root / "picks").glob("????-W??")):
        if folder.name in weeks:
            picks.run(home, folder.name)
    mark_applied(home.engine, new)
    summary.details |= {"reports": len(written), "withdrawn": withdrawn}


def _as_open(one: Dispute) -> Dispute:
    """What was kept is shown again, so its weeks are written again as well."""
    return Dispute(one.relation, one.subject, one.object, "", "", "", one.filed_at)


def _tells(message: Message, one: Dispute) -> bool:
    """Whether a message names all that is disputed."""
    words = "\n".join(plain_lines(message)).casefold()
    return all(name.casefold() in words for name in one.names)
