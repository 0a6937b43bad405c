"""Words that people accepted, written into the team's own lexicon; the file stays theirs to edit."""

from pathlib import Path

from domain.decision import Decision
from domain.errors import BadInput
from nlp.lexicon import COLUMNS, KINDS

_TABLES = {kind: table for table, kind in KINDS.items()}


def learn_term(folder: Path, one: Decision) -> None:
    """Add the word to the table of its kind, unless the file names it; the next run reads posts with it."""
    table = _TABLES[one.relation]
    columns = COLUMNS[table]
    lines = _lines(folder / f"{table}.tsv", columns)
    if any(line.split("\t")[0] == one.subject for line in lines[1:]):
        return
    cells = {columns[0]: one.subject, "category": one.value}
    _write(folder / f"{table}.tsv", [*lines, "\t".join(cells.get(name, "") for name in columns).rstrip("\t")])


def forget_term(folder: Path, one: Decision) -> None:
    """Take out the word that was accepted before, in whichever table it stands."""
    for table in _TABLES.values():
        path = folder / f"{table}.tsv"
        if path.is_file():
            lines = _lines(path, COLUMNS[table])
            kept = [lines[0], *(line for line in lines[1:] if line.split("\t")[0] != one.subject)]
            if kept != lines:
                _write(path, kept)


def _lines(path: Path, columns: tuple[str, ...]) -> list[str]:
    header = "\t".join(columns)
    if not path.is_file():
        return [header]
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if not lines or lines[0] != header:
        raise BadInput(f"{path}: the first line must name {', '.join(columns)}", hint="Separate with tabs")
    return lines


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(path)
