"""The whole chain: once, served, repeated for past weeks, looked over."""

from typing import Annotated

import typer

from commands.root import JsonFlag, Scope, app, describe, err, finish, point_to, serve_home, show, the_home
from domain.errors import BadSettings


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
    host: Annotated[str | None, typer.Option(help="With --answers-only; default as in the settings.")] = None,
    answers_only: Annotated[
        bool, typer.Option("--answers-only", help="Only the signed links of messages, for the public.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """The dashboard, the API and the scheduler; or, for the public, the answers of factories alone."""
    with the_home() as home:
        if answers_only:
            from jobs.serving import serve_answers

            at = (host or home.settings.host, port or home.settings.port + 1)
            if as_json:
                show({"url": f"http://{at[0]}:{at[1]}"})
            serve_answers(home, *at)
            return
        if host is not None:
            raise BadSettings("--host belongs to --answers-only", hint="Set host in pingti.toml")
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
    steps: Annotated[
        list[str] | None, typer.Argument(help="signals, themes, graph, report; default all.")
    ] = None,
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
def evaluate(
    first: Annotated[
        str | None, typer.Option("--from", help="First day, 2026-01-01; default all with a history.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Rebuild the track record: what would have been called by what was known then, and what came of it."""
    from jobs import evaluate as job
    from jobs.periods import read_day
    from jobs.record_table import print_record
    from jobs.timing import timed

    first_day, last_day = (read_day(day) if day else None for day in (first, last))
    with the_home() as home:
        summary = timed(lambda: job.run(home, first_day, last_day))
        print_record(summary.details, err)
        finish([summary], as_json)


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
