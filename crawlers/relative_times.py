"""Times said from the reader's present (刚刚, 3天前, 昨天 12:30, 08-12, 2 days ago), and how exact they are.

They mean something only beside the instant at which the page or the export showed them; days are those of
China, as every page we know writes them. 编辑于 (edited at) is read as the time it names.
"""

import polars as pl

from domain.frames import INSTANT
from domain.weeks import BUSINESS_ZONE

_LEAD = r"^(?:发布于|编辑于|更新于|posted|published|edited)?\s*"
_TAIL = r"(?:\s+\S{1,12})?$"  # where from: 昨天 12:30 上海
_CLOCK = r"(?:\s*(\d{1,2})[:：](\d{2})(?::\d{2})?)?"
_UNITS = (
    (r"秒(?:钟)?前", r"(?:s|secs?|seconds?)\s*ago", 1 / 3600),
    (r"分(?:钟)?前", r"(?:m|mins?|minutes?)\s*ago", 1 / 60),
    (r"(?:个)?小时前", r"(?:h|hrs?|hours?)\s*ago", 1.0),
    (r"天前", r"(?:d|days?)\s*ago", 24.0),
    (r"(?:周|个?星期)前", r"(?:w|weeks?)\s*ago", 168.0),
    (r"个月前", r"(?:mo|months?)\s*ago", 730.5),
    (r"年前", r"(?:y|years?)\s*ago", 8766.0),
)
_DAYS = (("今天|today", 0), ("昨天|yesterday", 1), ("前天", 2))
_NOW = _LEAD + r"(?:刚刚|刚才|just now|now)" + _TAIL
_HALF_HOUR = _LEAD + r"半(?:个)?小时前" + _TAIL
_MONTH_DAY = _LEAD + r"(\d{1,2})[-/月](\d{1,2})日?" + _CLOCK + _TAIL
# A bare day stands for its noon.
HALF_DAY_HOURS = 12


def read_relative(shown: pl.Series, seen_at: pl.Series) -> tuple[pl.Series, pl.Series]:
    """(UTC instants, hours by which they may be off): both null where `shown` is no relative time.

    `seen_at`: when each was read off the screen, UTC; null there gives null. A day of the month without a
    year is the newest such day that is not after `seen_at`.
    """
    text = pl.col("shown").str.strip_chars().str.to_lowercase()
    forms = _forms(text)
    # side by side, not one inside the next: nested they double with each form
    at = pl.coalesce(pl.when(condition).then(instant) for condition, instant, _ in forms)
    off = pl.coalesce(pl.when(condition).then(hours) for condition, _, hours in forms).cast(pl.Int64)
    read = pl.DataFrame({"shown": shown, "seen_at": seen_at}).select(at=at.cast(INSTANT), off=off)
    found = read["at"].is_not_null()
    return read["at"], read.select(pl.when(found).then("off")).to_series()


def _forms(text: pl.Expr) -> list[tuple[pl.Expr, pl.Expr, pl.Expr]]:
    """(is it of this form, the instant, hours off) for each way of saying it."""
    seen = pl.col("seen_at")
    forms = [
        (text.str.contains(_NOW), seen, pl.lit(1)),
        (text.str.contains(_HALF_HOUR), seen - pl.duration(minutes=30), pl.lit(1)),
    ]
    for chinese, english, hours in _UNITS:
        said = rf"{_LEAD}(\d{{1,3}})\s*(?:{chinese}|{english}){_TAIL}"
        number = text.str.extract(said, 1).cast(pl.Int64)
        back = pl.duration(seconds=(number * hours * 3600).cast(pl.Int64))
        forms.append((number.is_not_null(), seen - back, pl.lit(max(1, round(hours)))))
    for words, days in _DAYS:
        said = rf"{_LEAD}(?:{words}){_CLOCK}{_TAIL}"
        midnight = _china(seen).dt.truncate("1d") - pl.duration(days=days)
        forms.append(_on_day(text, said, midnight, 1, 2))
    this_year = _month_day(text, _china(seen).dt.year())
    last_year = _month_day(text, _china(seen).dt.year() - 1)
    newest = pl.when(this_year <= _china(seen)).then(this_year).otherwise(last_year)
    forms.append(_on_day(text, _MONTH_DAY, newest, 3, 4))
    return forms


def _on_day(
    text: pl.Expr, said: str, midnight: pl.Expr, hour_group: int, minute_group: int
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    hour = text.str.extract(said, hour_group).cast(pl.Int64)
    minute = text.str.extract(said, minute_group).cast(pl.Int64)
    within_day = midnight + pl.duration(hours=hour.fill_null(HALF_DAY_HOURS), minutes=minute.fill_null(0))
    utc = within_day.dt.replace_time_zone(BUSINESS_ZONE, non_existent="null", ambiguous="earliest")
    is_clock = hour.is_null() | ((hour < 24) & (minute < 60))
    hours_off = pl.when(hour.is_null()).then(HALF_DAY_HOURS)
    return (
        text.str.contains(said) & is_clock & midnight.is_not_null(),
        utc.dt.convert_time_zone("UTC"),
        hours_off,
    )


def _china(at: pl.Expr) -> pl.Expr:
    return at.dt.convert_time_zone(BUSINESS_ZONE).dt.replace_time_zone(None)


def _month_day(text: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Midnight of that day of the year; null where there is no such day (02-30)."""
    month, day = (text.str.extract(_MONTH_DAY, group).str.zfill(2) for group in (1, 2))
    return pl.format("{}-{}-{}", year, month, day).str.to_datetime("%Y-%m-%d", time_unit="us", strict=False)
