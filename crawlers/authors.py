"""Who wrote it, as far as we may know: a digest of the user id on reading, a keyed hash before storing.

The commonest export has come in two forms, with the user id in clear and as sha256(user id)[:16]; both give
the same digest. The digest of a guessable id is not anonymous, so it never leaves the crawlers.
"""

import hashlib
import hmac
from pathlib import Path

import polars as pl
import polars_hash as plh

from domain.errors import BadSettings

_DIGEST = r"^[0-9a-f]{16}$"


def author_digests(rows: pl.DataFrame) -> pl.Series:
    """Text columns author_hash, author_id, author_name -> digest: 16 hex digits, or null = unknown.

    A hash of that form is taken as it is. A name is used only where no id is known, and never when it is
    masked ("首***尾"), as masked names of different people look the same.
    """
    present = {name: rows[name].str.strip_chars() for name in ("author_hash", "author_id", "author_name")}
    if all(column.null_count() == len(column) for column in present.values()):
        return pl.Series("author_digest", [None] * rows.height, pl.String)
    given, clear, name = (pl.col(column) for column in present)
    known = pl.when(given.str.contains(_DIGEST)).then(given)
    usable = ~name.str.contains("*", literal=True)
    word = pl.coalesce(_if_said(given), _if_said(clear), pl.when(usable).then(_if_said(name)))
    hashed = plh.col("word").chash.sha2_256().str.slice(0, 16)
    return (
        pl.DataFrame(present)
        .select(known=known, word=word)
        .select(author_digest=pl.coalesce("known", hashed))
        .to_series()
    )


def keyed_authors(digests: pl.Series, key: bytes) -> pl.Series:
    """HMAC-SHA256(key, digest) in 32 hex digits; null stays null. Works on the distinct digests only."""
    known = digests.drop_nulls().unique()
    keyed = [hmac.digest(key, digest.encode(), hashlib.sha256).hex()[:32] for digest in known]
    return digests.replace_strict(
        known, pl.Series(keyed, dtype=pl.String), default=None, return_dtype=pl.String
    )


def read_author_key(path: Path) -> bytes:
    """The key in a file of hex digits; raises BadSettings when there is none."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise BadSettings(f"The author key {path} cannot be read: {error}") from error
    if len(key) < 32:
        raise BadSettings(f"The author key {path} is too short", hint="It must be 32 bytes or more, in hex")
    return key


def _if_said(column: pl.Expr) -> pl.Expr:
    return pl.when(~column.str.to_lowercase().is_in(["", "none", "null", "0"])).then(column)
