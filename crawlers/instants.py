"""Times as exports and pages write them into UTC instants.

Numbers are seconds, milliseconds above 1e11, microseconds above 1e14. A time without a zone is China time,
as every export we know writes it; a bare day is noon there, so that it stays that business day.
"""

import polars as pl

from crawlers.counts import UNKNOWN
from domain.frames import INSTANT
from domain.weeks import BUSINESS_ZONE

_EARLIEST = pl.datetime(1995, 1, 1, time_zone="UTC")
_LATEST = pl.datetime(2100, 1, 1, time_zone="UTC")
_CLOCK = r"(\d{1,2})\s*[:：时]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2})(?:[.,](\d{1,9}))?)?[秒分]?"
_ZONE = r"\s*(z|utc|gmt|ut|[+-]\d{2}:?\d{2})?"
_DAY_FIRST = rf"^(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?(?:[t\s]+{_CLOCK}{_ZONE})?$"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(" + "|".join(_MONTHS) + ")[a-z]*"
# RFC 2822 (feeds) and the order Weibo's interface writes: Fri Nov 08 09:54:09 +0800 2024
_MAIL = rf"^(?:[a-z]{{3,9}},?\s+)?(\d{{1,2}})\s+{_MONTH}\s+(\d{{4}})\s+{_CLOCK}{_ZONE}$"
_WEIBO = rf"^[a-z]{{3}}\s+{_MONTH}\s+(\d{{1,2}})\s+{_CLOCK}\s+([+-]\d{{4}})\s+(\d{{4}})$"
_FIELDS = ("year", "month", "day", "hour", "minute", "second", "fraction", "zone")


def read_instants(shown: pl.Series) -> tuple[pl.Series, pl.Series]:
    """String series -> (UTC instants, Boolean series: true where there is a time we cannot read).

    A time before 1995 or after 2099 is unreadable: it is a wrong unit, not a date.
    """
    if shown.null_count() == len(shown):
        return shown.cast(INSTANT), pl.repeat(False, len(shown), eager=True)
    zulu = shown.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False).dt.replace_time_zone(
        "UTC"
    )
    if zulu.null_count() == shown.null_count():
        return _within_reason(shown, zulu)
    left = pl.DataFrame({"row": pl.int_range(len(shown), eager=True), "shown": shown, "at": zulu})
    left = left.with_columns(pl.col("shown").str.strip_chars().str.to_lowercase())
    text, at = pl.col("shown"), pl.col("at")
    left = left.with_columns(at=at.fill_null(_from_number(text)))
    for pattern, order in (
        (_DAY_FIRST, (1, 2, 3, 4, 5, 6, 7, 8)),
        (_MAIL, (3, 2, 1, 4, 5, 6, 7, 8)),
        (_WEIBO, (8, 1, 2, 3, 4, 5, 6, 7)),
    ):
        todo = left.filter(at.is_null() & text.str.contains(pattern))
        if todo.height:
            parts = {
                field: text.str.extract(pattern, group) for field, group in zip(_FIELDS, order, strict=True)
            }
            read = todo.select("row", **parts).select("row", found=_from_parts())
            left = left.join(read, on="row", how="left", maintain_order="left")
            left = left.with_columns(at=at.fill_null(pl.col("found"))).drop("found")
    return _within_reason(left["shown"], left["at"])


def is_bare_day(text: pl.Expr) -> pl.Expr:
    """Whether the time is only a day, 2026-11-15 or 2026年11月15日; null for none."""
    return text.str.strip_chars().str.contains(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")


def _from_number(text: pl.Expr) -> pl.Expr:
    number = text.str.extract(r"^(\d{9,16}(?:\.\d+)?)$", 1).cast(pl.Float64, strict=False)
    whole = text.str.extract(r"^(\d{9,16})", 1).cast(pl.Int64, strict=False)
    micros = (
        pl.when(number.is_null())
        .then(None)
        .when(number > 1e14)
        .then(whole)
        .when(number > 1e11)
        .then(whole * 1000)
        .otherwise(whole * 1_000_000)
    )
    return micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _from_parts() -> pl.Expr:
    """An instant from the text columns named in _FIELDS; a date that does not exist is null."""
    month = (
        pl.col("month").replace({name: str(number) for number, name in enumerate(_MONTHS, 1)}).str.zfill(2)
    )
    written = pl.format(
        "{}-{}-{} {}:{}:{}.{}",
        "year",
        month,
        _two("day", "1"),
        _two("hour", "12"),
        _two("minute", "0"),
        _two("second", "0"),
        pl.col("fraction").fill_null("0").str.pad_end(6, "0").str.slice(0, 6),
    )
    naive = written.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    zone = pl.col("zone").str.replace(":", "")
    offset = pl.duration(
        hours=zone.str.slice(1, 2).cast(pl.Int64, strict=False),
        minutes=zone.str.slice(3, 2).cast(pl.Int64, strict=False),
    )
    utc = (
        pl.when(zone.str.starts_with("+"))
        .then(naive - offset)
        .when(zone.str.starts_with("-"))
        .then(naive + offset)
        .otherwise(naive)
    )
    china = naive.dt.replace_time_zone(BUSINESS_ZONE, ambiguous="earliest", non_existent="null")
    return (
        pl.when(pl.col("zone").is_null())
        .then(china.dt.convert_time_zone("UTC"))
        .otherwise(utc.dt.replace_time_zone("UTC"))
    )


def _two(name: str, default: str) -> pl.Expr:
    return pl.col(name).fill_null(default).str.zfill(2)


def _within_reason(shown: pl.Series, at: pl.Series) -> tuple[pl.Series, pl.Series]:
    read = pl.DataFrame({"shown": shown, "at": at}).select(
        at=pl.when(pl.col("at").is_between(_EARLIEST, _LATEST)).then("at"),
        given=~(pl.col("shown").is_null() | pl.col("shown").str.strip_chars().is_in([*UNKNOWN, "0"])),
    )
    return read["at"].cast(INSTANT), read["given"] & read["at"].is_null()
