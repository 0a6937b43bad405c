"""The table of how goods are made: its form, and what it says of a few goods."""

from pathlib import Path

import polars as pl
import pytest

from domain.errors import BadInput
from nlp import making
from nlp.categories import CATEGORIES
from nlp.lexicon import Lexicon

HEADER = "head\tcategory\tprocesses\tmaterials\tbelts\tcertificates\tmoq\tlead_days\n"


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return making.load()


def test_every_head_is_once_there_with_a_category_of_the_taxonomy(table: pl.DataFrame) -> None:
    assert table.height >= 300
    assert table["head"].n_unique() == table.height
    assert set(table["category"]) <= set(CATEGORIES)
    assert set(table["category"]) == set(CATEGORIES)


def test_every_belt_and_head_is_known_to_the_lexicon(table: pl.DataFrame, lexicon: Lexicon) -> None:
    places = set(lexicon.terms.filter(kind="belt")["form"])
    assert set(table.explode("belts")["belts"].drop_nulls()) <= places
    goods = set(lexicon.terms.filter(kind="product")["form"])
    assert set(table["head"]) <= goods


def test_every_row_says_how_where_and_how_many(table: pl.DataFrame) -> None:
    for column in ("processes", "belts"):
        assert table.filter(pl.col(column).list.len() == 0).is_empty()
    assert (table["moq_min"] >= 1).all()
    assert (table["lead_days_max"] <= 120).all()


@pytest.mark.parametrize(
    ("norm", "process", "belt"),
    [
        ("云朵拖鞋", "EVA发泡", "晋江"),
        ("塑身衣", "无缝针织", "汕头"),
        ("四件套", "织造", "南通"),
        ("保温杯", "抽真空", "永康"),
        ("托特包", "油边", "白沟"),
    ],
)
def test_what_is_made_how_and_where(table: pl.DataFrame, norm: str, process: str, belt: str) -> None:
    row = making.of_product(table, norm)
    assert row is not None
    assert process in row["processes"]
    assert belt in row["belts"]


def test_a_longer_name_is_made_as_its_head(table: pl.DataFrame) -> None:
    row = making.of_product(table, "碎花连衣裙")
    assert row is not None
    assert row["head"] == "连衣裙"
    assert making.of_product(table, "火箭") is None


def test_a_team_lays_its_rows_over_it_and_a_bad_range_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "making.tsv"
    file.write_text(HEADER + "云朵拖鞋\t鞋靴\tEVA发泡\tEVA\t温岭\t\t50-100\t3-5\n", encoding="utf-8")
    row = making.of_product(making.load(tmp_path), "云朵拖鞋")
    assert row is not None
    assert (row["moq_min"], row["moq_max"], row["belts"]) == (50, 100, ["温岭"])
    file.write_text(HEADER + "云朵拖鞋\t鞋靴\tEVA发泡\tEVA\t温岭\t\tviele\t3-5\n", encoding="utf-8")
    with pytest.raises(BadInput, match="moq"):
        making.load(tmp_path)
    file.write_text(HEADER + "云朵拖鞋\t鞋靴\tEVA发泡\tEVA\t温岭\t\t9-3\t3-5\n", encoding="utf-8")
    with pytest.raises(BadInput, match="range"):
        making.load(tmp_path)
