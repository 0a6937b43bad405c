"""What a job did, for people, for --json and for the run ledger."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Summary:
    """Rows in, out and refused, with notes for people.

    `problems` make the exit code 3, or 1 where `failed` says that nothing at all was done.
    """

    job: str
    read: int = 0
    written: int = 0
    refused: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failed: bool = False
    details: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
