"""What was forgotten must not come back: keyed digests in the database, and in the lake beside the posts log.

The database says when, why and by whom. The lake's copy is what the log looks at when it takes posts in: a
crawl has no database, and only what lies in the lake is read in the same breath as the log itself.
Leaves out how posts are removed (store/forgetting.py).
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime

import polars as pl
import polars_hash as plh
from sqlalchemy import Engine
from sqlmodel import col, select

from domain.errors import BadSettings
from domain.withdrawal import Withdrawn
from store.engine import reading, writing
from store.lake import Lake
from store.tables import Forgotten

TABLE = "forgotten"
PART = "all"
# With fewer the one partition is not worth reading in pieces.
_SLICE = 500


def bury(
    engine: Engine, lake: Lake, what: Withdrawn, key: bytes, *, at: datetime, reason: str, by: str
) -> int:
    """Write the tombstones of these posts and authors, where there are none yet; gives how many are new."""
    posts = post_digests(pl.Series(sorted(what.keys), dtype=pl.String), key)
    authors = author_digests(pl.DataFrame(sorted(what.authors), _AUTHORS, orient="row"), key)
    rows = [(digest, kind) for kind, found in (("post", posts), ("author", authors)) for digest in found]
    new = 0
    with writing(engine) as session:
        for begin in range(0, len(rows), _SLICE):
            some = dict(rows[begin : begin + _SLICE])
            known = set(session.exec(select(Forgotten.digest).where(col(Forgotten.digest).in_(list(some)))))
            fresh = {digest: kind for digest, kind in some.items() if digest not in known}
            new += len(fresh)
            session.add_all(
                Forgotten(digest=digest, kind=kind, forgotten_at=at, reason=reason, by=by)
                for digest, kind in fresh.items()
            )
    wanted = pl.DataFrame({"digest": [digest for digest, _ in rows]}, {"digest": pl.String})

    def missing(_: int) -> pl.DataFrame | None:
        there = lake.scan(TABLE).select("digest").collect()
        lacking = wanted.unique().join(there, on="digest", how="anti").with_columns(part=pl.lit(PART))
        return None if lacking.is_empty() else lacking

    lake.append_decided(TABLE, missing)
    return new


def count_buried(engine: Engine) -> dict[str, int]:
    """How many posts and authors have been forgotten, by kind."""
    with reading(engine) as session:
        kinds = list(session.exec(select(Forgotten.kind)))
    return {kind: kinds.count(kind) for kind in ("post", "author")}


class Gate:
    """Lets observations into the log, except those of posts and authors that were forgotten.

    `key` is asked for only when there is anything to be kept out; without it nothing may then be saved.
    """

    def __init__(self, lake: Lake, key: Callable[[], bytes] | None) -> None:
        self._lake = lake
        self._key = key
        self._version = -1
        self._digests = pl.Series(dtype=pl.String)

    def admit(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows (key, platform, author, parent_id) that may come in; answers lose a gone parent."""
        version = self._lake.version(TABLE)
        if version != self._version:
            self._digests = self._lake.scan(TABLE).select("digest").collect()["digest"].unique()
            self._version = version
        if self._digests.is_empty():
            return rows
        if self._key is None:
            raise BadSettings(
                "Posts were forgotten here, and without the author key they cannot be kept out",
                hint="Open the posts log with the author key of this home",
            )
        key = self._key()
        buried = self._digests.implode()
        is_gone = post_digests(rows["key"], key).is_in(buried)
        kept = (
            rows.filter(~is_gone) if is_gone.any() else rows
        )  # most often nobody is, and no row need be copied
        pairs = kept.select("platform", "author").unique().drop_nulls()
        gone = pairs.filter(author_digests(pairs, key).is_in(buried))
        if not gone.is_empty():
            kept = kept.join(gone, on=["platform", "author"], how="anti", maintain_order="left")
        return self._freed(kept, key)

    def _freed(self, rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
        parent = pl.concat_str("platform", pl.lit(":"), "parent_id").alias("parent")
        if rows["parent_id"].null_count() == rows.height:
            return rows
        parents = rows.select(parent).to_series().drop_nulls().unique()
        gone = parents.filter(post_digests(parents, key).is_in(self._digests.implode()))
        if gone.is_empty():
            return rows
        hangs = parent.is_in(gone.implode()).fill_null(False)
        return rows.with_columns(parent_id=pl.when(~hangs).then("parent_id"))


_AUTHORS = {"platform": pl.String, "author": pl.String}


def post_digests(keys: pl.Series, key: bytes) -> pl.Series:
    """Keyed digest of each platform:post_id, 32 hex digits."""
    return _digests(pl.select(pl.lit(keys)).to_series(), key, "post")


def author_digests(authors: pl.DataFrame, key: bytes) -> pl.Series:
    """The same of each (platform, keyed author)."""
    return _digests(
        authors.select(pl.concat_str("platform", "author", separator=":")).to_series(), key, "author"
    )


def _digests(words: pl.Series, key: bytes, kind: str) -> pl.Series:
    # A key of its own, so that a tombstone is not the hash by which the author is known elsewhere. SHA-256
    # of secret and word, not HMAC: nobody extends a digest here, and it runs on whole columns.
    secret = hmac.digest(key, f"pingti forgotten {kind}".encode(), hashlib.sha256).hex()[:32]
    hashed = plh.concat_str(pl.lit(secret), plh.col("word")).chash.sha2_256()
    return pl.DataFrame({"word": words}).select(hashed.str.slice(0, 32)).to_series().alias("digest")
