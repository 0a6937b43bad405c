"""/api/v1: signals, reports and entities as JSON, for reading."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, Request, Response

from domain.frames import SIGNALS
from domain.weeks import business_day
from store.alert_why import named, why
from store.disputes import load_disputes
from store.findings import load_signals
from store.picks import load_picks
from store.runs import load_reports
from web import entity
from web.api_shapes import (
    AlertWhy,
    Claim,
    Edge,
    Entity,
    GraphPage,
    PickPage,
    PickShown,
    Problem,
    ReportLink,
    ReportPage,
    Signal,
    SignalPage,
    WeekOfVoices,
)
from web.cursor import BAD_CURSOR, read_cursor, write_cursor
from web.curve import weekly_voices
from web.etag import tagged
from web.graph import MOST_HOPS, around, newest_graph
from web.home_view import HomeView
from web.problems import not_found
from web.rising import newest_as_of

CURVE_WEEKS = 26
_ORDER = ("order", "entity", "platform", "detector")
Limit = Annotated[int, Query(ge=1, le=500)]
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}} for status in (400, 404, 422)
}


def api(home: HomeView) -> APIRouter:
    """The routes below /api/v1 over that home."""
    router = APIRouter(prefix="/api/v1", tags=["v1"], responses=_PROBLEMS)

    @router.get("/signals")
    def signals(as_of: date | None = None, limit: Limit = 100, cursor: str | None = None) -> SignalPage:
        """Signals of one day (the newest by default), the highest score first."""
        after: list[Any] = []
        if cursor is not None:
            day, *after = read_cursor(cursor, (str, float, str, str, str))
            as_of = _day(day)
        as_of = as_of or newest_as_of(home.lake)
        if as_of is None:
            return SignalPage(as_of=None, items=[], next_cursor=None)
        rows = _in_order(load_signals(home.lake, as_of))
        if after:
            rows = rows.filter(_behind(after))
        page = rows.head(limit)
        more = rows.height > limit
        last = write_cursor([as_of.isoformat(), *page.select(_ORDER).row(-1)]) if more else None
        return SignalPage(as_of=as_of, items=_signals(page), next_cursor=last)

    @router.get("/reports", response_model=ReportPage)
    def reports(request: Request, limit: Limit = 50, cursor: str | None = None) -> Response:
        """The written reports, newest week first. Carries an ETag."""
        written = load_reports(home.engine)
        if cursor is not None:
            week, lang = read_cursor(cursor, (str, str))
            written = [r for r in written if r.week < week or (r.week == week and r.lang > lang)]
        items = [
            ReportLink(
                week=report.week,
                lang=report.lang,
                as_of=report.as_of,
                made_at=report.made_at,
                lake_version=report.lake_version,
                files={form: f"/reports/{report.week}.{form}?lang={report.lang}" for form in report.files},
                summary=dict(report.summary),
            )
            for report in written[:limit]
        ]
        last = [items[-1].week, items[-1].lang] if len(written) > limit else None
        page = ReportPage(items=items, next_cursor=write_cursor(last) if last else None)
        return tagged(request, page.model_dump_json().encode(), "application/json")

    @router.get("/picks")
    def picks(week: str | None = None) -> PickPage:
        """The picks for marketing of one week (the newest by default), best first."""
        found = load_picks(home.engine, week)
        week = week or (found[0].week if found else None)
        items = [PickShown(**asdict(pick)) for pick in found if pick.week == week]
        return PickPage(week=week, items=items)

    @router.get("/graph")
    def graph(
        entity_id: Annotated[str | None, Query(alias="entity")] = None,
        as_of: date | None = None,
        hops: Annotated[int, Query(ge=1, le=MOST_HOPS)] = 1,
        limit: Limit = 100,
    ) -> GraphPage:
        """Edges of the evidence graph within `hops` of an entity such as brand:UGG (all without one)."""
        as_of = as_of or newest_graph(home.lake)
        if as_of is None:
            return GraphPage(as_of=None, items=[], more=0)
        edges = around(home.lake, as_of, entity_id, hops, load_disputes(home.engine))
        told = edges.head(limit).rename({"for_": "claimed", "against": "denied"}).iter_rows(named=True)
        return GraphPage(as_of=as_of, items=[Edge(**row) for row in told], more=max(edges.height - limit, 0))

    @router.get("/alerts/why")
    def alerts_why(about: str) -> AlertWhy:
        """Why was this sent or not: `about` is a factory (id, name) or an item (name, entity, signal id)."""
        found = named(home.engine, about)
        if found is None:
            raise not_found(f"No alert knows {about!r}", f"没有关于「{about}」的提醒。")
        return AlertWhy(**asdict(why(home.engine, *found, business_day(home.now(), home.zone))))

    @router.get("/entities/{entity_id:path}")
    def one_entity(entity_id: str) -> Entity:
        """Signals by platform, 26 weeks of voices, and what posts claim about it."""
        as_of = newest_as_of(home.lake)
        found = entity.entity_signals(home.lake, entity_id, as_of)
        if not found:
            as_of = entity.newest_day(home.lake, entity_id)
        if as_of is None:
            raise not_found(f"Nobody spoke of {entity_id!r} yet", f"还没有人提到「{entity_id}」。")
        curve = weekly_voices(home.lake, [entity_id], as_of, CURVE_WEEKS)[entity_id]
        return Entity(
            entity=entity_id,
            as_of=as_of,
            signals=_signals(pl.DataFrame(found, schema=SIGNALS)),
            weeks=[
                WeekOfVoices(until=as_of - timedelta(weeks=CURVE_WEEKS - 1 - at), voices=voices)
                for at, voices in enumerate(curve)
            ],
            claims=[
                Claim(**row) for row in entity.claims(home.lake, entity_id, as_of, load_disputes(home.engine))
            ],
        )

    return router


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BAD_CURSOR from error


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Best score first; a row without a score comes last, as JSON knows no infinity by the least number."""
    order = (-pl.col("score").fill_nan(None)).fill_null(1e308)
    return rows.with_columns(order=order).sort(_ORDER)


def _behind(place: list[Any]) -> pl.Expr:
    """Rows that stand behind this place in `_ORDER`."""
    behind, same = pl.lit(False), pl.lit(True)
    for column, value in zip(_ORDER, place, strict=True):
        behind |= same & (pl.col(column) > value)
        same &= pl.col(column) == value
    return behind


def _signals(rows: pl.DataFrame) -> list[Signal]:
    clean = rows.select(SIGNALS.names()).with_columns(pl.selectors.float().fill_nan(None))
    return [Signal(**row) for row in clean.iter_rows(named=True)]
