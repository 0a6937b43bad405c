"""Where posts come from and who may see them: the entries of the provenance ledger.

An entry is about a scope: a folder that exports are imported from, a crawled source, a file form. Posts
carry the scope's id, so that a new entry for the same scope (a licence renewed, an audience withdrawn)
speaks for what came in before as well.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from domain.errors import BadSettings

BASES = ("own", "licensed", "public", "research")
AUDIENCES = ("category", "factory", "marketing")
# Who may see posts when nobody says: what was bought or borrowed is not passed on.
_USUAL = {"own": AUDIENCES, "public": AUDIENCES, "licensed": ("category",), "research": ("category",)}


@dataclass(frozen=True, slots=True)
class Provenance:
    """One entry: on what `basis` the posts of a scope are here, and whom they may be shown to until when.

    `scope` is `folder:/where/it/lies`, `source:ID` or `form:NAME`; `expires_on` is the last day.
    """

    scope: str
    basis: str
    provider: str = ""
    tool: str = ""
    audiences: tuple[str, ...] = AUDIENCES
    expires_on: date | None = None
    declared_at: datetime | None = None
    declared_by: str = ""

    @property
    def id(self) -> str:
        return scope_id(self.scope)

    def shown_to(self, audience: str, today: date) -> bool:
        """Whether words and links of these posts may be put before that audience on that day."""
        return audience in self.audiences and not self.expired(today)

    def expired(self, today: date) -> bool:
        return self.expires_on is not None and today > self.expires_on


def scope_id(scope: str) -> str:
    """The short name of a scope that posts carry."""
    return "p" + hashlib.sha256(scope.encode(errors="replace")).hexdigest()[:12]


def folder_scope(folder: Path) -> str:
    return f"folder:{folder.absolute().resolve().as_posix()}"


def source_scope(source: str) -> str:
    return f"source:{source}"


def form_scope(form: str) -> str:
    return f"form:{form}"


def usual_audiences(basis: str) -> tuple[str, ...]:
    """The audiences of a basis when nobody names them; raises BadSettings for an unknown basis."""
    if basis not in _USUAL:
        raise BadSettings(f"There is no basis {basis!r}", hint=f"Say one of {', '.join(BASES)}")
    return _USUAL[basis]


def checked_audiences(audiences: Iterable[str]) -> tuple[str, ...]:
    """The audiences in their usual order, each once; raises BadSettings for one nobody knows."""
    asked = set(audiences)
    unknown = sorted(asked - set(AUDIENCES))
    if unknown:
        raise BadSettings(
            f"There is no audience {', '.join(unknown)}", hint=f"Say one of {', '.join(AUDIENCES)}"
        )
    return tuple(name for name in AUDIENCES if name in asked)


def may_show(posts: pl.DataFrame, ledger: Iterable[Provenance], audience: str, today: date) -> pl.DataFrame:
    """The posts (any frame with a `provenance` column) whose words that audience may see today.

    Posts from before there was a ledger are for the category team only.
    """
    allowed = [entry.id for entry in ledger if entry.shown_to(audience, today)]
    is_allowed = pl.col("provenance").is_in(allowed)
    return posts.filter(is_allowed.fill_null(audience == "category"))
