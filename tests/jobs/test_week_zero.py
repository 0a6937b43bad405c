"""Day one: one file, an empty home, one command, and a report that is of use without any history."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import pingti
from demo.generate import build_demo
from jobs import annotate, count, importing, report
from jobs.home import opened_home
from jobs.provenance import Declared

TREND_WORDS = ("上升", "×", "爆发", "降温", "萌芽")


def command(home: Path, *args: str | Path) -> None:
    done = CliRunner().invoke(pingti.app, ["--home", str(home), *map(str, args)])
    assert done.exit_code == 0, done.output


@pytest.mark.slow
def test_one_import_gives_a_report_of_how_things_stand(home_dir: Path, tmp_path: Path) -> None:
    export = tmp_path / "notes.jsonl"
    days = pl.col("created_at").is_between(pl.lit("2026-11-02"), pl.lit("2026-11-15T23"))
    build_demo().posts.filter(days).write_ndjson(export)
    command(home_dir, "import", export, "--basis", "own")
    command(home_dir, "run")
    command(home_dir, "report", "--week", "2026-W46", "--lang", "en")
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


def test_posts_of_the_running_week_alone_are_a_report_that_nobody_is_sent(
    home_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.home.now", lambda: datetime(2026, 11, 12, 4, tzinfo=UTC))
    export = tmp_path / "notes.jsonl"
    pl.DataFrame(
        {
            "platform": "xhs",
            "post_id": [f"p{n}" for n in range(6)],
            "title": [f"云朵拖鞋求链接{n}" for n in range(6)],
            "created_at": [f"2026-11-{9 + n % 3:02d}T04:00:00Z" for n in range(6)],
            "author_id": [f"u{n}" for n in range(6)],
        }
    ).write_ndjson(export)
    with opened_home(home_dir) as home:
        importing.run(home, [export], said=Declared("own"))
        annotate.run(home)
        count.run(home)
        summary = report.run(home, formats=["md"])
        assert summary.details["week"] == "2026-W46"
        assert "queued" not in summary.details
        assert "没人答的求购" in Path(summary.details["files"][0]).read_text(encoding="utf-8")
