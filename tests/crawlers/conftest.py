"""Golden cases on disk, made-up posts, and a small site on this machine."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import polars as pl
import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES


def _shown(value: object) -> object:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value


@pytest.fixture(scope="session")
def shown() -> Callable[[pl.DataFrame], list[dict[str, Any]]]:
    """A frame as a person would write it down: rows without what is unknown."""

    def show(frame: pl.DataFrame) -> list[dict[str, Any]]:
        rows = frame.iter_rows(named=True)
        return [
            {name: _shown(value) for name, value in row.items() if value not in (None, [])} for row in rows
        ]

    return show


@pytest.fixture
def post_line() -> Callable[..., str]:
    """A line of our JSON Lines; the number makes it a post of its own."""

    def line(number: int, **fields: object) -> str:
        post = {
            "platform": "xhs",
            "post_id": f"n{number}",
            "kind": "post",
            "title": f"第 {number} 双云朵拖鞋",
        }
        post |= {
            "text": "平替",
            "created_at": "2026-11-06T08:00:00Z",
            "author_id": f"u{number % 7}",
            "likes": number,
        }
        return json.dumps(post | fields, ensure_ascii=False)

    return line


@dataclass
class Site:
    """Answers by path: (status, headers, body). `asked` keeps what was requested, with its headers."""

    url: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.answers[path] = (
            status,
            {name.replace("_", "-"): value for name, value in headers.items()},
            body,
        )


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, dict(self.headers)))
            status, headers, body = served.answers.get(self.path, (404, {}, b"nothing here"))
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()
