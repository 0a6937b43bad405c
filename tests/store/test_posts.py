from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import BadFrame
from domain.frames import POSTS, POSTS_VIEW, empty
from store.lake import Lake
from store.posts import PostLog, Saved, content_digest

Build = Callable[..., pl.DataFrame]
MARCH_5 = datetime(2024, 3, 5, 8, tzinfo=UTC)
APRIL_9 = datetime(2024, 4, 9, 8, tzinfo=UTC)


def test_a_post_comes_back_as_it_was(lake: Lake, make_posts: Build) -> None:
    frame = make_posts(
        {"key": "xhs:1", "post_id": "1", "title": "题", "tags": ["a", "b"], "likes": 3, "author": "f00"},
        {"key": "xhs:2", "post_id": "2", "tags": [], "likes": None, "url": "https://example.org/2"},
    )
    assert PostLog(lake).save(frame) == Saved(2, 0, 0)
    view = PostLog(lake).view()
    assert view.schema == POSTS_VIEW
    assert view.select(POSTS.names()).equals(frame)
    assert view["day"].to_list() == [date(2024, 3, 5)] * 2
    assert view["first_observed_at"].to_list() == [MARCH_5] * 2
    assert view["month"].to_list() == ["2024-03"] * 2


def test_an_empty_log_has_an_empty_view(lake: Lake) -> None:
    log = PostLog(lake)
    assert log.view().equals(empty(POSTS_VIEW))
    assert log.save(empty(POSTS)) == Saved(0, 0, 0)
    assert lake.version("posts") == 0


def test_the_same_observation_adds_nothing(lake: Lake, make_posts: Build) -> None:
    frame = make_posts({"key": "xhs:1"}, {"key": "xhs:1"}, {"key": "xhs:2"})
    assert PostLog(lake).save(frame) == Saved(2, 0, 1)
    log = PostLog(lake)
    for again in (frame, frame.with_columns(fetched_at=APRIL_9)):
        assert log.save(again) == Saved(0, 0, 3)
    assert lake.version("posts") == 1


def test_a_changed_number_is_a_newer_observation(lake: Lake, make_posts: Build) -> None:
    log = PostLog(lake)
    log.save(make_posts({"key": "xhs:1", "likes": 3}))
    later = {"observed_at": APRIL_9, "likes": 9}
    assert log.save(make_posts({"key": "xhs:1", **later}, {"key": "xhs:2"})) == Saved(1, 1, 0)
    view = log.view()
    assert view["likes"].to_list() == [9, None]
    assert view["observed_at"].to_list() == [APRIL_9, MARCH_5]
    assert view["first_observed_at"].to_list() == [MARCH_5, MARCH_5]


def test_of_two_observations_of_one_instant_the_one_fetched_later_holds(
    lake: Lake, make_posts: Build
) -> None:
    log = PostLog(lake)
    log.save(make_posts({"key": "xhs:1", "likes": 9, "fetched_at": APRIL_9}))
    log.save(make_posts({"key": "xhs:1", "likes": 3, "fetched_at": MARCH_5}))
    assert log.view()["likes"].to_list() == [9]


def test_the_day_never_moves(lake: Lake, make_posts: Build) -> None:
    log = PostLog(lake)
    log.save(make_posts({"key": "xhs:1"}, {"key": "xhs:2", "published_at": None}))
    for again in (log, PostLog(lake)):
        again.save(
            make_posts(
                {"key": "xhs:1", "published_at": APRIL_9, "observed_at": APRIL_9},
                {"key": "xhs:2", "published_at": APRIL_9, "observed_at": APRIL_9},
            )
        )
    view = log.view()
    assert view["published_at"].to_list() == [APRIL_9, APRIL_9]
    assert view["day"].to_list() == [date(2024, 3, 5), None]
    assert view["month"].to_list() == ["2024-03", "undated"]
    assert lake.batches("posts") == {"2024-03": 2, "undated": 2}


def test_the_earliest_observation_of_a_frame_is_the_first(lake: Lake, make_posts: Build) -> None:
    frame = make_posts(
        {"key": "weibo:1", "published_at": APRIL_9, "observed_at": APRIL_9},
        {"key": "weibo:1", "published_at": MARCH_5, "observed_at": MARCH_5},
    )
    assert PostLog(lake).save(frame) == Saved(1, 1, 0)
    view = PostLog(lake).view()
    assert (view["day"].item(), view["observed_at"].item()) == (date(2024, 3, 5), APRIL_9)
    assert lake.batches("posts") == {"2024-03": 1}


def test_the_day_is_a_day_of_the_zone(lake: Lake, make_posts: Build) -> None:
    evening = {"key": "xhs:1", "published_at": datetime(2024, 3, 31, 16, 30, tzinfo=UTC)}
    PostLog(lake).save(make_posts(evening))
    PostLog(lake, "UTC").save(make_posts(evening | {"key": "xhs:2"}))
    assert PostLog(lake).view()["day"].to_list() == [date(2024, 4, 1), date(2024, 3, 31)]
    assert lake.batches("posts") == {"2024-03": 2, "2024-04": 1}


def test_without_any_time_a_repeated_import_adds_nothing(lake: Lake, make_posts: Build) -> None:
    # such a post has only the time of fetching, and that differs from import to import
    def imported(at: datetime, likes: int) -> pl.DataFrame:
        times = {"published_at": None, "observed_at": at, "fetched_at": at}
        return make_posts({"key": "jd:1", "likes": likes, **times})

    log = PostLog(lake)
    assert log.save(imported(MARCH_5, 1)) == Saved(1, 0, 0)
    for known in (log, PostLog(lake)):
        assert known.save(imported(APRIL_9, 1)) == Saved(0, 0, 1)
    assert log.save(imported(APRIL_9, 2)) == Saved(0, 1, 0)


def test_a_list_seen_on_a_further_day_is_an_observation(lake: Lake, make_posts: Build) -> None:
    log = PostLog(lake)
    log.save(make_posts({"key": "weibo:h1", "published_at": None}))
    assert log.save(make_posts({"key": "weibo:h1", "published_at": None, "observed_at": APRIL_9})) == Saved(
        0, 1, 0
    )


def test_since_a_batch_only_the_posts_that_moved(lake: Lake, make_posts: Build) -> None:
    log = PostLog(lake)
    log.save(make_posts({"key": "xhs:1"}, {"key": "xhs:2"}, {"key": "xhs:3", "published_at": APRIL_9}))
    done = lake.batches("posts")["2024-03"]
    log.save(make_posts({"key": "xhs:1", "likes": 5, "observed_at": APRIL_9}, {"key": "xhs:4"}))
    assert log.view(since_batch=done)["key"].to_list() == ["xhs:1", "xhs:4"]
    assert log.view(["2024-03"], since_batch=done)["first_observed_at"].to_list() == [MARCH_5, MARCH_5]
    assert log.view(["2024-04"], since_batch=done).equals(empty(POSTS_VIEW))
    assert log.view(["2024-04"])["key"].to_list() == ["xhs:3"]
    # an older observation that arrives late is a change too, though the newest one stays
    log.save(make_posts({"key": "xhs:2", "likes": 1, "observed_at": MARCH_5 - timedelta(days=1)}))
    late = log.view(since_batch=lake.version("posts") - 1)
    assert late["key"].to_list() == ["xhs:2"]
    assert late["likes"].to_list() == [None]


def test_two_logs_on_one_lake_see_each_others_posts(lake: Lake, make_posts: Build) -> None:
    one, other = PostLog(lake), PostLog(Lake(lake.root))
    assert one.save(make_posts({"key": "xhs:1"})) == Saved(1, 0, 0)
    assert other.save(make_posts({"key": "xhs:1"}, {"key": "xhs:2"})) == Saved(1, 0, 1)
    assert one.save(make_posts({"key": "xhs:2"}, {"key": "xhs:3"})) == Saved(1, 0, 1)
    assert one.view()["key"].to_list() == ["xhs:1", "xhs:2", "xhs:3"]


def test_the_mark_goes_with_the_posts_even_when_none_is_new(lake: Lake, make_posts: Build) -> None:
    log = PostLog(lake)
    log.save(make_posts({"key": "xhs:1"}), mark=("import:a", 1))
    log.save(make_posts({"key": "xhs:1"}), mark=("import:a", 2))
    assert lake.mark("posts", "import:a") == log.mark("import:a") == 2
    assert log.save(make_posts({"key": "xhs:1"}, {"key": "xhs:2"})) == Saved(1, 0, 1)


@pytest.mark.parametrize("column", ["key", "observed_at"])
def test_a_post_without_key_or_instant_is_refused(lake: Lake, make_posts: Build, column: str) -> None:
    with pytest.raises(BadFrame, match="null"):
        PostLog(lake).save(make_posts({"key": "xhs:1", column: None}))


def test_the_digest_is_the_same_on_every_machine_and_in_every_version(make_posts: Build) -> None:
    # Pinned, and the same as the C library gives: with another digest an old file would double the log.
    frame = make_posts({"title": "题", "text": "文", "url": "u", "likes": 1, "views": 0}, {"text": None})
    assert frame.select(content_digest()).to_series().to_list() == [-8678326147828536953, 4515958435386959196]


def test_the_digest_tells_every_field_apart(make_posts: Build) -> None:
    texts, numbers = ("title", "text", "url"), ("likes", "comments", "shares", "collects", "views", "heat")
    blank = dict.fromkeys((*texts, *numbers))
    rows = [blank, *(blank | {name: "7"} for name in texts), *(blank | {name: 7} for name in numbers)]
    rows += [*(blank | {name: ""} for name in texts), *(blank | {name: 0} for name in numbers)]
    assert make_posts(*rows).select(content_digest()).to_series().n_unique() == len(rows)
    other = make_posts(blank, blank | {"author": "x", "fetched_at": APRIL_9, "tags": ["t"]})
    assert other.select(content_digest()).to_series().n_unique() == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 70), st.integers(0, 2)), max_size=12),
    cuts=st.integers(1, 4),
)
def test_the_log_is_the_same_whatever_is_repeated_and_restarted(
    rows: list[tuple[int, int, int]], cuts: int, make_posts: Build, tmp_path_factory: pytest.TempPathFactory
) -> None:
    frame = make_posts(
        *(
            {"key": f"xhs:{key}", "likes": likes, "observed_at": at, "published_at": at}
            for key, days, likes in rows
            for at in [MARCH_5 + timedelta(days=days)]
        )
    )
    once, often = (Lake(tmp_path_factory.mktemp("lake")) for _ in range(2))
    chunks = [frame[start : start + cuts] for start in range(0, frame.height, cuts)]
    steady = PostLog(once)
    saved = [steady.save(chunk) for chunk in chunks]
    assert sum(s.new_posts + s.new_observations + s.unchanged for s in saved) == frame.height
    assert sum(s.new_posts for s in saved) == frame["key"].n_unique()
    for number, chunk in enumerate(chunks):  # killed after every chunk, and begun again one chunk back
        log = PostLog(often)
        for again in chunks[max(0, number - 1) : number + 1]:
            log.save(again)
        assert log.save(chunk).unchanged == chunk.height
    assert PostLog(once).view().equals(PostLog(often).view())
