"""What a user says about columns: read from a file, used by every kind of table, and shown to be saved."""

import json

import openpyxl
import pytest

from crawlers.discovery import importer_for
from crawlers.mapping import Mapping, mapping_text, read_mapping
from crawlers.opening import open_paths
from crawlers.preview import preview
from domain.errors import BadSettings

TOML = """
[columns]
"款式" = "title"
"卖点" = "text"
"热度.点赞" = "likes"
"备注" = ""
[constants]
platform = "xhs"
"""
ROWS = [
    {"款式": "云朵拖鞋", "卖点": "温岭工厂", "备注": "内部", "热度": {"点赞": "1.2万"}, "标题": "不要"},
    {"款式": "洞洞鞋", "卖点": "同厂", "备注": "", "热度": None},
]


@pytest.fixture
def mapping(tmp_path):
    (tmp_path / "map.toml").write_text(TOML, encoding="utf-8")
    return read_mapping(tmp_path / "map.toml")


def read(path, mapping):
    (part,) = open_paths([path], mapping)
    importer = importer_for(part.head, part.name, part.mapping)
    (chunk,) = importer.read(part)
    return importer, chunk


def test_columns_and_constants_of_a_mapping(tmp_path, mapping):
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS))
    (tmp_path / "b.json").write_text(json.dumps({"rows": ROWS}, indent=2))
    for name in ("a.jsonl", "b.json"):
        importer, chunk = read(tmp_path / name, mapping)
        assert importer.NAME == "table_json"
        found = chunk.posts.select("platform", "title", "text", "likes").rows()
        assert found == [("xhs", "云朵拖鞋", "温岭工厂", 12_000), ("xhs", "洞洞鞋", "同厂", None)]
        assert "内部" not in json.dumps(chunk.posts.to_dicts(), ensure_ascii=False, default=str)


def test_the_same_mapping_reads_sheets_and_csv(tmp_path, mapping):
    book = openpyxl.Workbook()
    for row in (["款式", "卖点", "备注"], ["云朵拖鞋", "温岭工厂", "内部"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_text("款式,卖点,备注\n云朵拖鞋,温岭工厂,内部\n", encoding="gb18030")
    for name, expected in (("a.xlsx", "table_xlsx"), ("b.csv", "csv_table")):
        importer, chunk = read(tmp_path / name, mapping)
        assert expected == importer.NAME
        assert chunk.posts.select("platform", "title", "text").rows() == [("xhs", "云朵拖鞋", "温岭工厂")]


def test_columns_without_names_are_numbered(tmp_path):
    (tmp_path / "map.json").write_text(
        json.dumps(
            {"header": False, "columns": {"1": "title", "3": "url"}, "constants": {"platform": "smzdm"}}
        )
    )
    (tmp_path / "a.csv").write_text(
        "咖啡机平替,好价,https://www.smzdm.com/p/1\n\n空气炸锅,,\n", encoding="utf-8"
    )
    _, chunk = read(tmp_path / "a.csv", read_mapping(tmp_path / "map.json"))
    assert chunk.posts["title"].to_list() == ["咖啡机平替", "空气炸锅"]
    assert set(chunk.posts["platform"]) == {"smzdm"}


def test_a_constant_fills_what_a_known_export_lacks(tmp_path):
    (tmp_path / "a.csv").write_text("标题,平台,点赞数\n面霜,,3\n唇釉,抖音,4\n", encoding="utf-8")
    _, chunk = read(tmp_path / "a.csv", Mapping(constants={"platform": "xhs", "query": "平替"}))
    assert chunk.posts.select("platform", "query").rows() == [("xhs", "平替"), ("douyin", "平替")]


def test_without_a_platform_the_reason_says_what_to_do(tmp_path):
    (tmp_path / "a.csv").write_text("标题,点赞数\n面霜,3\n", encoding="utf-8")
    _, chunk = read(tmp_path / "a.csv", None)
    assert chunk.posts.is_empty()
    assert "[constants] in a mapping file and import with --map" in chunk.refused["reason"][0]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", "[columns]\n标题 = title", "cannot be read"),
        ("a.json", "[1]", "no table"),
        ("a.toml", "[spalten]\nx = 'title'", "spalten"),
        ("a.toml", "[columns]\nx = 'titel'", "'titel' in [columns]"),
        ("a.toml", "[columns]\nx = 3", "[columns]"),
        ("a.toml", "[constants]\ntitle = 'x'", "'title' in [constants]"),
        ("a.toml", "header = false", "empty"),
        ("a.toml", "header = 'no'\n[columns]\nx='title'", "header"),
        ("a.json", "[" * 100_000, "cannot be read"),
        ("missing.toml", None, "cannot be read"),
    ],
)
def test_a_wrong_mapping_says_what_to_mend(tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as wrong:
        read_mapping(tmp_path / name)
    assert said in str(wrong.value)
    assert wrong.value.hint


def test_a_mapping_is_shown_to_be_saved_and_reads_back(tmp_path):
    (tmp_path / "a.csv").write_text("标题,点赞数,款式\n面霜,3,x\n", encoding="utf-8")
    (seen,) = preview(tmp_path / "a.csv", mapping=Mapping(constants={"platform": "xhs"}))
    assert seen.mapping == {"标题": "title", "点赞数": "likes"}
    assert '# "款式" = ""' in seen.mapping_file
    (tmp_path / "saved.toml").write_text(seen.mapping_file, encoding="utf-8")
    saved = read_mapping(tmp_path / "saved.toml")
    assert saved == Mapping({"标题": "title", "点赞数": "likes"}, {"platform": "xhs"})
    (tmp_path / "b.csv").write_text('品名,"卖 点"\n面霜,x\n', encoding="utf-8")
    (unknown,) = preview(tmp_path / "b.csv")
    assert "--map" in unknown.problem
    assert unknown.mapping_file == mapping_text({}, ["品名", "卖 点"], {})
