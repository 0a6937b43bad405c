"""What an importer file and a platform file offer, and the nouns that travel inside this room.

An importer is a module in crawlers/importers/ with NAME, `sniff` and `read`. A platform is a module in
crawlers/platforms/ with READER, a pure `read` and a spider class SPIDER of a few lines.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import polars as pl

from crawlers.opening import Opened
from domain.errors import BadSettings


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a table of facts by its name (domain/first_party.py), `source` still to be filled."""

    table: str
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Chunk:
    """A fixed stretch of a file: RAW_POSTS read from it, REFUSED rows, and how many records it held.

    The same file gives the same chunks every time, so that a chunk number is a place to resume from.
    A table of facts has no posts but `facts`; one of its records may be several rows there.
    """

    posts: pl.DataFrame
    refused: pl.DataFrame
    read: int
    facts: Facts | None = None


class Importer(Protocol):
    """One export format. `sniff` looks at content; the name may only break a tie.

    An importer of facts also has TABLE, the name of their table.
    """

    NAME: str

    def sniff(self, head: bytes, name: str) -> bool: ...

    def read(self, opened: Opened) -> Iterator[Chunk]: ...

    def mapping(self, opened: Opened) -> dict[str, str]:
        """Column of the file -> field of RAW_POSTS, for people to look at; columns not used are left out."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """A declared public source. `selectors` are CSS selectors (page) or dotted paths (json) by field name.

    `url` may hold {query} or {tag} (one walk for each of `queries` and of the keyword `packs`), {day} or
    {yesterday}. `credentials` names where a client id and secret lie ("env:NAME" or a file), never holds
    them. The interval adapts between `least_minutes` and `most_minutes`; 0 means every_minutes and eight
    times that. `looked_at` (a day) and `looked_by` say who read the site's terms and robots.txt, and when;
    `terms_note` is what they say.
    """

    id: str
    reader: str
    url: str
    platform: str
    kind: str = "post"
    selectors: dict[str, str] = field(default_factory=dict)
    queries: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    credentials: str = ""
    every_minutes: int = 360
    least_minutes: int = 0
    most_minutes: int = 0
    max_pages: int = 20
    switched_on: bool = False
    looked_at: str = ""
    looked_by: str = ""
    terms_note: str = ""

    def __post_init__(self) -> None:
        for name in ("queries", "packs"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    @classmethod
    def from_json(cls, text: str) -> "Source":
        """Read the fields above from a JSON object; raises BadSettings naming what is wrong.

        Whether there is such a reader is asked of the folder (crawlers/discovery.py), not here.
        """
        try:
            source = cls(**json.loads(text))
        except (ValueError, TypeError) as wrong:
            raise BadSettings(f"Not a source definition: {wrong}") from wrong
        if urlsplit(source.url).scheme not in ("http", "https") or not urlsplit(source.url).hostname:
            raise BadSettings(f"{source.url!r} is not a web address", hint="Begin it with https://")
        searches = "{query}" in source.url or "{tag}" in source.url
        if searches != bool(source.queries or source.packs):
            raise BadSettings(
                f"The source {source.id} has only one of both: {{query}} in its url, queries or packs",
                hint="Write the place of the search word as {query} (or {tag}) and name what to ask for",
            )
        return source


@dataclass(frozen=True, slots=True)
class PageMeta:
    """All a reader may know about a page besides its bytes; `query` is what the page was asked for."""

    url: str
    fetched_at: datetime
    source: Source
    content_type: str = ""
    query: str | None = None


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a page held: RAW_POSTS, REFUSED (line = place on the page, from 1) and the page that follows."""

    posts: pl.DataFrame
    refused: pl.DataFrame
    next_url: str | None = None


class Platform(Protocol):
    """One way of publishing. `read` is pure: bytes and meta in, posts out.

    It raises LayoutChanged when it cannot understand the page, SourceRefused or SourceBusy when the page
    says no in words of its own. A platform may also have LEAST_MINUTES, below which no source of it is asked.
    """

    READER: str
    SPIDER: type[Any]

    def read(self, body: bytes, meta: PageMeta) -> PageRead: ...
