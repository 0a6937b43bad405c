"""The mission's sections: every number is traced back, what is missing is said, nobody is blamed in the
open.
"""

import html
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from domain.alert import Factory
from domain.block import Block, Chart, Pill, Table
from domain.figures import Evidence, Figure, Sentence
from domain.frames import LISTINGS, RETAILER_GOODS, empty
from domain.report import Report
from reports.indexes.mindshare import change
from reports.indexes.voices import voiced
from reports.inputs import LABELLED, LISTED, FactInputs, Talk
from reports.markdown import render_markdown
from reports.numbers import plain
from reports.page import render_page
from reports.tables import blocks
from reports.weekly import build_weekly
from reports.workbook import render_workbook
from tests.reports.made_up_talk import Said, talk

MISSION = (
    "acceptance", "mindshare", "price_gap", "buyers", "belts", "retailer_goods", "asks", "resellers",
)  # fmt: skip
GOODS = {"云朵拖鞋": "product", "UGG": "brand"}
NAMES = {"温岭": "belt", "卓云鞋业": "factory", "云朵拖鞋": "product"}


def _said() -> Talk:
    """Enough of everything for every section to have rows."""
    early = date(2026, 10, 25)
    dupes = [
        Said(
            f"xhs:t{n}", f"云朵拖鞋{20 + n}元一双，UGG要{500 + n}元，1688买的平替，值", {**GOODS, "1688":
            "channel"}, {f"{20 + n}元": (20.0 + n, "双"), f"{500 + n}元": (500.0 + n, "双")}, polarity=1,
            ties=(
                ("dupe_of", "云朵拖鞋", "UGG", "claimed"), ("priced_at", "云朵拖鞋", f"{20 + n}元",
                "claimed"), ("priced_at", "UGG", f"{500 + n}元", "claimed"), ("sold_on", "云朵拖鞋", "1688",
                "claimed"),
            ),
            day=early if n % 2 else date(2026, 11, 11),
        )
        for n in range(36)
    ]  # fmt: skip
    stay = [
        Said(
            f"xhs:s{n}", "云朵拖鞋不是UGG平替，穿三天塌了", GOODS, polarity=-1, felt={"塌": -1},
            ties=(("dupe_of", "云朵拖鞋", "UGG", "denied"),),
        )
        for n in range(4)
    ]  # fmt: skip
    factory = [
        Said(
            f"weibo:f{n}", f"我们温岭卓云鞋业，云朵拖鞋出厂{10 + n}元一双", NAMES, {f"{10 + n}元": (10.0 +
            n, "双")}, ties=(
                ("priced_at", "云朵拖鞋", f"{10 + n}元", "claimed"), ("from_belt", "云朵拖鞋", "温岭",
                "claimed"), ("made_by", "云朵拖鞋", "卓云鞋业", "claimed"),
            ),
            speaker="factory", intent="wholesale",
        )
        for n in range(4)
    ]  # fmt: skip
    blame = [
        Said(f"weibo:b{n}", "卓云鞋业的云朵拖鞋味道大，温岭发的", NAMES, felt={"味道": -1}, polarity=-1)
        for n in range(3)
    ]
    makers = [
        Said(
            "weibo:m1", "无印良品的云朵拖鞋是卓云鞋业做的", {"无印良品": "brand", "云朵拖鞋": "product",
            "卓云鞋业": "factory"}, ties=(("oem_for", "卓云鞋业", "无印良品", "claimed"),),
        )
    ]  # fmt: skip
    asks = [
        Said(f"douyin:q{n}", "云朵拖鞋求链接", {"云朵拖鞋": "product"}, ask="link", comments=0)
        for n in range(3)
    ]
    traders = [
        Said(
            f"douyin:r{n}", f"云朵拖鞋拿货多少，看到有{15 + n}元的，能一件代发吗", {"云朵拖鞋": "product"},
            {f"{15 + n}元": (15.0 + n, "双")}, speaker="reseller", intent="resale",
        )
        for n in range(3)
    ]  # fmt: skip
    hidden = [replace(one, key=f"xhs:h{n}", shown=False) for n, one in enumerate(stay)]
    return talk(*dupes, *stay, *factory, *blame, *makers, *asks, *traders, *hidden)


def _facts() -> FactInputs:
    price = {"currency": "CNY", "unit": "双"}
    listed = [
        {"platform": platform, "item_id": item, "price": {"min": paid, "max": paid, **price}}
        for platform, item, paid in (
            ("taobao", "1", 20.0), ("taobao", "2", 24.0), ("1688", "3", 9.0), ("1688", "4", 11.0),
        )
    ]  # fmt: skip
    sold = [
        {
            "retailer": "无印良品", "item": "居家拖鞋", "maker": "卓云鞋业", "sc_number": "SC123",
            "price": {"min": 66.0, "max": 66.0, **price}, "observed_at": datetime(2026, 11, 9, tzinfo=UTC),
        }
    ]  # fmt: skip
    goods = [(one["platform"], one["item_id"], "product:云朵拖鞋") for one in listed]
    return FactInputs(
        listings=_filled(LISTINGS, listed),
        retailer_goods=_filled(RETAILER_GOODS, sold),
        listed=pl.DataFrame(goods, LISTED, orient="row"),
        labelled=pl.DataFrame([("居家拖鞋", "product:云朵拖鞋")], LABELLED, orient="row"),
    )


def _filled(schema: pl.Schema, rows: list[dict]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={name: schema[name] for name in rows[0]})
    return pl.concat([empty(schema), frame], how="diagonal")


@pytest.fixture(scope="module")
def made(made_up):
    return made_up.inputs(talk=_said(), facts=_facts(), factories=(Factory("f1", "卓云鞋业", belt="温岭"),))


@pytest.fixture(scope="module")
def built(made) -> Report:
    return build_weekly(made)


def block(report: Report, name: str) -> Block:
    return next(one for one in report.sections if one.id == name)


def grid(one: Block, name: str) -> Table:
    return next(table for table in one.tables if table.id == name)


def figures(one: Block) -> list[Figure]:
    cells = [cell for table in one.tables for row in table.rows for cell in row]
    found = []
    for cell in (*one.lead, *cells):
        parts = cell.parts if isinstance(cell, Sentence) else (cell,)
        found += [part for part in parts if isinstance(part, Figure)]
    return found


def check_numbers(report: Report, made, names: tuple[str, ...]) -> int:
    """Recounts every figure of these sections from the posts that its origin names."""
    origins = dict(report.origins)
    voices = voiced(made.talk)
    speakers = dict(voices.select("key", "voice").iter_rows())
    goods = set(made.facts.listings.select(pl.format("{}:{}", "platform", "item_id")).to_series())
    labels = set(made.facts.retailer_goods.select(pl.format("{}:{}", "retailer", "item")).to_series())
    stated = made.talk.mentions.filter(pl.col("kind") == "price").with_columns(
        value=pl.col("price").struct.field("min")
    )
    asking = made.facts.listings.select(
        key=pl.format("{}:{}", "platform", "item_id"), value=pl.col("price").struct.field("min")
    )
    values = pl.concat([stated.select("key", "value"), asking])
    moved = change(made.counts, made.coverage, made.week)
    checked = 0
    for name in names:
        for one in figures(block(report, name)):
            keys = origins[one.of]
            assert one.of.startswith(f"index:{name}:"), one
            assert set(keys) <= set(speakers) | goods | labels, one
            checked += 1
            if one.field == "voices":
                assert one.value == len({speakers[key] for key in keys}), one
            elif one.field in ("asks", "posts", "items"):
                assert one.value == len(keys), one
            elif one.field == "prices":
                assert 2 <= one.value <= len(values.filter(pl.col("key").is_in(list(keys)))), one
            elif one.field.startswith("price_"):
                own = values.filter(pl.col("key").is_in(list(keys)))["value"]
                assert own.min() <= one.value <= own.max(), one
            elif one.field.startswith("share_") and ":counts:" in one.of:
                (row,) = moved.filter(pl.col("entity") == one.of.split(":counts:")[1].split("@")[0]).rows(
                    named=True
                )
                span = one.field.removeprefix("share_")
                assert one.value == row[span] / row[f"{span}_all"]
            elif one.field.startswith("share"):
                assert 0 <= one.value <= 1
                assert keys
            else:
                assert one.field in ("ratio", "price", "category_voices", "categories"), one
                assert keys, one
    return checked


def test_every_number_of_the_sections_leads_back_to_posts(built, made):
    assert check_numbers(built, made, MISSION) > 100
    assert {one.id for one in built.sections} >= set(MISSION)


def test_shares_are_what_their_posts_say(built, made):
    told = block(built, "acceptance")
    (row,) = grid(told, "acceptance").rows
    assert plain(row[1]) == "82%（68%–90%）"
    assert [cell.value for cell in row[2:7]] == [36, 8, 0, 0, 0]
    # those whose words may not be seen are counted, not quoted
    assert "h" not in {proof.key.split(":")[1][0] for proof in (*row[7], *row[8])}
    assert any(chart.svg for chart in told.charts) is False  # one category alone is no chart


def test_prices_in_talk_and_listed_stand_apart(built):
    told = block(built, "price_gap")
    (talked,) = grid(told, "prices_talk").rows
    (listed,) = grid(told, "prices_listed").rows
    assert talked[:2] == ("云朵拖鞋", "元/双")
    assert plain(talked[5]) == "14 倍"  # 517.5 over 37.5
    assert plain(listed[4]) == "2.2 倍"  # 22 over 10
    assert [chart.title for chart in told.charts if isinstance(chart, Chart)]


def test_without_listings_it_says_what_to_import(made):
    bare = build_weekly(replace(made, facts=FactInputs()))
    for name in ("price_gap", "asks", "retailer_goods"):
        assert "pingti import" in "".join(
            one if isinstance(one, str) else plain(one) for one in block(bare, name).lead
        )
    assert "prices_listed" not in {table.id for table in block(bare, "price_gap").tables}
    assert "as_offer" not in {key for key, _ in grid(block(bare, "asks"), "asks").columns}


def test_what_a_site_offers_for_a_term_is_nobodys_item(made):
    counted = _filled(LISTINGS, [{"platform": "taobao", "term": "云朵拖鞋", "online_items_low": 3000}])
    report = build_weekly(replace(made, facts=FactInputs(listings=counted)))
    assert "as_offer" not in {key for key, _ in grid(block(report, "asks"), "asks").columns}
    for name in ("asks", "price_gap"):
        assert "pingti import" in "".join(one for one in block(report, name).lead if isinstance(one, str))


def test_an_ask_that_the_team_could_answer(built):
    (row,) = grid(block(built, "asks"), "asks").rows
    assert row[0] == "云朵拖鞋"
    assert row[5] == Pill("有货可答", "up")
    assert row[6].value == 4


def test_the_label_stands_before_talk(built):
    told = block(built, "retailer_goods")
    assert [table.id for table in told.tables] == ["retailer_labels", "retailer_claims"]
    (row,) = grid(told, "retailer_labels").rows
    assert row[2] == "卓云鞋业 · 标签、SC SC123"
    assert plain(row[3]) == "卓云鞋业 1 / 0"
    assert plain(row[4]) == "66 元/双"
    assert plain(row[6]).endswith("倍")


def test_a_named_factory_is_blamed_only_before_the_team_that_can_check(made, built):
    heads = [key for key, _ in grid(block(built, "belts"), "factory_rank").columns]

    def blame(report):
        (row,) = grid(block(report, "belts"), "factory_rank").rows
        return row[heads.index("be_blame")], row[heads.index("be_said_against")]

    said, proofs = blame(built)
    assert plain(said) == "味道\u00a03"
    assert all(isinstance(proof, Evidence) for proof in proofs)
    others = build_weekly(replace(made, audience="marketing"))
    assert blame(others) == ("—", "—")
    assert [table.id for table in block(others, "retailer_goods").tables] == ["retailer_labels"]


def test_nothing_to_say_is_said_in_a_line_and_draws_nothing(made_up):
    said = talk(Said("xhs:1", "云朵拖鞋到了", {"云朵拖鞋": "product"}))
    report = build_weekly(made_up.inputs(talk=said))
    for name in MISSION:
        one = block(report, name)
        assert one.lead, name
        assert not one.tables, name
        assert not one.charts, name


def test_without_any_talk_there_is_no_section(made_up):
    ids = {one.id for one in build_weekly(made_up.inputs(talk=Talk(), facts=FactInputs())).sections}
    assert not ids & {*MISSION, "week_zero"}


def test_the_order_of_rows_changes_nothing(made, built):
    parts = {
        one.name: getattr(made.talk, one.name).sample(fraction=1, shuffle=True, seed=3)
        for one in fields(Talk)
    }
    again = build_weekly(replace(made, talk=Talk(**parts)))
    for name in MISSION:
        assert block(again, name) == block(built, name), name


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_all_three_forms_hold_the_sections_in_both_languages(made, lang):
    report = build_weekly(replace(made, lang=lang))
    page, text = render_page(report), render_markdown(report)
    assert render_workbook(report)[:2] == b"PK"
    told = set(re.findall(r'data-of="(index:[^"]+)"', page))
    assert len(told) > 60
    assert {html.unescape(of) for of in told} <= set(dict(report.origins))
    for one in report.sections:
        assert f'id="block-{one.id}"' in page
        assert f"## {one.title}" in text
    if lang == "en":
        heads = [head for one in blocks(report) for table in one.tables for _, head in table.columns]
        said = [
            line if isinstance(line, str) else plain(line) for one in report.sections for line in one.lead
        ]
        ours = [re.sub(r"“[^”]*”", "", words) for words in heads + said]  # names
        assert not [words for words in ours if any("一" <= letter <= "鿿" for letter in words)]


def _zero(made, **changes):
    """The same talk, and a crawl of this week only: nothing to compare with."""
    first = made.week.first_day
    return replace(made, coverage=made.coverage.filter(pl.col("day") >= first - timedelta(days=1)), **changes)


def test_week_zero_says_how_things_stand(made):
    zero = _zero(made)
    report = build_weekly(zero)
    assert report.week_zero
    assert report.sections[0].id == "week_zero"
    ids = {table.id for table in report.sections[0].tables}
    assert ids == {"zero_asks", "zero_pairs", "zero_prices", "zero_complaints", "zero_factories"}
    assert check_numbers(report, zero, ("week_zero", *MISSION)) > 130
    text = render_markdown(report)
    assert text.startswith("# 现状，非趋势：平替需求第0周")
    for word in ("上升", "×", "下降", "降温", "爆发"):
        assert word not in text, word
    english = render_markdown(build_weekly(replace(zero, lang="en")))
    assert english.startswith("# As things stand, no trend")
    for word in ("ising", "×", "surg", "cool"):
        assert word not in english, word


def test_with_history_there_is_no_week_zero(built):
    assert not built.week_zero
    assert "week_zero" not in {one.id for one in built.sections}
