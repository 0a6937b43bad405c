"""Values of records as text: what a cell of a CSV file, of a sheet or of a JSON object says."""

import json
import re
from collections.abc import Collection, Mapping

# What a refused row may show of itself; it is for finding the row, not for keeping it.
RAW_LETTERS = 2_000

_BETWEEN = re.compile(r"[,，、;；|\n]|\s(?=#)|#(?=#)")
# Nothing unbounded before the sign: what is searched may be a megabyte of one letter.
_TOKEN = re.compile(
    r"((?:xsec_[a-z]{1,12}|token|ticket|sid|session[a-z_]{0,12})(?:=|%3D))[^&\"'\s]+", re.IGNORECASE
)


class Nested(ValueError):
    """A list or an object where a plain value belongs."""


def cell_of(value: object) -> str | None:
    """The text of a plain value, null for none; raises Nested for anything else."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        raise Nested
    # true and 1.50 as they were written, not as Python spells them
    return json.dumps(value)


def words_of(value: object) -> list[str]:
    """A list of words: of plain values, of objects with a name, or of one text in the forms exports use.

    Those are "a,b", "#a #b", and a list that was dumped as JSON or as Python once more.
    """
    if isinstance(value, list):
        named = (item.get("name") if isinstance(item, dict) else item for item in value)
        words = [item if isinstance(item, str) else json.dumps(item) for item in named if item is not None]
    else:
        text = (cell_of(value) or "").strip()
        if text[:1] in ('"', "["):
            try:
                return words_of(json.loads(text))
            except (ValueError, RecursionError):
                text = text.strip("[]\"'")
        words = _BETWEEN.split(text.replace("[话题]", ""))
    return [stripped for word in words if (stripped := word.strip(" \t#'\""))]


def writable(text: str) -> str:
    """Without lone halves of surrogate pairs, which JSON may hold and UTF-8 may not."""
    return text.encode("utf-8", errors="replace").decode()


def shown(values: Mapping[str, object], private: Collection[str] = ()) -> str:
    """A refused record for people, as JSON without its private columns and tokens."""
    kept = {name: value for name, value in values.items() if name not in private}
    return _cut(json.dumps(kept, ensure_ascii=False, separators=(",", ":"), default=str))


def shown_text(raw: str, private: Collection[str] = ()) -> str:
    """The same for text in which no record could be read: the values after private names are blanked."""
    raw = raw[: 2 * RAW_LETTERS]
    if private:
        names = "|".join(map(re.escape, private))
        raw = re.sub(rf'("(?:{names})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^,}}\]\s]+)', r'\1"…"', raw)
    return _cut(raw.strip())


def _cut(text: str) -> str:
    text = _TOKEN.sub(r"\1…", writable(text[: 2 * RAW_LETTERS]))
    return text if len(text) <= RAW_LETTERS else text[:RAW_LETTERS] + "…"
