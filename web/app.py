"""The web application: pages for people, an API for programs, probes for machines."""

from fastapi import FastAPI

from web.api import api
from web.dispute import dispute_pages
from web.evidence import evidence_pages
from web.headers import SafeHeaders
from web.home_view import HomeView
from web.limits import BodyLimit
from web.pages import pages
from web.probes import probes
from web.problems import answer_problems
from web.rendering import Renderer
from web.report_pages import report_pages


def create_app(home_view: HomeView) -> FastAPI:
    """The application over one home. Nothing is read before a request asks for it."""
    # The pages of Swagger and ReDoc load scripts from elsewhere: the description is there, they are not.
    app = FastAPI(
        title="pingti",
        summary="Demand signals from public talk about dupes and the factories behind brands",
        docs_url=None,
        redoc_url=None,
    )
    render = Renderer(home_view)
    answer_problems(app, render)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    app.include_router(pages(home_view, render))
    app.include_router(report_pages(home_view, render))
    app.include_router(evidence_pages(home_view, render))
    app.include_router(dispute_pages(home_view, render))
    app.include_router(api(home_view))
    app.include_router(probes(home_view))
    return app
