"""Picks from a made-up week: ranked with reasons, flagged with the words that raised the flag, given back."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import openpyxl
import polars as pl
import pytest

from campaigns.contract import ASPECTS, NAMED, PastResult, PickInputs
from campaigns.picking import build_picks
from campaigns.sheets import read_results, write_csv, write_workbook
from campaigns.table import COLUMNS
from domain.errors import BadInput
from reports.weekly import build_weekly
from tests.reports import made_up

SLIPPERS, LEGGINGS = "product:云朵拖鞋", "product:裸感瑜伽裤"


def posts(*said):
    """(entity, text, tags) -> NAMED, each by another voice."""
    return pl.DataFrame(
        [(entity, f"k{n}", f"a{n}", text, list(tags)) for n, (entity, text, tags) in enumerate(said)],
        schema=NAMED,
        orient="row",
    )


@cache
def report():
    return build_weekly(made_up.inputs())


def given(**more):
    usual = {
        "report": report(),
        "named": posts((SLIPPERS, "云朵拖鞋真软", ["踩屎感"]), (SLIPPERS, "又买一双", ["踩屎感", "平替"])),
        "aspects": pl.DataFrame(schema=ASPECTS),
        "raw_posts": {},
    }
    return PickInputs(**(usual | more))


def pick(inputs, entity=SLIPPERS):
    return next(found for found in build_picks(inputs) if found.entity == entity)


def test_only_goods_and_brands_are_picked_and_every_number_is_the_reports():
    picks = build_picks(given())
    items = {item.entity: item for item in (*report().items, *report().seasonal)}
    assert picks
    assert [found.rank for found in picks] == list(range(1, len(picks) + 1))
    for found in picks:
        item = items[found.entity]
        assert item.kind in ("product", "brand")
        assert (found.signal, found.voices, found.lift) == (item.signal, item.voices.value, item.lift.value)
        assert set(found.evidence) <= set(item.evidence)
    assert [found.priority for found in picks] == sorted(found.priority for found in picks)


def test_hook_words_are_what_several_voices_tag():
    found = pick(given())
    assert [(said.words, said.voices) for said in found.hooks] == [("踩屎感", 2)]


@pytest.mark.parametrize(
    ("text", "flag", "words"),
    [
        ("莆田货，复刻版云朵拖鞋", "counterfeit", ("复刻", "莆田货")),
        ("和大牌同厂的云朵拖鞋", "unproven_source", ("同厂",)),
        ("全网最低价，国家级工艺", "absolute_words", ("全网最低", "国家级")),
        ("穿上能改善睡眠质量", "medical_claim", ("改善睡眠质量",)),
        ("穿了脚上起疹", "safety_complaint", ("起疹",)),
        ("给宝宝买的云朵拖鞋", "certificate", ("宝宝",)),
    ],
)
def test_a_flag_shows_the_words_that_raised_it_and_a_safer_wording(text, flag, words):
    found = pick(given(named=posts((SLIPPERS, text, []))))
    (raised,) = [risk for risk in found.risks if risk.flag == flag]
    assert set(raised.words) == set(words)
    assert raised.posts == 1
    assert raised.safer


def test_plain_talk_raises_no_word_flag():
    found = pick(given(named=posts((SLIPPERS, "云朵拖鞋踩着舒服，29 元一双，颜色好看", []))))
    assert {risk.flag for risk in found.risks} <= {"trademark_hook", "single_source"}


def test_grave_flags_and_a_season_missed_take_the_first_rank_away():
    clean = pick(given())
    assert clean.priority == "P0"
    assert pick(given(named=posts((SLIPPERS, "高仿云朵拖鞋", [])))).priority == "P1"
    assert pick(given(raw_posts={SLIPPERS: 10_000})).priority == "P1"  # nearly all of it was floods
    sunday = report().week.last_day
    late = pick(given(peaks={SLIPPERS: sunday + timedelta(days=10)}, lead_days={"": 30}))
    assert (late.priority, late.window.last_launch_day) == ("P2", sunday - timedelta(days=20))
    in_time = pick(given(peaks={SLIPPERS: sunday + timedelta(days=60)}, lead_days={"": 30}))
    assert in_time.priority == "P0"


def test_nobody_dates_the_peak_of_a_fashion():
    assert (pick(given()).window.basis, pick(given()).window.peak_day) == ("none", None)


def test_results_of_the_category_move_the_ranking():
    first = [found.entity for found in build_picks(given()) if found.priority == "P0"]
    losing = next(found for found in build_picks(given()) if found.entity == first[0]).category
    misses = tuple(PastResult(losing, "miss") for _ in range(40))
    after = build_picks(given(past=misses))
    assert next(found.entity for found in after if found.priority == "P0") != first[0]
    known = next(found for found in after if found.entity == first[0])
    assert (known.past_hits, known.past_results) == (0, 40)


def test_posts_that_claim_who_makes_it_are_no_evidence_for_campaigns():
    keys = [post.key for post in pick(given()).evidence]
    assert keys
    assert [post.key for post in pick(given(held_back=frozenset(keys[:1]))).evidence] == keys[1:]


def test_the_list_opens_as_a_table_and_comes_back():
    picks = [replace(found, owner="=cmd()") for found in build_picks(given())]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(picks, report().week, demo=True)))
    sheet = book["选品"]
    assert tuple(cell.value for cell in sheet[1]) == COLUMNS
    assert (sheet.max_row, sheet.freeze_panes) == (len(picks) + 1, "E2")
    assert sheet["X2"].value == "'=cmd()"
    assert "虚构" in str(book["说明"]["B2"].value)
    body = write_csv(picks)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    rows[0] |= {"负责人": "小王", "状态": "已上架", "结果": "达标"}
    assert read_results(rows)[0] == (picks[0].id, "小王", "launched", "hit")
    with pytest.raises(BadInput, match="行 2: 状态"):
        read_results([rows[0] | {"状态": "卖爆了"}])
    with pytest.raises(BadInput, match="lacks the columns 编号"):
        read_results([{"别的": "1"}])


def test_a_peak_day_is_a_date():
    assert pick(given(peaks={LEGGINGS: date(2026, 12, 1)}), LEGGINGS).window.peak_day == date(2026, 12, 1)
