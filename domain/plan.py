"""The weekly plan of what people capture by hand where no crawler may go, and how far it is."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from domain.weeks import Week

# What a task may be. Only `done` gives exposure; `late` was captured after its week, which stays missing.
STATES = {"done": "完成", "open": "待采", "overdue": "逾期", "late": "过期才采", "missing": "缺"}
NEWEST_FIRST = "最新"


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One query on one platform in one week: newest first, down to `depth_notes` or `depth_days` back.

    `done_day` is the first day in its week on which it was captured, `late_day` the first one after it,
    unless that week asks for the query itself. `posts`: those rows, as read; None = nothing captured.
    """

    week: str
    platform: str
    query: str
    sort: str
    depth_notes: int
    depth_days: int
    who: str
    due_day: date
    done_day: date | None = None
    late_day: date | None = None
    posts: int | None = None

    def state(self, today: date) -> str:
        """One of STATES. A query that was not done is missing, never zero."""
        if self.done_day:
            return "done"
        if self.late_day:
            return "late"
        if today > Week.parse(self.week).last_day:
            return "missing"
        return "overdue" if today > self.due_day else "open"


def fold_query(query: str | None) -> str:
    """A query as it is compared: width, case and spacing as people type them say nothing."""
    return str(pl.select(folded(pl.lit(query or "", pl.String))).item())


def folded(query: pl.Expr) -> pl.Expr:
    """The same for a column."""
    return query.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
