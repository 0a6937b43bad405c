"""Disputes of companies against what posts claim of them."""

from dataclasses import asdict
from typing import Annotated

import typer

from commands.root import JsonFlag, app, err, finish, show, the_home
from domain.errors import BadSettings


@app.command()
def dispute(
    claim: Annotated[
        str | None, typer.Argument(help="'卓云鞋业', '云朵拖鞋>卓云鞋业' or 'made_by:云朵拖鞋>卓云鞋业'.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who files it, or who decides.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="All disputes and what was decided.")] = False,
    decide: Annotated[int | None, typer.Option("--decide", help="The number of the one to decide.")] = None,
    keep: Annotated[
        bool | None, typer.Option("--keep/--remove", help="Show the claim again, or leave it hidden.")
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="A signed link for the company to file it by itself.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """File a dispute (异议): the claim is hidden everywhere until a person decides."""
    from jobs import disputes as job
    from jobs.answer_links import dispute_link
    from jobs.timing import timed
    from store.disputes import load_disputes

    with the_home() as home:
        if listed:
            found = load_disputes(home.engine)
            if as_json:
                show({"disputes": [asdict(one) for one in found]})
            for one in found:
                err.print(job.line_of(one), markup=False)
            if not found:
                err.print("没有异议", markup=False)
        elif decide is not None:
            if keep is None:
                raise BadSettings("Which way is it decided?", hint="Add --keep or --remove")
            finish([timed(lambda: job.decide(home, decide, keep=keep, by=by, why=why))], as_json)
        elif claim is None:
            raise BadSettings("Nothing is named", hint="Name a claim or a company, or use --list")
        elif link:
            url = dispute_link(home, claim)
            show({"url": url}) if as_json else err.print(url, markup=False)
        else:
            finish([timed(lambda: job.file(home, claim, by, why))], as_json)
