"""The pick list for marketing."""

from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, Week, app, finish, the_home


@app.command()
def picks(
    week: Week = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Also write this file: .xlsx, .csv, .json.")
    ] = None,
    results: Annotated[
        Path | None, typer.Option("--results", help="The list given back with owner, status and result.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Hot items for campaigns, with risks, price band and last safe launch day."""
    from jobs import picks as job
    from jobs.timing import timed

    with the_home() as home:
        if results is not None:
            finish([timed(lambda: job.take_results(home, results))], as_json)
        else:
            finish([timed(lambda: job.run(home, week, out=out))], as_json)
