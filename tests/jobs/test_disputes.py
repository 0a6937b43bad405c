"""Disputes: hidden everywhere until a person decides; and what factories and marketing never get to read."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import pingti
from campaigns.picking import build_picks
from domain.dispute import Dispute, read_claim
from domain.errors import BadSettings
from domain.frames import POSTS
from domain.message import Message, Paragraph, text
from domain.weeks import Week
from jobs import annotate, count, disputes, importing, picks, report
from jobs.alert_inputs import gather_alerts
from jobs.answer_links import dispute_link
from jobs.home import create_home, now, opened_home
from jobs.pick_inputs import about_makers, gather_picks
from jobs.provenance import Declared
from jobs.report_inputs import gather
from reports.markdown import escape
from reports.weekly import build_weekly
from store.deliveries import load_deliveries, queue_messages
from store.disputes import decide_dispute, file_dispute, load_disputes, mark_applied

WEEK = Week.parse("2026-W45")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory, exports: Path) -> Path:
    root = tmp_path_factory.mktemp("disputes") / "home"
    create_home(root)
    with opened_home(root) as home:
        importing.run(home, [exports], said=Declared("own"))
        annotate.run(home)
        count.run(home)
        report.run(home, str(WEEK))
        picks.run(home, str(WEEK))
    return root


@pytest.fixture
def home(pristine: Path, tmp_path: Path):
    shutil.copytree(pristine, tmp_path / "h")
    with opened_home(tmp_path / "h") as opened:
        yield opened


def claims(home):
    return build_weekly(gather(home, WEEK, "zh-CN", then=False)).claims


def sides(home):
    return {(one.left, one.right) for one in claims(home)}


@pytest.fixture
def all_rise(monkeypatch):
    """The home is small and nothing rises for certain: what is listed counts as risen."""

    def risen(inputs):
        made = build_weekly(inputs)
        return replace(made, items=tuple(replace(item, tier="rising") for item in made.items))

    monkeypatch.setattr("jobs.alert_inputs.build_weekly", risen)


def read_report(home) -> str:
    return (home.reports / str(WEEK) / "weekly.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("卓云鞋业", ("", "卓云鞋业", "")),
        ("云朵拖鞋 > 卓云鞋业", ("", "云朵拖鞋", "卓云鞋业")),
        ("made_by：云朵拖鞋＞卓云鞋业", ("made_by", "云朵拖鞋", "卓云鞋业")),
    ],
)
def test_a_claim_is_written_as_people_write(said, read):
    assert read_claim(said) == read
    back = Dispute(*read, "x", "y", "z", datetime(2026, 1, 1, tzinfo=UTC)).claim
    assert read_claim(back) == read


@pytest.mark.parametrize("said", ["", ">", "a>b>c", "likes:a>b", "made_by:a", "a>"])
def test_what_names_no_claim_is_refused(said):
    with pytest.raises(BadSettings):
        read_claim(said)


@pytest.mark.slow
def test_a_disputed_claim_is_hidden_until_it_is_decided(home):
    claim = next(one for one in claims(home) if one.left and one.right)
    named = (claim.left, claim.right)
    assert "企业异议未决" not in read_report(home)
    assert any(escape(proof.quote) in read_report(home) for proof in claim.evidence)
    disputes.file(home, ">".join(named), "某厂", "从未合作")
    assert named not in sides(home)
    after = read_report(home)
    assert "另有 1 条企业异议未决" in after
    quotes = {escape(proof.quote) for proof in claim.evidence}
    assert quotes
    assert not [quote for quote in quotes if quote in after]
    twice = disputes.file(home, ">".join(named), "某厂", "从未合作")
    assert (twice.written, len(load_disputes(home.engine))) == (0, 1)
    disputes.decide(home, 1, keep=False, by="小王", why="厂家出示了合同")
    assert named not in sides(home)
    assert "企业异议未决" not in read_report(home)
    disputes.decide(home, 1, keep=True, by="小王", why="证据属实")
    assert named in sides(home)
    assert any(quote in read_report(home) for quote in quotes)
    (known,) = load_disputes(home.engine)
    assert (known.state, known.decided_by, known.decided_why) == ("kept", "小王", "证据属实")


@pytest.mark.slow
def test_a_name_that_is_disputed_is_in_no_claim_and_stops_its_item(home, all_rise):
    named = next(one.right for one in claims(home) if one.relation == "dupe_of" and one.right)
    disputes.file(home, named.upper(), "品牌方", "侵权")
    assert not [pair for pair in sides(home) if named in pair]
    inputs = gather_picks(home, WEEK)
    assert not [one for one in inputs.report.claims if named in (one.left, one.right)]
    assert named not in {pick.dupe_of for pick in build_picks(inputs)}
    item = next(one.name for one in gather_alerts(home, WEEK).demands)
    file_dispute(home.engine, Dispute("", item, "", "某厂", "不实", "x", now()))
    stopped = {one.name: one.open_claims for one in gather_alerts(home, WEEK).demands if one.open_claims}
    assert stopped == {item: f"异议 2：{item}"}


@pytest.mark.slow
def test_what_waits_to_be_sent_and_tells_of_it_is_withdrawn(home):
    def waiting(name: str, words: str) -> Message:
        return Message(name, "report", "周报", (Paragraph(text(words)),), now())

    told = [waiting("a", "云朵拖鞋说是卓云鞋业做的"), waiting("b", "云朵拖鞋在涨")]
    queue_messages(home.engine, [(one, "team") for one in told], now())
    done = disputes.file(home, "云朵拖鞋>卓云鞋业", "卓云", "不实")
    assert done.details["withdrawn"] == 1
    assert {one.fingerprint: one.state for one in load_deliveries(home.engine)} == {
        "a": "dead", "b": "waiting"
    }  # fmt: skip
    assert disputes.run(home).details == {}


@pytest.mark.slow
def test_unproven_makers_and_blame_of_a_factory_reach_neither_alerts_nor_picks(home, all_rise):
    """Posts that claim a maker, or speak ill of a named factory, planted as the loudest proof there is."""
    item = next(one for one in gather_picks(home, WEEK).report.items if one.kind == "product")
    maker = "卓云鞋业"
    said = {
        "unproven": f"{item.name}就是{maker}给大牌代工的，同厂同款",
        "blame": f"{maker}做的{item.name}质量太差了，开胶掉色，千万避雷",
    }
    at = datetime(2026, 11, 5, 4, tzinfo=UTC)
    scope = home.lake.scan("posts").select(pl.col("provenance").drop_nulls().first()).collect().item()
    rows = [
        dict.fromkeys(POSTS)
        | {
            "key": f"xhs:{name}{n}", "platform": "xhs", "post_id": f"{name}{n}", "kind": "post",
            "text": f"{words}{'！' * n}", "tags": ["大牌同厂", maker], "author": f"{name}{n}",
            "published_at": at, "observed_at": at, "fetched_at": at, "provenance": scope,
        }
        for name, words in said.items()
        for n in range(4)
    ]  # fmt: skip
    home.post_log().save(pl.DataFrame(rows, schema=POSTS))
    annotate.run(home)
    count.run(home)
    planted = {row["key"] for row in rows}
    made = gather_picks(home, WEEK)
    assert planted & set(made.named["key"])  # they are there, and raise flags
    assert planted <= about_makers(gather(home, WEEK, "zh-CN", then=False, audience="marketing"))
    shown = build_picks(made)
    assert item.name in {pick.name for pick in shown}
    for pick in shown:
        assert not planted & {proof.key for proof in pick.evidence}
        told = [said.words for said in (*pick.hooks, *pick.selling_points, *pick.pain_points)]
        assert not [words for words in told if "同厂" in words or maker in words]
    demands = gather_alerts(home, WEEK).demands
    assert item.name in {demand.name for demand in demands}
    for demand in demands:
        assert not planted & set(demand.evidence)
        assert maker not in "".join(demand.complaints)


def test_the_command_files_lists_and_decides(home_dir):
    run = CliRunner()

    def said(*words: str):
        return run.invoke(pingti.app, ["--home", str(home_dir), "dispute", *words])

    assert isinstance(said("卓云鞋业").exception, BadSettings)  # who and why?
    assert said("卓云鞋业", "--by", "卓云", "--why", "不实").exit_code == 0
    assert '"state": "open"' in said("--list", "--json").stdout
    assert isinstance(said("--decide", "1").exception, BadSettings)
    assert isinstance(said("--decide", "1", "--keep").exception, BadSettings)  # why?
    assert isinstance(said("--decide", "9", "--keep", "--why", "x").exception, BadSettings)
    assert said("--decide", "1", "--remove", "--by", "小王", "--why", "合同").exit_code == 0
    assert '"state": "removed"' in said("--list", "--json").stdout
    with opened_home(home_dir) as home, pytest.raises(BadSettings, match="public_url"):
        dispute_link(home, "卓云鞋业")


def test_a_decision_made_meanwhile_is_not_taken_for_applied(home_dir):
    with opened_home(home_dir) as home:
        file_dispute(home.engine, Dispute("", "甲", "", "甲", "不实", "x", now()))
        (seen,) = load_disputes(home.engine, unapplied=True)
        decide_dispute(home.engine, 1, "kept", "小王", "属实", now())
        mark_applied(home.engine, [seen])
        assert [one.state for one in load_disputes(home.engine, unapplied=True)] == ["kept"]
        mark_applied(home.engine, [replace(seen, state="kept")])
        assert load_disputes(home.engine, unapplied=True) == []
