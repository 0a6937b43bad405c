"""`pingti detect` on tables as strangers write them: an answer, or an error that says what is wrong."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadInput, BadSettings, PingtiError
from jobs.tools import detect_tables
from signals.contract import find_detectors
from signals.detect import DETECTED
from signals.reading import CELL_BYTES, check_size

LAST = date(2026, 11, 15)
WEEKS = 30
Frames = tuple[pl.DataFrame, pl.DataFrame]
OURS = "negative_binomial"


def days(number: int = 7 * WEEKS) -> list[date]:
    return [LAST - timedelta(days=n) for n in reversed(range(number))]


def coverage(number: int = 7 * WEEKS, platform: str = "weibo") -> pl.DataFrame:
    return pl.DataFrame({"day": days(number), "platform": platform, "posts_seen": 1000})


def counts(number: int = 7 * WEEKS, entities: int = 30, seed: int = 5) -> pl.DataFrame:
    """Quiet series, of which the first rises in the last four weeks."""
    posts = np.random.default_rng(seed).poisson(2.0, (entities, number))
    posts[0, -28:] += 7
    entity, day = np.nonzero(posts)
    written = days(number)
    return pl.DataFrame(
        {
            "day": [written[i] for i in day],
            "entity": [f"product:试品{i}" for i in entity],
            "platform": "weibo",
            "posts": posts[entity, day],
            "authors": posts[entity, day],
        }
    )


@pytest.fixture
def detect(tmp_path: Path) -> Callable[..., pl.DataFrame]:
    """Runs the command's function on two frames or two files; the table it wrote."""

    def run(
        told: pl.DataFrame | Path,
        seen: pl.DataFrame | Path,
        since: str = "2026-11-01",
        until: str = "2026-11-15",
        every: str = "7d",
        detector: str = OURS,
        entities: Path | None = None,
    ) -> pl.DataFrame:
        if isinstance(told, pl.DataFrame):
            told.write_parquet(tmp_path / "counts.parquet")
            told = tmp_path / "counts.parquet"
        if isinstance(seen, pl.DataFrame):
            seen.write_csv(tmp_path / "coverage.csv")
            seen = tmp_path / "coverage.csv"
        out = tmp_path / "out" / "signals.parquet"
        rows = detect_tables(told, seen, since, until, every, out, entities, detector)
        found = pl.read_parquet(out)
        assert found.height == rows
        assert found.schema == DETECTED
        assert sorted(file.name for file in out.parent.iterdir()) == ["signals.parquet"]
        return found

    return run


def rises(found: pl.DataFrame) -> set[str]:
    return set(found.filter("alert")["entity"])


# An answer


def test_a_usual_table(detect):
    assert rises(detect(counts(), coverage())) == {"product:试品0"}


@pytest.mark.parametrize("name", sorted(find_detectors()))
def test_any_detector_can_be_asked(detect, name):
    found = detect(counts(), coverage(), detector=name)
    assert found["as_of"].n_unique() == 3
    assert found["platform"].unique().to_list() == ["weibo"]
    assert not found.select("as_of", "entity", "platform").is_duplicated().any()


def test_a_rule_by_many_origins_says_what_it_says_by_one(detect):
    many = detect(counts(), coverage(), detector="three_sd").filter(as_of=date(2026, 11, 8))
    one = detect(counts(), coverage(), "2026-11-08", "2026-11-08", detector="three_sd")
    assert_frame_equal(many, one)


def test_one_day(detect):
    assert detect(counts(1), coverage(1)).is_empty()


def test_gaps(detect):
    lost = pl.col("day").is_between(date(2026, 6, 1), date(2026, 6, 20)) | (
        pl.col("day") == date(2026, 11, 3)
    )
    assert rises(detect(counts().filter(~lost), coverage().filter(~lost))) == {"product:试品0"}


def test_constant(detect):
    flat = counts().with_columns(posts=pl.lit(3), authors=pl.lit(3))
    assert not detect(flat, coverage())["alert"].any()


def test_all_zero(detect):
    silent = counts().with_columns(posts=pl.lit(0), authors=pl.lit(0))
    assert detect(silent, coverage()).is_empty()
    assert detect(counts(), coverage().with_columns(posts_seen=pl.lit(0))).is_empty()


@pytest.mark.parametrize("detector", sorted(find_detectors()))
def test_a_single_huge_count(detect, detector):
    huge = pl.col("day") == date(2026, 11, 11)
    posts = pl.when(huge & (pl.col("entity") == "product:试品5")).then(10**12).otherwise(pl.col("posts"))
    found = detect(counts().with_columns(posts=posts, authors=posts), coverage(), detector=detector)
    assert found["lift"].is_finite().all()
    if detector == OURS:
        assert "product:试品5" not in rises(found)


def test_future_days_are_not_read(detect):
    later = counts().with_columns(
        pl.col("day") + timedelta(days=900), posts=pl.lit(500, pl.Int64), authors=pl.lit(500, pl.Int64)
    )
    covered = pl.concat([coverage(), coverage().with_columns(pl.col("day") + timedelta(days=900))])
    expected = detect(counts(), coverage())
    assert_frame_equal(detect(pl.concat([counts(), later]), covered), expected)


def test_one_entity(detect):
    found = detect(counts(entities=1), coverage())
    assert found["entity"].unique().to_list() == ["product:试品0"]
    assert found["q_value"].is_between(0, 1).all()


def test_unsorted(detect):
    mixed = (
        counts().sample(fraction=1, shuffle=True, seed=1),
        coverage().sample(fraction=1, shuffle=True, seed=2),
    )
    assert_frame_equal(detect(*mixed), detect(counts(), coverage()))


def test_other_types_for_the_same_numbers(detect):
    told = counts().with_columns(
        pl.col("day").cast(pl.Datetime("us")),
        pl.col("posts").cast(pl.Float64),
        pl.col("authors").cast(pl.String),
    )
    seen = coverage().with_columns(pl.col("day").cast(pl.String), pl.col("posts_seen").cast(pl.Float32))
    named = told.with_columns(pl.col("entity", "platform").cast(pl.Categorical))
    assert_frame_equal(detect(named, seen), detect(counts(), coverage()))


def test_names_that_look_like_numbers_stay_names(detect, tmp_path):
    told = counts().with_columns(entity=pl.lit("00") + pl.col("entity").str.tail(1), platform=pl.lit("007"))
    told = told.group_by("day", "entity", "platform").sum()
    told.write_csv(tmp_path / "counts.csv")
    found = detect(tmp_path / "counts.csv", coverage(platform="007"))
    assert found["platform"].unique().to_list() == ["007"]
    assert "000" in set(found["entity"])


def test_a_table_with_a_byte_order_mark(detect, tmp_path):
    path = tmp_path / "coverage.csv"
    path.write_bytes(b"\xef\xbb\xbf" + coverage().write_csv().encode())
    assert rises(detect(counts(), path)) == {"product:试品0"}


def test_unknown_coverage_is_a_missing_day(detect):
    unknown = pl.col("day").is_between(date(2026, 7, 1), date(2026, 7, 14))
    seen = coverage().with_columns(posts_seen=pl.when(~unknown).then(1000.0).otherwise(float("nan")))
    assert_frame_equal(detect(counts(), seen), detect(counts(), coverage().filter(~unknown)))


def test_unknown_authors_are_a_voice_each(detect):
    told = counts().with_columns(authors=pl.lit(None, pl.Int64))
    assert_frame_equal(detect(told, coverage()), detect(counts().drop("authors"), coverage()))


def test_origins_far_from_the_data(detect):
    assert detect(counts(), coverage(), "0001-01-07", "0001-12-30").is_empty()
    assert detect(counts(), coverage(), "9999-01-03", "9999-12-26").is_empty()
    long = detect(counts(), coverage(), "1990-01-07", "9999-12-26")
    assert set(detect(counts(), coverage())["as_of"]) <= set(long["as_of"])
    assert long["as_of"].dt.weekday().unique().to_list() == [7]


def test_steps_of_other_lengths_than_weeks(detect):
    found = detect(counts(), coverage(), "2026-11-01", "2026-11-15", "5d")
    assert found["as_of"].unique().sort().to_list() == [date(2026, 11, day) for day in (1, 6, 11)]


def test_no_counts_at_all(detect):
    assert detect(counts().clear(), coverage()).is_empty()


@pytest.mark.slow
def test_a_million_entities(detect):
    number, written = 1_000_000, pl.Series("day", days(56))
    rng = np.random.default_rng(1)
    told = pl.DataFrame(
        {
            "day": written.gather(rng.integers(0, 56, number)),
            "entity": pl.int_range(number, eager=True).cast(pl.String),
            "platform": "weibo",
            "posts": pl.repeat(1, number, dtype=pl.Int64, eager=True),
        }
    )
    risen = counts(56).select(told.columns)
    found = detect(pl.concat([told, risen]), coverage(56), "2026-11-15", "2026-11-15")
    assert "product:试品0" in set(found["entity"])
    assert found.height < 100


def test_more_than_memory_holds_is_refused_before_the_work():
    with pytest.raises(BadInput, match=r"weibo: 30 entities x 210 days take about 0 GB") as refused:
        check_size(counts(), coverage(), 30 * 210 * CELL_BYTES - 1)
    assert "fewer years" in refused.value.hint
    check_size(counts(), coverage(), 30 * 210 * CELL_BYTES)
    check_size(counts().clear(), coverage(), 1)


# A clear error


def changed(column: str, value: object, dtype: pl.DataType | None = None) -> pl.DataFrame:
    """The counts with one value replaced in the row at 10."""
    told = counts()
    values = told[column].cast(dtype) if dtype else told[column]
    spoiled = pl.Series(
        column, [*values[:10], value, *values[11:]], dtype=dtype or values.dtype, strict=False
    )
    return told.with_columns(spoiled)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (changed("posts", -3), r"posts is negative in 1 rows, first in row 11 \(day 2026-"),
        (changed("authors", -1), "authors is negative"),
        (changed("posts", float("nan"), pl.Float64()), "posts is missing in 1 rows"),
        (changed("posts", None), "posts is missing"),
        (changed("posts", float("inf"), pl.Float64()), "posts is too large"),
        (changed("posts", 2.5, pl.Float64()), "posts is no whole number"),
        (changed("posts", "many", pl.String()), "posts is no number in 1 rows"),
        (changed("day", "yesterday", pl.String()), "day is no day in 1 rows.*yesterday"),
        (changed("day", None), "day is no day"),
        (changed("entity", " "), "entity is empty"),
        (changed("platform", None), "platform is empty"),
        (changed("platform", "weibbo"), "nothing of the platform weibbo"),
        (counts().with_columns(day=pl.lit(20261101)), "day is Int32, not a date"),
        (counts().with_columns(posts=pl.lit([1, 2])), "posts is List"),
        (pl.concat([counts(), counts().tail(2)]), r"entity \+ platform stands more than once in 4 rows"),
        (counts().drop("posts", "platform"), "counts lack platform, posts. Columns there: day, entity"),
    ],
)  # fmt: skip
def test_wrong_counts_are_refused_with_the_row(detect, told, said):
    with pytest.raises(BadInput, match=said) as refused:
        detect(told, coverage())
    assert refused.value.hint


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (pl.concat([coverage(), coverage(1)]), r"coverage: day \+ platform stands more than once in 2 rows"),
        (coverage().with_columns(posts_seen=pl.lit(-5)), "posts_seen is negative"),
        (coverage().drop("posts_seen"), "coverage lack posts_seen"),
        (coverage().clear(), "coverage has no rows"),
        (coverage(platform="xhs"), "nothing of the platform weibo"),
    ],
)
def test_wrong_coverage_is_refused(detect, seen, said):
    with pytest.raises(BadInput, match=said) as refused:
        detect(counts(), seen)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        ("day,platform,posts_seen\n2026-11-15,微博,5\n".encode("gb18030"), "not UTF-8"),
        (b"PAR1 but no Parquet", "neither Parquet nor a CSV"),
        (
            b"day,platform,posts_seen\n" + b"2026-11-15,weibo,5\n" * 20_000 + b"2026-11-15,weibo,many\n",
            "`many`",
        ),
        (b"day,platform,posts_seen\n2026-11-15,weibo,5,6,7\n", "neither Parquet nor a CSV"),
        (b"\x1f\x8b\x08\x00\x00", "odd.csv: unexpected end"),
        (b'{"day": "2026-11-15"}\n', "coverage lack"),
        ("天,平台,条数\n2026-11-15,weibo,5\n".encode(), "coverage lack day, platform, posts_seen.*天"),
        (None, "No such file"),
    ],
)
def test_files_that_are_no_tables(detect, tmp_path, body, said):
    path = tmp_path / "odd.csv"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(BadInput, match=said):
        detect(counts(), path)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2026-11-15", "until": "2026-11-01"}, "lies before --since"),
        ({"every": "0d"}, "not a step"),
        ({"every": "1.5d"}, "not a step"),
        ({"every": "-7d"}, "not a step"),
        ({"every": "2w"}, "not a step. Write it as 7d"),
        ({"since": "15.11.2026"}, "not a day"),
        ({"detector": "magic"}, "no detector 'magic'. Known: negative_binomial, percentile"),
    ],
)
def test_wrong_questions(detect, asked, said):
    with pytest.raises(BadSettings, match=said):
        detect(counts(), coverage(), **asked)


def test_a_refused_table_leaves_the_old_answer(detect, tmp_path):
    found = detect(counts(), coverage())
    with pytest.raises(PingtiError):
        detect(changed("posts", -3), coverage())
    assert_frame_equal(pl.read_parquet(tmp_path / "out" / "signals.parquet"), found)


def test_entities_as_strangers_write_them(detect, tmp_path):
    path = tmp_path / "entities.csv"
    path.write_text("entity,kind,category\nproduct:试品0,product,鞋靴\n7,product,\n", encoding="utf-8")
    assert rises(detect(counts(), coverage(), entities=path)) == {"product:试品0"}
    path.write_text("entity,kind,category\na,product,x\na,brand,y\n", encoding="utf-8")
    with pytest.raises(BadInput, match="entities: entity stands more than once"):
        detect(counts(), coverage(), entities=path)
    path.write_text("entity,kind\na,product\n", encoding="utf-8")
    with pytest.raises(BadInput, match="entities lack category"):
        detect(counts(), coverage(), entities=path)


def test_an_instant_counts_on_its_own_day(detect):
    told = counts().with_columns(day=pl.col("day").cast(pl.Datetime("us")) + timedelta(hours=23))
    assert told["day"].max() == datetime(2026, 11, 15, 23)  # noqa: DTZ001
    assert_frame_equal(detect(told, coverage()), detect(counts(), coverage()))
