"""Human decisions in bulk: what waits for them, and what they say."""

from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, app, finish, the_home
from domain.errors import BadSettings


@app.command()
def review(
    file: Annotated[Path | None, typer.Argument(help="The table of --export, filled in.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who decides; written down with every decision.")] = "",
    export: Annotated[
        Path | None, typer.Option("--export", help="Write what waits for review into this CSV.")
    ] = None,
    attempt: Annotated[
        str | None,
        typer.Option("--try", help="WORD,KIND: what an entry would match and hide; KIND as product."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Merges, edges, labels and new words as people decide them; no rerun undoes it."""
    from jobs import review as job
    from jobs.timing import timed

    if sum(one is not None for one in (file, export, attempt)) != 1:
        raise BadSettings("Nothing, or too much, is asked for", hint="Give FILE --by NAME, --export or --try")
    with the_home() as home:
        if export is not None:
            finish([timed(lambda: job.export(home, export))], as_json)
        elif attempt is not None:
            term, _, kind = attempt.rpartition(",")
            finish([timed(lambda: job.trial(home, term.strip(), kind.strip()))], as_json)
        elif file is not None:
            finish([timed(lambda: job.take(home, file, by))], as_json)
