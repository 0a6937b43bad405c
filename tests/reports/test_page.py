"""The page: every number traced to the frames it came from, nothing from outside, nothing let through."""

import re
from dataclasses import replace
from datetime import date

import lxml.html
import polars as pl
import pytest

from domain.frames import SIGNALS, empty
from domain.signal import ALL_PLATFORMS
from reports.page import render_page
from reports.weekly import build_weekly

# numbers that come from the team's own tables, profiles and the calendar, not from posts
TABLES = r"(market|searches|listings|factories|season|sales_day)(:.+)?@.+"
NASTY = '</style><script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}'


@pytest.fixture(scope="module")
def page(made_up):
    return render_page(build_weekly(made_up.inputs()))


def test_every_number_leads_back_to_its_frame(page, made_up):
    made = made_up.inputs()
    report = build_weekly(made)
    found = lxml.html.fromstring(page).iter("data")
    told = [(one.get("data-of"), one.get("data-field"), float(one.get("value"))) for one in found]
    assert len(told) > 400
    signals = pl.concat([made.signals, made.signals_before])
    by_signal = {(row["entity"], row["as_of"]): row for row in signals.iter_rows(named=True)}
    calls = {row["entity"]: row for row in made.calls_before.iter_rows(named=True)}
    listed = {item.signal for item in (*report.items, *report.seasonal)}
    traced = dict(report.origins)
    checked = 0
    for origin, field, value in told:
        if origin.count("@") != 2 or origin.startswith(("coverage", "theme")):
            # a count of its own: coverage, claims, themes and the like
            own = r"(coverage|signals|calls|gate|record|theme:.+|\w+:.*>.*)@.+"
            assert origin in traced or re.fullmatch(own, origin) or re.fullmatch(TABLES, origin), origin
            continue
        entity, platform, day = origin.rsplit("@", 2)
        row = by_signal.get((entity, date.fromisoformat(day)), {})
        if field in SIGNALS and platform == ALL_PLATFORMS and row:
            assert value == row[field], origin
        elif field.endswith(("_told", "_before")):
            name = field.removesuffix("_told").removesuffix("_before")
            assert value == calls[entity][name], origin
        elif field == "platform_share":
            week = made.counts.filter(pl.col("entity") == entity, pl.col("day") >= made_up.WEEK.first_day)
            share = week.filter(pl.col("platform") == platform)["posts"].sum() / week["posts"].sum()
            assert value == pytest.approx(share), origin
        elif field == "posts_raw":
            week = made.counts.filter(pl.col("entity") == entity, pl.col("day") >= made_up.WEEK.first_day)
            assert value == week["posts_raw"].sum(), origin
        else:
            expected = {"rank", "positive", "negative", "stances", "prices", "peak_share", "seen", "voices"}
            assert field in expected or field.startswith(("price_", "voices_late")), (origin, field)
            assert origin in listed or field in ("rank", "seen", "peak_share", "voices", "voices_late"), (
                origin
            )
            continue
        checked += 1
    assert checked > 250


def test_summary_and_notes_hold_no_number_of_their_own(page):
    tree = lxml.html.fromstring(page)
    places = tree.xpath(
        '//section[@id="block-summary"]//li | //table[contains(@class,"t-unlisted")]//td[last()]'
    )
    assert len(places) >= 6
    for place in places:
        for known in place.xpath(".//data | .//a"):
            tail = known.tail or ""
            known.clear()
            known.tail = tail
        left = re.sub(r"80% 区间|\d\d-\d\d 一天", "", place.text_content())
        assert not re.search(r"\d", left), left


def test_every_listed_signal_has_its_evidence(page, made_up):
    report = build_weekly(made_up.inputs())
    origins = dict(report.origins)
    for item in (*report.items, *report.seasonal):
        assert 2 <= len(origins[item.signal]) <= 3
        for key in origins[item.signal]:
            assert f'data-key="{key}"' in page


def test_nothing_is_loaded_from_outside(page):
    tree = lxml.html.fromstring(page)
    assert not tree.xpath("//script | //link | //iframe | //img | //object | //base | //form")
    assert not tree.xpath("//*[@src or @onclick or @onload or @srcset or @background]")
    for link in tree.xpath("//a[not(starts-with(@href, '#'))]"):
        assert link.get("href").startswith("https://example.org/")
        assert "noopener" in link.get("rel")
        assert link.getparent().get("data-key")
    without_links = re.sub(r'href="https://example\.org[^"]*"', "", page)
    assert not re.search(r"https?:|url\(|@import", without_links)


def test_every_anchor_exists(page):
    tree = lxml.html.fromstring(page)
    targets = {link.get("href")[1:] for link in tree.xpath("//a[starts-with(@href, '#')]")}
    ids = tree.xpath("//@id")
    assert targets <= set(ids)
    assert len(ids) == len(set(ids))


def test_post_text_cannot_break_out(made_up):
    made = made_up.inputs()
    words = {"text": pl.lit(NASTY), "title": pl.lit(NASTY), "url": pl.lit("javascript:alert(3)")}
    posts = made.posts.with_columns(**words)
    talk = replace(made.talk, posts=made.talk.posts.with_columns(**words))
    entities = made.entities.with_columns(name=pl.col("name") + NASTY)
    calls = made.calls_before.with_columns(why=pl.lit(NASTY))
    signals = made.signals.with_columns(why=pl.lit(NASTY))
    relations = made.relations.with_columns(subject=pl.lit(NASTY), subject_start=None, subject_end=None)
    health = replace(made.health, refused={NASTY: 3})
    page = render_page(
        build_weekly(
            replace(
                made, posts=posts, entities=entities, calls_before=calls, signals=signals,
                relations=relations, health=health, method={NASTY: NASTY}, talk=talk,
            )
        )
    )  # fmt: skip
    tree = lxml.html.fromstring(page)
    assert not tree.xpath("//script | //img")
    assert "javascript:" not in page
    assert "{{ 7*7 }}" in page
    assert not tree.xpath("//li[@data-key]//a")
    assert len(tree.xpath("//style")) == 1


def test_demo_is_said_at_the_top_and_in_the_footer(page, made_up):
    tree = lxml.html.fromstring(page)
    assert "演示数据" in tree.xpath("//body/*")[0].text_content()
    assert "演示数据" in tree.xpath("//footer")[0].text_content()
    assert "演示数据" not in render_page(build_weekly(made_up.inputs(demo=False)))


def test_equal_inputs_give_equal_text(page, made_up):
    assert render_page(build_weekly(made_up.inputs())) == page


def test_english_has_no_chinese_words_of_ours(page, made_up):
    english = render_page(build_weekly(made_up.inputs(lang="en")))
    tree = lxml.html.fromstring(english)
    assert tree.get("lang") == "en"
    ours = " ".join(
        tree.xpath("//h1//text() | //h2//text() | //h3//text() | //th/text() | //dt/text()")
        + tree.xpath("//p//text() | //dd//text() | //figcaption//text() | //ul[@class='method']//text()")
        + tree.xpath("//table[contains(@class, 't-parameters') or contains(@class, 't-platforms')]//text()")
        + tree.xpath("//summary/text() | //footer//text() | //span[@class='src']//text()")
    )
    ours = re.sub(r"“[^”]*”", "", ours)  # names
    assert not re.search(r"[\u4e00-\u9fff]", ours), re.findall(r".{9}[\u4e00-\u9fff]+", ours)
    assert {one.get("data-of") for one in tree.iter("data")} == {
        one.get("data-of") for one in lxml.html.fromstring(page).iter("data")
    }


def test_too_little_data_says_what_is_missing(made_up):
    made = made_up.inputs()
    page = render_page(build_weekly(replace(made, coverage=made.coverage.clear())))
    text = lxml.html.fromstring(page).text_content()
    assert "数据不足" in text
    assert "还需要" in text
    assert "确认上升" not in text.split("方法与口径")[0]


def test_no_last_week_is_said(made_up):
    page = render_page(
        build_weekly(made_up.inputs(signals_before=empty(SIGNALS), calls_before=empty(SIGNALS)))
    )
    assert "没有上周的榜单可比" in page
    assert "无可复盘" in page
