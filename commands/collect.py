"""Posts in: a home, imports, crawls."""

from pathlib import Path
from typing import Annotated

import typer

from commands.declaring import (
    Audience,
    Basis,
    Provider,
    Tool,
    Until,
    ask_for_provenance,
    read_declared,
)
from commands.root import JsonFlag, Scope, app, err, finish, show, the_home


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
    basis: Basis = None,
    provider: Provider = "",
    tool: Tool = "",
    audience: Audience = None,
    until: Until = None,
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
    said = read_declared(basis, provider, tool, audience, until)
    with the_home() as home:
        if said is None:
            ask_for_provenance(home, paths)
        finish(
            [timed(lambda: importing.run(home, paths, format_name=format_name, mapping=mapping, said=said))],
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
