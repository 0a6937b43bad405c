"""Day one: one file, an empty home, one command, and a report that is of use without any history."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from demo.generate import build_demo

ROOT = Path(__file__).parents[2]
TREND_WORDS = ("上升", "×", "爆发", "降温", "萌芽")


def pingti(home: Path, *args: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pingti", "--home", str(home), *map(str, args)],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "200"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_one_import_gives_a_report_of_how_things_stand(home_dir: Path, tmp_path: Path) -> None:
    export = tmp_path / "notes.jsonl"
    days = pl.col("created_at").is_between(pl.lit("2026-11-02"), pl.lit("2026-11-15T23"))
    build_demo().posts.filter(days).write_ndjson(export)
    pingti(home_dir, "import", export, "--basis", "own")
    pingti(home_dir, "run")
    pingti(home_dir, "report", "--week", "2026-W46", "--lang", "en")
    folder = home_dir / "reports" / "2026-W46"
    text = (folder / "weekly.md").read_text(encoding="utf-8")
    assert text.startswith("# 现状，非趋势：平替需求第0周 2026-W46")
    for title in ("没人答的求购", "平替图谱（说法）", "价格阶梯", "抱怨", "候选工厂（说法）"):
        assert f"### {title}" in text, title
    page = (folder / "weekly.html").read_text(encoding="utf-8")
    assert "<h1>现状，非趋势：平替需求第0周</h1>" in page
    book = load_workbook(folder / "weekly.xlsx", read_only=True)
    assert book.properties.title.startswith("现状，非趋势")
    assert {"没人答的求购", "候选工厂（说法）"} <= set(book.sheetnames)
    for word in TREND_WORDS:
        assert word not in text, word
        assert word not in page, word
    english = (folder / "weekly.en.md").read_text(encoding="utf-8")
    assert english.startswith("# As things stand, no trend: dupe demand, week 0")
