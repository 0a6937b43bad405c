"""The pages people read: overview, one entity, track record, data health."""

from datetime import date, timedelta
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from domain.weeks import Week, business_day, months_between
from store.collection import load_days
from store.disputes import hidden_posts, load_disputes
from store.freshness import load_freshness
from store.ledger import Ledger
from store.plan import load_tasks
from store.policy import load_policies
from store.runs import load_crawls, load_imports, load_reports, load_sources
from web import data_health, entity
from web.curve import weekly_voices
from web.home_view import HomeView
from web.problems import not_found
from web.record import track_records
from web.rendering import Renderer
from web.rising import newest_as_of, rising_lists
from web.sparkline import sparkline

RUNS_ON_FRONT = 8
READ = ["GET", "HEAD"]


def pages(home: HomeView, render: Renderer) -> APIRouter:
    """`/`, `/entities/{entity}`, `/record` and `/health` over that home."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    ledger = Ledger(home.engine)

    @router.api_route("/", methods=READ)
    def overview(request: Request) -> HTMLResponse:
        as_of = newest_as_of(home.lake)
        rising, watched = rising_lists(home.lake, as_of) if as_of else ([], [])
        by_platform = data_health.platforms(home.lake)
        reports = load_reports(home.engine)
        newest = reports[0] if reports else None
        return render(
            "overview.html",
            request,
            as_of=as_of,
            rising=rising,
            watched=watched,
            report=next((one for one in reports if one.summary.get("enough_data")), newest),
            newest=newest,
            has_posts=bool(home.lake.batches("posts")),
            platforms=by_platform.to_dicts(),
            totals=data_health.totals(by_platform),
            sources=list(load_sources(home.engine).values()),
            runs=ledger.recent(RUNS_ON_FRONT),
            today=business_day(home.now(), home.zone),
        )

    @router.api_route("/entities/{entity_id:path}", methods=READ)
    def one_entity(request: Request, entity_id: str, weeks: Literal["13", "26"] = "26") -> HTMLResponse:
        as_of = newest_as_of(home.lake)
        signals = entity.entity_signals(home.lake, entity_id, as_of)
        last_day = as_of if signals else entity.newest_day(home.lake, entity_id)
        if last_day is None:
            raise not_found(f"Nobody spoke of {entity_id!r} yet", f"还没有人提到「{entity_id}」。")
        curve = weekly_voices(home.lake, [entity_id], last_day, int(weeks))[entity_id]
        kind, _, name = entity_id.partition(":")
        return render(
            "entity.html",
            request,
            entity_id=entity_id,
            kind=kind,
            name=name or entity_id,
            signal=signals[0] if signals else None,
            by_platform=signals[1:],
            weeks=int(weeks),
            curve=curve,
            spark=sparkline(curve, width=640, height=160, margin=8),
            last_day=last_day,
            quotes=entity.quotes(home.lake, entity_id, _shown(home, signals, last_day), last_day),
            claims=entity.claims(home.lake, entity_id, last_day, load_disputes(home.engine)),
            prices=entity.prices(home.lake, entity_id, last_day),
        )

    @router.api_route("/record", methods=READ)
    def record(request: Request) -> HTMLResponse:
        return render("record.html", request, records=track_records(home.lake))

    @router.api_route("/health", methods=READ)
    def health(request: Request) -> HTMLResponse:
        by_platform = data_health.platforms(home.lake)
        sums = data_health.totals(by_platform)
        today = business_day(home.now(), home.zone)
        days, rows = data_health.heat(home.lake, sums.last_day or today)
        return render(
            "health.html",
            request,
            totals=sums,
            platforms=by_platform.to_dicts(),
            days=days,
            heat=rows,
            silent_days=(today - sums.last_day).days - 1 if sums.last_day else 0,
            sources=load_days(home.engine, today),
            freshness=load_freshness(home.engine, home.now()),
            policies=list(load_policies(home.engine).values()),
            plan_week=Week.of(today),
            tasks=load_tasks(home.engine, Week.of(today)),
            today=today,
            imports=load_imports(home.engine, 50),
            crawls=load_crawls(home.engine, 30),
            runs=ledger.recent(40),
        )

    return router


def _shown(home: HomeView, signals: list[dict[str, object]], as_of: date) -> list[str]:
    """Evidence but for posts that claim what somebody disputes."""
    months = months_between(as_of - timedelta(days=entity.EVIDENCE_DAYS), as_of)
    disputed = set(hidden_posts(home.lake, months, load_disputes(home.engine)))
    return [key for key in _evidence(signals) if key not in disputed]


def _evidence(signals: list[dict[str, object]]) -> list[str]:
    """Evidence keys of all its signals, each once, those over all platforms first."""
    keys: dict[str, None] = {}
    for signal in signals:
        found = signal["evidence"]
        if isinstance(found, list):
            keys.update(dict.fromkeys(found))
    return list(keys)
