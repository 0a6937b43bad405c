"""For machines that watch: alive, ready, and numbers in Prometheus text format 0.0.4."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from domain.weeks import Week, business_day
from store.freshness import load_freshness
from store.ledger import Ledger
from store.plan import load_tasks
from store.runs import load_fact, load_reports, load_sources
from web import data_health
from web.home_view import HomeView
from web.problems import problem
from web.rising import newest_as_of

JOBS_LOOKED_AT = 200
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[dict[str, str], float]


def probes(home: HomeView) -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics` over that home."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    def alive() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    def ready(request: Request) -> Response:
        checks = {"database": _ask_database(home), "lake": _ask_lake(home)}
        broken = [f"{name}: {trouble}" for name, trouble in checks.items() if trouble]
        said = {name: trouble or "ok" for name, trouble in checks.items()}
        if broken:
            return problem(503, "; ".join(broken), request, checks=said)
        return JSONResponse({"status": "ok", "checks": said})

    @router.get("/metrics")
    def metrics() -> PlainTextResponse:
        return PlainTextResponse("".join(_metrics(home)), media_type=PROMETHEUS)

    return router


def _ask_database(home: HomeView) -> str:
    """What is wrong with the database; "" when it answers a question about its own tables."""
    url = home.engine.url
    # SQLite makes an empty database where there is none, and goes on reading one that was deleted.
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        return "the database file is gone"
    try:
        load_fact(home.engine, "any")
    except Exception as error:
        return f"does not answer ({type(error).__name__})"
    return ""


def _ask_lake(home: HomeView) -> str:
    try:
        home.lake.version("posts")
    except Exception as error:
        return f"does not answer ({type(error).__name__})"
    return ""


def _metrics(home: HomeView) -> Iterable[str]:
    by_platform = data_health.platforms(home.lake)
    counted = [({"platform": name}, posts) for name, posts in by_platform.select("platform", "posts").rows()]
    last = by_platform.select("platform", "last_day").rows()
    yield _metric("posts_total", "counter", "Posts with a date, by platform.", counted)
    yield _metric(
        "platform_last_day_timestamp_seconds",
        "gauge",
        "Newest day with posts, its beginning in UTC.",
        [({"platform": name}, _day_seconds(day)) for name, day in last],
    )
    sources = load_sources(home.engine).values()
    succeeded = [({"source": s.source}, s.succeeded_at.timestamp()) for s in sources if s.succeeded_at]
    failing = [({"source": s.source}, s.failures) for s in sources]
    yield _metric("source_last_success_timestamp_seconds", "gauge", "Last crawl that worked.", succeeded)
    yield _metric("source_failures_in_a_row", "gauge", "Crawls that failed since.", failing)
    stale = [({"source": one.source}, float(one.stale)) for one in load_freshness(home.engine, home.now())]
    about = "1 where a source should have succeeded by now: three intervals ago, and two days at least."
    yield _metric("source_stale", "gauge", about, stale)
    today = business_day(home.now(), home.zone)
    tasks = Counter((task.platform, task.state(today)) for task in load_tasks(home.engine, Week.of(today)))
    planned = [({"platform": name, "state": state}, n) for (name, state), n in sorted(tasks.items())]
    yield _metric("plan_tasks", "gauge", "Capture tasks of this week, by how far they are.", planned)
    ledger = Ledger(home.engine)
    done = [ledger.last_done(job) for job in sorted({run.job for run in ledger.recent(JOBS_LOOKED_AT)})]
    ended = [({"job": run.job}, run.finished_at.timestamp()) for run in done if run and run.finished_at]
    yield _metric("job_last_success_timestamp_seconds", "gauge", "Last run that was done.", ended)
    as_of = newest_as_of(home.lake)
    newest: list[Sample] = [({}, _day_seconds(as_of))] if as_of else []
    yield _metric("signals_as_of_timestamp_seconds", "gauge", "Newest day with signals.", newest)
    written = [report.made_at.timestamp() for report in load_reports(home.engine)]
    made: list[Sample] = [({}, max(written))] if written else []
    yield _metric("report_last_made_timestamp_seconds", "gauge", "When the last report was written.", made)


def _metric(name: str, kind: str, about: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP pingti_{name} {about}", f"# TYPE pingti_{name} {kind}"]
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escape(text)}"' for label, text in labels.items())
        lines.append(f"pingti_{name}{{{inside}}} {value:.15g}" if inside else f"pingti_{name} {value:.15g}")
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _day_seconds(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
