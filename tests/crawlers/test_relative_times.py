"""Times said from the reader's present, and how exact a row's time is."""

from datetime import UTC, datetime

import polars as pl
import pytest

from crawlers.relative_times import read_relative
from crawlers.rows import read_rows
from domain.frames import INSTANT

SEEN = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # 12:30 in China


@pytest.mark.parametrize(
    ("shown", "at", "off"),
    [
        ("刚刚", "2026-03-02 04:30", 1),
        ("半小时前", "2026-03-02 04:00", 1),
        ("35分钟前", "2026-03-02 03:55", 1),
        ("3小时前 浙江", "2026-03-02 01:30", 1),
        ("3天前", "2026-02-27 04:30", 24),
        ("2周前", "2026-02-16 04:30", 168),
        ("今天 09:05", "2026-03-02 01:05", None),
        ("昨天 23:10 上海", "2026-03-01 15:10", None),
        ("编辑于 前天", "2026-02-28 04:00", 12),
        ("02-27", "2026-02-27 04:00", 12),
        ("3-5", "2025-03-05 04:00", 12),  # not in the days to come
        ("12月31日 08:00", "2025-12-31 00:00", None),
        ("2 days ago", "2026-02-28 04:30", 24),
        ("yesterday", "2026-03-01 04:00", 12),
        ("02-30", None, None),
        ("昨天 25:10", None, None),
        ("很久以前", None, None),
        ("3天后", None, None),
    ],
)
def test_a_time_counts_from_when_it_was_seen(shown, at, off):
    found, hours = read_relative(pl.Series([shown]), pl.Series([SEEN], dtype=INSTANT))
    assert found.dt.strftime("%Y-%m-%d %H:%M")[0] == at
    assert hours[0] == off


def test_without_an_instant_of_seeing_it_says_nothing():
    found, hours = read_relative(pl.Series(["3天前"]), pl.Series([None], dtype=INSTANT))
    assert (found[0], hours[0]) == (None, None)


def test_a_row_keeps_how_exact_its_time_is():
    rows = pl.DataFrame(
        {
            "platform": ["xhs"] * 5,
            "post_id": ["690c4a800000000003050001", "2", "3", "4", "5"],
            "title": ["云朵拖鞋平替"] * 5,
            "published_at": [None, "2026-03-01", "2026-03-01 08:00:00", "昨天", "3天前"],
            "observed_at": [None, None, None, "2026-03-02T04:30:00Z", None],
        }
    )
    posts, reasons = read_rows(rows)
    assert posts["published_within_hours"].to_list() == [6, 12, None, 12]
    assert posts["published_at"][3] == datetime(2026, 3, 1, 4, tzinfo=UTC)
    assert reasons[4] == "published_at 3天前 counts from when it was seen; say that as observed_at"
    posts, reasons = read_rows(rows, SEEN)
    assert reasons.null_count() == 5
    assert posts["published_at"][4] == datetime(2026, 2, 27, 4, 30, tzinfo=UTC)
