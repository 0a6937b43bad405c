"""One content in every form an export comes in: JSON Lines, JSON, CSV, sheets, database tables, packed."""

import csv
import gzip
import io
import json
import sqlite3
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from crawlers.discovery import importer_for
from crawlers.opening import Opened, Unreadable, open_paths
from crawlers.pipelines import import_path, open_log
from store.lake import Lake
from store.quarantine import Quarantine

TABLES = ["xhs_contents_masked", "douyin_contents", "weibo_contents", "zhihu_comments", "kuaishou_contents"]


@pytest.fixture
def rows(fixtures):
    """The objects of a golden page of MediaCrawler's that are whole, each with every column."""

    def of(case):
        lines = (fixtures / "mediacrawler" / case / "page.jsonl").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.endswith("}")]
        names = dict.fromkeys(name for row in found for name in row)
        return [{name: row.get(name) for name in names} for row in found]

    return of


def as_json(rows, path):
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=4), encoding="utf-8")


def as_wrapped(rows, path):
    whole = {"code": 0, "msg": "", "data": {"has_more": False, "items": rows}}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def as_escaped_lines(rows, path):
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="ascii")


def as_csv(rows, path):
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def as_workbook(rows, path):
    book = openpyxl.Workbook()
    for name in ("Contents", "Creators", "Comments"):
        book.create_sheet(name)
    book.remove(book.worksheets[0])
    book["Contents"].append(list(rows[0]))
    for row in rows:
        long = (str(cell) if isinstance(cell, int) and cell > 1 << 53 else cell for cell in row.values())
        book["Contents"].append(list(long))
    book["Creators"].append(["creator_hash", "nickname", "fans", "follows", "desc"])
    book["Creators"].append(["0" * 16, "某***", 12, 3, "代购"])
    book["Comments"].append(["comment_id", "note_id", "content", "last_modify_ts"])
    book.save(path)


def as_database(rows, path):
    with sqlite3.connect(path) as base:
        names = ", ".join(f'"{name}"' for name in rows[0])
        base.execute(f"CREATE TABLE some_posts (id INTEGER PRIMARY KEY, {names})")
        marks = ", ".join("?" for _ in rows[0])
        for row in rows:
            base.execute(f"INSERT INTO some_posts ({names}) VALUES ({marks})", list(row.values()))
        base.execute("CREATE TABLE bilibili_up_info (user_id, nickname, total_fans, total_liked)")
        base.execute("INSERT INTO bilibili_up_info VALUES (1, '某', 2, 3)")
        base.execute("CREATE TABLE zhihu_content (content_id, content_text)")
    base.close()


def as_gzip(rows, path):
    path.write_bytes(gzip.compress("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()))


def as_zip(rows, path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/xhs/json/search_contents_2025-11-07.json", json.dumps(rows))


FORMS = [as_json, as_wrapped, as_escaped_lines, as_csv, as_workbook, as_database, as_gzip, as_zip]


def read_all(path):
    """(posts, refused) of the parts that can be read, and what was said of the others."""
    posts, refused, others = [], [], []
    for part in open_paths([path]):
        if isinstance(part, Unreadable):
            others.append((part.name.rpartition("/")[2], part.problem, part.asked_for))
            continue
        importer = importer_for(part.head, part.name)
        assert importer is not None, part.name
        for chunk in importer.read(part):
            posts += chunk.posts.to_dicts()
            refused += [reason for _, reason, _ in chunk.refused.rows()]
            assert chunk.posts.height + chunk.refused.height == chunk.read
    return posts, refused, others


@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("case", TABLES)
def test_the_form_makes_no_difference(tmp_path, rows, case, write):
    plain = tmp_path / "plain.jsonl"
    plain.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows(case)), encoding="utf-8")
    path = tmp_path / "export.dat"
    write(rows(case), path)
    posts, refused, others = read_all(path)
    assert posts
    assert (posts, refused) == read_all(plain)[:2]
    if write in (as_workbook, as_database):
        assert ("about accounts, not about posts", False) in [other[1:] for other in others]


def test_a_vendor_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "笔记"
    sheet.append(["小红书笔记数据 2025-11-06"])
    sheet.append([])
    sheet.append(
        ["官方笔记地址", "笔记标题", "点赞数", "收藏数", "发布时间", "达人名称", "小红书号", "笔记编号"]
    )
    link = "https://www.xiaohongshu.com/explore/690c4a80000000000305000{}?xsec_token=AB"
    sheet.append(
        [link.format(1), "冲锋衣平替", "1.2万", 30, datetime(2025, 11, 6, 15, 21, 36), "某某", 880011]  # noqa: DTZ001
    )
    sheet.append(
        [link.format(2), '=CONCATENATE("羽绒服","平替")', 5, None, date(2025, 11, 7), "某某", 880012]
    )
    sheet.append([link.format(3), "德训鞋", "十", 1, "2025/11/7 9:05", "某某", 880013])
    book.create_sheet("说明").append(["本表由某平台导出"])
    book.save(tmp_path / "数据.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "数据.xlsx") as source,
        zipfile.ZipFile(tmp_path / "值.xlsx", "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            # As a spreadsheet program saves it: the formula and the value it had.
            part = part.replace(b"</f><v></v>", b"</f><v>\xe7\xbe\xbd\xe7\xbb\x92\xe6\x9c\x8d</v>")
            part = part.replace(b"</f><v />", b"</f><v>\xe7\xbe\xbd\xe7\xbb\x92\xe6\x9c\x8d</v>")
            target.writestr(name, part)
    posts, explained = open_paths([tmp_path / "值.xlsx"])
    assert (posts.name, explained.problem, explained.asked_for) == (
        "值.xlsx/笔记", "no rows below its header", False,
    )  # fmt: skip
    importer = importer_for(posts.head, posts.name)
    assert importer.NAME == "table_xlsx"
    (chunk,) = importer.read(posts)
    assert chunk.posts["title"].to_list() == ["冲锋衣平替", "羽绒服"]
    assert chunk.posts["likes"].to_list() == [12_000, 5]
    assert chunk.posts["post_id"].to_list() == ["690c4a800000000003050001", "690c4a800000000003050002"]
    assert chunk.posts["published_at"].to_list() == [
        datetime(2025, 11, 6, 7, 21, 36, tzinfo=UTC),
        datetime(2025, 11, 7, 4, tzinfo=UTC),
    ]
    assert chunk.posts["platform"].to_list() == ["xhs", "xhs"]
    assert chunk.refused.rows()[0][:2] == (6, "likes 十 not a count")


def test_a_formula_without_a_value_is_empty_and_ids_keep_their_digits(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["平台", "编号", "标题", "点赞数"])
    book.active.append(["抖音", "7345678901234567890", "长编号", "=1+1"])
    book.active.append(["抖音", 7345678901234567890, "四舍五入的编号", 1])
    book.active.append(["抖音", "7", "错误值", "#N/A"])
    book["Sheet"]["D4"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    posts, refused, _ = read_all(tmp_path / "a.xlsx")
    assert [(post["post_id"], post["likes"]) for post in posts] == [
        ("7345678901234567890", None),
        ("7", None),
    ]
    assert refused == [
        "post_id 7.345678901234568e+18 was rounded by a spreadsheet program; export again with ids as text"
    ]


def test_a_damaged_database_is_refused_whole(tmp_path, rows):
    path = tmp_path / "sqlite_tables.db"
    as_database(rows("douyin_contents") * 400, path)
    whole = path.read_bytes()
    damages = [whole[: len(whole) // 2], whole[:100] + b"\x00" * 5_000 + whole[5_100:], whole[:200]]
    for place in range(6):
        at = 4096 * (2 + place)
        damages.append(whole[:at] + bytes(byte ^ 0xA5 for byte in whole[at : at + 300]) + whole[at + 300 :])
    for number, damaged in enumerate(damages):
        path.write_bytes(damaged)
        (outcome,) = open_paths([path])
        assert isinstance(outcome, Unreadable), number
        assert outcome.asked_for
        assert "a damaged database, nothing of it was read" in outcome.problem


def test_a_database_is_read_from_a_copy(tmp_path, rows):
    path = tmp_path / "a.db"
    as_database(rows("douyin_contents"), path)
    with sqlite3.connect(path) as writer:  # another program is at work on it
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("UPDATE some_posts SET title = '', \"desc\" = '写在日志里'")
        writer.commit()
        before = sorted(tmp_path.iterdir())
        posts, _, _ = read_all(path)
        assert {post["text"] for post in posts} == {"写在日志里"}
        assert sorted(tmp_path.iterdir()) == before
    writer.close()


def bomb(path, name, piece, times, before=b"", after=b""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if name.startswith("xl/"):
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(
                "xl/workbook.xml",
                '<workbook><sheets><sheet name="a" r:id="r1" xmlns:r="r"/></sheets></workbook>',
            )
            archive.writestr(
                "xl/_rels/workbook.xml.rels",
                '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>',
            )
            if name != "xl/worksheets/a.xml":
                row = '<row r="1"><c t="s"><v>0</v></c></row>' * 20
                archive.writestr("xl/worksheets/a.xml", f"<worksheet>{row}</worksheet>")
        with archive.open(name, "w", force_zip64=True) as out:
            out.write(before)
            for _ in range(times):
                out.write(piece)
            out.write(after)


@pytest.mark.parametrize(
    ("name", "piece", "before", "after"),
    [
        ("xl/worksheets/a.xml", b"<row/>" * 100_000, b"<worksheet>", b"</worksheet>"),
        ("xl/worksheets/a.xml", b"<x><y/></x>" * 100_000, b"<worksheet>", b"</worksheet>"),
        ("xl/sharedStrings.xml", b"A" * 1_000_000, b"<sst><si><t>", b"</t></si></sst>"),
        ("posts.jsonl", b"\n" * 1_000_000, b'{"platform":"xhs","title":"a"}\n', b""),
        ("posts.jsonl", b" " * 1_000_000, b'{"platform":"xhs","title":"', b'"}\n'),
    ],
    ids=["rows", "strange", "texts", "lines", "one-line"],
)
def test_a_zip_bomb_ends_early(tmp_path, monkeypatch, name, piece, before, after):
    monkeypatch.setattr("crawlers.unpacking.BOMB_BYTES", 1 << 20)
    bomb(tmp_path / "bomb", name, piece, 8, before, after)
    said = []
    for part in open_paths([tmp_path / "bomb"]):
        if isinstance(part, Unreadable):
            said.append(part.problem)
        elif importer := importer_for(part.head, part.name):
            list(importer.read(part))
            said.append(part.loss)
        else:
            list(part.blocks())
            said.append(part.loss)
    assert len(said) == 1
    ends = ("times its packed size", "longer than any", "the file is empty")
    assert any(end in said[0] for end in ends), said


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>',
        "<worksheet>" + "<a>" * 200 + "</a>" * 200 + "</worksheet>",
        "<worksheet><row><c t='str'><v>" + "x" * 70_000 + "</v></c></row></worksheet>",
        "<worksheet><row><c",
    ],
    ids=["entities", "depth", "cell", "cut"],
)
def test_strange_sheets_are_damage(tmp_path, xml):
    bomb(tmp_path / "a.xlsx", "xl/worksheets/a.xml", xml.encode(), 1)
    (part,) = open_paths([tmp_path / "a.xlsx"])
    assert isinstance(part, Unreadable)
    assert "the workbook is damaged" in part.problem


def test_old_and_locked_workbooks_say_what_to_do(tmp_path):
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    (part,) = open_paths([tmp_path / "a.xls"])
    assert "save it as .xlsx" in part.problem


def test_a_whole_folder_of_exports(tmp_path, fixtures, rows):
    folder = tmp_path / "data"
    for case in sorted((fixtures / "mediacrawler").iterdir()):
        (page,) = case.glob("page.*")
        (folder / case.name).mkdir(parents=True)
        (folder / case.name / page.name).write_bytes(page.read_bytes())
    creators = [{"creator_hash": "0" * 16, "nickname": "某***", "desc": "代购", "fans": 1, "follows": 2}]
    (folder / "search_creators_2025-11-07.jsonl").write_text(json.dumps(creators[0]), encoding="utf-8")
    as_workbook(rows("xhs_contents_masked"), folder / "xhs_search_20251107_101010.xlsx")
    log = open_log(str(tmp_path / "lake"))
    outcomes = import_path(
        [folder],
        log=log,
        quarantine=Quarantine(Lake(tmp_path / "lake")),
        provenance=lambda where, form: "p1",
        author_key=b"k" * 32,
        now=datetime(2025, 11, 8, tzinfo=UTC),
        refused_dir=tmp_path / "refused",
    )
    assert {outcome.format for outcome in outcomes} == {"mediacrawler", None}
    assert [outcome.name for outcome in outcomes if outcome.problem] == []
    notes = {outcome.name: outcome.note for outcome in outcomes if outcome.note}
    assert set(notes.values()) == {
        "passed over: about accounts, not about posts",
        "passed over: no rows below its header",
    }
    view = log.view()
    assert set(view["platform"]) == {"xhs", "douyin", "kuaishou", "bilibili", "weibo", "tieba", "zhihu"}
    # A note of both generations is one post, by one author.
    both = view.filter(view["key"] == "xhs:690c4a800000000003010001")
    assert both.height == 1
    assert view.filter(view["kind"] == "comment")["parent_id"].null_count() == 0


def test_semicolons_in_cells_and_a_repeated_column(tmp_path):
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(["平台", "标题", "标题", "正文"])
    table.writerow(["小红书", "一;二", "另一个", "三"])
    (tmp_path / "a.csv").write_text(out.getvalue(), encoding="utf-8")
    posts, refused, _ = read_all(tmp_path / "a.csv")
    assert [(post["title"], post["text"]) for post in posts] == [("一;二", "三")]
    assert refused == []


def test_parts_have_names_and_identities_of_their_own(tmp_path, rows):
    as_database(rows("douyin_contents"), tmp_path / "a.db")
    as_workbook(rows("douyin_contents"), tmp_path / "b.xlsx")
    parts = list(open_paths([tmp_path / "a.db", tmp_path / "b.xlsx"]))
    assert [part.name for part in parts] == [
        "a.db/bilibili_up_info", "a.db/some_posts", "b.xlsx/Contents", "b.xlsx/Creators", "b.xlsx/Comments",
    ]  # fmt: skip
    assert len({part.sha256 for part in parts}) == 5
    assert all(part.where.startswith(str(tmp_path)) for part in parts if isinstance(part, Opened))
