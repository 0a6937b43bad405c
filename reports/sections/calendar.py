"""Block 8, 日历: until when to order for which season and sales day, reckoned from the report's last day."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from domain.block import Block, Cell, Chart, Pill
from domain.figures import Figure, Sentence
from domain.signal import MIN_VOICES, counted
from reports.cells import table
from reports.inputs import WeeklyInputs
from reports.market_charts import Window, timeline_chart
from reports.sectioning import Made
from reports.talked import name_of, names_of
from reports.words import say, word, word_or

PLACE = 80
MOST_WINDOWS, DRAWN = 24, 12
BEHIND, AHEAD = timedelta(days=30), timedelta(days=165)


@dataclass(frozen=True, slots=True)
class Season:
    """A season of one good. `state`: in_time, reorder (ordered now it comes within the season) or late."""

    entity: str
    name: str
    season: str
    start: date
    end: date
    lead_days: int
    usual_lead: bool
    voices: int

    @property
    def order_by(self) -> date:
        return self.start - timedelta(days=self.lead_days)

    def state(self, today: date) -> str:
        if today <= self.order_by:
            return "in_time"
        return "reorder" if today + timedelta(days=self.lead_days) < self.end else "late"


def build(made: Made) -> Block:
    inputs, lang = made.inputs, made.inputs.lang
    today = inputs.week.last_day
    seasons = seasons_of(inputs)
    tables = (
        table(
            lang, "seasons", word("calendar.seasons", lang),
            "item season from to lead_days lead_from order_by days_left chance",
            [_season_row(one, inputs, today) for one in seasons], word("calendar.note", lang)
        ),
        table(
            lang, "sales_days", word("calendar.days", lang), "sales_day day days_to order_by chance",
            [_day_row(name, day, inputs, today) for name, day in inputs.trade.sales_days.iter_rows()],
            word("calendar.days.note", lang).format(days=inputs.trade.launch_lead_days),
        ),
    )  # fmt: skip
    drawn = timeline_chart(
        [
            Window(one.name, one.start, one.end, one.order_by, one.state(today))
            for one in sorted(seasons[:DRAWN], key=lambda one: (one.start, one.name))
        ],
        [(word(f"day.{name}", lang), day) for name, day in inputs.trade.sales_days.iter_rows()],
        today - BEHIND, today + AHEAD, (word("calendar.today", lang), today),
    )  # fmt: skip
    charts = (Chart(word("chart.calendar", lang), drawn),) if drawn else ()
    grids = tuple(one for one in tables if one.rows)
    return Block("calendar", word("block.calendar", lang), (_lead(seasons, inputs, today),), grids, charts)


def seasons_of(inputs: WeeklyInputs) -> list[Season]:
    """The windows of the week's goods with MIN_VOICES: those that can be met first, the soonest ahead."""
    goods = counted(inputs.signals).filter(pl.col("kind_of") == "product", pl.col("voices") >= MIN_VOICES)
    rows = (
        inputs.trade.windows.join(goods.select("entity", "voices"), on="entity")
        .join(inputs.trade.takes.select("entity", "lead_days_max"), on="entity", how="left")
        .sort("voices", "entity", "start", descending=[True, False, False])
    )
    names, today = names_of(inputs), inputs.week.last_day
    found = [
        Season(
            row["entity"], name_of(row["entity"], names), row["season"], row["start"], row["end"],
            row["lead_days_max"] or inputs.trade.launch_lead_days, row["lead_days_max"] is not None,
            row["voices"],
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    turn = {"in_time": 0, "reorder": 1, "late": 2}
    found.sort(key=lambda one: (turn[one.state(today)], one.order_by, -one.voices, one.entity))
    return found[:MOST_WINDOWS]


def _season_row(one: Season, inputs: WeeklyInputs, today: date) -> tuple[Cell, ...]:
    lang, of = inputs.lang, f"season:{one.entity}>{one.season}@{inputs.week}"
    return (
        one.name,
        word_or(f"season.{one.season}", lang, one.season),
        f"{one.start}",
        f"{one.end}",
        Figure(one.lead_days, of, "lead_days"),
        word("lead.usual" if one.usual_lead else "lead.settings", lang),
        f"{one.order_by}",
        Figure((one.order_by - today).days if today <= one.order_by else None, of, "days_left"),
        _chance(one.state(today), lang),
    )


def _day_row(name: str, day: date, inputs: WeeklyInputs, today: date) -> tuple[Cell, ...]:
    of = f"sales_day:{name}@{inputs.week}"
    order_by = day - timedelta(days=inputs.trade.launch_lead_days)
    return (
        word(f"day.{name}", inputs.lang),
        f"{day}",
        Figure((day - today).days, of, "days_to"),
        f"{order_by}",
        _chance("in_time" if today <= order_by else "late", inputs.lang),
    )


def _chance(state: str, lang: str) -> Pill:
    return Pill(word(f"chance.{state}", lang), {"in_time": "up", "late": "risk"}.get(state, "calm"))


def _lead(seasons: list[Season], inputs: WeeklyInputs, today: date) -> Sentence:
    lang, of = inputs.lang, f"season@{inputs.week}"
    coming = [one for one in seasons if one.state(today) == "in_time"]
    if not coming:
        return say(word("calendar.none", lang), day=f"{today}")
    first = coming[0]
    return say(
        word("calendar.lead", lang),
        day=f"{today}",
        n=Figure(len(coming), of, "in_time"),
        item=first.name,
        season=word_or(f"season.{first.season}", lang, first.season),
        order_by=f"{first.order_by}",
        left=Figure(
            (first.order_by - today).days, f"season:{first.entity}>{first.season}@{inputs.week}", "days_left"
        ),
    )
