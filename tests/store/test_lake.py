import json
import pickle
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

import store.lake
from domain.errors import BadFrame, BadSettings
from domain.frames import COVERAGE, INSTANT, MENTIONS, PRICE
from store.lake import Lake
from store.schemas import TABLES, _declare


def coverage(*days: date) -> pl.DataFrame:
    return pl.DataFrame(
        [{"day": day, "seen_day": day, "platform": "xhs", "posts_seen": 7} for day in days], schema=COVERAGE
    )


MARCH, APRIL = date(2024, 3, 5), date(2024, 4, 5)


def test_a_table_nobody_wrote_is_empty_and_typed(lake: Lake) -> None:
    for name, table in TABLES.items():
        assert lake.scan(name).collect().schema == table.schema
        assert (lake.batches(name), lake.mark(name, "x"), lake.version(name)) == ({}, None, 0)


def test_an_unknown_table_is_refused(lake: Lake) -> None:
    with pytest.raises(BadSettings, match="coverage"):
        lake.scan("covrage")


def test_parts_are_read_alone(lake: Lake) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03")
    lake.replace("coverage", coverage(APRIL, APRIL), part="2024-04")
    assert lake.scan("coverage", ["2024-04"]).collect()["day"].to_list() == [APRIL, APRIL]
    assert lake.scan("coverage", []).collect().is_empty()
    assert lake.scan("coverage").collect().height == 3
    plan = lake.scan("coverage", ["2024-04"]).explain()
    assert "month=2024-04" in plan
    assert "month=2024-03" not in plan


def test_replace_touches_one_partition_and_counts_batches(lake: Lake) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03")
    lake.replace("coverage", coverage(APRIL), part="2024-04")
    assert lake.batches("coverage") == {"2024-03": 1, "2024-04": 2}
    lake.replace("coverage", coverage(MARCH, MARCH), part="2024-03")
    assert lake.batches("coverage") == {"2024-03": 3, "2024-04": 2}
    assert lake.scan("coverage").collect()["month"].sort().to_list() == ["2024-03", "2024-03", "2024-04"]


def test_an_empty_frame_empties_the_partition_and_keeps_the_mark(lake: Lake) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03", mark=("count", 5))
    lake.replace("coverage", coverage(APRIL), part="2024-04")
    lake.replace("coverage", coverage(), part="2024-03", mark=("count", 6))
    assert lake.scan("coverage").collect()["day"].to_list() == [APRIL]
    assert lake.mark("coverage", "count") == 6
    lake.replace("coverage", coverage(), part="2024-03", mark=("count", 7))
    assert lake.mark("coverage", "count") == 7


def test_an_empty_append_commits_only_a_mark(lake: Lake) -> None:
    nothing = coverage().with_columns(month=pl.lit(None, pl.String))
    lake.append("coverage", nothing)
    assert not Path(lake.root, "coverage").exists()
    lake.append("coverage", nothing, mark=("count", 5))
    assert lake.mark("coverage", "count") == 5
    assert lake.scan("coverage").collect().is_empty()


def test_marks_survive_checkpoints_and_other_writers(lake: Lake) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03", mark=("first", 41))
    for n in range(9):
        Lake(lake.root).replace("coverage", coverage(APRIL), part="2024-04", mark=("second", n))
    folder = Path(lake.root, "coverage")
    DeltaTable(str(folder)).create_checkpoint()  # as happens by itself every hundred commits
    for log in (folder / "_delta_log").glob("*.json"):
        log.unlink()
    for reader in (lake, Lake(lake.root)):
        assert (reader.mark("coverage", "first"), reader.mark("coverage", "second")) == (41, 8)
        assert reader.batches("coverage") == {"2024-03": 1, "2024-04": 10}


def test_a_frame_outside_the_schema_is_refused(lake: Lake) -> None:
    with pytest.raises(BadFrame, match="posts_seen"):
        lake.replace("coverage", coverage(MARCH).drop("posts_seen"), part="2024-03")
    assert lake.scan("coverage").collect().is_empty()


def test_a_scan_keeps_its_version(lake: Lake) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03")
    before = lake.scan("coverage")
    lake.replace("coverage", coverage(APRIL), part="2024-03")
    assert before.collect()["day"].to_list() == [MARCH]
    assert lake.scan("coverage").collect()["day"].to_list() == [APRIL]


def test_the_log_holds_no_text(lake: Lake) -> None:
    row = {"key": "xhs:1", "kind": "brand", "start": 0, "end": 3, "text": "SECRETWORD", "norm": "SECRETWORD"}
    lake.replace("mentions", pl.DataFrame([row], schema=MENTIONS), part="2024-03")
    log = "".join(path.read_text() for path in Path(lake.root, "mentions", "_delta_log").glob("*.json"))
    assert "batch" in log
    assert "SECRETWORD" not in log
    assert "xhs:1" not in log
    for table in TABLES.values():
        dtypes = {name: table.schema[name] for name in table.statistics}
        assert all(name == "batch" or dtype in (pl.Date, INSTANT) for name, dtype in dtypes.items())


def test_batches_are_found_beside_struct_columns(lake: Lake) -> None:
    price = pl.DataFrame([{"key": "xhs:1", "kind": "price", "price": {"min": 9.9}}], schema=MENTIONS)
    assert price.schema["price"] == PRICE
    lake.replace("mentions", price, part="2024-03")
    assert lake.batches("mentions") == {"2024-03": 1}
    assert lake.scan("mentions").collect()["price"].struct.field("min").to_list() == [9.9]


def test_compacting_changes_no_row_and_no_order_of_batches(lake: Lake) -> None:
    for n in range(5):
        lake.append("coverage", coverage(MARCH).with_columns(month=pl.lit("2024-03")), mark=("count", n))
    before = lake.scan("coverage").collect().sort("batch")
    lake.compact("coverage", keep_hours=0)
    assert lake.scan("coverage").collect().sort("batch").equals(before)
    assert len(list(Path(lake.root, "coverage", "month=2024-03").glob("*.parquet"))) == 1
    assert lake.batches("coverage") == {"2024-03": 5}
    lake.append("coverage", coverage(MARCH).with_columns(month=pl.lit("2024-03")))
    assert lake.batches("coverage")["2024-03"] == lake.version("coverage") > 5
    assert lake.mark("coverage", "count") == 4


def test_a_column_declared_later_is_null_in_old_rows(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03")
    wider = _declare("coverage", COVERAGE, "month", extra=pl.Schema({"failed": pl.Int64}))
    monkeypatch.setattr(store.lake, "declared", lambda name: wider)
    assert lake.scan("coverage").collect()["failed"].to_list() == [None]
    lake.replace("coverage", coverage(APRIL).with_columns(failed=3), part="2024-04")
    assert lake.scan("coverage").collect().sort("day")["failed"].to_list() == [None, 3]
    assert lake.batches("coverage") == {"2024-03": 1, "2024-04": 2}


def test_a_lake_by_url_and_in_another_process(lake: Lake, tmp_path: Path) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03", mark=("count", 5))
    for other in (Lake((tmp_path / "lake").as_uri(), {}), pickle.loads(pickle.dumps(lake))):
        assert other.scan("coverage", ["2024-03"]).collect().height == 1
        other.replace("coverage", coverage(APRIL), part="2024-04")
    assert lake.version("coverage") == 3
    assert lake.batches("coverage") == {"2024-03": 1, "2024-04": 3}


def test_the_log_says_what_wrote_it(lake: Lake) -> None:
    lake.replace("coverage", coverage(MARCH), part="2024-03", mark=("count", 5))
    log = Path(lake.root, "coverage", "_delta_log", f"{1:020}.json").read_text().splitlines()
    actions = {name: action for line in log for name, action in json.loads(line).items()}
    # rows and watermark are one commit
    assert actions["txn"] == {"appId": "count", "version": 5}
    assert actions["add"]["partitionValues"] == {"month": "2024-03"}
    assert DeltaTable(f"{lake.root}/coverage").metadata().partition_columns == ["month"]
