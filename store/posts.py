"""The posts log: one row per observation of a post, added and never changed; the view is the newest of each.

A post's counting day and month come from its first observation in the log and never move, so a month's
partition holds all that is known of its posts and can be worked on alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from polars_hash import NonCryptographicHashingNameSpace

from domain.errors import BadFrame
from domain.frames import OBSERVATIONS, POSTS, POSTS_VIEW, conform
from domain.weeks import BUSINESS_ZONE
from store.lake import Lake, Mark
from store.schemas import UNDATED
from store.tombstones import Gate

# Up to this many rows are compared with their own posts only: a crawl must not load every key there is.
FEW = 5_000

_TEXTS = ("title", "text", "url")
_NUMBERS = ("likes", "comments", "shares", "collects", "views", "heat")
# What makes two rows the same observation: post, instant, content.
_SAME = ("key", "seen_at", "digest")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the rows handed to `save`: the four add up to their number.

    `forgotten` ones are of posts or authors that were forgotten, and were left out.
    """

    new_posts: int
    new_observations: int
    unchanged: int
    forgotten: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            self.new_posts + other.new_posts,
            self.new_observations + other.new_observations,
            self.unchanged + other.unchanged,
            self.forgotten + other.forgotten,
        )


class PostLog:
    """The `posts` table of a lake; `zone` names the time zone that business days are counted in.

    `author_key` gives the key by which forgotten posts are known; a log that is only read does without.

    In bulk it keeps what is needed to recognise known observations in memory (about 100 bytes each) and
    reads it again when another writer has moved the table on. Not to be shared between threads.
    """

    def __init__(
        self, lake: Lake, zone: str = BUSINESS_ZONE, author_key: Callable[[], bytes] | None = None
    ) -> None:
        self.lake = lake
        self._gate = Gate(lake, author_key)
        self._zone = zone
        self._version = -1
        self._seen = pl.DataFrame()
        self._known = pl.DataFrame()

    @property
    def zone(self) -> str:
        return self._zone

    def save(self, frame: pl.DataFrame, *, mark: Mark | None = None) -> Saved:
        """Add the observations of a POSTS frame that the log does not hold yet.

        The same is what has the same key, `observed_at` and digest of title, text, url and numbers. Where
        the origin gave no time at all (`published_at` null, `observed_at` merely the time of fetching),
        `observed_at` is left out of that, else every repeated import would be a new observation.
        """
        rows = conform(frame, POSTS, "posts")
        if rows["key"].has_nulls() or rows["observed_at"].has_nulls():
            raise BadFrame("posts: key and observed_at must not be null", hint="Fill them before saving")
        rows = _observations(rows)
        saved = Saved(0, 0, frame.height)
        fresh = pl.DataFrame()
        based_on = -1

        def unknown(version: int) -> pl.DataFrame | None:
            nonlocal saved, fresh, based_on
            admitted = self.admit(rows)
            self._keep_in_step(version, admitted)
            fresh, new_posts = self._unknown(admitted)
            based_on = version
            again, forgotten = fresh.height - new_posts, rows.height - admitted.height
            saved = Saved(new_posts, again, frame.height - fresh.height - forgotten, forgotten)
            return None if fresh.is_empty() and mark is None else fresh

        self.lake.append_decided("posts", unknown, mark=mark)
        if self._version == based_on and (fresh.height or mark is not None):
            self._remember(fresh, based_on + 1)
        return saved

    def admit(self, rows: pl.DataFrame) -> pl.DataFrame:
        """POSTS rows without those of posts and authors that were forgotten (store/tombstones.py)."""
        return self._gate.admit(rows)

    def mark(self, app_id: str) -> int | None:
        """The watermark that `app_id` committed last together with its rows."""
        return self.lake.mark("posts", app_id)

    def view(self, months: Sequence[str] | None = None, *, since_batch: int | None = None) -> pl.DataFrame:
        """POSTS_VIEW: the newest observation per key, sorted by key.

        `months` names partitions ("2024-03", "undated"); `since_batch` leaves only posts that got an
        observation in a later batch. `first_observed_at` is the earliest observation of the post.
        """
        if since_batch is not None:
            changed = {month for month, batch in self.lake.batches("posts").items() if batch > since_batch}
            months = sorted(changed if months is None else changed.intersection(months))
        rows = self.lake.scan("posts", months).select(*POSTS.names(), "day", "month", "batch").collect()
        newest = (
            rows.lazy()
            .select("key", "observed_at", "fetched_at", "batch")
            .with_row_index("row")
            .sort("key", "observed_at", "fetched_at", "batch", "row")
            .group_by("key", maintain_order=True)
            .agg(
                pl.col("row").last(),
                pl.col("observed_at").first().alias("first_observed_at"),
                pl.col("batch").max(),
            )
        )
        if since_batch is not None:
            newest = newest.filter(pl.col("batch") > since_batch)
        chosen = newest.select("row", "first_observed_at").collect()
        view = rows[chosen["row"]].with_columns(chosen["first_observed_at"])
        return view.select(POSTS_VIEW.names())

    def observations(self, months: Sequence[str], platforms: Sequence[str]) -> pl.DataFrame:
        """OBSERVATIONS: every observation of these platforms' posts in these months, not only the newest."""
        rows = self.lake.scan("posts", months).filter(pl.col("platform").is_in(list(platforms)))
        return rows.select(OBSERVATIONS.names()).collect()

    def captured_by(self) -> dict[str, datetime]:
        """Month -> by when the last of its observations was made or fetched; no data is read."""
        seen, fetched = (self.lake.newest("posts", name) for name in ("observed_at", "fetched_at"))
        return {month: max(at, fetched.get(month, at)) for month, at in seen.items()}

    def _keep_in_step(self, version: int, rows: pl.DataFrame) -> None:
        """Hold what tells known observations apart: of all posts for bulk, of these posts for a few."""
        if version == self._version:
            return
        held = self.lake.scan("posts").select("key", _seen_at(), "digest", "day", "month")
        few = rows.height <= FEW
        if few:
            held = held.join(rows.lazy().select("key").unique(), on="key", how="semi")
        found = held.collect(engine="streaming")
        self._seen = found.select(_SAME)
        self._known = found.select("key", "day", "month").unique("key")
        self._version = -1 if few else version

    def _unknown(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """The rows to add, with day and month, and how many posts among them are new."""
        fresh = rows.join(self._seen, on=_SAME, how="anti", nulls_equal=True)
        # The probe side is the small one: building a table over all known keys for each chunk would cost.
        known = self._known.join(fresh.select("key").unique(), on="key", how="semi")
        fresh = fresh.join(known, on="key", how="left", maintain_order="left")
        is_new = pl.col("month").is_null()
        new_posts = fresh.filter(is_new)["key"].n_unique()
        # Rows are sorted by observed_at, so the first of a key is its earliest observation in this frame.
        first_day = pl.col("published_at").first().over("key").dt.convert_time_zone(self._zone).dt.date()
        fresh = fresh.with_columns(day=pl.when(is_new).then(first_day).otherwise("day"))
        month = pl.col("day").dt.strftime("%Y-%m").fill_null(UNDATED)
        return fresh.with_columns(month=pl.coalesce("month", month)), new_posts

    def _remember(self, fresh: pl.DataFrame, version: int) -> None:
        self._seen = pl.concat([self._seen, fresh.select(_SAME)])
        first = fresh.select("key", "day", "month").unique("key")
        self._known = pl.concat([self._known, first.join(self._known, on="key", how="anti")])
        self._version = version


def _seen_at() -> pl.Expr:
    untimed = pl.col("published_at").is_null() & pl.col("observed_at").eq_missing(pl.col("fetched_at"))
    return pl.when(~untimed).then("observed_at").alias("seen_at")


def _observations(rows: pl.DataFrame) -> pl.DataFrame:
    """The distinct observations of the frame, earliest first, with `seen_at` and `digest`."""
    return (
        rows.with_columns(_seen_at(), digest=content_digest())
        .sort("observed_at", maintain_order=True)
        .unique(_SAME, keep="first", maintain_order=True)
    )


def content_digest() -> pl.Expr:
    """A 64-bit digest (XXH3, whose output is fixed since xxHash 0.8) of what may change in a post.

    Null and empty differ; a unit separator keeps the fields apart. Delta has no unsigned integers, so
    the bits are read as Int64.
    """
    fields = [pl.col(name).fill_null("\x00") for name in _TEXTS]
    fields += [pl.col(name).cast(pl.String).fill_null("\x00") for name in _NUMBERS]
    content = pl.concat_str(fields, separator="\x1f")
    return NonCryptographicHashingNameSpace(content).xxh3_64().reinterpret(signed=True)
