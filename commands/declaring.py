"""What is said of where posts come from: the options that say it, and the questions that ask for it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.root import err
from domain.errors import BadSettings

if TYPE_CHECKING:
    from jobs.home import Home
    from jobs.provenance import Declared

Basis = Annotated[
    str | None, typer.Option(help="On what basis the posts are here: own, licensed, public or research.")
]
Provider = Annotated[str, typer.Option(help="Who they come from: a vendor, a colleague, a site.")]
Tool = Annotated[str, typer.Option(help="What they were captured or exported with.")]
Audience = Annotated[
    list[str] | None,
    typer.Option(help="Who may see them: category, factory, marketing (repeat it). Default by basis."),
]
Until = Annotated[str | None, typer.Option(help="Last day they may be shown, 2026-12-31.")]


def read_declared(
    basis: str | None, provider: str, tool: str, audience: list[str] | None, until: str | None
) -> "Declared | None":
    """What the options say; None when they say nothing. Raises BadSettings for half an answer."""
    from domain.provenance import checked_audiences, usual_audiences
    from jobs.periods import read_day
    from jobs.provenance import Declared

    if basis is None:
        if provider or tool or audience or until:
            raise BadSettings("The basis is missing", hint="Add --basis own, licensed, public or research")
        return None
    usual_audiences(basis)
    return Declared(
        basis, provider, tool, checked_audiences(audience or ()), read_day(until) if until else None
    )


def ask_for_provenance(home: "Home", paths: list[Path]) -> None:
    """Ask about folders nobody declared yet, if somebody sits there to answer."""
    from domain.provenance import BASES, usual_audiences
    from jobs.provenance import Declared, declare_folders, undeclared

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    for folder in undeclared(home, paths):
        err.print(f"\n{folder}: 这些数据从哪里来？(只问一次)", markup=False, style="bold")
        basis = typer.prompt(
            f"依据 {' / '.join(BASES)}，直接回车=暂不声明(进隔离区)", default="", show_default=False, err=True
        ).strip()
        if not basis:
            continue
        provider = typer.prompt("提供方 (供应商、同事、网站)", default="", show_default=False, err=True)
        tool = typer.prompt("采集或导出工具", default="", show_default=False, err=True)
        usual_audiences(basis)
        for line in declare_folders(home, [folder], Declared(basis, provider, tool)):
            err.print(line, markup=False)
