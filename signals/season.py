"""Known seasons: goods and channels that rise at the same time of every year, by the sun or by the moon.

seasons.tsv: season, word (a goods word, or `kind:word` for another kind), from and to, each `MM-DD` or days
from a lunar feast such as `中秋-45`.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files

import holidays
import polars as pl

from domain.errors import BadInput

SEASONS = pl.Schema({"season": pl.String, "word": pl.String, "start": pl.Date, "end": pl.Date})
FEASTS = {"春节": "春节", "端午": "端午节", "中秋": "中秋节"}
_FROM_FEAST = re.compile(r"(春节|端午|中秋)([+-]\d+)")


def lunar_feasts(years: Iterable[int]) -> dict[tuple[str, int], date]:
    """First day of each feast of the Chinese calendar, by (feast, year of the sun)."""
    days = holidays.country_holidays("CN", years=list(years), language="zh_CN")
    found: dict[tuple[str, int], date] = {}
    for day, names in sorted(days.items()):
        for feast, name in FEASTS.items():
            # Days made up for (补假) and added in a single year (延长假期) are named after the feast, too.
            if name in names.split("; "):
                found.setdefault((feast, day.year), day)
    return found


def known_seasons(first_year: int, last_year: int) -> pl.DataFrame:
    """SEASONS: the windows that begin in these years (both included) or the year before, as dates."""
    years = range(first_year - 1, last_year + 1)
    feasts = lunar_feasts(years)
    text = files("signals").joinpath("seasons.tsv").read_text("utf-8")
    rows = []
    for number, line in enumerate(text.splitlines()[1:], 2):
        season, word, start, end = line.split("\t")
        for year in years:
            try:
                first, last = _day(start, year, feasts), _day(end, year, feasts)
                last = last if last >= first else _day(end, year + 1, feasts)
            except (KeyError, ValueError) as wrong:
                raise BadInput(
                    f"seasons.tsv line {number}: {wrong}", hint="Write MM-DD or 中秋-45"
                ) from wrong
            rows.append((season, word, first, last))
    return pl.DataFrame(rows, schema=SEASONS, orient="row")


def in_season(entities: pl.DataFrame, seasons: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """(entity, season) of the entities whose season `as_of` falls into; `entities` has entity, kind, name.

    A compound takes the season of its head, the word it ends with (短款羽绒服, not 羽绒服收纳袋).
    """
    open_now = seasons.filter(pl.lit(as_of).is_between("start", "end")).select("season", "word").unique()
    words = dict(open_now.sort("word", "season").select("word", "season").iter_rows())
    if not words:
        return pl.DataFrame(schema={"entity": pl.String, "season": pl.String})
    goods = sorted((word for word in words if ":" not in word), key=len, reverse=True)
    pattern = f"({'|'.join(re.escape(word) for word in goods)})$"
    head = pl.when(pl.col("kind") == "product").then(pl.col("name").str.extract(pattern))
    word = pl.coalesce(head, pl.format("{}:{}", "kind", "name"))
    return (
        entities.select("entity", season=word.replace_strict(words, default=None, return_dtype=pl.String))
        .drop_nulls("season")
        .unique("entity", keep="first", maintain_order=True)
    )


def named(entities: list[str], entity_map: pl.DataFrame | None) -> pl.DataFrame:
    """(entity, kind, name) of entity ids: from the ENTITY_MAP, else from an id like `product:月饼`.

    A bare word is taken for a product.
    """
    ids = pl.DataFrame({"entity": entities}, schema={"entity": pl.String})
    rest = pl.col("entity").str.splitn(":", 2)
    bare = rest.struct[1].is_null()
    ids = ids.with_columns(
        own_kind=pl.when(bare).then(pl.lit("product")).otherwise(rest.struct[0]),
        own_name=pl.when(bare).then(pl.col("entity")).otherwise(rest.struct[1]),
    )
    if entity_map is None:
        return ids.select("entity", kind="own_kind", name="own_name")
    known = entity_map.select("entity", "kind", "name").unique("entity", keep="first", maintain_order=True)
    return ids.join(known, on="entity", how="left", maintain_order="left").select(
        "entity", kind=pl.coalesce("kind", "own_kind"), name=pl.coalesce("name", "own_name")
    )


def same_time(as_of: date, years_back: int, feasts: dict[tuple[str, int], date]) -> date:
    """The day that corresponds to `as_of` that many years ago: 52 weeks a year, near a lunar feast the same
    number of days from it (six weeks before to two weeks after)."""
    for feast in FEASTS:
        for year in (as_of.year, as_of.year + 1):
            now, then = feasts.get((feast, year)), feasts.get((feast, year - years_back))
            if now and then and -42 <= (as_of - now).days <= 14:
                return then + (as_of - now)
    return as_of - timedelta(weeks=52 * years_back)


def _day(written: str, year: int, feasts: dict[tuple[str, int], date]) -> date:
    moved = _FROM_FEAST.fullmatch(written)
    if moved:
        return feasts[moved[1], year] + timedelta(days=int(moved[2]))
    month, day = written.split("-")
    return date(year, int(month), int(day))
