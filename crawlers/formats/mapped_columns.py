"""Which column of a table holds what: by the names we know for it, overruled by what a mapping says."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Pairs

from crawlers.columns import folded
from crawlers.formats.csv_rows import Header
from crawlers.formats.forms import Form, form_of
from crawlers.formats.records import Record
from crawlers.mapping import Mapping

# Names of columns -> field -> place, as crawlers/columns.py finds them for one kind of table.
Places = Callable[[list[str]], Pairs[str, int]]


def mapped_form(head: bytes, mapping: Mapping, places_of: Places) -> Form:
    """The form of a table that begins so, its header found by the names that are known or asked for."""
    asked = {folded(column) for column in mapping.columns}
    form = form_of(head, lambda names: len({folded(name) for name in names} & asked) + len(places_of(names)))
    if mapping.header or form.kind not in ("csv", "rows"):
        return form
    names = tuple(str(place) for place, _ in enumerate(form.names, 1))
    return Form(form.kind, names, header=Header(form.header.separator, names, -1))


def mapped_columns(form: Form, names: Sequence[str], mapping: Mapping, places_of: Places) -> dict[str, str]:
    """Field -> column of the file."""
    names = list(names)
    columns = {field: names[place] for field, place in places_of(names).items()}
    # A list or an object under a name we know ("comments": [...]) is not what we know by that name.
    nested = {name for name, value in form.first.items() if isinstance(value, (dict, list))}
    columns = {field: name for field, name in columns.items() if field == "tags" or name not in nested}
    for asked, field in mapping.columns.items():
        column = find_column(form, asked)
        if column is not None:
            columns = {known: name for known, name in columns.items() if name != column}
            columns |= {field: column} if field else {}
    return columns


def find_column(form: Form, asked: str) -> str | None:
    """The column that is meant: by its name in any spelling, or a path into objects."""
    named = next((name for name in form.names if folded(name) == folded(asked)), None)
    if named is not None or form.kind not in ("lines", "document"):
        return named
    return asked if "." in asked else None


def with_paths(records: list[Record], columns: Pairs[str, str], names: Sequence[str]) -> list[Record]:
    """The records with the values that lie at the paths among the columns ("互动.点赞")."""
    paths = [column for column in columns.values() if column not in names and "." in column]
    if not paths:
        return records
    return [
        Record(one.line, one.values | {path: _at(one.values, path) for path in paths}, one.fault, one.raw)
        for one in records
    ]


def names_in(form: Form, records: Sequence[Record]) -> tuple[str, ...]:
    """The columns of these records: an object may have what the first one lacked."""
    if form.kind not in ("lines", "document"):
        return form.names
    return tuple(dict.fromkeys(name for record in records for name in record.values))


def _at(value: object, path: str) -> object:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
