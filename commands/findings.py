"""Posts to findings: annotations, signals, themes, the evidence graph, the report."""

from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, Week, app, finish, the_home


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
def graph(week: Week = None, as_json: JsonFlag = False) -> None:
    """The evidence graph of a week: dupes, makers and belts, by how many it is said and since when."""
    from jobs import graph as job
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
