"""Importers of tables of facts, in every form a table may have: CSV, sheets, databases, JSON.

The counterpart of crawlers/formats/tables.py. Columns that name people or single orders are never read,
whatever a mapping says.
"""

from collections.abc import Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass

import polars as pl

from crawlers import fact_columns
from crawlers.columns import POSTS, Aliases, bare_name
from crawlers.contract import Chunk, Facts
from crawlers.fact_columns import is_order, is_personal
from crawlers.fact_gate import About
from crawlers.facts import FACT_KINDS, FactKind
from crawlers.formats.cells import shown
from crawlers.formats.forms import Form, form_of
from crawlers.formats.mapped_columns import find_column, mapped_columns, mapped_form, names_in, with_paths
from crawlers.formats.stretches import Stretch, stretch_of, stretches_of
from crawlers.mapping import Mapping
from crawlers.opened import Opened
from crawlers.periods import Period, period_in
from domain.frames import RAW_POSTS, REFUSED, empty

# Fields of posts that no table of facts has: with these it is talk.
TALK = frozenset({"likes", "collects", "shares", "author_id", "author_name", "author_hash", "text"})
# Names of a text that also heads the description of an item.
_DESCRIBED = {"描述", "desc", "description", "summary", "摘要", "内容", "content", "body"}
_CONSTANTS = ("platform", "retailer", "category_id", "period", "currency", "unit", "observed_at")
ORDER_LIST = (
    "a list of single orders, not of items by day: export the item table of your shop's reports (or sum the "
    "orders by item and day, without order numbers)"
)


@dataclass(frozen=True, slots=True)
class FactImporter:
    """The importer of one table of facts; `sniff`, `mapping` and `read` are those of the contract."""

    table: str

    @property
    def kind(self) -> FactKind:
        return FACT_KINDS[self.table]

    def sniff(self, head: bytes, name: str) -> bool:
        """The columns are those of this table, and none is of talk."""
        form = form_of(head, lambda names: len(self.kind.aliases.places_of(names)))
        fields = frozenset(self._unaided(form.names))
        # 评价 and 评论 beside a price or a stock are how many there are
        counted = (
            self.table == "reviews"
            and "review" not in fields
            and FACT_KINDS["listings"].signs(frozenset(fact_columns.LISTINGS.places_of(form.names)))
        )
        return self.kind.signs(fields) and not counted and not is_talk(form.names, self.kind.aliases)

    def sniff_mapped(self, head: bytes, mapping: Mapping) -> bool:
        """A column that the mapping names is there, and all columns together are those of this table."""
        form = self._form(head, mapping)
        if not any(find_column(form, column) for column in mapping.columns):
            return False
        asked = {field for field in mapping.columns.values() if field}
        columns = mapped_columns(form, form.names, mapping, self.kind.aliases.places_of)
        return asked <= self.kind.aliases.fields.keys() and self.kind.signs(frozenset(columns))

    def mapping(self, opened: Opened) -> dict[str, str]:
        mapping = opened.mapping or Mapping()
        form = self._form(opened.head, mapping)
        return {column: field for field, column in self._columns(form, form.names, mapping).items()}

    def left_out(self, opened: Opened) -> list[str]:
        """Columns that name people or single orders, and so are not read."""
        return personal_columns(self._form(opened.head, opened.mapping or Mapping()).names)

    def told_by_name(self, opened: Opened) -> str:
        """What the name of the file says of its rows, as part of what tells one import from another."""
        platform, period = told_by(opened.name)
        return "".join(f":{said}" for said in (platform, *(period or ())) if said)

    def read(self, opened: Opened) -> Iterator[Chunk]:
        mapping = opened.mapping or Mapping()
        form = self._form(opened.head, mapping)
        private = personal_columns(form.names)
        fault = ORDER_LIST if self.table == "sales" and any(map(is_order, form.names)) else None
        for part in stretches_of(opened, form, private):
            names = form.names if isinstance(part, Stretch) else names_in(form, part)
            columns = self._columns(form, names, mapping)
            if isinstance(part, Stretch):
                stretch = part
            else:
                stretch = stretch_of(with_paths(part, columns, names), list(columns.values()))
            yield self._chunk(
                stretch, columns, about_file(opened, form, columns, mapping), fault, hide=bool(private)
            )

    def _chunk(
        self, stretch: Stretch, columns: Pairs[str, str], about: About, fault: str | None, *, hide: bool
    ) -> Chunk:
        rows = stretch.rows.select(pl.col(column).alias(field) for field, column in columns.items())
        missing = fault or self._missing(columns)
        if missing is None:
            facts, reasons = self.kind.read(rows, about)
        else:
            facts = empty(self.kind.table.schema if self.kind.table else RAW_POSTS)
            reasons = pl.Series([missing], dtype=pl.String).new_from_index(0, len(stretch.lines))
        # what a broken row holds cannot be told apart, so in a table with people in it nothing of it is shown
        refused = [(line, why, "" if hide else raw) for line, why, raw in stretch.refused]
        refused += refused_rows(stretch, reasons, list(columns.values()))
        listed = pl.DataFrame(refused, schema=REFUSED, orient="row").sort("line", maintain_order=True)
        if self.kind.table is None:
            return Chunk(facts, listed, stretch.read)
        return Chunk(empty(RAW_POSTS), listed, stretch.read, Facts(self.table, facts))

    def _missing(self, columns: Pairs[str, str]) -> str | None:
        """Which column a table cannot do without, as a reason for every row."""
        for group in self.kind.needs:
            if not columns.keys() & set(group):
                wanted = " or ".join(group)
                return f"no column for {wanted}; say in a mapping file which one it is (import --map)"
        return None

    def _form(self, head: bytes, mapping: Mapping) -> Form:
        return mapped_form(head, mapping, self.kind.aliases.places_of)

    def _columns(self, form: Form, names: tuple[str, ...], mapping: Mapping) -> dict[str, str]:
        columns = mapped_columns(form, names, mapping, self.kind.aliases.places_of)
        known = self.kind.aliases.fields
        return {field: name for field, name in columns.items() if field in known and not is_personal(name)}

    def _unaided(self, names: tuple[str, ...]) -> set[str]:
        return {
            field
            for field, place in self.kind.aliases.places_of(names).items()
            if not is_personal(names[place])
        }


def is_talk(names: tuple[str, ...], own: Aliases) -> bool:
    """Whether columns that this table does not know are those of posts."""
    others = [
        name
        for name in names
        if own.field_of(name)[0] is None and not is_personal(name) and bare_name(name) not in _DESCRIBED
    ]
    return bool(TALK & POSTS.places_of(others).keys())


def personal_columns(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if is_personal(name)]


def about_file(opened: Opened, form: Form, columns: Pairs[str, str], mapping: Mapping) -> About:
    """What the lines above the table, its columns, the name of the file and a mapping say of every row."""
    above = opened.head.decode(opened.encoding, errors="ignore").split("\n")[: max(form.header.row, 0)]
    by_column = (fact_columns.OF_COLUMN.get(bare_name(name)) for name in form.names)
    by_words, period = told_by("\n".join([*above, opened.name])[:4_000])
    platform = next((found for found in (*by_column, by_words) if found), None)
    constants = {name: value for name, value in mapping.constants.items() if name in _CONSTANTS}
    return About(platform, period, dict(columns), constants)


def told_by(words: str) -> tuple[str | None, Period | None]:
    """Platform and period that a name or a title says."""
    shops = (platform for word, platform in fact_columns.OF_WORDS.items() if word in words.lower())
    return next(shops, None), period_in(words)


def refused_rows(stretch: Stretch, reasons: pl.Series, columns: list[str]) -> list[tuple[int, str, str]]:
    """(line, reason, raw) of the rows that have a reason; shown are only the columns that were read."""
    bad = reasons.is_not_null()
    if not bad.any():
        return []
    lines, why = stretch.lines.filter(bad), reasons.filter(bad)
    if not columns:
        return [(line, reason, "") for line, reason in zip(lines, why, strict=True)]
    kept = stretch.rows.filter(bad).select(columns)
    raws = (shown({name: cell for name, cell in row.items() if cell}) for row in kept.iter_rows(named=True))
    return list(zip(lines, why, raws, strict=True))
