"""The words we know: one TSV a kind in nlp/lexicon/, a team's edits laid over them, one fingerprint.

A file of the same name in the team's folder adds rows; a row with the same first column replaces the
shipped one, and a first column written `-name` takes it out.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from domain.errors import BadInput
from domain.frames import AUDIENCES, ENTITY_MAP, conform

# Raise when a rule in this room changes what it finds: annotations made before are then stale.
RULES_VERSION = 5

HOME = Path(__file__).parent / "lexicon"
COLUMNS = {
    "brands": ("name", "category", "origin", "aliases", "common"),
    "goods": ("term", "category", "aliases", "common"),
    "channels": ("name", "aliases", "common"),
    "belts": ("place", "region", "goods", "aliases"),
    "factories": ("name", "category", "aliases"),
    "materials": ("name", "aliases"),
    "aspects": ("name", "aliases", "common"),
    "modifiers": ("term",),
    "cues": ("term", "role", "weight"),
    "traps": ("term",),
    # read by nlp/audiences.py in a pass of its own: what they hold hides no name. Confidence 0 marks a trap.
    "audiences": ("cue", "group", "confidence"),
    "regions": ("region", "names"),
    # read by nlp/making.py; what is found in a text does not hang on it
    "making": ("head", "category", "processes", "materials", "belts", "certificates", "moq", "lead_days"),
}
KINDS = {
    "goods": "product",
    "brands": "brand",
    "factories": "factory",
    "channels": "channel",
    "belts": "belt",
    "materials": "material",
    "aspects": "aspect",
}
# the cues whose place in the text matters to other rules, not only that they occur
TRIGGERS = ("dupe", "like", "same_factory", "oem", "source", "deny", "ask", "swap")

# Rare enough that two everyday words win over one of ours between them (美 + 的 over 美的) ...
NAME_FREQUENCY = 30
# ... but 香水平替 is about a 平替, not about a 水平.
CLAIM_FREQUENCY = 2_000

_LATIN = re.compile(r"[\x20-\x7e]+")
_HAN = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Lexicon:
    """`tables` holds the rows as edited; `terms` (form, key, kind, norm, category, common) and `cues`
    (key, role, weight) are what the matching joins with. `key` is the form in lower case."""

    tables: dict[str, pl.DataFrame]
    terms: pl.DataFrame
    cues: pl.DataFrame
    fingerprint: str

    @cached_property
    def patterns(self) -> list[str]:
        """Every form once, longest first, as the automaton wants them."""
        traps = self.tables["traps"].get_column("term").str.to_lowercase()
        forms = pl.concat([self.terms["key"], self.cues["key"], traps]).unique()
        return sorted(forms.to_list(), key=lambda form: (-len(form), form))

    @cached_property
    def words(self) -> dict[str, int]:
        """Chinese names and words of claim (平替, 代工) the tokenizer must know, with their frequency."""
        names = self.terms.filter(~pl.col("kind").is_in(["material", "aspect"]))["form"]
        claims = self.cues.filter(pl.col("role").is_in(TRIGGERS[:5]))["key"]
        known = dict.fromkeys(names, NAME_FREQUENCY) | dict.fromkeys(claims, CLAIM_FREQUENCY)
        return {word: known[word] for word in sorted(known) if len(word) > 1 and not _LATIN.search(word)}

    @cached_property
    def modifiers(self) -> list[str]:
        return self.tables["modifiers"].get_column("term").to_list()


def load_table(name: str, extra_dir: Path | None = None) -> pl.DataFrame:
    """One shipped TSV as strings, a team's file of the same name laid over it. Raises BadInput."""
    columns = COLUMNS[name]
    return pl.DataFrame(
        list(_rows(name, extra_dir).values()), schema=dict.fromkeys(columns, pl.String), orient="row"
    )


def load(extra_dir: Path | None = None) -> Lexicon:
    """The shipped lexicon, with the TSV files of `extra_dir` laid over it. Raises BadInput."""
    digest = hashlib.sha256(str(RULES_VERSION).encode())
    tables = {}
    for name, columns in COLUMNS.items():
        if name == "making":
            continue
        rows = _rows(name, extra_dir)
        digest.update(repr((name, sorted(rows.items()))).encode())
        tables[name] = pl.DataFrame(
            list(rows.values()), schema=dict.fromkeys(columns, pl.String), orient="row"
        )
    _check_groups(tables["audiences"])
    terms = pl.DataFrame(
        [row for table, kind in KINDS.items() for row in _forms(tables[table], kind)],
        schema={
            "form": pl.String,
            "kind": pl.String,
            "norm": pl.String,
            "category": pl.String,
            "common": pl.Boolean,
        },
        orient="row",
    )
    terms = terms.with_columns(key=pl.col("form").str.to_lowercase()).unique(
        ["key", "kind"], keep="first", maintain_order=True
    )
    cues = tables["cues"].select(
        key=pl.col("term").str.to_lowercase(), role="role", weight=pl.col("weight").cast(pl.Int32)
    )
    cues = _with_triggers_inside(cues).unique(["key", "role"], keep="first", maintain_order=True)
    return Lexicon(tables, terms, cues, digest.hexdigest())


def _check_groups(table: pl.DataFrame) -> None:
    """Readers count by a closed list: another group, or a confidence that is none, is refused."""
    share = pl.col("confidence").cast(pl.Float64, strict=False)
    fair = share.is_between(0, 1).fill_null(False) & (pl.col("group").is_in(AUDIENCES) | (share == 0))
    for cue, group, confidence in table.filter(~fair).iter_rows():
        raise BadInput(
            f"audiences.tsv: {cue} is of group {group!r} with confidence {confidence!r}",
            hint=f"A confidence is 0 (a trap) to 1; groups: {', '.join(AUDIENCES)}",
        )


def entity_map(lexicon: Lexicon) -> pl.DataFrame:
    """ENTITY_MAP: what a mention's norm is counted as, `kind:name`."""
    named = lexicon.terms.filter(pl.col("kind").is_in(["product", "brand", "factory", "channel", "belt"]))
    frame = named.unique(["kind", "norm"], keep="first", maintain_order=True).select(
        "kind",
        "norm",
        entity=pl.col("kind") + ":" + pl.col("norm"),
        name="norm",
        category="category",
    )
    return conform(frame, ENTITY_MAP, "entity map")


def _with_triggers_inside(cues: pl.DataFrame) -> pl.DataFrame:
    """The longest form wins the place, so 求平替 and 没有平替 must say what 平替 says."""
    claims = [(key, role) for key, role, _ in cues.iter_rows() if role in TRIGGERS[:4] and len(key) > 1]
    inner = [
        (key, role, 1)
        for key in cues["key"].unique(maintain_order=True)
        for claim, role in claims
        if claim != key and (claim in key.split() if key.isascii() else claim in key)
    ]
    return pl.concat([cues, pl.DataFrame(inner, schema=cues.schema, orient="row")])


def _read(path: Path, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    header = tuple(lines[0].split("\t")) if lines else ()
    if header != columns:
        raise BadInput(f"{path}: the first line must name {', '.join(columns)}", hint="Separate with tabs")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) > len(columns) or not cells[0]:
            raise BadInput(f"{path}, line {number}: {len(cells)} cells, not {len(columns)}")
        rows.append(cells + ("",) * (len(columns) - len(cells)))
    return rows


def _rows(name: str, extra_dir: Path | None) -> dict[tuple[str, ...], tuple[str, ...]]:
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    for folder in (HOME, extra_dir):
        path = folder / f"{name}.tsv" if folder else None
        if path and path.is_file():
            _lay(rows, _read(path, COLUMNS[name]), name)
    return rows


def _lay(rows: dict[tuple[str, ...], tuple[str, ...]], new: list[tuple[str, ...]], table: str) -> None:
    """Later rows win; a cue is one row a role, everything else one row a name."""
    for cells in new:
        name = cells[0].removeprefix("-")
        if cells[0] != name:
            for known in [known for known in rows if known[0] == name]:
                del rows[known]
        else:
            rows[(name, cells[1]) if table == "cues" else (name,)] = cells


def _forms(table: pl.DataFrame, kind: str) -> Iterator[tuple[str, str, str, str | None, bool]]:
    """(form, kind, norm, category, common) for a name, its aliases and English plurals."""
    for row in table.iter_rows(named=True):
        norm = row[table.columns[0]]
        forms = [norm, *filter(None, (alias.strip() for alias in row.get("aliases", "").split(",")))]
        common = row.get("common", "") == "1"
        category = row.get("category") or None
        for form in forms:
            # CK, NB, 🍋: too short to stand alone
            short = kind == "brand" and len(form) <= 2 and not _HAN.search(form)
            yield form, kind, norm, category, common or short
            if kind == "product" and form.islower() and _LATIN.fullmatch(form) and form[-1] != "s":
                plural = "es" if form.endswith(("ch", "sh", "x")) else "s"
                yield form + plural, kind, norm, category, common
