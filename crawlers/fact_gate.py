"""The gate that rows of facts pass: texts, ids, figures and periods are read, and what is wrong with a row.

The twin of crawlers/rows.py for tables that hold no posts: what cannot be read refuses its row with a reason,
and nothing unreadable becomes null on the quiet.
"""

from dataclasses import dataclass, field

import polars as pl

from crawlers.counts import UNKNOWN
from crawlers.instants import read_instants
from crawlers.periods import Period, read_periods
from crawlers.privacy import mask_personal
from crawlers.quantities import read_figures
from crawlers.rows import PLATFORMS

LONGEST = {"term": 200, "title": 2_000, "item": 2_000, "url": 8_000}
LONGEST_TEXT = 400
# An id that a spreadsheet program has turned into a number and rounded: 7.34568E+11
_ROUNDED = r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}$"
NO_DAY = (
    "no day: no column says the day, week or month, and neither the lines above the table nor the file's "
    'name do; write period = "2026-11-02~2026-11-08" under [constants] in a mapping file (import --map)'
)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a whole file: said in the lines above its table, by its name, or by a mapping.

    `names` are the columns by field, as the file writes them; `constants` what a mapping says of every row.
    """

    platform: str | None = None
    period: Period | None = None
    names: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


class Gate:
    """Text columns by field (any may be absent) and the reasons found so far, in the order of asking."""

    def __init__(self, rows: pl.DataFrame, about: About) -> None:
        self.about = about
        self.height = rows.height
        self._rows = rows
        self._wrong: list[pl.Series] = []

    def has(self, name: str) -> bool:
        return name in self._rows.columns or name in self.about.constants

    def raw(self, name: str) -> pl.Series:
        """The cells as they came, with what the mapping says where they are empty."""
        constant = self.about.constants.get(name)
        if name not in self._rows.columns:
            return self._repeated(name, constant)
        if constant is None:
            return self._rows[name]
        said = pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name))
        return self._rows.select(pl.coalesce(said, pl.lit(constant)).alias(name)).to_series()

    def _repeated(self, name: str, value: str | None) -> pl.Series:
        return pl.Series(name, [value], pl.String).new_from_index(0, self.height)

    def text(self, name: str, *, masked: bool = False) -> pl.Series:
        """Stripped, unknown as null; `masked` takes contacts out of what people wrote."""
        if not self.has(name):
            return self._repeated(name, None)
        cells = self.raw(name).str.strip_chars().alias(name)
        known = cells.to_frame().select(pl.when(~pl.col(name).str.to_lowercase().is_in(UNKNOWN)).then(name))
        cells = known.to_series()
        most = LONGEST.get(name, LONGEST_TEXT)
        self.refuse(cells.str.len_chars() > most, f"{name} is longer than {most:,} letters")
        return _masked(cells) if masked else cells

    def identity(self, name: str) -> pl.Series:
        """An id without what spreadsheets put around it (="123", '123, 123.0, a tab)."""
        cells = self.text(name)
        if cells.null_count() == len(cells):
            return cells
        if cells.str.contains(r"[=\"'\t]|\.0+$").any():
            bare = cells.str.replace_all(r"^=?[\"'\t]+|[\"'\t]+$", "").str.strip_chars()
            cells = bare.str.replace(r"^([0-9]+)\.0+$", "${1}")
        rounded = cells.str.contains(_ROUNDED)
        why = f"{name} {{}} was rounded by a spreadsheet program; export again with ids as text"
        self.refuse_said(rounded, why, cells)
        return cells

    def platform(self) -> pl.Series:
        """The id of the platform that the row or the mapping names."""
        cells = self.text("platform").str.to_lowercase()
        if cells.null_count() < len(cells):
            cells = cells.replace(PLATFORMS)
        self.refuse_said(cells.str.contains(r"[:\s]"), "platform {} not a name", cells)
        return cells.alias("platform")

    def period(self, *, needed: bool) -> pl.DataFrame:
        """day and last_day, of the row else of the file."""
        # a table of one moment is of that day; but when a report was exported says nothing of its days
        moment = not needed and not self.has("period") and self.has("observed_at")
        begin = self.raw("observed_at" if moment else "period")
        read = read_periods(begin, self.raw("period_end") if self.has("period_end") else None)
        self.refuse_said(read["unreadable"], "period {} not a day, week or month", begin)
        if self.about.period is not None:
            first, last = self.about.period
            read = read.with_columns(pl.col("day").fill_null(first), pl.col("last_day").fill_null(last))
        if needed:
            self.refuse(read["day"].is_null() & ~read["unreadable"], NO_DAY)
        return read.select("day", "last_day")

    def observed_at(self) -> pl.Series:
        cells = self.raw("observed_at")
        at, unreadable = read_instants(cells)
        self.refuse_said(unreadable, "observed_at {} not a time", cells)
        return at.alias("observed_at")

    def figures(self, name: str, *, share: bool = False, whole: bool = False) -> pl.DataFrame:
        """low and high of a column of figures."""
        cells = self.raw(name)
        percent = share and self.about.names.get(name, "").rstrip(")） ").endswith("%")
        read = read_figures(cells, share=share, percent=percent, whole=whole)
        noun = "share" if share else "figure"
        self.refuse_said(read["unreadable"], f"{name} {{}} not a {noun}", cells)
        return read.select("low", "high")

    def refuse(self, rows: pl.Series, reason: str) -> None:
        """Refuse the rows that are true (null counts as false) unless an earlier reason holds."""
        if rows.any():
            why = pl.DataFrame({"bad": rows}).select(pl.when("bad").then(pl.lit(reason)))
            self._wrong.append(why.to_series())

    def refuse_said(self, rows: pl.Series, reason: str, what: pl.Series) -> None:
        """The same, with the first letters of what the row says in the place of {}."""
        if rows.any():
            said = pl.format(reason, pl.col("what").cast(pl.String).str.slice(0, 40))
            why = pl.DataFrame({"bad": rows, "what": what}).select(pl.when("bad").then(said))
            self._wrong.append(why.to_series())

    def reasons(self) -> pl.Series:
        """The first reason of each row; null where it is good."""
        if not self._wrong:
            return self._repeated("reason", None)
        named = pl.DataFrame({str(place): why for place, why in enumerate(self._wrong)})
        return named.select(pl.coalesce(pl.all()).alias("reason")).to_series()


def _masked(texts: pl.Series) -> pl.Series:
    """Without contacts; titles and terms repeat, so each distinct one is looked at once."""
    distinct = texts.unique().drop_nulls()
    masked = mask_personal(distinct)
    changed = distinct != masked
    if not changed.any():
        return texts
    return texts.replace(distinct.filter(changed), masked.filter(changed))
