from pathlib import Path

import polars as pl
import pytest

from domain.errors import BadInput
from domain.frames import COUNTED_KINDS, ENTITY_MAP
from nlp.categories import CATEGORIES
from nlp.lexicon import COLUMNS, Lexicon, entity_map, load


def test_every_category_has_goods_and_every_good_a_known_category(lexicon: Lexicon) -> None:
    goods = lexicon.tables["goods"]
    assert set(goods["category"]) == set(CATEGORIES)
    assert goods.height >= 700
    assert goods["category"].value_counts()["count"].min() >= 40
    named = pl.concat([lexicon.tables[table]["category"] for table in ("brands", "factories")])
    assert set(named) <= {*CATEGORIES, "其他"}


@pytest.mark.parametrize("table", sorted(COLUMNS.keys() - {"making"}))
def test_shipped_rows_are_named_once(lexicon: Lexicon, table: str) -> None:
    key = ["term", "role"] if table == "cues" else [COLUMNS[table][0]]
    frame = lexicon.tables[table]
    assert frame.height == frame.unique(key).height
    assert not frame.filter(pl.col(key[0]).str.strip_chars() != pl.col(key[0])).height


def test_the_demo_words_are_known(lexicon: Lexicon) -> None:
    known = {(kind, form) for kind, form in lexicon.terms.select("kind", "key").iter_rows()}
    for kind, words in {
        "product": "云朵拖鞋 裸感瑜伽裤 宠物烘干箱 车载手机支架 手账本",
        "brand": "lululemon 🍋 🐑姆 网易严选 徕芬",
        "channel": "拼夕夕 pdd temu 山姆会员店",
        "belt": "义乌 曹县 广州白云 兴城",
        "factory": "卓云鞋业 青穗箱包厂",
    }.items():
        assert {(kind, word) for word in words.split()} <= known


def test_entity_map_folds_aliases_to_one_entity(lexicon: Lexicon) -> None:
    frame = entity_map(lexicon)
    assert frame.schema == ENTITY_MAP
    assert set(frame["kind"]) == set(COUNTED_KINDS)
    assert frame.height == frame.unique(["kind", "norm"]).height
    row = frame.row(by_predicate=pl.col("entity") == "product:云朵拖鞋", named=True)
    assert (row["name"], row["category"]) == ("云朵拖鞋", "鞋靴")
    assert not frame.filter(pl.col("norm") == "露露").height


def test_a_team_adds_replaces_and_takes_out(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "brands.tsv").write_text(
        "name\tcategory\torigin\taliases\tcommon\n云上小铺\t服饰\tCN\t云铺\n-优衣库\n戴森\t个护清洁\t\t\t\n",
        "utf-8",
    )
    edited = load(tmp_path)
    brands = dict(edited.tables["brands"].select("name", "category").iter_rows())
    assert brands["云上小铺"] == "服饰"
    assert brands["戴森"] == "个护清洁"
    assert "优衣库" not in brands
    assert edited.fingerprint != lexicon.fingerprint
    assert load(None).fingerprint == lexicon.fingerprint == load(tmp_path / "absent").fingerprint


@pytest.mark.parametrize(
    "content", ["nom\tcategory\n", "name\tcategory\torigin\taliases\tcommon\na\tb\tc\td\te\tf\n"]
)
def test_a_table_of_another_shape_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "brands.tsv").write_text(content, "utf-8")
    with pytest.raises(BadInput, match=r"brands\.tsv"):
        load(tmp_path)
