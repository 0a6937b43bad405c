"""Demand alerts for factories, and the profiles they are matched with."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, Week, app, err, finish, show, the_home


@app.command()
def factories(
    path: Annotated[
        Path, typer.Argument(help="CSV or XLSX: 工厂名称, 产业带, 类目, 工艺, 材料, 起订量, 交期 …")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Factory profiles from a table; given again, a profile replaces the one before."""
    from jobs import alerts as job
    from jobs.timing import timed

    with the_home() as home:
        finish([timed(lambda: job.take_factories(home, path))], as_json)


@app.command()
def alerts(
    week: Week = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide and show; write nothing.")] = False,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="The list of 待转发 with its column 回复 filled in.")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--why", help="Why this was sent or not: a factory or an item. Of a silence: its reason."
        ),
    ] = None,
    silence: Annotated[
        str | None, typer.Option("--silence", help="A factory, an item or a category to keep silent about.")
    ] = None,
    until: Annotated[str, typer.Option("--until", help="Last day of the silence, 2026-12-31.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Short demand alerts for the factories that can make what rises, with the reason why them."""
    from jobs import alert_why
    from jobs import alerts as job
    from jobs.timing import timed

    with the_home() as home:
        if silence is not None:
            finish([timed(lambda: alert_why.silence(home, silence, until, about or ""))], as_json)
            return
        if about is not None:
            told, lines = alert_why.explain(home, about)
            if as_json:
                show(asdict(told) | {"lines": lines})
            for line in lines or ["没有关于它的提醒"]:
                err.print(line, markup=False)
            return
        if answers is not None:
            finish([timed(lambda: job.take_answers(home, answers))], as_json)
            return
        summary = timed(lambda: job.run(home, week, dry_run=dry_run))
        for one in summary.details.get("would_send", ()):
            err.print(f"\n-> {one['factory']}\n{one['title']}\n{one['body']}", markup=False)
        finish([summary], as_json)
