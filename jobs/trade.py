"""What making and selling the week's goods takes: usual lead times, seasons ahead, the coming sales days."""

from datetime import date, timedelta

import polars as pl

from domain.frames import SIGNALS, conform
from domain.signal import ALL_PLATFORMS
from domain.trade import SALES_DAYS, WINDOWS
from jobs.home import Home
from nlp.making import load as load_making
from nlp.making import of_products
from reports.inputs import TradeInputs
from signals.season import in_season, known_seasons, lunar_feasts, named

AHEAD = timedelta(days=150)
YEAR = timedelta(days=366)
# What recurs on the same day of every year; 年货节 begins four weeks before the lunar new year.
FIXED_DAYS = {"d618": (6, 18), "d1111": (11, 11), "d1212": (12, 12), "school": (9, 1)}
NEW_YEAR = {"new_year_sale": timedelta(days=-28), "new_year": timedelta()}


def gather_trade(home: Home, signals: pl.DataFrame, sunday: date) -> TradeInputs:
    """Of the goods among these SIGNALS: what making them takes, and the seasons up to AHEAD of the Sunday."""
    conform(signals, SIGNALS, "signals")
    overall = signals.filter(pl.col("platform") == ALL_PLATFORMS)["entity"].unique(maintain_order=True)
    goods = named(overall.to_list(), home.entities).filter(pl.col("kind") == "product")
    return TradeInputs(
        takes=of_products(load_making(home.root / "lexicon"), goods.select("entity", "name")),
        windows=season_windows(goods, sunday),
        sales_days=sales_days(sunday),
        launch_lead_days=home.settings.launch_lead_days,
    )


def season_windows(goods: pl.DataFrame, sunday: date) -> pl.DataFrame:
    """WINDOWS of these goods (entity, kind, name) that are open on the Sunday or open within AHEAD of it."""
    seasons = known_seasons(sunday.year, sunday.year + 1)
    near = seasons.filter(pl.col("end") > sunday, pl.col("start") <= sunday + AHEAD)
    found = []
    for season, start, end in (
        near.select("season", "start", "end").unique().sort("start", "season").iter_rows()
    ):
        same = pl.col("season") == season, pl.col("start") == start, pl.col("end") == end
        hits = in_season(goods, near.filter(*same), start)
        found.append(hits.select("entity", "season", start=pl.lit(start), end=pl.lit(end)))
    windows = pl.concat([pl.DataFrame(schema=WINDOWS), *found])
    return windows.sort("start", "end", "entity").unique(
        ["entity", "season"], keep="first", maintain_order=True
    )


def sales_days(sunday: date) -> pl.DataFrame:
    """SALES_DAYS of the year after the Sunday, by day."""
    years = range(sunday.year, sunday.year + 3)
    days = [(name, date(year, *day)) for year in years for name, day in FIXED_DAYS.items()]
    for (feast, _), day in lunar_feasts(years).items():
        if feast == "春节":
            days += [(name, day + away) for name, away in NEW_YEAR.items()]
    ahead = [(name, day) for name, day in days if sunday < day <= sunday + YEAR]
    return pl.DataFrame(sorted(ahead, key=lambda one: one[1]), schema=SALES_DAYS, orient="row")
