"""Calls scored when their four weeks are over, and a record rebuilt without looking ahead."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from domain.errors import BadSettings
from domain.frames import COVERAGE, DAILY_COUNTS, SEARCHES, SIGNALS
from domain.weeks import Week
from jobs import evaluate, report, scores
from jobs.home import Home, opened_home
from store.findings import load_counts, load_coverage, save_counts, save_signals, tell_calls
from store.first_party import FactLog
from store.record import load_demand, load_scores
from store.runs import ReportWritten, record_report

WEEKS = 36
LAST = date(2026, 11, 15)
RISEN, LATE, CALM = "product:云朵拖鞋", "product:竹凉席", "brand:徕芬"
STEADY = [f"product:试品{n}" for n in range(30)]
CALL = LAST - timedelta(weeks=6)


def days() -> list[date]:
    return [LAST - timedelta(days=n) for n in reversed(range(7 * WEEKS))]


def fill(home: Home) -> None:
    """RISEN stands at four times its level for the last eight weeks. So does LATE, but nobody saw it until
    the last day."""
    names = [RISEN, LATE, CALM, *STEADY]
    voices = np.random.default_rng(11).poisson(2.0, (len(names), 7 * WEEKS))
    voices[:3] = 2
    voices[0, -56:] += 6
    written = days()
    entity, day = np.nonzero(voices)
    told = [(written[d], written[d], names[e], int(voices[e, d])) for e, d in zip(entity, day, strict=True)]
    told += [(at, LAST, LATE, 6) for at in written[-56:]]
    rows = [(at, seen, name, "weibo", n, n, n, 0, 0) for at, seen, name, n in told]
    counts = pl.DataFrame(rows, schema=DAILY_COUNTS, orient="row")
    covered = pl.DataFrame([(at, at, "weibo", 500) for at in written], schema=COVERAGE, orient="row")
    save(home, counts, covered)


def save(home: Home, counts: pl.DataFrame, covered: pl.DataFrame) -> None:
    month = pl.col("day").dt.strftime("%Y-%m")
    for name in covered.select(month).to_series().unique().sort():
        save_counts(home.lake, name, counts.filter(month == name), covered.filter(month == name))


def tell(home: Home, as_of: date, *entities: str) -> None:
    """A week's report that made these calls."""
    row = {"as_of": as_of, "platform": "*", "alert": True, "stage": "rising", "kind": "burst", "lift": 2.0}
    calls = pl.DataFrame([row | {"entity": name} for name in entities], schema=SIGNALS)
    at = datetime.combine(as_of, datetime.min.time(), UTC) + timedelta(days=1)
    tell_calls(home.lake, str(Week.of(as_of)), calls, at)
    record_report(home.engine, ReportWritten(str(Week.of(as_of)), as_of, at))


@pytest.fixture
def home(home_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Home, "today", lambda _: LAST + timedelta(days=1))
    with opened_home(home_dir) as opened:
        fill(opened)
        yield opened


def told(home: Home) -> dict[tuple[str, date], str]:
    found = load_scores(home.lake, "told")
    return {
        (entity, as_of): outcome
        for entity, as_of, outcome in found.select("entity", "as_of", "outcome").rows()
    }


def test_a_call_is_scored_when_its_four_weeks_are_over(home: Home) -> None:
    ripe, green = LAST - timedelta(weeks=4), LAST - timedelta(weeks=3)
    tell(home, ripe, RISEN, CALM)
    tell(home, green, RISEN)
    done = scores.run(home)
    assert (done.read, done.written) == (2, 2)
    assert told(home) == {(CALM, ripe): "flash", (RISEN, ripe): "hit"}
    assert dict(load_scores(home.lake, "told").select("entity", "category").rows())[RISEN] == "鞋靴"


def test_nothing_new_is_not_scored_again(home: Home) -> None:
    tell(home, CALL, RISEN)
    scores.run(home)
    batches = home.lake.batches("call_scores")
    assert scores.run(home).written == 0
    assert home.lake.batches("call_scores") == batches


def test_late_posts_change_the_score_and_not_the_call(home: Home) -> None:
    tell(home, CALL, CALM)
    scores.run(home)
    assert told(home) == {(CALM, CALL): "flash"}
    after = [CALL + timedelta(days=n) for n in range(1, 29)]
    rows = [(at, LAST, CALM, "weibo", 9, 9, 9, 0, 0) for at in after]
    more = pl.DataFrame(rows, schema=DAILY_COUNTS, orient="row")
    calls = home.lake.batches("calls")
    save(home, pl.concat([load_counts(home.lake), more]), load_coverage(home.lake))
    scores.run(home)
    assert told(home) == {(CALM, CALL): "hit"}
    assert home.lake.batches("calls") == calls


def test_what_nobody_called_is_missed_where_reports_were_told(home: Home) -> None:
    for back in range(12, 2, -1):
        tell(home, LAST - timedelta(weeks=back))
    scores.run(home)
    assert {entity for entity, _ in told(home)} == {RISEN, LATE}
    assert set(told(home).values()) == {"miss"}
    assert len(told(home)) == 2
    seasonal = {"platform": "*", "alert": False, "kind": "seasonal", "stage": "rising", "evidence": []}
    for (entity, as_of), _ in told(home).items():
        row = pl.DataFrame([seasonal | {"as_of": as_of, "entity": entity}], schema=SIGNALS)
        save_signals(home.lake, as_of, row)
        scores.run(home)
        assert (entity, as_of) not in told(home)


def test_a_crawl_that_stopped_leaves_calls_unjudged(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "today", lambda _: LAST + timedelta(weeks=8))
    tell(home, LAST, RISEN)
    scores.run(home)
    assert told(home) == {(RISEN, LAST): "abstained"}


def test_the_report_shows_the_record(home: Home) -> None:
    tell(home, CALL - timedelta(weeks=1), RISEN)
    report.run(home, str(Week.of(LAST)))
    text = (home.reports / str(Week.of(LAST)) / "weekly.md").read_text(encoding="utf-8")
    assert "## 过去判断的记录" in text
    assert "| 全部 | 1 | 1 | 0 | 0 | 0 | 0 | 100% |" in text
    report.run(home, str(Week.of(CALL)), then=True)
    early = (home.reports / str(Week.of(CALL)) / "weekly.md").read_text(encoding="utf-8")
    assert "还没有满四周的判断" in early


def test_the_rebuilt_record_calls_what_could_be_known(home: Home) -> None:
    signals, calls = home.lake.batches("signals"), home.lake.batches("calls")
    done = evaluate.run(home)
    found = load_scores(home.lake, "rebuilt")
    called = found.filter(pl.col("outcome") != "miss")
    assert set(called["entity"]) == {RISEN}
    assert "hit" in set(called["outcome"])
    assert called.filter("first").height == 1
    # Its posts came to light on the last day only: it could not be called, and is missed.
    assert found.filter(entity=LATE)["outcome"].to_list() == ["miss"]
    assert (home.lake.batches("signals"), home.lake.batches("calls")) == (signals, calls)
    assert done.details["weeks"] == WEEKS - 16 - 4
    whole = done.details["rebuilt"]["all"][0]
    assert whole["calls"] == called.height
    assert done.details["told"]["all"] == []
    assert json.loads(json.dumps(done.details)) == done.details


def test_with_hindsight_the_late_posts_would_have_been_called(home: Home) -> None:
    """Guards the test above: what is not called there would be, had it been seen on its day."""
    seen = load_counts(home.lake).with_columns(seen_day="day")
    save(home, seen.group_by("day", "seen_day", "entity", "platform").sum().select(list(DAILY_COUNTS)),
         load_coverage(home.lake))  # fmt: skip
    evaluate.run(home)
    assert set(load_scores(home.lake, "rebuilt").filter(pl.col("outcome") != "miss")["entity"]) == {
        RISEN,
        LATE,
    }


def test_a_part_of_the_weeks_gives_the_same_scores(home: Home) -> None:
    evaluate.run(home)
    whole = load_scores(home.lake, "rebuilt")
    evaluate.run(home)
    assert_frame_equal(load_scores(home.lake, "rebuilt"), whole)
    since, until = LAST - timedelta(weeks=7), LAST - timedelta(weeks=4)
    done = evaluate.run(home, since, until)
    assert done.details["weeks"] == 4
    assert_frame_equal(load_scores(home.lake, "rebuilt").filter(pl.col("outcome") != "miss"),
                       whole.filter(pl.col("outcome") != "miss"))  # fmt: skip


def test_a_range_that_cannot_be_scored(home: Home) -> None:
    assert evaluate.run(home, LAST - timedelta(weeks=3), LAST).details["weeks"] == 0
    with pytest.raises(BadSettings, match="Swap"):
        evaluate.run(home, LAST, LAST - timedelta(weeks=9))


def test_calls_are_scored_against_the_searches_of_the_home_apart(home: Home) -> None:
    tell(home, CALL, RISEN, CALM)
    nothing = evaluate.run(home, CALL, CALL).details["demand"]
    assert nothing == {"told": [], "rebuilt": []}
    rows = []
    for back in range(40):
        last_day = LAST - timedelta(weeks=back)
        value = 300.0 if last_day > CALL else 100.0
        period = {"day": last_day - timedelta(days=6), "last_day": last_day}
        figure = {"measure": "volume", "unit": "次", "value": value, "low": value, "high": value}
        rows.append(period | figure | {"platform": "taobao", "term": "云朵拖鞋"})
    seen = dict.fromkeys(SEARCHES) | {"observed_at": datetime(2026, 11, 16, tzinfo=UTC), "source": "test"}
    frame = pl.DataFrame([seen | row for row in rows], schema=SEARCHES)
    FactLog(home.lake, "searches").save(frame)
    found = evaluate.run(home, CALL, CALL).details["demand"]["told"]
    assert len(found) == 1
    assert load_demand(home.lake, "told").select("entity", "lead_weeks").rows() == [(RISEN, 1)]
    assert found[0] == {
        "source": "searches:taobao:volume:次", "calls": 1, "followed": 1, "ahead": 0, "none": 0,
        "abstained": 0, "hit_rate": 1.0, "lead_weeks": 1.0,
    }  # fmt: skip
