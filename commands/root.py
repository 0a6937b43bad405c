"""The root of the command line: the app, the home it works on, and how what was done is told.

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
