"""A small table that people filled in (CSV or XLSX, in any encoding we know), as rows of text."""

from collections.abc import Collection
from pathlib import Path

from crawlers.formats.forms import form_of, records_of
from crawlers.opening import Opened, open_paths
from domain.errors import BadInput


def read_table(path: Path, columns: Collection[str]) -> list[dict[str, str]]:
    """Rows of the first sheet (or of the CSV), every cell as stripped text; absent cells are "".

    `columns` help to find the header row. Raises BadInput for a file that cannot be read, or a row that does
    not fit the header.
    """
    found = next(iter(open_paths([path])), None)
    if not isinstance(found, Opened):
        problem = found.problem if found is not None else "nothing in it"
        raise BadInput(f"{path} cannot be read: {problem}", hint="Give a CSV or an XLSX file")
    form = form_of(found.head, lambda names: len(set(names) & set(columns)))
    rows = []
    for stretch in records_of(found, form):
        for record in stretch:
            if record.fault:
                raise BadInput(f"{path}, line {record.line}: {record.fault}", hint="Mend that row")
            rows.append({name: _text(record.values.get(name)) for name in form.names})
    if found.loss:
        raise BadInput(f"{path}: {found.loss}", hint="Save the file again")
    return rows


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
