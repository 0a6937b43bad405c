"""What factories and marketing get, to the letter, and where every number in it comes from.

After a change that is meant, run with PINGTI_WRITE_GOLDEN=1 and read the diff.
"""

import csv
import io
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from alerts.building import build_alerts
from alerts.card import card_svg
from alerts.contract import AlertInputs
from alerts.messages import direct_message, forwarding_message
from campaigns.announcing import pick_message
from campaigns.contract import ASPECTS, NAMED, PastResult, PickInputs
from campaigns.picking import build_picks
from campaigns.sheets import write_csv, write_workbook
from domain.alert import Demand, Factory, SentBefore
from domain.message import plain_lines
from jobs import cards
from jobs.home import opened_home
from jobs.summary import Summary
from reports.weekly import build_weekly
from store.alerts import AlertTold, load_alerts, save_factories, tell_alerts
from tests.reports import made_up

GOLDEN = Path(__file__).parents[1] / "golden"
NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
WEEK = "2026-W46"
SLIPPERS = Demand(
    "product:云朵拖鞋@*@2026-11-15", "product:云朵拖鞋", "云朵拖鞋", "鞋靴", date(2026, 11, 15), "rising",
    2.41, 1.83, 3.2, 40, "xhs", 19.9, 29, ("掉色", "味道大"), ("EVA发泡",), ("EVA",), ("温岭",), (), 500,
    10, date(2027, 1, 20), ("xhs:1", "xhs:2"),
)  # fmt: skip
FLASK = replace(
    SLIPPERS, signal_id="product:316保温杯@*@2026-11-15", entity="product:316保温杯", name="316保温杯",
    category="厨具餐具", processes=("冲压",), materials=("不锈钢",), belts=("永康",), platform="douyin",
    lift=12.04, lift_low=7.5, lift_high=18.96, price_low=45, price_high=45, peak_day=None, complaints=(),
)  # fmt: skip
COOLED = replace(SLIPPERS, signal_id="product:洞洞鞋@*@2026-11-15", entity="product:洞洞鞋", name="洞洞鞋")
MAKER = Factory("f1", "卓云鞋业", "温岭", ("鞋靴",), ("EVA发泡", "缝制"), ("EVA",), 200, 7, channel="微信")
PRESS = Factory("f2", "=永康压力", "永康", ("厨具餐具",), ("冲压",), (), 1200, 9)
TOLD_OF = SentBefore("f1", "product:洞洞鞋", "rising", "rising", NOW - timedelta(days=20))


def alerts():
    return build_alerts(
        AlertInputs((SLIPPERS, FLASK), (MAKER, PRESS), NOW, cooled=(COOLED,), sent_before=(TOLD_OF,))
    ).alerts


def picks():
    report = build_weekly(made_up.inputs())
    entity = "product:云朵拖鞋"
    said = [
        (entity, f"k{n}", f"a{n}", f"大牌同厂云朵拖鞋，全网最低 {n}", ["踩屎感", "39元的快乐"])
        for n in range(3)
    ]
    aspects = [
        (entity, f"a{n}", word, mood) for n in range(4) for word, mood in (("软", 1.0), ("掉色", -1.0))
    ]
    sunday = report.week.last_day
    return report, build_picks(
        PickInputs(
            report,
            pl.DataFrame(said, schema=NAMED, orient="row"),
            pl.DataFrame(aspects, schema=ASPECTS, orient="row"),
            {entity: 900},
            {entity: sunday + timedelta(days=66)},
            {"": 31},
            tuple(PastResult("鞋靴", result) for result in ("hit", "hit", "miss")),
        )
    )


def same(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("PINGTI_WRITE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode(), f"{name}: {__doc__}"


def test_alerts_to_the_letter(home_dir, monkeypatch):
    monkeypatch.setattr("jobs.cards.has_chinese_font", lambda: True)  # whatever this machine has
    factories = {one.id: one for one in (MAKER, PRESS)}
    made = [AlertTold(alert, WEEK, "鞋靴", "rising", NOW) for alert in alerts()]
    with opened_home(home_dir) as home:
        save_factories(home.engine, factories.values(), NOW)
        tell_alerts(home.engine, WEEK, made, [])
        cards.lay_out(home, WEEK, load_alerts(home.engine, week=WEEK), factories, Summary("alerts"))
    folder = home_dir / "alerts" / WEEK
    for name in factories:
        same(f"alert-{name}.txt", (folder / f"{name}.txt").read_text("utf-8"))
    same("alert-list.csv", (folder / cards.LIST).read_bytes().decode("utf-8-sig"))
    same("alert-card.svg", card_svg(alerts()[1], WEEK) + "\n")


def test_picks_to_the_letter():
    report, found = picks()
    same("picks.csv", write_csv(found).decode("utf-8-sig"))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(found, report.week, demo=False)))
    out = io.StringIO()
    for sheet in book.worksheets:
        out.write(f"# {sheet.title} {sheet.dimensions}\n")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    kind = "number" if isinstance(cell.value, int | float) else "text"
                    out.write(f"{cell.coordinate}\t{kind}\t{str(cell.value)!r}\n")
    same("picks-cells.tsv", out.getvalue())


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def numbers(text: str) -> list[str]:
    return [found.replace(",", "") for found in NUMBER.findall(text)]


def shown(figures) -> set[str]:
    """Every way in which a figure may be written."""
    found: set[str] = set()
    for figure in figures:
        if figure.value is None:
            continue
        value = float(figure.value)
        if figure.form == "day":
            year, rest = divmod(int(value), 10_000)
            month, day = divmod(rest, 100)
            found |= {str(year), *(f"{n:{form}}" for n in (month, day) for form in ("d", "02d"))}
        else:
            found |= {f"{value:g}", f"{value:.1f}", str(round(value, 2)), f"{value * 100:.0f}"}
    return found


def without(text: str, *known: str) -> str:
    for words in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(words, " ")
    return text


@pytest.mark.parametrize("at", range(3))
def test_every_number_of_an_alert_is_a_figure_with_its_origin(at):
    alert = alerts()[at]
    factory = {"f1": MAKER, "f2": PRESS}[alert.factory_id]
    more = {"category": "鞋靴", "stage": "rising", "made_at": NOW, "links": {}}
    name = alert.entity.partition(":")[2]
    texts = [
        alert.body,
        alert.title,
        *(re.sub(r"<[^>]*>", " ", card_svg(alert, WEEK)),),
        *plain_lines(forwarding_message(alert, factory, **more)),
        *plain_lines(direct_message(alert, factory, **more)),
    ]
    told = [n for text in texts for n in numbers(without(text, name, "静音30天", WEEK))]
    assert bool(told) == (alert.kind == "rising")
    assert set(told) <= shown(alert.figures)
    origins = {alert.signal_id, f"factory:{alert.factory_id}"}
    for figure in alert.figures:
        known = figure.of in origins or figure.of.endswith(f"@{alert.signal_id}")
        assert known or figure.of == f"season:{alert.entity}@2027-01-20"
    assert alert.evidence == ("xhs:1", "xhs:2")


def test_every_number_of_a_pick_is_a_figure_with_its_origin():
    report, found = picks()
    signals = {item.signal: item for item in (*report.items, *report.seasonal)}
    rows = list(csv.DictReader(io.StringIO(write_csv(found).decode("utf-8-sig"))))
    seen = 0
    for pick, row in zip(found, rows, strict=True):
        words = [said.words for said in (*pick.hooks, *pick.selling_points, *pick.pain_points)]
        words += [word for risk in pick.risks for word in (*risk.words, risk.safer)]
        words += [said for post in pick.evidence for said in (post.quote, post.url)]
        message = pick_message(pick, NOW)
        cells = [
            value for column, value in row.items() if column not in ("编号", "名次", "优先级", "80%区间")
        ]
        cells += [row["80%区间"], *(plain_lines(message)[1:] if message else ())]
        told = [n for cell in cells for n in numbers(without(cell, *words, pick.name, pick.dupe_of))]
        assert set(told) <= shown(pick.figures), pick.name
        seen += len(told)
        assert int(row["名次"]) == pick.rank
        item = signals[pick.signal]
        for figure in pick.figures:
            if figure.of == pick.signal and figure.form in ("ratio", "count"):
                assert figure.value == getattr(item, figure.field).value
            elif figure.of == pick.signal:
                assert figure.value == getattr(item.price, figure.field.removeprefix("price_")).value
            elif figure.field == "day":
                assert figure.of in {post.key for post in pick.evidence}
            else:
                assert pick.entity in figure.of or pick.name in figure.of or pick.category in figure.of
    assert seen > 40
