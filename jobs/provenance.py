"""The provenance ledger of a home: asked once and remembered per folder; what it frees from quarantine."""

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.errors import BadSettings
from domain.provenance import (
    Provenance,
    checked_audiences,
    folder_scope,
    form_scope,
    source_scope,
    usual_audiences,
)
from jobs.home import Home, now
from jobs.settings import SourceSettings
from jobs.summary import Summary
from store.collection import release_collected
from store.provenance import declare, load_provenance
from store.quarantine import Quarantine
from store.runs import ImportDone, load_held, record_import

FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a person says of a folder; empty fields are filled with what is usual for the basis."""

    basis: str
    provider: str = ""
    tool: str = ""
    audiences: tuple[str, ...] = ()
    expires_on: date | None = None


class Book:
    """The ledger as it stands, for one import: which entry speaks for a file."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._entries = load_provenance(home.engine)

    def of(self, where: str, form: str) -> str | None:
        """The scope id that speaks for a file at that path read by that importer; None where none does.

        The nearest folder above it that somebody declared; else the form itself, where the settings say that
        who writes it vouches for it.
        """
        for folder in folders_above(where):
            entry = self._entries.get(folder_scope(folder))
            if entry is not None:
                return entry.id
        if form not in self._home.settings.vouched_formats:
            return None
        entry = self._entries.get(form_scope(form)) or self._vouched(form)
        return entry.id

    def _vouched(self, form: str) -> Provenance:
        # Nobody looked at these posts: they count, but nobody outside the team sees their words.
        entry = Provenance(
            form_scope(form),
            "own",
            provider="未声明",
            tool=form,
            audiences=("category",),
            declared_at=now(),
            declared_by="settings: vouched_formats",
        )
        declare(self._home.engine, entry)
        self._entries[entry.scope] = entry
        return entry


def folders_above(where: str) -> Iterable[Path]:
    """The folder a file (or a part of one) lies in, and those above it, nearest first."""
    path = Path(where).absolute().resolve()
    return (folder for folder in (path, *path.parents) if folder.is_dir())


def folder_of(path: Path) -> Path:
    return path if path.is_dir() else path.absolute().parent


def undeclared(home: Home, paths: Sequence[Path]) -> list[Path]:
    """The folders of these paths for which the ledger says nothing yet."""
    entries = load_provenance(home.engine)
    folders = dict.fromkeys(folder_of(path) for path in paths if path.exists())
    return [
        folder
        for folder in folders
        if not any(folder_scope(above) in entries for above in folders_above(str(folder)))
    ]


def declare_folders(home: Home, folders: Iterable[Path], said: Declared, *, anew: bool = False) -> list[str]:
    """Write down what was said of each folder; returns a line for people about each new entry.

    A folder with another basis is only declared `anew` on purpose: the entry speaks for posts already here.
    """
    lines = []
    for folder in dict.fromkeys(folders):
        entry = Provenance(
            folder_scope(folder),
            said.basis,
            said.provider,
            said.tool,
            checked_audiences(said.audiences) or usual_audiences(said.basis),
            said.expires_on,
            now(),
            _person(),
        )
        known = load_provenance(home.engine).get(entry.scope)
        if known is not None and not anew:
            if known.basis != entry.basis:
                raise BadSettings(
                    f"{folder} is declared as {known.basis}, not {entry.basis}",
                    hint=f"Say so for all of it: pingti provenance {folder} --basis {entry.basis}; "
                    "or put the file into a folder of its own",
                )
            continue
        if declare(home.engine, entry):
            lines.append(f"已记住: {folder} 的来源为 {entry.basis}，可见: {', '.join(entry.audiences)}")
    return lines


def declare_source(home: Home, source: SourceSettings) -> None:
    """A crawled source: public pages, looked at by the person who switched it on."""
    declare(
        home.engine,
        Provenance(
            source_scope(source.id),
            "public",
            provider=urlsplit(source.url).hostname or source.url,
            tool=f"pingti crawl: {source.reader}",
            declared_at=now(),
            declared_by=f"{source.looked_by} {source.looked_at}".strip(),
        ),
    )


def release(home: Home, folder: Path) -> Summary:
    """Free what waits in quarantine from that folder and those below it."""
    summary = Summary("provenance")
    book, log, quarantine = Book(home), home.post_log(), Quarantine(home.lake)
    waiting = quarantine.rows()
    for held in load_held(home.engine):
        if held.held_as not in waiting or not _is_below(held.folder, folder):
            continue
        under = book.of(f"{held.folder}/.", str(held.format))
        if under is None:
            continue
        saved = quarantine.release(held.held_as, under, log)
        record_import(
            home.engine,
            ImportDone(
                path=held.path,
                imported_at=now(),
                format=held.format,
                digest=held.digest,
                folder=held.folder,
                read=waiting.pop(held.held_as),
                new_posts=saved.new_posts,
                new_observations=saved.new_observations,
                unchanged=saved.unchanged,
            ),
        )
        release_collected(home.engine, str(held.digest))
        summary.read += saved.new_posts + saved.new_observations + saved.unchanged
        summary.written += saved.new_posts + saved.new_observations
    return summary


def state(home: Home) -> dict[str, Any]:
    """The ledger and what waits in quarantine, for people and for --json."""
    waiting = Quarantine(home.lake).rows()
    today = home.today()
    return {
        "ledger": [
            {
                "id": entry.id,
                "scope": entry.scope,
                "basis": entry.basis,
                "provider": entry.provider,
                "tool": entry.tool,
                "audiences": list(entry.audiences),
                "expires_on": entry.expires_on,
                "expired": entry.expired(today),
                "declared_at": entry.declared_at,
                "declared_by": entry.declared_by,
            }
            for entry in load_provenance(home.engine).values()
        ],
        "quarantine": [
            {"folder": held.folder, "file": held.path, "format": held.format, "rows": waiting[held.held_as]}
            for held in load_held(home.engine)
            if held.held_as in waiting
        ],
    }


def _is_below(path: str | None, folder: Path) -> bool:
    return path is not None and Path(path).is_relative_to(folder.absolute().resolve())


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
