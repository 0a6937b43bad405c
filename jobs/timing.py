"""How long a job took, into its summary."""

import time
from collections.abc import Callable

from jobs.summary import Summary


def timed(work: Callable[[], Summary]) -> Summary:
    started = time.monotonic()
    summary = work()
    summary.seconds = round(time.monotonic() - started, 2)
    return summary
