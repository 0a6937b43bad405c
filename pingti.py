"""The command line: one command a job, and the stateless tools. What they do lives in jobs/.

Imports stay inside the commands, so that `pingti --help` does not load the whole house.
Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 done in part.
"""

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from domain.errors import BadFrame, BadInput, BadSettings, PingtiError

if TYPE_CHECKING:
    from jobs.home import Home
    from jobs.summary import Summary

app = typer.Typer(
    help="平替 pingti: demand signals from public talk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
err = Console(stderr=True, highlight=False, soft_wrap=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Week = Annotated[
    str | None, typer.Option("--week", help="ISO week, 2026-W46; default the newest complete one.")
]


class Scope:
    """Where the home is; set by the global option."""

    home = Path("home")


def print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        sys.stdout.write(f"pingti {version('pingti')}\n")
        raise typer.Exit


@app.callback()
def scope(
    home: Annotated[Path, typer.Option("--home", envvar="PINGTI_HOME", help="The home folder.")] = Path(
        "home"
    ),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("httpx", "alembic", "apscheduler", "uvicorn.access", "BERTopic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    Scope.home = home


@contextmanager
def the_home() -> Iterator["Home"]:
    from jobs.home import opened_home

    with opened_home(Scope.home) as home:
        yield home


def describe(summary: "Summary") -> None:
    """One line a job on stderr, then its notes and problems."""
    refused = f" · 拒收 {summary.refused:,}" if summary.refused else ""
    rows = f"读入 {summary.read:,} · 写出 {summary.written:,}{refused} · {summary.seconds:.1f} s"
    err.print(f"[bold]{summary.job:<9}[/] {rows}")
    for note in summary.notes:
        err.print(f"          {note}", markup=False)
    for problem in summary.problems:
        err.print(f"          ! {problem}", markup=False, style="yellow")


def finish(summaries: Iterable["Summary"], as_json: bool, *, told: bool = False) -> None:
    """Print what was done and leave with the exit code that says so."""
    done = list(summaries)
    if not told:
        for summary in done:
            describe(summary)
    if as_json:
        show([summary.as_dict() for summary in done])
    if any(summary.problems or summary.refused for summary in done):
        raise typer.Exit(1 if all(summary.failed for summary in done) else 3)


def point_to(summaries: Iterable["Summary"]) -> None:
    """The report's place, last, on a line of its own."""
    for summary in summaries:
        for name in summary.details.get("files", ()) if summary.job == "report" else ():
            if name.endswith(".html"):
                err.print(f"\n周报 {summary.details['week']}: {name}", markup=False, style="bold")


def serve_home(home: "Home", port: int | None) -> None:
    from jobs.serving import serve as serve_until_interrupted
    from scheduler import running_scheduler

    serve_until_interrupted(home, port, beside=running_scheduler(home.root, home.settings.zone))


def show(value: Any) -> None:
    body = value if isinstance(value, dict) else {"jobs": value}
    sys.stdout.write(json.dumps(body, ensure_ascii=False, default=str) + "\n")


@app.command()
def init(as_json: JsonFlag = False) -> None:
    """Make a home: settings with comments, empty lake and database."""
    from jobs.home import create_home

    create_home(Scope.home)
    err.print(f"Home made in {Scope.home}. Next: pingti import FILE…, then pingti run", markup=False)
    if as_json:
        show({"home": str(Scope.home)})


@app.command(name="import")
def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, folders, archives (.gz .zst .zip).", readable=False)
    ],
    format_name: Annotated[
        str | None, typer.Option("--format", help="Name of the importer; default by content.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="TOML or JSON: which column of a table is what.")
    ] = None,
    basis: Annotated[str | None, typer.Option(help="own, licensed, public or research.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the mapping and five rows; write nothing.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Exports into posts; the format is found by content."""
    from jobs import importing
    from jobs.timing import timed

    if dry_run:
        looks = importing.look(paths, format_name, mapping)
        show({"files": looks}) if as_json else importing.print_looks(looks, err)
        raise typer.Exit(3 if any(seen["problem"] or seen["refused"] for seen in looks) else 0)
    with the_home() as home:
        finish(
            [
                timed(
                    lambda: importing.run(home, paths, format_name=format_name, mapping=mapping, basis=basis)
                )
            ],
            as_json,
        )


@app.command()
def crawl(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Source ids; default those that are due.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Fetch the due sources, or those named."""
    from jobs import crawl as job
    from jobs.timing import timed

    with the_home() as home:
        finish([timed(lambda: job.run(home, sources))], as_json)


@app.command()
def annotate(
    everything: Annotated[bool, typer.Option("--all", help="Annotate all posts again.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Mentions, relations and labels for what is new."""
    from jobs import annotate as job
    from jobs.progress import Progress
    from jobs.timing import timed

    with the_home() as home:
        finish([timed(lambda: job.run(home, everything=everything, progress=Progress()))], as_json)


@app.command()
def signals(
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day to judge, 2026-11-15.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Daily counts and signals."""
    from jobs import count, detect
    from jobs.periods import read_day
    from jobs.timing import timed

    day = read_day(as_of) if as_of else None
    with the_home() as home:
        finish([timed(lambda: count.run(home)), timed(lambda: detect.run(home, day))], as_json)


@app.command()
def themes(week: Week = None, as_json: JsonFlag = False) -> None:
    """Themes of a week (BERTopic), with ids that stay the same from week to week."""
    from jobs import themes as job
    from jobs.timing import timed

    with the_home() as home:
        finish([timed(lambda: job.run(home, week))], as_json)


@app.command()
def report(
    week: Week = None,
    out: Annotated[Path | None, typer.Option("--out", help="Also copy the files into this folder.")] = None,
    formats: Annotated[str, typer.Option("--format", help="html,md,xlsx")] = "html,md,xlsx",
    lang: Annotated[
        str | None, typer.Option("--lang", help="zh-CN or en; default as in the settings.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """The weekly report for category teams."""
    from jobs import report as job
    from jobs.timing import timed

    with the_home() as home:
        finish([timed(lambda: job.run(home, week, out=out, formats=formats.split(","), lang=lang))], as_json)


@app.command()
def run(as_json: JsonFlag = False) -> None:
    """All of the above that is due, once."""
    from jobs.chain import run_in_ledger

    with the_home() as home:
        summaries = run_in_ledger(home, tell=describe)
        point_to(summaries)
        finish(summaries, as_json, told=True)


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Default as in the settings.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """The dashboard, the API and the scheduler."""
    with the_home() as home:
        if as_json:
            show({"url": f"http://{home.settings.host}:{port or home.settings.port}"})
        serve_home(home, port)


@app.command()
def demo(
    serving: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the dashboard afterwards.")
    ] = True,
    port: Annotated[int | None, typer.Option(help="Default as in the settings.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Build the demo home if there is none, do the main job on it, serve the result."""
    from jobs.chain import run_in_ledger
    from jobs.demo_home import ensure_demo
    from jobs.serving import check_port

    if serving:
        check_port("127.0.0.1", port or 8000)
    ensure_demo(Scope.home, tell=describe)
    with the_home() as home:
        summaries = run_in_ledger(home, tell=describe)
        point_to(summaries)
        if serving:
            serve_home(home, port)
        finish(summaries, as_json, told=True)


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", help="First day, 2026-01-01.")],
    last: Annotated[str, typer.Option("--to", help="Last day.")],
    steps: Annotated[list[str] | None, typer.Argument(help="signals, themes, report; default all.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Repeat steps for the weeks of past days, as known then."""
    from jobs import backfill as job
    from jobs.periods import read_day
    from jobs.timing import timed

    first_day, last_day = read_day(first), read_day(last)
    with the_home() as home:
        finish([timed(lambda: job.run(home, first_day, last_day, steps))], as_json)


@app.command()
def doctor(as_json: JsonFlag = False) -> None:
    """What is wrong with this installation and this home."""
    from jobs import doctor as job

    findings = job.examine(Scope.home)
    if as_json:
        show({"findings": [finding.as_dict() for finding in findings]})
    for finding in findings:
        err.print(("ok   " if finding.ok else "BAD  ") + f"{finding.what}: {finding.words}", markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def extract(
    source: Annotated[
        str, typer.Argument(help="JSON Lines with id, title, text, platform?, lang?; - is stdin.")
    ],
    target: Annotated[str, typer.Argument(help="JSON Lines to write; - is stdout.")] = "-",
) -> None:
    """Posts to mentions, relations and labels; needs no home."""
    from jobs.tools import extract_jsonl

    rows = extract_jsonl(source, target)
    if target != "-":
        err.print(f"{rows:,} rows -> {target}", markup=False)


@app.command()
def detect(
    counts: Annotated[Path, typer.Option(help="Parquet: day, entity, platform, posts, authors?")],
    coverage: Annotated[Path, typer.Option(help="CSV: day, platform, posts_seen")],
    since: Annotated[str, typer.Option(help="First as_of day.")],
    until: Annotated[str, typer.Option(help="Last as_of day.")],
    out: Annotated[Path, typer.Option(help="Parquet to write.")],
    every: Annotated[str, typer.Option(help="Step, whole weeks: 7d")] = "7d",
    entities: Annotated[Path | None, typer.Option(help="CSV: entity, kind, category")] = None,
) -> None:
    """Signals from a table of counts; needs no home."""
    from jobs.tools import detect_tables

    rows = detect_tables(counts, coverage, since, until, every, out, entities)
    err.print(f"{rows:,} rows -> {out}", markup=False)


def main() -> None:
    """Run the command line; expected errors end in one line and an exit code, not a traceback."""
    try:
        app()
    except PingtiError as error:
        err.print(f"pingti: {error}", markup=False, style="red")
        sys.exit(2 if isinstance(error, BadSettings | BadInput | BadFrame) else 1)
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        err.print(f"pingti: {what}", markup=False, style="red")
        sys.exit(1)


if __name__ == "__main__":
    main()
