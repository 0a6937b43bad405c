"""What the pages may see of a home."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.weeks import BUSINESS_ZONE
from store.lake import Lake


@dataclass(frozen=True, slots=True)
class HomeView:
    """An opened home, for reading. `now` gives aware instants; `demo` marks every page as made up."""

    lake: Lake
    engine: Engine
    reports_dir: Path
    demo: bool
    name: str
    now: Callable[[], datetime]
    zone: str = BUSINESS_ZONE
