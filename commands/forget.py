"""Posts and authors taken down."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.root import JsonFlag, app, describe, finish, the_home


@app.command()
def forget(
    posts: Annotated[
        list[str] | None, typer.Option("--post", help="Key of a post, platform:post_id.")
    ] = None,
    urls: Annotated[list[str] | None, typer.Option("--url", help="Address of a post.")] = None,
    authors: Annotated[
        list[str] | None, typer.Option("--author", help="An account, platform:user_id.")
    ] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from-file", help="CSV: post, url, or platform and user_id.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with the record.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Remove posts or authors everywhere, for good, and mend the counts."""
    from domain.errors import BadSettings
    from jobs import forget as job
    from jobs.timing import timed
    from jobs.wanted import Wanted, read_wanted

    accounts = [tuple(map(str.strip, author.partition(":")[::2])) for author in authors or ()]
    if not all(platform and user for platform, user in accounts):
        raise BadSettings("An author is named as platform:user_id", hint="For instance --author xhs:5f1a…")
    wanted = Wanted(tuple(posts or ()), tuple(urls or ()), tuple(accounts))
    if from_file:
        wanted += read_wanted(from_file)
    if wanted == Wanted():
        raise BadSettings("Nothing was named", hint="Say --post, --url, --author or --from-file")
    with the_home() as home:
        if not (dry_run or yes) and sys.stdin.isatty():
            describe(timed(lambda: job.run(home, job.Order(wanted, dry_run=True))))
            typer.confirm("这些内容会被永久删除，无法恢复。继续？", abort=True, err=True)
        order = job.Order(wanted, reason=reason, dry_run=dry_run)
        finish([timed(lambda: job.run(home, order))], as_json)
