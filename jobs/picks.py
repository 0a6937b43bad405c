"""The pick list of a week: built, kept with what people made of it, and written as workbook and CSV."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from campaigns.announcing import pick_message
from campaigns.picking import build_picks
from campaigns.sheets import read_results, write_csv, write_workbook
from campaigns.table import GIVEN_BACK
from crawlers.plain_tables import read_table
from domain.errors import BadSettings
from domain.message import File
from domain.pick import Pick
from domain.weeks import Week
from jobs import detect
from jobs.alone import alone
from jobs.answer_links import evidence_link
from jobs.home import Home, now
from jobs.periods import chosen_week, default_week
from jobs.pick_inputs import AUDIENCE, gather_picks
from jobs.report_inputs import made_from
from jobs.routing import queue_for_subscribers
from jobs.summary import Summary
from store.findings import load_coverage
from store.picks import PickKept, load_picks, record_decision, save_picks

# Raise when the same findings make other picks.
RULES_VERSION = 2
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
PROOFS = 3
_PICK = TypeAdapter(Pick)


@alone
def run(home: Home, week: str | None = None, *, out: Path | None = None) -> Summary:
    """Build the picks of the week (default the newest complete one) and write home/picks/WEEK/.

    `out` (.xlsx, .csv or .json) gets a copy. Nothing is built again while what it is built from stands.
    """
    write = _writer(out) if out else None
    summary = Summary("picks")
    coverage = load_coverage(home.lake)
    chosen = chosen_week(week, coverage, home.today())
    if chosen is None:
        summary.notes.append("没有带日期的帖子，选不出品。先导入：pingti import FILE…")
        return summary
    for as_of in (chosen.back(1).last_day, chosen.last_day):
        detect.ensure(home, as_of)
    source = (
        f"{RULES_VERSION}:{home.settings.launch_lead_days}:{made_from(home, chosen, 'zh-CN', then=False)}"
    )
    kept = {pick.entity: pick for pick in load_picks(home.engine, str(chosen))}
    folder = home.root / "picks" / str(chosen)
    files = [folder / "picks.xlsx", folder / "picks.csv"]
    standing = all(pick.made_from == source for pick in kept.values()) and bool(kept)
    decided = max((pick.decided_at for pick in kept.values() if pick.decided_at), default=None)
    stale = decided and files[0].is_file() and files[0].stat().st_mtime < decided.timestamp()
    if standing and not stale and not out and all(file.is_file() for file in files):
        summary.notes.append("没有变化，沿用已有的选品清单")
    else:
        picks = _with_decisions(build_picks(gather_picks(home, chosen)), kept)
        summary.read, summary.written = len(picks), len(picks)
        save_picks(home.engine, str(chosen), [_kept(pick, chosen, source) for pick in picks])
        folder.mkdir(parents=True, exist_ok=True)
        _put(files[0], write_workbook(picks, chosen, demo=home.settings.demo))
        _put(files[1], write_csv(picks))
        if out and write:
            _put(out, write(picks, chosen, home.settings.demo))
            files = [*files, out]
    queued = _announce(home, chosen) if chosen == default_week(coverage, home.today()) else 0
    summary.details = {
        "queued": queued,
        "week": str(chosen),
        "picks": len(kept) or summary.written,
        "files": [str(f) for f in files],
    }
    summary.notes += summary.details["files"]
    return summary


def _announce(home: Home, week: Week) -> int:
    """Queue what subscribers have not got; from the database, so that a kill before it is made up for."""
    if not any(one.what == "picks" for one in home.settings.subscriptions):
        return 0
    files = tuple(
        File(f"pingti-picks-{week}.{form}", f"picks/{week}/picks.{form}", media_type)
        for form, media_type in MEDIA_TYPES.items()
    )
    messages = []
    for kept in load_picks(home.engine, str(week)):
        pick = _PICK.validate_python(kept.body)
        links = [evidence_link(home, post.key, AUDIENCE) for post in pick.evidence[:PROOFS]]
        messages.append(pick_message(pick, kept.made_at, files, [link for link in links if link]))
    return queue_for_subscribers(home, [message for message in messages if message is not None])


def take_results(home: Home, path: Path) -> Summary:
    """Owner, status and result of each pick, as people filled them into the list they were given."""
    summary = Summary("picks")
    unknown = []
    for name, owner, status, result in read_results(read_table(path, GIVEN_BACK)):
        summary.read += 1
        if record_decision(home.engine, name, owner, status, result, now()):
            summary.written += 1
        else:
            unknown.append(name)
    summary.refused = len(unknown)
    if unknown:
        summary.problems.append(f"没有这些编号的选品: {'、'.join(unknown[:5])}")
    return summary


def _writer(out: Path) -> Callable[[Sequence[Pick], Week, bool], bytes]:
    writers: dict[str, Callable[[Sequence[Pick], Week, bool], bytes]] = {
        ".xlsx": lambda picks, week, demo: write_workbook(picks, week, demo=demo),
        ".csv": lambda picks, week, demo: write_csv(picks),
        ".json": lambda picks, week, demo: _json([asdict(pick) for pick in picks]).encode(),
    }
    try:
        return writers[out.suffix.lower()]
    except KeyError:
        raise BadSettings(
            f"{out.name} is no form we write", hint=f"Name a file ending in {', '.join(writers)}"
        ) from None


def _with_decisions(picks: Sequence[Pick], kept: dict[str, PickKept]) -> list[Pick]:
    return [
        replace(pick, owner=known.owner, status=known.status, result=known.result)
        if (known := kept.get(pick.entity))
        else pick
        for pick in picks
    ]


def _kept(pick: Pick, week: Week, source: str) -> PickKept:
    return PickKept(
        id=pick.id,
        week=str(week),
        entity=pick.entity,
        category=pick.category,
        rank=pick.rank,
        priority=pick.priority,
        made_at=now(),
        made_from=source,
        body=json.loads(_json(asdict(pick))),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _put(path: Path, body: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(body)
    beside.replace(path)
