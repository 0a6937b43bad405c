"""Keyword packs: what to search for, by category. Shipped in keyword_packs.tsv, more from a team's own file.

Three columns with a header: pack, query, note. A pack of a team's file that has a shipped name replaces it.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

from domain.errors import BadSettings

SHIPPED = Path(__file__).with_name("keyword_packs.tsv")
Packs = dict[str, tuple[str, ...]]


def load_packs(own: Path | None = None) -> Packs:
    """Pack name -> its queries in the order of the file, each once."""
    packs = _read(SHIPPED)
    if own is not None:
        packs |= _read(own)
    return packs


def queries_of(queries: Sequence[str], packs: Sequence[str], known: Packs) -> list[str]:
    """The queries and those of the named packs, each once; raises BadSettings for a pack nobody knows."""
    unknown = [name for name in packs if name not in known]
    if unknown:
        raise BadSettings(f"No such keyword pack: {', '.join(unknown)}", hint=f"Known: {', '.join(known)}")
    found = [*queries, *(query for name in packs for query in known[name])]
    return list(dict.fromkeys(query.strip() for query in found if query.strip()))


def _read(path: Path) -> Packs:
    packs: dict[str, list[str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                pack, query = (row.get("pack") or "").strip(), (row.get("query") or "").strip()
                if pack and query:
                    packs.setdefault(pack, []).append(query)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadSettings(f"The keyword packs {path} cannot be read: {error}") from error
    if not packs:
        raise BadSettings(f"{path} holds no keyword pack", hint="Its columns are pack, query, note, by tabs")
    return {pack: tuple(dict.fromkeys(queries)) for pack, queries in packs.items()}
