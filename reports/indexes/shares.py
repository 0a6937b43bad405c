"""A share with its interval."""

from dataclasses import dataclass

from scipy.stats import binomtest

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of` with the ends of the Wilson score interval (Wilson 1927), all shares of one."""

    hits: int
    of: int
    value: float
    low: float
    high: float


def share(hits: int, of: int, confidence: float = CONFIDENCE) -> Share:
    """Raises ValueError where there is nothing to be a share of, or more hits than that.

    >>> ten = share(8, 10)
    >>> round(ten.low, 3), round(ten.high, 3)
    (0.49, 0.943)
    """
    told = binomtest(hits, of).proportion_ci(confidence, method="wilson")
    return Share(hits, of, hits / of, float(told.low), float(told.high))


def apart(one: Share, other: Share) -> bool:
    """Whether the intervals do not touch: a difference that the samples bear out."""
    return one.low > other.high or other.low > one.high
