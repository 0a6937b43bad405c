"""First-party tables of facts in the lake: rows added and never changed, the newest of each key held.

A correction is a further row; what was known on a past day can still be asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from polars_hash import NonCryptographicHashingNameSpace

from domain.errors import BadFrame
from domain.first_party import FACT_TABLES, FactTable
from domain.frames import INSTANT, conform
from store.lake import Lake, Mark
from store.schemas import UNDATED

# What a row says apart from its key.
HELD = pl.Schema({"row_key": pl.Int64(), "digest": pl.Int64(), "observed_at": INSTANT})
_ASIDE = ("observed_at", "source", "provenance")


@dataclass(frozen=True, slots=True)
class SavedFacts:
    """What became of the rows handed to `save`: the three add up to their number.

    `changed` rows are of a key that was there and say something else now.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "SavedFacts") -> "SavedFacts":
        return SavedFacts(
            self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged
        )


class FactLog:
    """One table of facts of a lake, for saving.

    Keeps 24 bytes for each key of the table in memory from the first save on, and reads them again when
    another writer has moved the table on. Not to be shared between threads.
    """

    def __init__(self, lake: Lake, table: str) -> None:
        self._lake = lake
        self._table = _declared(table)
        self._version = -1
        self._held = pl.DataFrame(schema=HELD)

    def mark(self, app_id: str) -> int | None:
        """The watermark that `app_id` committed last together with its rows."""
        return self._lake.mark(self._table.name, app_id)

    def save(self, frame: pl.DataFrame, *, mark: Mark | None = None) -> SavedFacts:
        """Add the rows that say something the table does not hold already.

        A row is unchanged where the newest of its key says the same, whenever it was observed. Of two in
        the frame the later one holds. Raises BadFrame without `observed_at`.
        """
        rows = conform(frame, self._table.schema, self._table.name)
        if rows["observed_at"].has_nulls():
            raise BadFrame(f"{self._table.name}: observed_at must not be null", hint="Fill it before saving")
        rows = with_digests(rows, self._table)
        saved, fresh, based_on = SavedFacts(), pl.DataFrame(), -1

        def unknown(version: int) -> pl.DataFrame | None:
            nonlocal saved, fresh, based_on
            self._keep_in_step(version)
            fresh, changed = self._unknown(rows)
            based_on = version
            saved = SavedFacts(fresh.height - changed, changed, frame.height - fresh.height)
            return None if fresh.is_empty() and mark is None else fresh

        self._lake.append_decided(self._table.name, unknown, mark=mark)
        if self._version == based_on and (fresh.height or mark is not None):
            self._remember(fresh, saved.changed, based_on + 1)
        return saved

    def _keep_in_step(self, version: int) -> None:
        if version == self._version:
            return
        rows = self._lake.scan(self._table.name).select(*HELD, "batch").collect(engine="streaming")
        self._held = _newest(rows).select(list(HELD))
        self._version = version

    def _unknown(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """The rows to add, and how many of them are of a known key."""
        newest = rows.filter(pl.col("row_key").is_last_distinct())
        if self._held.is_empty():
            return newest, 0
        held = self._held.select("row_key", held="digest")
        told = newest.join(held, on="row_key", how="left", maintain_order="left")
        fresh = told.filter(pl.col("digest").ne_missing(pl.col("held")))
        return fresh.drop("held"), fresh.height - fresh["held"].null_count()

    def _remember(self, fresh: pl.DataFrame, changed: int, version: int) -> None:
        added = fresh.select(list(HELD))
        if changed:
            both = pl.concat([self._held, added]).sort("observed_at", maintain_order=True)
            self._held = both.filter(pl.col("row_key").is_last_distinct())
        else:
            self._held = pl.concat([self._held, added])
        self._version = version


def load_facts(
    lake: Lake,
    table: str,
    since: date | None = None,
    until: date | None = None,
    *,
    known_by: datetime | None = None,
) -> pl.DataFrame:
    """The table in its schema: the newest row of each key, by day.

    With `since` or `until` only rows whose period touches these days; rows without a day (a label) always
    stay. `known_by`: only what was observed by then.
    """
    spec = _declared(table)
    rows = lake.scan(table)
    if known_by is not None:
        rows = rows.filter(pl.col("observed_at") <= pl.lit(known_by).cast(INSTANT))
    end = "last_day" if "last_day" in spec.schema else "day"
    undated = pl.col("day").is_null()
    if since is not None:
        rows = rows.filter(undated | (pl.col(end).fill_null(pl.col("day")) >= since))
    if until is not None:
        rows = rows.filter(undated | (pl.col("day") <= until))
    return _newest(rows.collect()).sort("day", "row_key", nulls_last=True).select(spec.schema.names())


def load_searches(lake: Lake, since: date | None = None, until: date | None = None) -> pl.DataFrame:
    """SEARCHES whose period touches the days since … until."""
    return load_facts(lake, "searches", since, until)


def load_sales(lake: Lake, since: date | None = None, until: date | None = None) -> pl.DataFrame:
    """SALES whose period touches the days since … until."""
    return load_facts(lake, "sales", since, until)


def load_listings(lake: Lake, since: date | None = None, until: date | None = None) -> pl.DataFrame:
    """LISTINGS whose period touches the days since … until, and those without a day."""
    return load_facts(lake, "listings", since, until)


def load_retailer_goods(lake: Lake) -> pl.DataFrame:
    """RETAILER_GOODS, all there are."""
    return load_facts(lake, "retailer_goods")


def with_digests(rows: pl.DataFrame, table: FactTable) -> pl.DataFrame:
    """With `month`, and 64 bits of XXH3 over the key (`row_key`) and over what else it says (`digest`)."""
    said = [name for name in table.schema if name not in (*_ASIDE, *table.key)]
    return rows.with_columns(
        row_key=_digest(table.key, table.schema),
        digest=_digest(said, table.schema),
        month=pl.col("day").dt.strftime("%Y-%m").fill_null(UNDATED),
    )


def _digest(names: tuple[str, ...] | list[str], schema: pl.Schema) -> pl.Expr:
    """Null and empty differ; a unit separator keeps the fields apart. Delta has no unsigned integers."""
    fields = []
    for name in names:
        if isinstance(schema[name], pl.Struct):
            text = pl.col(name).struct.json_encode()
        else:
            text = pl.col(name).cast(pl.String)
        fields.append(text.fill_null("\x00"))
    content = pl.concat_str(fields, separator="\x1f")
    return NonCryptographicHashingNameSpace(content).xxh3_64().reinterpret(signed=True)


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    if rows["row_key"].n_unique() == rows.height:
        return rows
    ordered = rows.sort("observed_at", "batch", maintain_order=True)
    return ordered.filter(pl.col("row_key").is_last_distinct())


def _declared(table: str) -> FactTable:
    try:
        return FACT_TABLES[table]
    except KeyError:
        raise BadFrame(f"There is no fact table {table!r}", hint=f"Known: {', '.join(FACT_TABLES)}") from None
