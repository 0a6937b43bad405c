"""A record of an export by its column names, or why there is none where one should be."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Record:
    """One row of an export. With a `fault` there are no values, and `raw` shows what was found instead."""

    line: int
    values: dict[str, object] = field(default_factory=dict)
    fault: str | None = None
    raw: str = ""
