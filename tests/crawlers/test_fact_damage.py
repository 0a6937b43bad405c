"""500 damaged variants of each form of table of facts: no crash, no partial row, reasons for the rest."""

import io
import json
import random

import polars as pl
import pytest

from crawlers.discovery import find_importers, importer_for, importer_named
from crawlers.opening import Opened, Unreadable, open_paths
from domain.first_party import FACT_TABLES
from domain.frames import RAW_POSTS, REFUSED

VARIANTS = 500
FORMATS = (
    "searches_table", "sales_table", "listings_table", "retailer_goods_table", "reviews_table",
)  # fmt: skip
JUNK = [
    None, True, -1, 0, 1e308, 10**40, "", " ", "None", "昨天", "2.3万+", "=1+1", "\ud83d", "\x00", "\u202e",
    "a\nb", "x" * 250_000, [], {}, ["a", None], {"a": {"b": [1]}}, "[[[[", "7.3E+18", "2026-13-40", "¥", "%",
    "9999-99-99~1", "~", "<", "1~2~3", 99999999999999999999, "1e309", "<1e309", "5-1", "．５", "２０２６年",
]  # fmt: skip
TORN = [
    '"', '""', '"a', 'a"b', "\r", "\n", ",", ";;;", "\t", "=cmd|' /C calc'!A0", "\x00", "x" * 1_100_000, "，",
]  # fmt: skip


def read_part(opened, importer=None):
    """What comes of a part, every promise checked; facts and posts as text, and the reasons."""
    importer = importer or importer_for(opened.head, opened.name)
    if importer is None:
        return [], []
    importer.mapping(opened)
    rows, reasons = [], []
    for chunk in importer.read(opened):
        assert (chunk.posts.schema, chunk.refused.schema) == (RAW_POSTS, REFUSED)
        assert chunk.refused["reason"].is_not_null().all()
        reasons += chunk.refused["reason"].to_list()
        if chunk.facts is None:
            rows += chunk.posts.to_dicts()
            continue
        table = FACT_TABLES[chunk.facts.table]
        facts = chunk.facts.rows
        assert facts.schema == table.schema
        rows += facts.to_dicts()
        whole(facts, table.name)
        # a record is one row for each of its figures, at least one
        assert chunk.read - chunk.refused.height <= facts.height or table.name in (
            "listings",
            "retailer_goods",
        )
        if table.name in ("listings", "retailer_goods"):
            assert facts.height + chunk.refused.height == chunk.read
    assert all(reason.strip() for reason in reasons)
    return rows, reasons


def whole(facts, table):
    """No row without what makes it one, and no figure that cannot be."""
    if table in ("searches", "sales"):
        named = facts["term"] if table == "searches" else facts["item_id"]
        assert named.is_not_null().all() and facts["platform"].is_not_null().all()
        assert (facts["day"] <= facts["last_day"]).all() and facts["day"].is_not_null().all()
        assert facts.select((pl.col("low").is_not_null() | pl.col("high").is_not_null()).all()).item()
        assert facts.select((pl.col("low") <= pl.col("high")).fill_null(True).all()).item()
        assert facts.select(pl.col("low", "high").is_finite().fill_null(True).all()).row(0) == (True, True)
    if table == "retailer_goods":
        assert facts["retailer"].is_not_null().all() and facts["item"].is_not_null().all()


def read(data, importer=None):
    return read_part(Opened("export", "0" * 64, lambda: io.BytesIO(data), asked_for=True), importer)


def damaged(data, dice):
    kind = dice.randrange(4)
    at = dice.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        return bytes(changed)
    if kind == 2:
        start = dice.randrange(len(data))
        return data[:at] + data[start : start + dice.randint(1, 200)] + data[at:]
    return data[:at] + dice.choice(TORN).encode() + data[at:]


def records_of(fixtures):
    """Good records of every table as objects of JSON, from the golden pages that came in."""
    for name in FORMATS:
        for case in sorted((fixtures / name).iterdir()):
            expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
            (page,) = case.glob("page.*")
            if page.suffix == ".jsonl":
                lines = page.read_text(encoding="utf-8").splitlines()
                bad = {row["line"] for row in expected["refused"]}
                yield name, [json.loads(line) for place, line in enumerate(lines, 1) if place not in bad]


@pytest.mark.parametrize("format", FORMATS)
def test_damaged_csv(fixtures, format):
    dice = random.Random(f"csv {format}")
    pages = [page.read_bytes() for page in sorted((fixtures / format).glob("*/page.csv"))]
    assert pages
    for number in range(VARIANTS // len(FORMATS)):
        # every other one forced by its name, so that it is not sniffing that keeps damage away
        read(damaged(pages[number % len(pages)], dice), importer_named(format) if number % 2 else None)


def test_damaged_lines_cost_only_themselves(fixtures):
    dice = random.Random("lines")
    originals = list(records_of(fixtures))
    assert len({name for name, _ in originals}) >= 3
    done = 0
    while done < VARIANTS:
        name, rows = dice.choice(originals)
        good = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        before, _ = read(good, importer_named(name))
        broken = []
        for _ in range(25):
            row = dict(dice.choice(rows))
            row[dice.choice(list(row))] = dice.choice(JUNK)
            line = json.dumps(row, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
            broken.append(damaged(line, dice).replace(b"\n", b" ") if dice.random() < 0.5 else line)
        after, _ = read(good + b"\n".join(broken) + b"\n", importer_named(name))
        assert all(row in after for row in before)
        done += len(broken)


def test_damaged_documents_and_workbooks(fixtures, tmp_path):
    dice = random.Random("documents")
    pages = [*fixtures.glob("listings_table/*/page.json"), *fixtures.glob("*_table/*/page.xlsx")]
    pages = [page for page in sorted(pages) if page.parent.parent.name in FORMATS]
    assert len(pages) >= 3
    refused = 0
    for number in range(VARIANTS):
        page = pages[number % len(pages)]
        path = tmp_path / f"damaged{page.suffix}"
        path.write_bytes(damaged(page.read_bytes(), dice) or b"x")
        for part in open_paths([path]):
            if isinstance(part, Unreadable):
                assert part.problem.strip()
                refused += 1
            else:
                read_part(part)
    assert refused > VARIANTS // 10


COLUMNS = {
    "searches_table": "搜索词,日期,搜索量,点击率,在线商品数",
    "sales_table": "商品ID,日期,支付件数,支付金额",
    "listings_table": "商品ID,标题,价格,起订量,库存,链接",
    "reviews_table": "商品ID,评价内容,评价时间,有用数",
    "retailer_goods_table": "商超,品名,委托方,SC编号,售价",
}


@pytest.mark.parametrize("format", FORMATS)
def test_odd_values_in_every_column(format):
    names = COLUMNS[format].split(",")
    rows = [
        {name: junk if place == field else "2026-11-02" for place, name in enumerate(names)}
        for field in range(len(names))
        for junk in JUNK
    ]
    _, reasons = read("".join(json.dumps(row) + "\n" for row in rows).encode(), importer_named(format))
    assert len(reasons) > len(names)


def test_every_importer_of_facts_survives_what_is_not_its_own():
    strange = [
        b"x",
        b"{}",
        b"[]",
        b"[1,2]",
        b'["a","b"]\n["1","2"]\n',
        b'"',
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
        b",\n,\n",
    ]
    assert set(FORMATS) <= set(find_importers())
    for name in FORMATS:
        for page in strange:
            read(page, importer_named(name))
