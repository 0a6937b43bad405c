"""The provenance ledger: entries are added, never changed; the newest entry of a scope holds."""

from sqlalchemy import Engine
from sqlmodel import col, select

from domain.provenance import Provenance
from store.engine import reading, writing
from store.tables import ProvenanceRow


def declare(engine: Engine, entry: Provenance) -> bool:
    """Add the entry unless it says what already holds; whether it was added."""
    known = load_provenance(engine).get(entry.scope)
    if known is not None and _said(known) == _said(entry):
        return False
    with writing(engine) as session:
        session.add(
            ProvenanceRow(
                scope=entry.scope,
                basis=entry.basis,
                provider=entry.provider,
                tool=entry.tool,
                audiences=list(entry.audiences),
                expires_on=entry.expires_on,
                declared_at=entry.declared_at,
                declared_by=entry.declared_by,
            )
        )
    return True


def load_provenance(engine: Engine) -> dict[str, Provenance]:
    """Scope -> the entry that holds, in the order of their first declaration."""
    return {entry.scope: entry for entry in load_declarations(engine)}


def load_declarations(engine: Engine) -> list[Provenance]:
    """Every entry ever made, oldest first."""
    with reading(engine) as session:
        rows = session.exec(select(ProvenanceRow).order_by(col(ProvenanceRow.id)))
        return [
            Provenance(
                scope=row.scope,
                basis=row.basis,
                provider=row.provider,
                tool=row.tool,
                audiences=tuple(row.audiences),
                expires_on=row.expires_on,
                declared_at=row.declared_at,
                declared_by=row.declared_by,
            )
            for row in rows
        ]


def _said(entry: Provenance) -> tuple[object, ...]:
    """What an entry says, apart from when and by whom."""
    return entry.basis, entry.provider, entry.tool, entry.audiences, entry.expires_on
