"""The dashboard and the API, with whatever runs beside them (the scheduler) in one process."""

import logging
import socket
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import uvicorn

from domain.errors import BadSettings
from jobs.answer_links import link_key
from jobs.demo_site import demo_site
from jobs.home import Home, now
from web.answering import create_answers_app
from web.app import create_app
from web.home_view import HomeView

log = logging.getLogger("pingti.serve")


def serve(home: Home, port: int | None, *, beside: AbstractContextManager[Any]) -> None:
    """Serve until interrupted, `beside` running as long; a taken port is said before anything starts."""
    port = port or home.settings.port
    host = home.settings.host
    check_port(host, port)
    with ExitStack() as stack:
        stack.enter_context(demo_site(home))
        stack.enter_context(beside)
        log.info("dashboard on http://%s:%d (Ctrl-C ends it)", host, port)
        uvicorn.run(create_app(_view(home)), host=host, port=port, log_level="warning")


def serve_answers(home: Home, host: str, port: int) -> None:
    """Only the signed links, for the world outside: no dashboard, no API, no timetable beside it."""
    if not home.settings.public_url:
        log.warning("public_url is not set: no message will carry a link that leads here")
    check_port(host, port)
    log.info("signed links on http://%s:%d (Ctrl-C ends it)", host, port)
    uvicorn.run(
        create_answers_app(_view(home), link_key(home)), host=host, port=port, log_level="warning",
        access_log=False, server_header=False, limit_concurrency=64, timeout_keep_alive=5,
    )  # fmt: skip


def _view(home: Home) -> HomeView:
    return HomeView(
        lake=home.lake, engine=home.engine, reports_dir=home.reports, demo=home.settings.demo,
        name=home.settings.name, now=now, zone=home.settings.zone,
    )  # fmt: skip


def check_port(host: str, port: int) -> None:
    """Raise BadSettings if nobody could serve there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSettings(
                f"Port {port} on {host} cannot be used: {error.strerror}",
                hint="Choose another: --port 8001 (make run PORT=8001)",
            ) from error
