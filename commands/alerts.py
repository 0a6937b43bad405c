"""Demand alerts for factories, and the profiles they are matched with."""

from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, Week, app, err, finish, the_home


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
    as_json: JsonFlag = False,
) -> None:
    """Short demand alerts for the factories that can make what rises, with the reason why them."""
    from jobs import alerts as job
    from jobs.timing import timed

    with the_home() as home:
        if answers is not None:
            finish([timed(lambda: job.take_answers(home, answers))], as_json)
            return
        summary = timed(lambda: job.run(home, week, dry_run=dry_run))
        for one in summary.details.get("would_send", ()):
            err.print(f"\n-> {one['factory']}\n{one['title']}\n{one['body']}", markup=False)
        finish([summary], as_json)
