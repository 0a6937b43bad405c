"""A tiny site on this machine that serves the demo's newest weeks, for the real spiders to crawl.

    with serve_site(folder) as site:
        print(site.url)          # http://127.0.0.1:<port>

It listens on the loopback address only, answers conditional requests with 304 and pages its lists.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

from demo.feeds import write_atom, write_json_feed, write_json_list, write_rss
from demo.library import Library, Page, created
from demo.pages import write_index, write_list, write_post

HOST, USUAL_PORT = "127.0.0.1", 8790
PAGE_SIZE, LARGEST_PAGE = 200, 1000
ROBOTS = b"# made-up data\nUser-agent: *\nAllow: /\nDisallow: /private/\n"

FEED_WRITERS: dict[str, tuple[str, Callable[[Page, str, str | None], bytes]]] = {
    "feeds/rss": ("application/rss+xml; charset=utf-8", write_rss),
    "feeds/atom": ("application/atom+xml; charset=utf-8", write_atom),
    "feeds/json": ("application/feed+json; charset=utf-8", write_json_feed),
    "lists/json": ("application/json; charset=utf-8", write_json_list),
    "lists/html": ("text/html; charset=utf-8", write_list),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`modified` is an HTTP date or empty."""

    body: bytes
    content_type: str
    modified: str = ""

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class SiteHandle:
    """The running site; `stop` (or leaving the `with` block) ends it."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self._thread = Thread(target=server.serve_forever, args=(0.05,), name="demo-site", daemon=True)
        self._thread.start()
        self.url = f"http://{HOST}:{server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> "SiteHandle":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve_site(folder: Path, port: int = 0) -> SiteHandle:
    """Serve the folder `write_demo` wrote, in a background thread; port 0 takes a free one.

    Raises BadInput where the folder holds no demo site.
    """
    library = Library(folder)

    class Handler(_Handler):
        answer = staticmethod(lru_cache(maxsize=256)(_answerer(library)))

    return SiteHandle(ThreadingHTTPServer((HOST, port), Handler))


def _answerer(library: Library) -> Callable[[str, str], Answer | None]:
    def answer(base: str, target: str) -> Answer | None:
        """The answer to a request target; None = not found."""
        asked = urlsplit(target)
        match asked.path.strip("/").split("/"):
            case [""]:
                return Answer(write_index(library), "text/html; charset=utf-8")
            case ["robots.txt"]:
                return Answer(ROBOTS, "text/plain; charset=utf-8")
            case [folder, name] if name.count(".") == 1:
                platform, form = name.split(".")
                return _listing(library, base, f"{folder}/{form}", platform, asked.query)
            case ["posts", platform, post_id]:
                row = library.post(platform, post_id)
                if row:
                    body = write_post(row, library)
                    return Answer(
                        body, "text/html; charset=utf-8", format_datetime(created(row), usegmt=True)
                    )
        return None

    return answer


def _listing(library: Library, base: str, form: str, platform: str, query: str) -> Answer | None:
    asked = parse_qs(query)
    number, size = _whole(asked, "page", 1), min(_whole(asked, "size", PAGE_SIZE), LARGEST_PAGE)
    page = library.page(platform, number, size) if number and size else None
    if page is None or form not in FEED_WRITERS:
        return None
    content_type, write = FEED_WRITERS[form]
    folder, ending = form.split("/")
    own = f"{base}/{folder}/{platform}.{ending}"
    more = f"&size={size}" if size != PAGE_SIZE else ""
    body = write(page, own, f"{own}?page={number + 1}{more}" if page.has_next else None)
    return Answer(body, content_type, format_datetime(page.updated, usegmt=True))


def _whole(asked: dict[str, list[str]], name: str, default: int) -> int:
    value = asked.get(name, [str(default)])[0]
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


class _Handler(BaseHTTPRequestHandler):
    answer: Callable[[str, str], Answer | None]
    server_version = "pingti-demo"
    sys_version = ""

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def _respond(self, *, with_body: bool) -> None:
        base = f"http://{HOST}:{self.server.server_address[1]}"  # type: ignore[index]
        answer = self.answer(base, self.path)
        if answer is None:
            self.send_error(HTTPStatus.NOT_FOUND, explain="made-up data")
            return
        fresh = self._has(answer)
        self.send_response(HTTPStatus.NOT_MODIFIED if fresh else HTTPStatus.OK)
        self.send_header("ETag", answer.etag)
        if answer.modified:
            self.send_header("Last-Modified", answer.modified)
        if not fresh:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and not fresh:
            self.wfile.write(answer.body)

    def _has(self, answer: Answer) -> bool:
        """Whether the client's copy is still good (RFC 9110: If-None-Match outranks the date)."""
        tags, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if tags is not None:
            return answer.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        if since is None or not answer.modified:
            return False
        try:
            return parsedate_to_datetime(answer.modified) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the crawler logs the requests it makes."""
