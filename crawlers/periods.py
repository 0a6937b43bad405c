"""Days, weeks and months as exports write them into the first and last day of a period.

Read are 2026-11-06, 2026/11/6, 20261106, 2026年11月6日 (with or without a clock), 2026-W46, 2026年第46周,
2026-11, 2026年11月, and spans such as 2026-11-02 ~ 2026-11-08. Weeks are ISO weeks.
"""

import re
from datetime import date, timedelta

import polars as pl

from crawlers.counts import UNKNOWN
from domain.errors import BadSettings
from domain.weeks import Week

Period = tuple[date, date]

_DAY = r"(?:(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2}))"
_CLOCK = r"(?:[t\s]+\d{1,2}[:：]\d{1,2}(?:[:：]\d{1,2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_TO = r"\s*(?:~|～|-|—+|–|至|到|_|,|to)\s*"
_ONE = re.compile(rf"{_DAY}{_CLOCK}")
_SPAN = re.compile(rf"{_DAY}{_CLOCK}{_TO}{_DAY}{_CLOCK}")
_SHORT_SPAN = re.compile(rf"{_DAY}{_TO}(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|(\d{4})(\d{2})")
_WEEK = re.compile(r"(\d{4})\s*[-年]?\s*(?:w|第)\s*(\d{1,2})\s*周?")
# In a line above a table or in the name of a file, where other numbers stand around it.
_INSIDE_SPAN = re.compile(rf"(?<!\d){_DAY}{_CLOCK}{_TO}{_DAY}(?!\d)")
_INSIDE_ONE = re.compile(rf"(?<!\d){_DAY}(?!\d)")
_EARLIEST, _LATEST = date(1995, 1, 1), date(2099, 12, 31)
_LONGEST = timedelta(days=366)
_LETTERS = 60


def read_period(text: str) -> Period | None:
    """First and last day, or None where the text is no period we know."""
    text = text.strip().lower()[:_LETTERS]
    try:
        for pattern, build in _FORMS:
            found = pattern.fullmatch(text)
            if found:
                return _sane(build([int(part) for part in found.groups() if part is not None]))
    except (ValueError, OverflowError, BadSettings):
        pass
    return None


def period_in(text: str) -> Period | None:
    """The first period of days inside a longer text: 统计时间：2026-11-02 ~ 2026-11-08."""
    for pattern, build in ((_INSIDE_SPAN, _span), (_INSIDE_ONE, _one)):
        for found in pattern.finditer(text.lower()[:2_000]):
            try:
                period = _sane(build([int(part) for part in found.groups() if part is not None]))
            except (ValueError, OverflowError):
                continue
            if period:
                return period
    return None


def read_periods(begin: pl.Series, end: pl.Series | None = None) -> pl.DataFrame:
    """String series -> day, last_day, unreadable. `end` names a last day of its own where the file has one.

    Periods are few however long the table: each distinct text is read once.
    """
    first = _looked_up(begin)
    if end is None:
        return first
    second = _looked_up(end)
    last = pl.coalesce(second["last_day"], first["last_day"])
    read = first.with_columns(last_day=last, bad=second["unreadable"])
    backwards = (pl.col("last_day") < pl.col("day")).fill_null(False)
    return read.select("day", "last_day", unreadable=pl.col("unreadable") | pl.col("bad") | backwards)


def _looked_up(shown: pl.Series) -> pl.DataFrame:
    texts = shown.unique().drop_nulls()
    said = texts.filter(~texts.str.strip_chars().str.to_lowercase().is_in(UNKNOWN))
    periods = [read_period(text) for text in said]
    table = pl.DataFrame(
        {
            "shown": said,
            "day": [period[0] if period else None for period in periods],
            "last_day": [period[1] if period else None for period in periods],
            "unreadable": [period is None for period in periods],
        },
        schema={"shown": pl.String, "day": pl.Date, "last_day": pl.Date, "unreadable": pl.Boolean},
    )
    read = shown.to_frame("shown").join(table, on="shown", how="left", maintain_order="left")
    return read.select("day", "last_day", pl.col("unreadable").fill_null(False))


def _one(numbers: list[int]) -> Period:
    day = date(*numbers)
    return day, day


def _span(numbers: list[int]) -> Period:
    return date(*numbers[:3]), date(*numbers[3:])


def _short_span(numbers: list[int]) -> Period:
    begin = date(*numbers[:3])
    end = date(begin.year, *numbers[3:])
    return begin, end if end >= begin else end.replace(year=begin.year + 1)


def _month(numbers: list[int]) -> Period:
    first = date(*numbers, 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _week(numbers: list[int]) -> Period:
    week = Week.parse(f"{numbers[0]}-W{numbers[1]}")
    return week.first_day, week.last_day


def _sane(period: Period) -> Period | None:
    first, last = period
    return period if _EARLIEST <= first <= last <= _LATEST and last - first < _LONGEST else None


# A span before a month: 2026-11-02-2026-11-08 begins like one.
_FORMS = (
    (_ONE, _one), (_SPAN, _span), (_SHORT_SPAN, _short_span), (_WEEK, _week), (_MONTH, _month),
)  # fmt: skip
