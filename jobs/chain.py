"""Everything that is due, once, in order. Each step reads only what changed and may be killed anywhere."""

from collections.abc import Callable

from domain.errors import StoreLocked
from jobs import alerts, annotate, count, crawl, deliver, detect, graph, inbox, picks, report, themes
from jobs.home import Home, now
from jobs.progress import Progress
from jobs.summary import Summary
from jobs.timetable import claim_and_run
from jobs.timing import timed


def run(home: Home, *, tell: Callable[[Summary], None] = lambda _: None) -> list[Summary]:
    """Everything from the inbox to delivery, in order; `tell` hears of each step as it ends."""
    progress = Progress()
    steps: tuple[Callable[[], Summary], ...] = (
        lambda: inbox.run(home),
        lambda: crawl.run(home),
        lambda: annotate.run(home, progress=progress),
        lambda: count.run(home, progress=progress),
        lambda: detect.run(home),
        lambda: themes.run(home),
        lambda: graph.run(home),
        lambda: report.run(home),
        lambda: picks.run(home),
        lambda: alerts.run(home),
        lambda: deliver.run(home),
    )
    summaries = []
    for step in steps:
        summary = timed(step)
        tell(summary)
        summaries.append(summary)
    return summaries


def run_in_ledger(home: Home, *, tell: Callable[[Summary], None] = lambda _: None) -> list[Summary]:
    """The same by a person's hand, written into the run ledger at the time it was asked for."""
    summaries: list[Summary] = []

    def work() -> Summary:
        summaries.extend(run(home, tell=tell))
        whole = Summary("run", details={step.job: step.as_dict() for step in summaries})
        whole.problems = [problem for step in summaries for problem in step.problems]
        return whole

    if claim_and_run(home, "run", now(), work) is None:
        raise StoreLocked("Another run was asked for at the same moment", hint="Run it again")
    return summaries


def digest(home: Home) -> Summary:
    """Annotate and count what has come in."""
    annotated, counted = annotate.run(home), count.run(home)
    return Summary(
        "digest",
        read=annotated.read,
        written=annotated.written + counted.written,
        details={"annotate": annotated.details, "count": counted.details},
    )
