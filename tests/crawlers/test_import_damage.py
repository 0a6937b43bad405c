"""500 damaged variants of each form of export: no crash, no partial row, each refused row with a reason."""

import io
import json
import random
import sqlite3
from dataclasses import dataclass

import openpyxl
import polars as pl
import pytest

from crawlers.discovery import find_importers, importer_for
from crawlers.opening import Opened, Unreadable, open_paths
from domain.frames import RAW_POSTS, REFUSED

VARIANTS = 500
DEEP = "[" * 3_000 + "]" * 3_000
JUNK = [
    None, True, -1, 0, 1e308, 10**40, "", " ", "None", "$undefined", "昨天", "12个", "2.3万", "=1+1",
    "\ud83d", "\x00", "\u202e", "a\nb", "x" * 250_000, [], {}, [1], ["a", None],
    {"a": {"b": [1, {"c": None}]}},
    [{"name": "n"}], "[[[[", '{"a":', "7.3E+18", 1762413696, 99999999999999999999,
]  # fmt: skip
# What a cell of CSV may turn into; quotes and separators as they would break the row.
TORN = ['"', '""', '"a', 'a"b', "\r", "\n", ",", ";;;", "\t", "=cmd|' /C calc'!A0", "\x00", "x" * 1_100_000]


@dataclass
class Read:
    posts: list[dict]
    reasons: list[str]


def read(data: bytes) -> Read:
    """What the importer that knows the content makes of it; every promise of the contract is checked."""
    opened = Opened("export", "0" * 64, lambda: io.BytesIO(data), asked_for=True)
    return read_part(opened)


def read_part(opened: Opened) -> Read:
    found = Read([], [])
    importer = importer_for(opened.head, opened.name)
    if importer is None:
        return found
    importer.mapping(opened)
    for chunk in importer.read(opened):
        assert (chunk.posts.schema, chunk.refused.schema) == (RAW_POSTS, REFUSED)
        assert chunk.posts.height + chunk.refused.height == chunk.read
        said = pl.concat_str(pl.col("title", "text").fill_null("")).str.strip_chars() != ""
        assert chunk.posts.select(said.all()).item()
        assert not chunk.posts["platform"].is_null().any()
        assert chunk.refused["reason"].is_not_null().all()
        found.posts += chunk.posts.to_dicts()
        found.reasons += chunk.refused["reason"].to_list()
    assert all(reason.strip() for reason in found.reasons)
    return found


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def swapped(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def torn(data: bytes, dice: random.Random) -> bytes:
    """A stretch taken out, doubled, or put elsewhere."""
    start = dice.randrange(len(data))
    stretch = data[start : start + dice.randint(1, 200)]
    at = dice.randrange(len(data))
    return {
        0: data[:start] + data[start + len(stretch) :],
        1: data[:at] + stretch + data[at:],
        2: data[:at] + bytes(dice.randrange(256) for _ in stretch) + data[at:],
    }[dice.randrange(3)]


def mistyped(rows: list, dice: random.Random) -> list:
    """One value somewhere in one row is something else; sometimes a key or the row itself."""
    rows = json.loads(json.dumps(rows))
    place = dice.randrange(len(rows))
    target = rows[place]
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = dice.choice(keys)
        inside = target[key]
        if isinstance(inside, (dict, list)) and inside and dice.random() < 0.7:
            target = inside
            continue
        break
    if dice.random() < 0.1:
        rows[place] = dice.choice(JUNK)
    elif dice.random() < 0.1 and isinstance(target, dict):
        del target[key]
    else:
        target[key] = dice.choice([*JUNK, DEEP])
    return rows


def spelled(value: object) -> str:
    """As JSON, with the deepest nesting as such rather than as a text of brackets."""
    return json.dumps(value, ensure_ascii=False).replace(f'"{DEEP}"', DEEP).replace("Infinity", "1e999")


def whole(page: bytes) -> list:
    """The rows of a page of JSON in whichever form, broken lines aside."""
    try:
        found = json.loads(page)
        return found if isinstance(found, list) else found["data"]["list"]
    except (ValueError, KeyError):
        rows = []
        for line in page.splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                continue
        return [row for row in rows if isinstance(row, dict)]


def pages(fixtures, *cases):
    found = []
    for case in cases:
        (page,) = (fixtures / case).glob("page.*")
        found.append(page.read_bytes())
    return found


LINES = [
    "mediacrawler/xhs_contents_masked", "mediacrawler/zhihu_contents", "mediacrawler/bili_comments",
    "own_jsonl/plain", "table_json/lines", "zeeschuimer/xiaohongshu", "zeeschuimer/douyin",
    "zeeschuimer/tiktok", "zeeschuimer/instagram", "zeeschuimer/tiktok_comments",
]  # fmt: skip


@pytest.mark.parametrize("case", ["mediacrawler", "own_jsonl", "zeeschuimer"])
def test_damaged_lines(fixtures, case):
    """Several variants in a file, one after the other: what is damaged costs nothing of what is not."""
    dice = random.Random(f"lines {case}")
    originals = [whole(page) for page in pages(fixtures, *(name for name in LINES if name.startswith(case)))]
    done = 0
    while done < VARIANTS:
        rows = dice.choice(originals)
        good = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode() + b"\n"
        before = read(good)
        damaged = []
        for _ in range(25):
            damage = dice.choice([cut, swapped, torn, None])
            if damage:
                line = spelled(dice.choice(rows)).encode()
                damaged.append(damage(line, dice).replace(b"\n", b" "))
            else:
                damaged.append(spelled(dice.choice(mistyped(rows, dice))).encode("utf-8", "surrogatepass"))
        after = read(good + b"\n".join(damaged) + b"\n")
        kept = {post["post_id"] for post in after.posts}
        assert {post["post_id"] for post in before.posts} <= kept
        if case != "zeeschuimer":  # there a fuller object of the same post may take its place
            assert after.posts[: len(before.posts)] == before.posts
        done += len(damaged)


def test_damaged_documents(fixtures):
    dice = random.Random("documents")
    cases = pages(fixtures, "mediacrawler/xhs_contents_full", "table_json/wrapped", "hot_list_dump/weibo")
    before = [read(page).posts for page in cases]
    for number in range(VARIANTS):
        place = number % len(cases)
        damage = dice.choice([cut, swapped, torn, None])
        if damage:
            after = read(damage(cases[place], dice))
        else:
            rows = [row for row in whole(cases[place]) if isinstance(row, dict)]
            after = read(spelled(mistyped(rows, dice)).encode("utf-8", "surrogatepass"))
        if damage is cut:  # an element is there whole or not at all
            assert after.posts == before[place][: len(after.posts)]


def test_damaged_csv(fixtures):
    dice = random.Random("csv")
    names = ["mediacrawler/bili_contents", "csv_table/vendor", "csv_table/gb18030_semicolon"]
    cases = pages(fixtures, *names, "zeeschuimer/xiaohongshu_table")
    for number in range(VARIANTS):
        page = cases[number % len(cases)]
        damage = dice.choice([cut, swapped, torn, None])
        if damage:
            page = damage(page, dice)
        else:
            at = dice.randrange(len(page))
            page = page[:at] + dice.choice(TORN).encode() + page[at:]
        read(page)


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["平台", "标题", "正文", "点赞数", "发布时间"])
    for number in range(20):
        book.active.append(["小红书", f"第 {number} 双云朵拖鞋", "平替" * number, "=1+1", 45967 + number])
    book.save(tmp_path / "whole.xlsx")
    return (tmp_path / "whole.xlsx").read_bytes()


@pytest.fixture
def database(tmp_path):
    with sqlite3.connect(tmp_path / "whole.db") as base:
        base.execute("CREATE TABLE xhs_note (note_id, title, desc, time, liked_count, last_modify_ts)")
        rows = [
            (f"n{number}", "平替", "同厂" * 30, 1762413696000, "1.2万", 1762500000123) for number in range(60)
        ]
        base.executemany("INSERT INTO xhs_note VALUES (?, ?, ?, ?, ?, ?)", rows)
    base.close()
    return (tmp_path / "whole.db").read_bytes()


@pytest.mark.parametrize("kind", ["workbook", "database"])
def test_damaged_workbooks_and_databases(tmp_path, request, kind):
    dice = random.Random(kind)
    data = request.getfixturevalue(kind)
    path = tmp_path / "damaged"
    outcomes = {"refused": 0, "read": 0}
    for _ in range(VARIANTS):
        path.write_bytes(dice.choice([cut, swapped, torn])(data, dice) or b"x")
        for part in open_paths([path]):
            if isinstance(part, Unreadable):
                assert part.problem.strip()
                outcomes["refused"] += 1
            else:
                found = read_part(part)
                outcomes["read"] += 1
                if kind == "database":
                    # A damaged page is refused with the file; a changed byte in a text is a changed text, and
                    # with that in the name of a column the table may be one we do not know.
                    assert len(found.posts) + len(found.reasons) in (0, 60)
    assert outcomes["refused"] > VARIANTS // 10


def test_every_importer_survives_what_is_not_its_own(fixtures):
    """A format may be forced by name on any file."""
    for name, importer in find_importers().items():
        for page in [
            b"x",
            b"{}",
            b"[]",
            b"[1,2]",
            b'["a","b"]\n["1","2"]\n',
            b'"',
            b"\xff\xfe\x00",
            b"a,b\n1,2\n",
        ]:
            opened = Opened("export", "0" * 64, lambda page=page: io.BytesIO(page), asked_for=True)
            importer.mapping(opened)
            for chunk in importer.read(opened):
                assert chunk.posts.height + chunk.refused.height == chunk.read, name
