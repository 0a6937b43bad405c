"""Posts and authors taken down everywhere in this home, and the counts mended.

The order makes a killed run one that is simply done again: tombstones first, so that nothing comes back
meanwhile; what is derived next; counts without the posts; the posts themselves last, since they say what else
there was to remove; then the disk, and the reports of their weeks once more.
"""

import getpass
from dataclasses import dataclass, replace

from crawlers.takedown import TakeDown
from domain.frames import POSTS
from domain.weeks import Week
from domain.withdrawal import Withdrawn
from jobs import picks, report
from jobs.alone import alone
from jobs.count import count_month
from jobs.home import Home, now
from jobs.summary import Summary
from jobs.wanted import Wanted, resolve
from store.delivered import cut_quotes
from store.forgetting import ORIGINS, Found, derived, fence, find, holds, remove
from store.purging import purge
from store.runs import load_reports, record_report
from store.scrubbing import scrub
from store.tombstones import bury

WITHDRAWN = "withdrawn"
PICKS = "picks"


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, why and by whom; `dry_run` only says what would go."""

    wanted: Wanted
    reason: str = ""
    by: str = ""
    dry_run: bool = False


def run(home: Home, order: Order) -> Summary:
    """Forget; what could not be done by itself (a workbook that holds a row) is a problem of the summary."""
    summary = Summary("forget")
    _remove(home, order, summary)
    if order.dry_run:
        summary.notes.append("只是预演，什么都没有删除")
    else:
        summary.details["reports"] = _write_reports_again(home)
    return summary


@alone
def _remove(home: Home, order: Order, summary: Summary) -> None:
    what, unknown = resolve(home, order.wanted)
    summary.problems += [f"没有帖子用这个地址：{url}（可用 --post 平台:编号）" for url in unknown]
    if not what.keys and not what.authors:
        return
    if not order.dry_run:
        at = now()
        by = order.by or getpass.getuser()
        bury(home.engine, home.lake, what, home.author_key, at=at, reason=order.reason, by=by)
        fence(home.lake, int(at.timestamp() * 1e6))
    found = find(home.lake, what)
    places = _beside_the_lake(home, found.what, summary, only_look=order.dry_run)
    if order.dry_run:
        rows = {table: sum(parts.values()) for table, parts in found.rows.items()}
        rows["reports"] = len(_reports_of(home, found))
    else:
        rows = _from_the_lake(home, found)
    summary.details |= {"posts": found.days["key"].n_unique(), "rows": rows | places}
    summary.written = sum((rows | places).values())
    summary.notes += [f"{place}: {n:,}" for place, n in sorted((rows | places).items()) if n]


def _from_the_lake(home: Home, found: Found) -> dict[str, int]:
    _take_reports(home, found)
    held = holds(found.what)
    rows = remove(home.lake, found, derived())
    labels, counted = home.lake.batches("labels"), home.lake.batches("coverage")
    for month in found.months:
        if month in counted:
            count_month(home, month, labels.get(month, 0), found.what.is_row(POSTS))
    for table in derived():
        purge(home.lake, table, held)
    rows |= remove(home.lake, found, ORIGINS)
    for table in ORIGINS:
        purge(home.lake, table, held)
    return rows


def _beside_the_lake(home: Home, what: Withdrawn, summary: Summary, *, only_look: bool) -> dict[str, int]:
    """Kept pages, spool, refused rows, filed exports and the database."""
    down = TakeDown(what, home.author_key, only_look)
    places = {
        "raw": down.raw_pages(home.raw),
        "spool": down.spooled(home.root / "spool"),
        "refused": down.refused(home.refused),
        "database": scrub(home.engine, what, only_look=only_look),
        "deliveries": cut_quotes(home.engine, _texts_of(home, what), only_look=only_look),
    }
    for folder in (home.inbox, home.inbox_done):
        places[folder.name], left = down.exports(folder)
        summary.problems += [f"{path}: 含有要撤下的行，无法单独剪去，请手工删除" for path in left]
    return places


def _texts_of(home: Home, what: Withdrawn) -> list[str]:
    """All that these posts ever said, while it is still there: messages quote it."""
    rows = home.lake.scan("posts").filter(what.is_row(POSTS)).select("title", "text").unique().collect()
    return [text for column in ("title", "text") for text in rows[column].drop_nulls()]


def _weeks(found: Found) -> set[str]:
    """Weeks whose report and picks may quote the posts: they tell of the posts of their days."""
    return {str(Week.of(day)) for day in found.days["day"].drop_nulls().unique()}


def _reports_of(home: Home, found: Found) -> list[str]:
    return sorted({one.week for one in load_reports(home.engine)} & _weeks(found))


def _take_reports(home: Home, found: Found) -> None:
    """Away with them now, while the posts still say which; they are marked to be written again."""
    weeks = _reports_of(home, found)
    for one in load_reports(home.engine):
        if one.week in weeks:
            record_report(home.engine, replace(one, summary=dict(one.summary) | {WITHDRAWN: True}))
            for file in one.files.values():
                (home.reports / file).unlink(missing_ok=True)
    for week in _weeks(found):
        for file in (home.root / PICKS / week).glob("*"):
            file.unlink()


def _write_reports_again(home: Home) -> int:
    waiting = [one for one in load_reports(home.engine) if one.summary.get(WITHDRAWN)]
    for one in sorted(waiting, key=lambda one: one.week):
        report.run(home, one.week, lang=one.lang, then=bool(one.summary.get("then")))
    for folder in (home.root / PICKS).glob("????-W??"):
        if not any(folder.iterdir()):
            picks.run(home, folder.name)
    return len(waiting)
