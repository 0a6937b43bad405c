"""A site on this machine that misbehaves in every way the spiders must survive, each under a port of its own.

A source is a host to the spiders, and robots.txt belongs to a host, so every way gets its own little server.
"""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Answer = Callable[["Rough"], None]


class Rough(BaseHTTPRequestHandler):
    """One request to one of the little servers."""

    server: "RoughServer"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        try:
            if self.path == "/robots.txt":
                self.server.robots(self)
            else:
                self.server.pages(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the spider had enough

    do_POST = do_GET

    def say(self, body: bytes | str, status: int = 200, **headers: str) -> None:
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class RoughServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: Answer, robots: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Rough)
        self.pages, self.robots, self.asked = pages, robots, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


def listing(numbers: range, following: str | None = None) -> str:
    rows = [
        {"id": f"n{number}", "title": f"第 {number} 双云朵拖鞋", "text": "平替", "time": 1794000000 + number}
        for number in numbers
    ]
    return json.dumps({"data": {"list": rows}, "next": following}, ensure_ascii=False)


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


ARTICLE = (
    '<article class="post" data-id="{0}" data-time="2026-11-07"><h2><a href="/{0}">{1}</a></h2></article>'
)


def allow_all(on: Rough) -> None:
    on.say("User-agent: *\nAllow: /\n")


def forbid_all(on: Rough) -> None:
    on.say("User-agent: pingti\nDisallow: /\n")


def redirects(on: Rough) -> None:
    hops = int(on.path.strip("/") or 0)
    if hops:
        on.say("", 302, Location=f"/{hops - 1}")
    else:
        on.say(listing(range(3)))


def redirect_loop(on: Rough) -> None:
    on.say("", 302, Location="/b" if on.path == "/a" else "/a")


def zipped(on: Rough) -> None:
    on.say(gzip.compress(listing(range(3)).encode()), Content_Encoding="gzip")


def zip_bomb(on: Rough) -> None:
    on.say(gzip.compress(b" " * (40 << 20)), Content_Encoding="gzip")


def wrong_charset(on: Rough) -> None:
    """GB18030 that calls itself Latin-1."""
    text = page("帖子", ARTICLE.format("g1", "源头工厂的保温杯") + ARTICLE.format("g2", "同厂平替"))
    on.say(text.encode("gb18030"), Content_Type="text/html; charset=ISO-8859-1")


def endless(on: Rough) -> None:
    number = int(on.path.rpartition("=")[2] or 0) if "=" in on.path else 0
    on.say(listing(range(number * 2, number * 2 + 2), f"/list?page={number + 1}"))


def same_again(on: Rough) -> None:
    """A next page for ever, always with the same posts."""
    number = int(on.path.rpartition("=")[2] or 0) if "=" in on.path else 0
    on.say(listing(range(2), f"/list?page={number + 1}"))


def busy(on: Rough) -> None:
    on.say("later", 429, Retry_After="120")


def robots_down(on: Rough) -> None:
    on.say("down", 503, Retry_After="60")


def captcha(on: Rough) -> None:
    """A check page that a careless selector would read as a list."""
    said = (
        ARTICLE.format("x1", "请完成滑动验证") + '<script src="https://static.example/geetest.js"></script>'
    )
    on.say(page("安全验证", said), Content_Type="text/html; charset=utf-8")


def captcha_403(on: Rough) -> None:
    on.say(page("Just a moment...", "<script>window._cf_chl_opt={}</script>"), 403)


def forbidden(on: Rough) -> None:
    on.say("no", 403)


def login_form(on: Rough) -> None:
    on.say(page("欢迎", "<form>账号 <input name=u> <input type=password name=p></form>"))


def login_redirect(on: Rough) -> None:
    if on.path.startswith("/login"):
        on.say(page("欢迎", "欢迎"))
    else:
        on.say("", 302, Location="/login?from=/list")


def changed(on: Rough) -> None:
    on.say(page("帖子", '<div class="card"><h3>平替</h3></div>' * 5), Content_Type="text/html; charset=utf-8")


def renamed(on: Rough) -> None:
    """The list is where it was, and no field in it is."""
    on.say(json.dumps({"data": {"list": [{"headline": "平替", "key": 1}] * 5}}))


def slow(on: Rough) -> None:
    """A byte now and then, never the whole."""
    on.send_response(200)
    on.send_header("Content-Length", "100000")
    on.end_headers()
    for _ in range(200):
        on.wfile.write(b" ")
        on.wfile.flush()
        time.sleep(0.05)


def huge_told(on: Rough) -> None:
    on.send_response(200)
    on.send_header("Content-Length", str(200 << 20))
    on.end_headers()
    _pour(on)


def huge_untold(on: Rough) -> None:
    on.send_response(200)
    on.end_headers()
    _pour(on)


def _pour(on: Rough) -> None:
    block = b" " * (1 << 20)
    for _ in range(200):
        on.wfile.write(block)


def cut_off(on: Rough) -> None:
    on.send_response(200)
    on.send_header("Content-Length", "5000")
    on.end_headers()
    on.wfile.write(listing(range(3)).encode()[:60])


def broken(on: Rough) -> None:
    on.say("oops", 500)


def some_gone(on: Rough) -> None:
    """Of three queries one is answered 404."""
    if "gone" in on.path:
        on.say("nothing", 404)
    else:
        on.say(listing(range(2) if "one" in on.path else range(2, 5)))


def talks_of_captchas(on: Rough) -> None:
    """Posts about captchas are posts."""
    said = [{"id": "c1", "title": "验证码总是出错，请先登录才行", "text": "captcha", "time": 1794000000}]
    on.say(json.dumps({"data": {"list": said}}))


def empty_list(on: Rough) -> None:
    on.say(listing(range(0)))


def robots_404(on: Rough) -> None:
    on.say("none", 404)


def robots_far(on: Rough) -> None:
    """robots.txt behind five redirects, which count; it forbids."""
    on.say("", 301, Location="/robots-1")


def far_pages(on: Rough) -> None:
    if on.path.startswith("/robots-"):
        hop = int(on.path.removeprefix("/robots-"))
        if hop < 5:
            on.say("", 301, Location=f"/robots-{hop + 1}")
        else:
            on.say("User-agent: *\nDisallow: /\n")
    else:
        on.say(listing(range(3)))


def plain(on: Rough) -> None:
    on.say(listing(range(3)))


@contextmanager
def rough_servers(ways: dict[str, tuple[Answer, Answer]]) -> Iterator[dict[str, RoughServer]]:
    """One server for each way: (pages, robots)."""
    servers = {name: RoughServer(pages, robots) for name, (pages, robots) in ways.items()}
    threads = [Thread(target=one.serve_forever, args=(0.02,), daemon=True) for one in servers.values()]
    for thread in threads:
        thread.start()
    yield servers
    for server in servers.values():
        server.shutdown()
        server.server_close()
    for thread in threads:
        thread.join()
