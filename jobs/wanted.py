"""What a person asks to be forgotten (keys, addresses, accounts, a CSV) into what the lake calls it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from crawlers.addresses import clean_addresses, ids_in_addresses
from crawlers.authors import author_digests, keyed_authors
from crawlers.rows import PLATFORMS
from domain.errors import BadInput
from domain.withdrawal import LEAST_LETTERS, Withdrawn
from jobs.home import Home
from store.forgetting import ORIGINS

_COLUMNS = {
    "post": "post",
    "key": "post",
    "url": "url",
    "platform": "platform",
    "user_id": "user",
    "author": "user",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Keys (platform:post_id), addresses of posts, and accounts as (platform, user id)."""

    posts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    authors: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "Wanted") -> "Wanted":
        return Wanted(self.posts + other.posts, self.urls + other.urls, self.authors + other.authors)


def read_wanted(path: Path) -> Wanted:
    """A CSV with a header of `post`, `url`, or `platform` and `user_id`; each row says one of the three.

    Raises BadInput that names every faulty line: half a list is not forgotten.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", hint="Save it as CSV in UTF-8") from error
    reader = csv.DictReader(lines)
    names = {name: _COLUMNS.get(name.strip().lower()) for name in reader.fieldnames or ()}
    if not set(names.values()) & {"post", "url", "user"}:
        raise BadInput(f"{path} has no column post, url or user_id", hint="Name them in its first line")
    wanted, faulty = Wanted(), []
    for row in reader:
        said = {names[name]: (value or "").strip() for name, value in row.items() if names.get(name)}
        try:
            wanted += _one(said)
        except BadInput as wrong:
            faulty.append(f"line {reader.line_num}: {wrong}")
    if faulty:
        raise BadInput(f"{path}: {'; '.join(faulty[:10])}", hint="Nothing was forgotten; mend the list")
    return wanted


def _one(said: dict[str | None, str]) -> Wanted:
    given = [name for name in ("post", "url", "user") if said.get(name)]
    if len(given) != 1:
        raise BadInput("a row says one of post, url, user_id")
    if given == ["user"]:
        return Wanted(authors=((said.get("platform", ""), said["user"]),))
    return Wanted(posts=(said["post"],)) if given == ["post"] else Wanted(urls=(said["url"],))


def resolve(home: Home, wanted: Wanted) -> tuple[Withdrawn, list[str]]:
    """The keys and keyed authors that are meant, and the addresses that no post has.

    Raises BadInput for a key without its platform or an account without one.
    """
    for key in wanted.posts:
        if not all(key.partition(":")):
            raise BadInput(f"{key!r} is not the key of a post", hint="Write it as platform:post_id")
    for platform, user in wanted.authors:
        if not platform or not user:
            raise BadInput(f"The account {user!r} has no platform", hint="Say platform and user id")
    posts = [":".join((_platform(key.partition(":")[0]), key.partition(":")[2])) for key in wanted.posts]
    authors = [pair for platform, user in wanted.authors for pair in _authors(home, platform, user)]
    words = frozenset(user for _, user in wanted.authors if len(user) >= LEAST_LETTERS)
    what = Withdrawn(frozenset(), frozenset(authors), words).with_posts(posts)
    unknown = []
    for url, keys in zip(wanted.urls, _at_addresses(home, wanted.urls), strict=True):
        if not keys:
            unknown.append(url)
        what = what.with_posts(keys, [_clean([url])[0]])
    return what, unknown


def _platform(name: str) -> str:
    name = name.strip().lower()
    return PLATFORMS.get(name, name)


def _authors(home: Home, platform: str, user: str) -> Iterator[tuple[str, str]]:
    """The account under its keyed hash, as given in clear and, where it looks like one, as a digest."""
    said = pl.DataFrame(
        {"author_hash": [None, user], "author_id": [user, None], "author_name": [None, None]},
        {"author_hash": pl.String, "author_id": pl.String, "author_name": pl.String},
    )
    for author in keyed_authors(author_digests(said), home.author_key).unique():
        yield _platform(platform), author


def _at_addresses(home: Home, urls: Sequence[str]) -> list[list[str]]:
    """For each address the keys of its posts: by the clean address, or by the id that stands in it."""
    if not urls:
        return []
    asked = pl.DataFrame({"url": _clean(urls)}).with_columns(post_id=ids_in_addresses("url"))
    held = pl.concat(home.lake.scan(table).select("key", "post_id", "url") for table in ORIGINS).unique()
    clean, ids = asked["url"].to_list(), asked["post_id"].drop_nulls().to_list()
    rows = held.filter(pl.col("url").is_in(clean) | pl.col("post_id").is_in(ids)).collect()
    named = [{url} | ({post_id} if post_id else set()) for url, post_id in asked.iter_rows()]
    return [
        sorted({row["key"] for row in rows.iter_rows(named=True) if {row["url"], row["post_id"]} & names})
        for names in named
    ]


def _clean(urls: Sequence[str]) -> pl.Series:
    return clean_addresses(pl.Series("url", [url.strip() for url in urls], dtype=pl.String))
