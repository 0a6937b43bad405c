"""Known seasons by the sun and the moon, and rises that last year explains."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from signals.detectors.negative_binomial import detect
from signals.season import SEASONS, in_season, known_seasons, lunar_feasts, named, same_time


def season_of(name, day):
    found = in_season(named([name], None), known_seasons(day.year, day.year), day)
    return found["season"].to_list()


@pytest.mark.parametrize(
    ("name", "day", "season"),
    [
        ("product:月饼", date(2026, 9, 1), ["中秋"]),
        ("product:月饼", date(2025, 10, 1), ["中秋"]),
        ("product:月饼", date(2026, 10, 5), []),
        ("product:短款羽绒服", date(2026, 11, 1), ["秋冬保暖"]),
        ("product:羽绒服", date(2027, 1, 3), ["秋冬保暖"]),
        ("product:羽绒服", date(2026, 7, 3), []),
        ("product:羽绒服收纳袋", date(2026, 11, 1), []),
        ("product:春联", date(2026, 1, 20), ["春节"]),
        ("channel:京东", date(2026, 11, 8), ["双11"]),
        ("brand:京东", date(2026, 11, 8), []),
        ("channel:京东", date(2026, 11, 20), []),
        ("防晒衣", date(2026, 5, 20), ["夏季防晒"]),
    ],
)
def test_seasons_open_and_close(name, day, season):
    assert season_of(name, day) == season


def test_every_line_of_the_table_makes_windows():
    seasons = known_seasons(2020, 2030)
    assert seasons.schema == SEASONS
    assert (seasons["end"] >= seasons["start"]).all()
    assert ((seasons["end"] - seasons["start"]).dt.total_days() < 200).all()
    assert {"羽绒服", "月饼", "防晒衣", "粽子", "行李箱", "露营灯", "圣诞树"} <= set(seasons["word"])


def test_feasts_are_aligned_and_other_days_are_52_weeks_apart():
    feasts = lunar_feasts(range(2023, 2028))
    assert feasts["春节", 2026] == date(2026, 2, 17)
    assert same_time(date(2026, 2, 8), 1, feasts) == date(2025, 1, 20)
    assert same_time(date(2026, 11, 15), 2, feasts) == date(2024, 11, 17)
    assert same_time(date(2026, 3, 29), 1, feasts) == date(2025, 3, 30)


def rise(made, row, ends_before, days=42):
    stop = len(made.days) - ends_before
    made.voices[row, stop - days : stop] += np.random.default_rng(row).poisson(6, days)


def test_a_rise_of_every_year_is_seasonal_and_no_alarm(world, last):
    made = world(weeks=150, per_week=10)
    for years_back in (0, 1, 2):
        rise(made, 0, 364 * years_back)
    rise(made, 1, 0)
    found = detect(made.counts(), made.coverage(), last).filter(platform="*")
    yearly, new = (found.row(by_predicate=pl.col("entity") == made.names[row], named=True) for row in (0, 1))
    assert (yearly["kind"], yearly["alert"]) == ("seasonal", False)
    assert yearly["why"].startswith("往年同期也涨（为平时的 ")
    assert (new["kind"], new["alert"]) == ("sustained", True)


def test_a_rise_in_its_known_season_is_no_alarm(world, last):
    made = world()
    made.names[0], made.names[1] = "product:羽绒服", "product:云朵拖鞋"
    rise(made, 0, 0, 28)
    rise(made, 1, 0, 28)
    found = detect(made.counts(), made.coverage(), last, seasons=known_seasons(2026, 2026)).filter(
        platform="*"
    )
    told = {row["entity"]: row for row in found.iter_rows(named=True)}
    assert told["product:云朵拖鞋"]["alert"]
    assert not told["product:羽绒服"]["alert"]
    assert told["product:羽绒服"]["kind"] == "seasonal"
    assert told["product:羽绒服"]["why"].startswith("按节令表，往年此时常涨（秋冬保暖）：本周 ")
    out_of_season = detect(made.counts(), made.coverage(), last).filter(entity="product:羽绒服")
    assert out_of_season["alert"].all()


def test_a_window_of_one_day(last):
    one = pl.DataFrame([("一天", "试品", last, last)], schema=SEASONS, orient="row")
    names = named(["product:试品"], None)
    assert in_season(names, one, last)["season"].to_list() == ["一天"]
    assert in_season(names, one, last + timedelta(days=1)).is_empty()
