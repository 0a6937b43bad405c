"""What is wrong with this installation and this home, in words that say what to do."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.errors import PingtiError
from jobs.home import Home, opened_home

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Finding:
    ok: bool
    what: str
    words: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine(root: Path) -> list[Finding]:
    """Every check, in order; a check that cannot be made is itself a finding."""
    findings = [
        Finding(sys.version_info >= (3, 11), "python", f"{sys.version.split()[0]} (3.11 or newer is needed)"),
        Finding(
            find_spec("bertopic") is not None,
            "bertopic",
            "installed" if find_spec("bertopic") else "missing: themes are left out; run make run again",
        ),
    ]
    try:
        with opened_home(root) as home:
            for check in (_settings, _database, _author_key, _lake, _sources, _space):
                findings.extend(_safely(check, home))
    except PingtiError as error:
        findings.append(Finding(False, "home", str(error)))
    return findings


def _safely(check: Callable[[Home], Iterator[Finding]], home: Home) -> Iterator[Finding]:
    try:
        yield from check(home)
    except PingtiError as error:
        yield Finding(False, check.__name__.strip("_"), str(error))
    except OSError as error:
        yield Finding(False, check.__name__.strip("_"), f"{error.strerror or error}")


def _settings(home: Home) -> Iterator[Finding]:
    yield Finding(True, "settings", f"{home.root / 'pingti.toml'}, zone {home.settings.zone}")


def _database(home: Home) -> Iterator[Finding]:
    with home.engine.connect():
        yield Finding(True, "database", home.engine.dialect.name)


def _author_key(home: Home) -> Iterator[Finding]:
    _ = home.author_key
    yield Finding(True, "author key", "is the one this home was built with")


def _lake(home: Home) -> Iterator[Finding]:
    months = len(home.lake.batches("posts"))
    yield Finding(
        True,
        "lake",
        f"{months} months of posts" if months else "empty: import posts with pingti import FILE…",
    )


def _sources(home: Home) -> Iterator[Finding]:
    on = [source for source in home.settings.sources if source.switched_on]
    abroad = [source.id for source in on if urlsplit(source.url).hostname not in LOOPBACK]
    if abroad and not home.settings.contact:
        names = ", ".join(abroad)
        yield Finding(False, "contact", f"empty, but {names} are switched on; say whom a site may write to")
    else:
        yield Finding(True, "sources", f"{len(on)} switched on of {len(home.settings.sources)}")


def _space(home: Home) -> Iterator[Finding]:
    stat = os.statvfs(home.root)
    free_gb = stat.f_bavail * stat.f_frsize / 1e9
    yield Finding(free_gb > 1, "disk", f"{free_gb:.1f} GB free")
