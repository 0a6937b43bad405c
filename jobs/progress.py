"""Progress on a terminal, silence elsewhere."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

Item = TypeVar("Item")


class Progress:
    """Walks over items with a bar on stderr if a person is watching."""

    def __init__(self, *, shown: bool | None = None) -> None:
        self.shown = sys.stderr.isatty() if shown is None else shown

    def track(self, items: Collection[Item], what: str) -> Iterator[Item]:
        if not self.shown or not items:
            yield from items
            return
        columns = (
            TextColumn("{task.description:>10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
            task = bars.add_task(what, total=len(items))
            for item in items:
                yield item
                bars.advance(task)

    @contextmanager
    def counting(self, what: str) -> Iterator[Callable[[str, int], None]]:
        """A counter for work whose end is not known; call it with a name and the rows so far."""
        if not self.shown:
            yield lambda name, rows: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
            task = bars.add_task(what, total=None)
            yield lambda name, rows: bars.update(task, description=f"{what} {name}: {rows:,}")
