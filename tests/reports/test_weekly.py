"""What the report lists, what it leaves out, and what it says when there is too little."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from domain.errors import BadFrame, BadSettings
from domain.frames import SIGNALS, empty
from reports.inputs import HealthInputs, RunSeen
from reports.listing import rising_calls
from reports.markdown import render_markdown
from reports.numbers import UNKNOWN, plain
from reports.page import render_page
from reports.weekly import build_weekly
from reports.workbook import render_workbook


def test_the_tiers_are_honest(report, made_up):
    tiers = {item.entity: item.tier for item in (*report.items, *report.seasonal)}
    planted = {entity: tier for entity, _, _, _, tier, *_ in made_up.ENTITIES}
    assert tiers == {e: t for e, t in planted.items() if t in ("rising", "watch", "seasonal")}
    assert [item.rank for item in report.items] == list(range(1, 15))
    assert [item.tier for item in report.items] == ["rising"] * 10 + ["watch"] * 4


def test_what_only_looks_hot_is_left_out_with_its_reason(report):
    assert {(u.name, u.reason) for u in report.unlisted} == {
        ("面霜", "flood"), ("猫砂", "flood"), ("瑞士卷", "flash"), ("星巴克", "coverage"),
    }  # fmt: skip


def test_only_goods_brands_factories_belts_and_channels_are_listed(made_up):
    made = made_up.inputs()
    star = made.signals.head(1).with_columns(entity=pl.lit("material:EVA"), score=pl.lit(99.0))
    report = build_weekly(replace(made, signals=pl.concat([made.signals, star])))
    assert "EVA" not in {item.name for item in report.items}


def test_a_gap_is_a_gap_and_an_outage_is_said(report):
    for item in report.items:
        assert [p.voices is None for p in item.curve] == [False] * 5 + [True] + [False] * 7
        assert item.curve[-1].voices == item.voices.value
    douyin = next(p for p in report.health.platforms if p.platform == "douyin")
    assert (douyin.state, douyin.days_seen.value, len(douyin.missing)) == ("gaps", 3, 4)
    assert "抖音 11/11–11/14" in plain(report.health.line)


def test_changes_and_past_calls(report):
    status = {change.name: change.status for change in report.changes}
    assert report.compared_with == "told"
    assert status["云朵拖鞋"] == "up"
    assert status["人体工学椅"] == "new"
    assert status["香薰蜡烛"] == "same"
    assert status["洞洞鞋"] == status["防晒衣"] == status["lululemon"] == "gone"
    verdicts = {call.name: call.verdict for call in report.past_calls}
    assert verdicts["云朵拖鞋"] == "still"
    assert verdicts["lululemon"] == "eased"
    assert verdicts["洞洞鞋"] == verdicts["防晒衣"] == "faded"


def test_last_weeks_voices_are_told_of_new_entries_too(report, made_up):
    before = dict(made_up.inputs().signals_before.select("entity", "voices").iter_rows())
    new = [change for change in report.changes if change.status == "new"]
    assert {c.signal.split("@")[0]: c.voices_before.value for c in new} == {
        c.signal.split("@")[0]: before[c.signal.split("@")[0]] for c in new
    }
    made = made_up.inputs()
    counted_only = build_weekly(replace(made, signals_before=made.signals_before.clear())).changes
    told = {c.name: c.voices_before.value for c in counted_only if c.status == "new"}
    assert told == {c.name: c.voices_before.value for c in new}


def test_revisions_have_old_new_and_reason(report):
    revised = {r.name: (r.now.value - r.told.value, r.reason) for r in report.revisions}
    assert revised == {"云朵拖鞋": (4, "late"), "温岭": (4, "reread")}


def test_a_call_that_is_no_longer_looked_at_has_faded_but_unheard_is_unknown(made_up):
    made = made_up.inputs()
    gone = made.signals.filter(~pl.col("entity").is_in(["product:洞洞鞋", "product:云朵拖鞋"]))
    counts = made.counts.filter((pl.col("entity") != "product:云朵拖鞋") | (pl.col("platform") == "douyin"))
    report = build_weekly(replace(made, signals=gone, counts=counts))
    verdicts = {call.name: call.verdict for call in report.past_calls}
    assert verdicts["洞洞鞋"] == "faded"
    assert verdicts["云朵拖鞋"] == "unknown"


def test_what_was_only_worth_a_look_was_no_call(made_up):
    made = made_up.inputs()
    watched = made.calls_before.with_columns(alert=pl.lit(False))
    report = build_weekly(replace(made, calls_before=watched))
    assert report.compared_with == "told"
    assert {change.status for change in report.changes} == {"new"}
    assert report.past_calls == report.revisions == ()


def test_without_a_last_week_it_says_so(made_up):
    report = build_weekly(made_up.inputs(signals_before=empty(SIGNALS), calls_before=empty(SIGNALS)))
    assert (report.compared_with, report.changes, report.revisions, report.past_calls) == ("none", (), (), ())


def test_without_told_calls_last_week_is_recomputed(made_up):
    report = build_weekly(made_up.inputs(calls_before=empty(SIGNALS)))
    assert report.compared_with == "recomputed"
    assert {c.name: c.status for c in report.changes}["云朵拖鞋"] == "up"
    assert report.revisions == ()


def test_too_little_data_is_a_report_without_a_list(made_up):
    made = made_up.inputs()
    recent = made.coverage.filter(pl.col("day") > made_up.SUNDAY - timedelta(weeks=4))
    report = build_weekly(replace(made, coverage=recent))
    assert not report.enough
    assert [need.what for need in report.needs if not need.met] == ["history"]
    assert report.items == report.changes == report.summary == ()
    assert report.claims


def test_an_empty_lake_is_a_report_too(made_up):
    made = made_up.inputs()
    frames = ("signals", "signals_before", "calls_before", "counts", "coverage", "entities")
    nothing = {
        name: getattr(made, name).clear() for name in (*frames, "posts", "mentions", "relations", "themes")
    }
    report = build_weekly(replace(made, **nothing))
    assert not report.enough
    assert [need.have.value for need in report.needs] == [0, 0, 0, 0]


def test_a_quiet_week_says_that_nothing_rises(made_up):
    made = made_up.inputs()
    report = build_weekly(replace(made, signals=made.signals.with_columns(alert=pl.lit(False))))
    assert {item.tier for item in report.items} == {"watch"}
    assert plain(report.summary[0]).startswith("本周没有条目确认上升")


def test_the_order_of_rows_changes_nothing(report, made_up):
    made = made_up.inputs()
    names = ("signals", "counts", "coverage", "entities", "posts", "mentions", "relations", "calls_before")
    shuffled = {name: getattr(made, name).sample(fraction=1, shuffle=True, seed=3) for name in names}
    assert build_weekly(replace(made, **shuffled)) == report


def test_prices_come_from_claims_with_their_range(report):
    slipper = report.items[0]
    assert slipper.name == "云朵拖鞋"
    assert slipper.price.unit == "CNY"
    assert slipper.price.low.value <= slipper.price.median.value <= slipper.price.high.value
    assert slipper.price.claims.value == 12
    assert report.items[1].kind == "factory"
    assert report.items[1].price is None


def test_claims_count_authors_and_keep_denials(report):
    made = {(c.left, c.relation, c.right): c for c in report.claims}
    claim = made["卓云鞋业", "oem_for", "UGG"]
    assert [f.value for f in (claim.authors, claim.claimed, claim.denied, claim.asked)] == [3, 1, 1, 1]
    unnamed = made["", "oem_for", "UGG"]
    assert unnamed.asked.value == unnamed.authors.value


def test_unknown_authors_are_one_voice_at_most(made_up):
    made = made_up.inputs()
    report = build_weekly(replace(made, posts=made.posts.with_columns(author=pl.lit(None, pl.String))))
    assert {claim.authors.value for claim in report.claims} == {1}


def test_what_is_told_is_what_next_week_compares_with(report, made_up):
    calls = rising_calls(made_up.inputs().signals)
    assert calls.schema == SIGNALS
    assert calls["entity"].to_list() == [item.entity for item in report.items if item.tier == "rising"]


def test_no_author_reaches_the_report(report):
    assert "a07" not in repr(report)


def test_bad_inputs_are_refused(made_up):
    with pytest.raises(BadSettings, match="zh-CN"):
        made_up.inputs(lang="fr")
    with pytest.raises(BadSettings, match="time zone"):
        made_up.inputs(generated_at=datetime(2026, 11, 16))  # noqa: DTZ001
    with pytest.raises(BadFrame, match="signals"):
        made_up.inputs(signals=made_up.inputs().signals.drop("lift"))


def test_rooms_rule_no_clock_and_no_network():
    import reports

    text = "".join(path.read_text() for path in Path(reports.__file__).parent.glob("*.py"))
    for word in ("datetime.now", "date.today", "time.time", "urlopen", "random"):
        assert word not in text


def test_above_expectation_without_a_stage_is_a_small_sample(report):
    assert {item.stage for item in report.items if item.tier == "watch"} == {"few"}
    assert "样本少" in render_page(report)


def test_the_mood_is_of_posts_that_name_nothing_else(report, made_up):
    made = made_up.inputs()
    item = next(item for item in report.items if item.name == "云朵拖鞋")
    named = made.mentions.filter(norm="云朵拖鞋")["key"].unique()
    alone = made.posts.filter(pl.col("key").is_in(named.implode()))
    assert item.mood.posts.value == alone.height
    assert item.mood.positive.value == pytest.approx((alone["polarity"] > 0).mean())
    mixed = made.mentions.filter(kind="product").with_columns(norm=pl.lit("德训鞋"))
    both = build_weekly(replace(made, mentions=pl.concat([made.mentions, mixed])))
    assert next(item for item in both.items if item.name == "云朵拖鞋").mood is None


def test_who_makes_what_stands_first(report):
    order = [{"oem_for": 0, "made_by": 1}.get(claim.relation, 2) for claim in report.claims]
    assert order == sorted(order)
    assert {0, 1, 2} == set(order)
    assert order.count(0) <= 6


def test_the_note_speaks_of_what_is_shown(made_up):
    made = made_up.inputs()
    assert "「代工／同厂」「出自」的说法最少见" in render_markdown(build_weekly(made))
    dupes = build_weekly(replace(made, relations=made.relations.filter(kind="dupe_of")))
    assert "最少见" not in render_markdown(dupes)


def test_themes_without_a_word_and_masked_contacts_are_left_out(made_up):
    made = made_up.inputs()
    row = made.themes.row(0, named=True)
    more = [
        {**row, "theme": "letters", "words": ["a", "b", "9"], "posts_before": 0},
        {**row, "theme": "masks", "words": ["phone", "user", "wechat", "qq"], "posts_before": 0},
        {**row, "theme": "mixed", "words": ["phone", "捏捏", "[email]"], "posts_before": 0},
    ]
    themes = pl.concat([made.themes, pl.DataFrame(more, schema=made.themes.schema)])
    told = {line.theme: line.words for line in build_weekly(replace(made, themes=themes)).themes}
    assert told["mixed"] == ("捏捏",)
    assert {"letters", "masks"}.isdisjoint(told)


def test_idle_runs_are_left_out_and_ten_are_enough(made_up):
    runs = tuple(RunSeen("crawl", f"feed-{n}", n) for n in range(14))
    told = build_weekly(made_up.inputs(health=HealthInputs(runs=runs))).health.runs
    assert [rows.value for *_, rows in told] == list(range(13, 3, -1))


def test_the_rule_is_told_with_the_parameters_in_force(report, made_up):
    text = "\n".join(report.method)
    rule = "q ≤ 0.05；近四周去掉最高的 4 天仍达预期的 1.5 倍；本周单独检验 p ≤ 0.1；"
    assert rule + "近四周声量不少于 8 人次；本周声量不少于 3 人次" in text
    assert ("错误发现率上限", "0.05") in report.parameters
    assert ("数据口径", "至今已知") in report.parameters
    assert "q ≤" not in "".join(build_weekly(made_up.inputs(method={})).method)


def test_the_time_of_writing_is_on_the_clock_of_the_home(made_up):
    for form in (render_page, render_markdown):
        text = form(build_weekly(made_up.inputs()))
        assert "生成于 2026-11-16 09:30 北京时间" in text
        assert "UTC" not in text
    assert "2026-11-16 02:30 Europe/Paris" in render_markdown(
        build_weekly(made_up.inputs(zone="Europe/Paris"))
    )


def test_an_endless_interval_is_a_dash_everywhere(made_up):
    made = made_up.inputs()
    report = build_weekly(replace(made, signals=made.signals.with_columns(lift_high=pl.lit(float("inf")))))
    assert f"–{UNKNOWN}" in render_page(report)
    assert render_workbook(report)
