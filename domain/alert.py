"""A factory as it describes itself, and the short demand alert it gets."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Factory:
    """What a factory can make and how it wants to be told.

    `moq_pieces` and `lead_days` are its own statements; null means not stated, never zero.
    """

    id: str
    name: str
    belt: str | None
    categories: tuple[str, ...]
    processes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    moq_pieces: int | None = None
    lead_days: int | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One rising item for one factory: why *you*, and which signal says so."""

    fingerprint: str
    factory_id: str
    signal_id: str
    entity: str
    as_of: date
    why_you: tuple[str, ...]
    title: str
    body: str
