"""Jobs that rewrite findings run one at a time, in whatever process they were asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from jobs.home import Home
from store.exclusive import exclusive

Params = ParamSpec("Params")
Result = TypeVar("Result")

LOCK = "writing.lock"


def alone(job: Callable[Concatenate[Home, Params], Result]) -> Callable[Concatenate[Home, Params], Result]:
    """The same job, waiting until no other is at work on this home's findings."""

    @wraps(job)
    def waiting(home: Home, /, *args: Params.args, **named: Params.kwargs) -> Result:
        with exclusive(home.engine, home.root / LOCK):
            return job(home, *args, **named)

    return waiting
