"""The demo's tables of facts: what was searched for and how much is on offer, made up as well."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from demo.plan import days_of, planted_factors
from demo.vocabulary import goods

SEARCH_WEEKS = 13
PLATFORM = "淘宝"
# searches a week for each post a day about the good
SEARCHES_A_POST = 900.0


@dataclass(frozen=True, slots=True)
class Market:
    """`searches`: one row a good and week; `listings`: what a search for it finds on the last day."""

    searches: pl.DataFrame
    listings: pl.DataFrame


def build_market(end_day: date, seed: int) -> Market:
    """Searches follow the planted rises; how much is on offer has nothing to do with them."""
    rng = np.random.default_rng([seed, 1])
    factors, quiet = planted_factors(days_of(end_day)), np.ones(7)
    searches, listings = [], []
    for good in goods():
        items = 10 ** rng.normal(4.1, 0.55)
        usual = good.level * SEARCHES_A_POST * rng.lognormal(0, 0.7)
        listings.append((PLATFORM, good.name, str(end_day), round(items), round(items / rng.uniform(6, 22))))
        for back in range(SEARCH_WEEKS - 1, -1, -1):
            last = end_day - timedelta(days=7 * back)
            planted = factors.get(f"product:{good.name}")
            level = (
                quiet if planted is None else planted[len(planted) - 7 * (back + 1) : len(planted) - 7 * back]
            )
            count = usual * float(np.mean(level)) * rng.lognormal(0, 0.08)
            searches.append((PLATFORM, good.name, f"{last - timedelta(days=6)}~{last}", round(count)))
    return Market(
        pl.DataFrame(searches, schema=["平台", "搜索词", "统计日期", "搜索次数"], orient="row"),
        pl.DataFrame(
            listings, schema=["平台", "搜索词", "统计日期", "在线商品数", "在线商家数"], orient="row"
        ),
    )


def write_market(folder: Path, market: Market) -> list[Path]:
    """Two CSV files as a team would bring them."""
    files = {folder / "搜索词.csv": market.searches, folder / "在售商品.csv": market.listings}
    for path, frame in files.items():
        frame.write_csv(path, include_bom=True)
    return list(files)
