"""What was known then, what is known now, and that neither is told as the other."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from domain.weeks import Week, latest_complete_week
from jobs import annotate, backfill, chain, count, importing, report
from jobs.home import opened_home
from jobs.marks import consumed, stamp
from jobs.posts_of import known_posts
from store.annotations import load_mentions
from store.findings import load_calls, load_signals

WEEK = "2026-W44"
SUNDAY = date(2026, 11, 1)


def late_posts(folder: Path, n: int = 40) -> Path:
    """Posts of that week which nobody had seen before 20 November."""
    path = folder / "late.jsonl"
    pl.DataFrame(
        {
            "platform": "xhs",
            "post_id": [f"late{i}" for i in range(n)],
            "title": "竹凉席真的值得买",
            "text": "在1688买的竹凉席，49元一条",
            "author_id": [f"late-author-{i}" for i in range(n)],
            "created_at": "2026-10-29T04:00:00Z",
            "observed_at": "2026-11-20T04:00:00Z",
        }
    ).write_ndjson(path)
    return path


@pytest.fixture
def worked(home_dir: Path, exports: Path, tmp_path: Path) -> Path:
    with opened_home(home_dir) as home:
        importing.run(home, [exports, late_posts(tmp_path)])
        annotate.run(home)
        count.run(home)
    return home_dir


def test_backfill_sees_nothing_that_came_later(worked: Path) -> None:
    with opened_home(worked) as home:
        week = Week.parse(WEEK)
        late = pl.col("key").str.starts_with("xhs:late")
        assert known_posts(home, week, then=False).filter(late).height == 40
        assert known_posts(home, week, then=True).filter(late).height == 0
        backfill.run(home, SUNDAY, SUNDAY)
        then = load_signals(home.lake, SUNDAY)
        words = (home.reports / WEEK / "weekly.md").read_text(encoding="utf-8")
        assert not then["entity"].str.contains("凉席").any()
        assert "凉席" not in words
        told = load_calls(home.lake, WEEK)
        assert not told["entity"].str.contains("凉席").any()

        report.run(home, WEEK)
        assert load_signals(home.lake, SUNDAY)["entity"].str.contains("凉席").any()
        assert load_calls(home.lake, WEEK).equals(told)


def test_hindsight_makes_no_calls(worked: Path) -> None:
    with opened_home(worked) as home:
        report.run(home, WEEK)
        assert load_calls(home.lake, WEEK).is_empty()


def test_a_late_row_of_the_month_leaves_an_unchanged_report_alone(
    home_dir: Path, exports: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    pl.DataFrame(
        {"platform": "weibo", "post_id": "x", "title": "今天天气不错", "created_at": ["2026-11-19T04:00:00Z"]}
    ).write_ndjson(other)
    with opened_home(home_dir) as home:
        importing.run(home, [exports])
        chain.run(home)
        page = home.reports / "2026-W46" / "weekly.html"
        before = page.read_bytes()
        signals = home.lake.batches("signals")
        importing.run(home, [other])
        chain.run(home)
        assert page.read_bytes() == before
        assert home.lake.batches("signals") == signals


def test_back_to_an_earlier_lexicon_is_a_change_like_any_other(home_dir: Path, exports: Path) -> None:
    edits = home_dir / "lexicon" / "goods.tsv"

    def norms() -> set[str]:
        with opened_home(home_dir) as home:
            annotate.run(home)
            found = load_mentions(home.lake).filter(
                pl.col("text").str.ends_with("云朵拖鞋"), pl.col("kind") == "product"
            )
            return set(found["norm"])

    with opened_home(home_dir) as home:
        importing.run(home, [exports])
    assert norms() == {"云朵拖鞋"}
    edits.write_text(
        "term\tcategory\taliases\tcommon\n-云朵拖鞋\n魔毯拖鞋\t鞋靴\t云朵拖鞋\n", encoding="utf-8"
    )
    assert norms() == {"魔毯拖鞋"}
    edits.unlink()
    assert norms() == {"云朵拖鞋"}


def test_a_mark_vouches_only_for_its_own_rules() -> None:
    assert consumed(stamp(7, "a"), "a") == 7
    assert consumed(stamp(7, "a"), "b") is None
    assert consumed(None, "a") is None
    assert stamp(8, "a") > stamp(7, "b")
    assert stamp(2**22 - 1, "a") < 2**63


def test_on_its_sunday_a_week_still_runs() -> None:
    assert latest_complete_week(date(2026, 11, 15)) == Week(2026, 45)
    assert latest_complete_week(date(2026, 11, 16)) == Week(2026, 46)


def test_two_copies_of_a_home_give_the_same_findings(worked: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(worked, copy)
    found = []
    for root in (worked, copy):
        with opened_home(root) as home:
            report.run(home, WEEK)
            found.append(load_signals(home.lake, SUNDAY))
    assert found[0].equals(found[1])
