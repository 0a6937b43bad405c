"""Models of a team's own data."""

from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, app, finish, the_home


@app.command()
def train(
    data: Annotated[
        list[Path], typer.Argument(help="JSON Lines in the gold form, or .tsv: label, tab, text.")
    ],
    name: Annotated[str, typer.Option("--name", help="What the model is called in home/models.")] = "own",
    held_out: Annotated[
        Path | None, typer.Option("--dev", help="Score on this file; default every fifth row.")
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Learn the names of rows that hold labels too.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Fit a tagger (rows with names) or a linear model (rows with labels), with a card of its scores."""
    from jobs import train as job
    from jobs.timing import timed

    with the_home() as home:
        finish([timed(lambda: job.run(home, data, name=name, held_out=held_out, names=names))], as_json)
