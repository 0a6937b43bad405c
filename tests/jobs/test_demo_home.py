"""The demo from nothing to the report: what was planted is called, what was not is not."""

import json
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from domain.signal import called_rising, counted
from jobs import chain
from jobs.demo_home import ensure_demo
from jobs.home import Home, opened_home
from store.findings import load_calls, load_signals
from store.runs import load_crawls, load_reports

SUNDAY = "2026-11-15"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "home"
    ensure_demo(root)
    with opened_home(root) as home:
        summaries = chain.run(home)
        assert not [problem for summary in summaries for problem in summary.problems]
    return root


def truth(root: Path) -> dict[str, str]:
    rows = json.loads((root / "demo" / "truth.json").read_text(encoding="utf-8"))["entities"]
    return {row["entity"]: row["verdict"] for row in rows}


def called(home: Home) -> set[str]:
    signals = load_signals(home.lake).filter(pl.col("as_of") == pl.lit(SUNDAY).str.to_date())
    return set(counted(signals).filter(called_rising())["entity"])


@pytest.mark.xdist_group("demo")
class TestDemo:
    def test_planted_rises_are_called_and_nothing_else(self, demo: Path) -> None:
        verdicts = truth(demo)
        planted = {entity for entity, verdict in verdicts.items() if verdict == "rising"}
        with opened_home(demo) as home:
            found = called(home)
        assert len(found & planted) >= 10
        assert not {
            entity for entity in found if verdicts.get(entity) in ("seasonal", "not_new", "flash", "cooling")
        }
        assert len(found - planted) <= 1  # the stated error rate is 5 %, not none

    def test_every_planted_rise_is_in_the_report_with_curve_and_evidence(self, demo: Path) -> None:
        page = (demo / "reports" / "2026-W46" / "weekly.html").read_text(encoding="utf-8")
        words = (demo / "reports" / "2026-W46" / "weekly.md").read_text(encoding="utf-8")
        planted = [entity.split(":", 1)[1] for entity, verdict in truth(demo).items() if verdict == "rising"]
        rising = words.split("## 上升榜")[1].split("### 季节性")[0]
        assert [name for name in planted if name not in rising] == []
        assert page.count("<svg") >= 12
        assert "演示数据" in page
        for block in ("数据健康", "一屏摘要", "与上周相比", "上升榜", "方法与口径"):
            assert block in page
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1:8790/posts/)', page)

    def test_the_newest_weeks_came_through_the_real_spiders(self, demo: Path) -> None:
        with opened_home(demo) as home:
            crawls = load_crawls(home.engine)
            newest = home.post_log().view(["2026-11"]).filter(pl.col("source").str.starts_with("crawl:"))
        assert {run.outcome for run in crawls} == {"done"}
        assert len(crawls) == 6
        assert newest["platform"].n_unique() == 6
        assert newest.height > 1500

    def test_last_weeks_calls_were_told_and_are_compared_with(self, demo: Path) -> None:
        with opened_home(demo) as home:
            assert {report.week for report in load_reports(home.engine)} >= {"2026-W45", "2026-W46"}
            told = load_calls(home.lake, "2026-W45")
        assert told.height
        words = (demo / "reports" / "2026-W46" / "weekly.md").read_text(encoding="utf-8")
        assert "对照上周发布的榜单" in words

    def test_the_workbook_opens_and_says_what_it_is(self, demo: Path) -> None:
        book = openpyxl.load_workbook(demo / "reports" / "2026-W46" / "weekly.xlsx")
        assert "说明" in book.sheetnames
        assert book["上升榜"].freeze_panes == "A2"

    def test_no_author_id_and_no_phone_reaches_the_lake(self, demo: Path) -> None:
        with opened_home(demo) as home:
            posts = home.post_log().view()
        authors = posts["author"].drop_nulls()
        assert authors.str.contains(r"^[0-9a-f]{32}$").all()
        assert not posts["text"].str.contains(r"1[3-9]\d{9}").any()
