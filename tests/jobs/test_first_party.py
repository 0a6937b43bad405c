"""First-party tables in a home: from files to figures by entity and week, and reviews by category."""

from pathlib import Path

import polars as pl
import pytest

from domain.errors import BadInput
from domain.weeks import Week
from jobs import annotate, importing
from jobs.first_party import held, read_categories, sales_by_week, searches_by_week
from jobs.first_party_words import about_table, fact_words
from jobs.home import opened_home
from jobs.provenance import Declared
from store.annotations import load_labels

SEARCHED = """搜索词,统计日期,搜索量,搜索人气
云朵拖鞋,2026-11-09~2026-11-15,1200,88
云朵拖鞋女外穿,2026-11-09~2026-11-15,300,41
今天天气,2026-11-09~2026-11-15,9999,99
"""
SOLD = """日期,商品ID,商品名称,支付件数,买家昵称
2026-11-09,678901,云朵拖鞋女外穿,12,某某
2026-11-10,678901,云朵拖鞋女外穿,8,某某
2026-11-10,678902,雨伞,1,某某
"""
OFFERED = "商品ID,标题,类目ID,售价\n678901,云朵拖鞋女外穿,50012,19.9元/双\n"
REVIEWED = "商品ID,评价内容,评价时间\n678901,很软很舒服,2026-11-10\n678999,很软很舒服啊,2026-11-10\n"
WEEKS = [Week(2026, 45), Week(2026, 46)]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "files"
    folder.mkdir()
    found = []
    for name, text in (("搜索", SEARCHED), ("销量", SOLD), ("在售", OFFERED), ("评价", REVIEWED)):
        found.append(folder / f"淘宝{name}.csv")
        found[-1].write_text(text, encoding="utf-8")
    return found


def test_from_files_to_figures_by_entity_and_week(home_dir: Path, files: list[Path]) -> None:
    with opened_home(home_dir) as home:
        assert not held(home, "searches", WEEKS).weeks
        summary = importing.run(home, files, said=Declared("own"))
        assert summary.problems == []
        assert summary.refused == 0
        tables = summary.details["tables"]
        assert tables["searches"] == {
            "files": 1, "read": 3, "new": 6, "changed": 0, "unchanged": 0, "refused": 0,
        }  # fmt: skip
        assert (tables["sales"]["new"], tables["listings"]["new"]) == (3, 1)
        assert summary.details["new_posts"] == 2
        assert summary.written == 6 + 3 + 1 + 2
        notes = "\n".join(summary.notes)
        assert "搜索词表（searches）：新增 6 行" in notes
        assert "涉及个人的列未读：买家昵称" in notes
        again = importing.run(home, files, said=Declared("own"))
        assert again.written == 0

        found = searches_by_week(home, WEEKS)
        volume = found.filter(pl.col("measure") == "volume")
        assert volume.select("entity", "week", "platform", "value", "days").rows() == [
            ("product:云朵拖鞋", "2026-W46", "taobao", 1500.0, 7)
        ]
        assert found.filter(pl.col("measure") == "index")["value"].to_list() == [88.0]
        sold = sales_by_week(home, WEEKS).filter(pl.col("entity") == "product:云朵拖鞋")
        assert sold.select("week", "measure", "value", "days").rows() == [("2026-W46", "units", 20.0, 2)]
        asked = held(home, "searches", WEEKS, "volume")
        assert (asked.weeks, asked.missing) == ((WEEKS[1],), (WEEKS[0],))


def test_reviews_take_the_category_of_their_item(home_dir: Path, files: list[Path]) -> None:
    with opened_home(home_dir) as home:
        importing.run(home, files, said=Declared("own"))
        annotate.run(home)
        assert "鞋靴" not in load_labels(home.lake)["category"].to_list()
    (home_dir / "categories.csv").write_text("category_id,name,category\n50012,拖鞋,鞋靴\n", encoding="utf-8")
    with opened_home(home_dir) as home:
        annotate.run(home)  # what the items are has changed, so the month is stale
        posts = home.post_log().view().select("key", "parent_id")
        labels = load_labels(home.lake).join(posts, on="key").sort("parent_id")
        assert labels["category"].to_list()[0] == "鞋靴"
        assert labels["category"].to_list()[1] != "鞋靴"
        assert annotate.run(home).details["months"] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,name,category\n1,a,鞋靴\n", "category_id, name, category"),
        ("category_id,name,category\n1,a,鞋\n", "line 2: 鞋 is not known"),
        ("category_id,name,category\n,a,鞋靴\n", "line 2"),
    ],
)
def test_wrong_categories_say_which_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "categories.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        read_categories(path)


def test_categories_are_read_and_the_last_of_an_id_holds(tmp_path: Path) -> None:
    path = tmp_path / "categories.csv"
    assert read_categories(path).is_empty()
    path.write_bytes("\ufeffcategory_id,name,category\n1,拖鞋,鞋靴\n2,赠品,\n1,凉鞋,服饰\n".encode())
    assert read_categories(path).rows() == [("1", "凉鞋", "服饰"), ("2", "赠品", None)]
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        read_categories(path)


def test_a_dry_run_says_what_a_file_is_taken_for(files: list[Path]) -> None:
    seen = {look["name"]: look for look in importing.look(files)}
    sold = seen["淘宝销量.csv"]
    assert about_table(sold) == [
        "按列名读作销量表（sales），列名见 docs/first-party.md",
        "涉及个人，不读：买家昵称",
    ]
    assert fact_words(sold["rows"][0]) == (
        "platform=taobao item_id=678901 title=云朵拖鞋女外穿 day=2026-11-09 last_day=2026-11-09 "
        "measure=units value=12.0 unit=件"
    )
    assert "price=19.9~19.9 CNY/双" in fact_words(seen["淘宝在售.csv"]["rows"][0])
    assert about_table(seen["淘宝评价.csv"]) == []
