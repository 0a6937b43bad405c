"""The inbox: whole files are imported and filed away, unfinished ones are left, unreadable ones set apart."""

import os
import time

from jobs import inbox
from jobs.home import opened_home
from jobs.provenance import Declared, declare_folders

LINE = '{"platform": "xhs", "post_id": "%s", "title": "云朵拖鞋平替"}'


def drop(path, text, age_seconds=60):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = time.time() - age_seconds
    os.utime(path, (then, then))


def test_files_are_imported_and_filed_away(home_dir):
    box = home_dir / "inbox"
    drop(box / "colleague" / "monday.jsonl", LINE % 1)
    drop(box / "fresh.jsonl", LINE % 2, age_seconds=0)
    drop(box / "half.jsonl.part", LINE % 3)
    drop(box / "broken.xlsx", "PK\x03\x04 not a workbook")
    with opened_home(home_dir) as home:
        done = inbox.run(home)
        assert (done.read, done.written) == (1, 1)
        assert len(done.problems) == 1
        (filed,) = done.details["files"]
        assert filed.endswith("colleague/monday.jsonl")
        assert done.details["unreadable"][0].endswith("inbox-done/unreadable/broken.xlsx")
        assert sorted(p.name for p in box.rglob("*") if p.is_file()) == ["fresh.jsonl", "half.jsonl.part"]
        assert home.post_log().view()["key"].to_list() == ["xhs:1"]
        drop(box / "colleague" / "monday.jsonl", LINE % 4)  # another file of the same name
        second = inbox.run(home)
        assert second.written == 1
        assert second.details["files"][0].endswith("monday-2.jsonl")
        assert inbox.run(home).details["files"] == []


def test_a_table_of_facts_waits_in_the_inbox_until_its_folder_is_declared(home_dir):
    sales = home_dir / "inbox" / "shop" / "sales.csv"
    drop(sales, "平台,商品ID,商品名称,日期,支付件数\n淘宝,1,云朵拖鞋,2026-11-10,12\n")
    with opened_home(home_dir) as home:
        held = inbox.run(home)
        assert (held.details["waiting"], sales.exists()) == ([str(sales)], True)
        declare_folders(home, [sales.parent], Declared("own"), anew=True)
        assert len(inbox.run(home).details["files"]) == 1
        assert not sales.exists()
        assert home.lake.scan("sales").collect().height > 0
