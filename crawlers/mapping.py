"""What a user says about the columns of a table, kept in a file: TOML or JSON.

header = true               # false: the columns have no names and are numbered from "1"
[columns]
"笔记标题" = "title"
"互动.点赞" = "likes"        # a path into objects of JSON
[constants]
platform = "xhs"
"""

import json
import tomllib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawlers.fact_columns import FACT_FIELDS
from crawlers.rows import FIELDS
from domain.errors import BadSettings

# Fields that may be the same for a whole file.
CONSTANTS = (
    "platform", "kind", "query", "published_at", "observed_at", "retailer", "category_id", "period",
    "currency", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """Column -> field of a post or fact ("" leaves a column out), and fields with one value for every row."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    header: bool = True


def read_mapping(path: Path) -> Mapping:
    """The mapping in a .toml or .json file; raises BadSettings that says what to mend."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        read: Any = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as wrong:
        raise BadSettings(
            f"The mapping {path} cannot be read: {wrong}",
            hint='Write lines such as "笔记标题" = "title" under [columns] (TOML), or the same as JSON',
        ) from wrong
    if not isinstance(read, dict):
        raise BadSettings(f"The mapping {path} is no table", hint="It needs [columns], [constants] or both")
    unknown = set(read) - {"columns", "constants", "header"}
    if unknown or not isinstance(read.get("header", True), bool):
        raise BadSettings(
            f"The mapping {path} says {', '.join(sorted(unknown)) or 'header'} in a way we do not know",
            hint="It may hold [columns], [constants] and header = true or false",
        )
    columns = _pairs(path, read, "columns", (*FIELDS, *FACT_FIELDS, ""))
    constants = _pairs(path, read, "constants", CONSTANTS)
    if not columns and not constants:
        raise BadSettings(f"The mapping {path} is empty", hint="It needs [columns], [constants] or both")
    return Mapping(columns, constants, read.get("header", True))


def mapping_text(columns: Pairs[str, str], unused: list[str], constants: Pairs[str, str]) -> str:
    """A mapping as TOML to be saved and mended by hand; unused columns are there as comments."""
    lines = ["[columns]", *(f"{_quoted(name)} = {_quoted(to)}" for name, to in columns.items())]
    lines += [f'# {_quoted(name)} = ""' for name in unused]
    lines += ["", "[constants]", *(f"{name} = {_quoted(value)}" for name, value in constants.items())]
    return "\n".join(lines) + "\n"


def _pairs(path: Path, read: dict[str, Any], part: str, fields: tuple[str, ...]) -> dict[str, str]:
    pairs = read.get(part, {})
    plain = isinstance(pairs, dict) and all(isinstance(value, str) for value in pairs.values())
    named = (pairs.values() if part == "columns" else pairs) if plain else ["?"]
    strange = [name for name in named if name not in fields]
    if strange:
        raise BadSettings(
            f"The mapping {path} has {strange[0]!r} in [{part}]",
            hint=f"Known fields: {', '.join(dict.fromkeys(name for name in fields if name))}",
        )
    return dict(pairs)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
