"""Sending what waits, and what was given up."""

from dataclasses import asdict
from typing import Annotated

import typer

from commands.root import JsonFlag, app, err, finish, show, the_home


@app.command()
def deliver(
    dead: Annotated[bool, typer.Option("--dead", help="List the dead letters instead.")] = False,
    again: Annotated[list[int] | None, typer.Option("--again", help="Send these dead letters again.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Send what waits on every channel; list what was given up; send it again."""
    from jobs import deliver as job
    from jobs.timing import timed

    with the_home() as home:
        if dead:
            letters = job.dead_letters(home)
            if as_json:
                show({"dead": [asdict(letter) for letter in letters]})
            for letter in letters:
                line = f"{letter.id}  {letter.channel}  {letter.queued_at:%Y-%m-%d %H:%M} UTC  {letter.title}"
                err.print(f"{line}\n      {letter.problem}", markup=False)
            if not letters:
                err.print("没有死信", markup=False)
            return
        if again:
            job.again(home, again)
        finish([timed(lambda: job.run(home))], as_json)
