"""The weekly routine for platforms that no crawler may enter."""

from typing import Annotated

import typer

from commands.root import JsonFlag, app, finish, the_home


@app.command()
def plan(
    week: Annotated[str | None, typer.Option("--week", help="ISO week, 2026-W48; default this week.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who captures; default by the settings.")] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", help="xhs,douyin or 小红书,抖音; default as in the settings.")
    ] = None,
    packs: Annotated[
        str | None, typer.Option("--packs", help="Keyword packs, 通用,鞋靴; default as in the settings.")
    ] = None,
    drop: Annotated[
        bool, typer.Option("--drop", help="Let go of open tasks that are not asked for any more.")
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="Only say what is done, missing or late.")] = False,
    nothing: Annotated[
        list[str] | None,
        typer.Option("--found-nothing", help="xhs:白牌 was searched today and showed nothing."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """This week's capture tasks (采集任务单) as a page and a workbook; how far they are with --status."""
    from jobs import plan as job
    from jobs.timing import timed

    with the_home() as home:
        if nothing:
            job.found_nothing(home, nothing)
        if status or nothing:
            finish([timed(lambda: job.status(home, week))], as_json)
        else:
            platforms, named = _listed(platform), _listed(packs)
            finish(
                [timed(lambda: job.run(home, week, who=who, platforms=platforms, packs=named, drop=drop))],
                as_json,
            )


def _listed(text: str | None) -> list[str]:
    """Names by commas, be they Chinese ones."""
    return [name.strip() for name in (text or "").replace("，", ",").split(",") if name.strip()]
