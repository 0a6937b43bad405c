"""On what basis posts are here and who may see them: listed, declared, freed from quarantine."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.declaring import Audience, Basis, Provider, Tool, Until, read_declared
from commands.root import JsonFlag, app, err, finish, show, the_home
from domain.errors import BadSettings


@app.command()
def provenance(
    folder: Annotated[Path | None, typer.Argument(help="The folder to declare; none lists all.")] = None,
    basis: Basis = None,
    provider: Provider = "",
    tool: Tool = "",
    audience: Audience = None,
    until: Until = None,
    as_json: JsonFlag = False,
) -> None:
    """Where posts come from and who may see them; declaring a folder frees its rows from quarantine."""
    from jobs import provenance as job
    from jobs.timing import timed

    said = read_declared(basis, provider, tool, audience, until)
    if folder is not None and said is None:
        raise BadSettings("The basis is missing", hint="Add --basis own, licensed, public or research")
    with the_home() as home:
        if folder is None or said is None:
            _list(job.state(home), as_json)
            return
        if not folder.is_dir():
            raise BadSettings(f"There is no folder {folder}", hint="Name the folder that the files lie in")
        lines = job.declare_folders(home, [folder], said, anew=True)
        summary = timed(lambda: job.release(home, folder))
        summary.notes += lines
        finish([summary], as_json)


def _list(state: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show(state)
        return
    for entry in state["ledger"]:
        audiences = ", ".join(entry["audiences"]) or "无人可见"
        until = f" 至 {entry['expires_on']}" if entry["expires_on"] else ""
        late = " [已过期]" if entry["expired"] else ""
        who = f"{entry['scope']}  {entry['basis']}  {entry['provider']}"
        err.print(f"{who}  可见: {audiences}{until}{late}", markup=False)
    for held in state["quarantine"]:
        where = f"{held['folder']}  {held['file']}"
        err.print(f"隔离区  {where}  {held['rows']:,} 行", markup=False, style="yellow")
    if not state["ledger"] and not state["quarantine"]:
        err.print("尚无来源声明。导入时加 --basis，或: pingti provenance FOLDER --basis own", markup=False)
