"""What a maker could ask: the retail band worked back by the share of it that usually reaches the factory.

The shares are a team's to edit (margins.tsv gives a start by category, wide on purpose): platform fees,
traffic, freight, returns and the seller's margin lie between the two prices.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from domain.errors import BadInput

SHIPPED = Path(__file__).with_name("margins.tsv")
ALL_OTHERS = "*"
Shares = Mapping[str, tuple[float, float]]


def read_shares(path: Path) -> Shares:
    """Category -> (low, high) share of the retail price; "*" is for all others. Raises BadInput."""
    shares: dict[str, tuple[float, float]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for line, row in enumerate(csv.DictReader(lines, delimiter="\t"), 2):
            try:
                low, high = float(row["low"]), float(row["high"])
                category = row["category"].strip()
            except (KeyError, TypeError, ValueError, AttributeError) as wrong:
                raise BadInput(
                    f"{path.name}, line {line} cannot be read",
                    hint="Its columns are category, low, high, by tabs",
                ) from wrong
            if not 0 < low <= high < 1:
                raise BadInput(
                    f"{path.name}, line {line}: {low} and {high}", hint="Shares lie between 0 and 1"
                )
            shares[category] = (low, high)
    return shares


@cache
def shipped_shares() -> Shares:
    return read_shares(SHIPPED)


def ex_factory(
    category: str, price_low: float | None, price_high: float | None, shares: Shares
) -> tuple[float, float] | None:
    """(low, high) in yuan a piece, rounded to what people say; None without a retail band."""
    if price_low is None or price_high is None or price_low <= 0:
        return None
    low, high = shares.get(category) or shares.get(ALL_OTHERS) or shipped_shares()[ALL_OTHERS]
    return _spoken(price_low * low), _spoken(price_high * high)


def _spoken(price: float) -> float:
    """Whole yuan from ten on, half yuan below, a tenth below two."""
    if price >= 10:
        return float(round(price))
    return round(price * 2) / 2 if price >= 2 else round(price, 1)
