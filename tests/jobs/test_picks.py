"""The pick list of a home: written once, kept with what people said of it, and taken back from their file."""

import json

import openpyxl

from jobs import annotate, count, importing, picks
from jobs.home import opened_home
from jobs.provenance import Declared
from store.picks import load_picks


def test_picks_keep_what_people_made_of_them(home_dir, exports, tmp_path):
    with opened_home(home_dir) as home:
        importing.run(home, [exports], said=Declared("own"))
        annotate.run(home)
        count.run(home)
        first = picks.run(home, "2026-W45")
        assert first.written > 3
        assert picks.run(home, "2026-W45").written == 0
        book = openpyxl.load_workbook(home_dir / "picks" / "2026-W45" / "picks.xlsx")
        sheet = book["选品"]
        heads = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, heads["负责人"]).value = "小王"
        sheet.cell(2, heads["状态"]).value = "已上架"
        sheet.cell(2, heads["结果"]).value = "达标"
        sheet.cell(3, heads["编号"]).value = "2026-W45:product:没有这个"
        book.save(tmp_path / "back.xlsx")
        taken = picks.take_results(home, tmp_path / "back.xlsx")
        assert (taken.refused, len(taken.problems)) == (1, 1)
        name = sheet.cell(2, heads["编号"]).value
        again = picks.run(home, "2026-W45", out=tmp_path / "picks.json")
        (known,) = [kept for kept in load_picks(home.engine, "2026-W45") if kept.id == name]
        assert (known.owner, known.status, known.result) == ("小王", "launched", "hit")
        assert again.details["files"][-1].endswith("picks.json")
        told = json.loads((tmp_path / "picks.json").read_text(encoding="utf-8"))
        assert next(one for one in told if one["id"] == name)["owner"] == "小王"
