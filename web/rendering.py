"""Jinja templates: autoescaped, undefined names are errors, with the few filters the pages need."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from domain.figures import short
from domain.links import safe_url
from domain.platforms import platform_name
from domain.record import BASES, DEMAND_OUTCOMES, OUTCOMES
from domain.signal import KINDS as PATTERNS
from domain.signal import STAGES
from web import words
from web.home_view import HomeView


class Renderer:
    """Templates to pages: `render("health.html", request, **values)`."""

    def __init__(self, home: HomeView) -> None:
        self._home = home

    def __call__(
        self, template: str, request: Request, *, status_code: int = 200, **values: Any
    ) -> HTMLResponse:
        page = self._templates.get_template(template)
        return HTMLResponse(page.render(home=self._home, path=request.url.path, **values), status_code)

    @cached_property
    def _templates(self) -> Environment:
        templates = Environment(
            loader=PackageLoader("web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        zone = ZoneInfo(self._home.zone)

        def at(instant: datetime | None) -> str:
            return "—" if instant is None else f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"

        templates.filters.update(
            platform=platform_name,
            at=at,
            count=lambda n: "—" if n is None else f"{n:,}",
            number=lambda n: "—" if n is None else short(n),
            share=lambda n: "—" if n is None else f"{n:.0%}",
            money=lambda n: f"{n:,.1f}".removesuffix(".0"),
            stage=shown_stage,
            web_link=safe_url,
            segment=lambda text: quote(text, safe=":"),
        )
        templates.globals.update(
            STAGES=STAGES | {"few": "样本少"},
            PATTERNS=PATTERNS,
            CALL_OUTCOMES=OUTCOMES,
            CALL_BASES=BASES,
            DEMAND_OUTCOMES=DEMAND_OUTCOMES,
            **{name: getattr(words, name) for name in dir(words) if name.isupper()},
        )
        return templates


def shown_stage(signal: Mapping[str, Any]) -> str:
    """The stage of a SIGNALS row; above expectation on too few voices for a stage is `few`."""
    stage = signal["stage"] or "none"
    return "few" if stage == "none" and (signal["lift_low"] or 0) > 1 else stage
