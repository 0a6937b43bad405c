"""A home: one folder with settings, lake, database, secrets, refused rows and reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import polars as pl
from sqlalchemy import Engine

from demo.generate import END_DAY
from domain.decision import merges
from domain.errors import BadSettings
from domain.weeks import business_day
from jobs.author_key import load_author_key
from jobs.settings import FILE_NAME, Settings, load_settings
from nlp.entities import merged
from nlp.lexicon import Lexicon, entity_map, load
from store.decisions import load_decisions
from store.engine import migrate, open_database
from store.lake import Lake
from store.ledger import Ledger
from store.posts import PostLog

DATABASE_KIND = "database-kind"


def now() -> datetime:
    """The clock of the house; every pure room gets its time as an argument."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Home:
    """An opened home. Nothing is opened before it is first used."""

    root: Path
    settings: Settings

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def refused(self) -> Path:
        return self.root / "refused"

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def inbox_done(self) -> Path:
        return self.root / "inbox-done"

    @cached_property
    def lexicon(self) -> Lexicon:
        """The shipped lexicon with the team's edits laid over it, as it was when this home was opened."""
        return load(self.root / "lexicon")

    @cached_property
    def entities(self) -> pl.DataFrame:
        """ENTITY_MAP of the lexicon with what people joined, as both were when this home was opened."""
        return merged(entity_map(self.lexicon), merges(load_decisions(self.engine)))

    def today(self) -> date:
        """The business day it is; a demo's posts end on a fixed day that may lie ahead of this clock."""
        day = business_day(now(), self.settings.zone)
        return max(day, END_DAY + timedelta(days=1)) if self.settings.demo else day

    @property
    def lake_url(self) -> str:
        return self.settings.lake_url or str(self.root / "lake")

    @property
    def database_url(self) -> str:
        return self.settings.database_url.get_secret_value() or f"sqlite:///{self.root / 'pingti.db'}"

    @cached_property
    def lake(self) -> Lake:
        return Lake(self.lake_url)

    @cached_property
    def engine(self) -> Engine:
        engine = open_database(self.database_url)
        self._remember_database(engine)
        migrate(engine)
        return engine

    def _remember_database(self, engine: Engine) -> None:
        """Refuse another kind of database than the home was built with: it would start from nothing."""
        marker = self.root / DATABASE_KIND
        kind = engine.dialect.name
        if not marker.exists():
            marker.write_text(kind + "\n", encoding="utf-8")
        elif marker.read_text(encoding="utf-8").strip() != kind:
            raise BadSettings(
                f"This home keeps its records in {marker.read_text(encoding='utf-8').strip()}, not in {kind}",
                hint=f"Set database_url (PINGTI_DATABASE_URL); if you have moved it, delete {marker}",
            )

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.engine)

    @cached_property
    def author_key(self) -> bytes:
        return load_author_key(self.root, self.engine)

    def post_log(self) -> PostLog:
        return PostLog(self.lake, self.settings.zone, lambda: self.author_key)


def create_home(root: Path, template: str = "pingti.toml", more: str = "") -> None:
    """Make a home with commented settings, an author key and an empty database; refuses an existing one."""
    if (root / FILE_NAME).exists():
        raise BadSettings(f"{root} is already a home", hint="Use it, or choose another folder with --home")
    for folder in (root, root / "reports", root / "refused", root / "lexicon", root / "inbox"):
        folder.mkdir(parents=True, exist_ok=True)
    text = (files("jobs") / template).read_text(encoding="utf-8") + more
    beside = root / f".{FILE_NAME}.part"
    beside.write_text(text, encoding="utf-8")
    beside.replace(root / FILE_NAME)  # whole or not at all: half of it would be another home
    with opened_home(root) as home:
        _ = home.author_key


@contextmanager
def opened_home(root: Path) -> Iterator[Home]:
    """The home in that folder, its connections closed at the end."""
    if not (root / FILE_NAME).exists():
        raise BadSettings(
            f"There is no home in {root}", hint="Make one with: pingti init (or name another with --home)"
        )
    home = Home(root.absolute(), load_settings(root))
    try:
        yield home
    finally:
        if "engine" in vars(home):
            home.engine.dispose()
