"""A no is told from a list, and from a post that speaks of one; encodings are told from the bytes."""

import pytest

from crawlers.blocks import wall_by_address, wall_by_shape, wall_by_status, wall_by_words
from crawlers.markup import decode_page

URL = "https://example.org/list"
POSTS = "<p>云朵拖鞋和大牌同厂吗？</p>" * 200


def html(title: str, body: str) -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (html("安全验证", "请拖动滑块"), "captcha"),
        (html("百度安全验证", ""), "captcha"),
        (html("x", "<div id=captcha class='g-recaptcha'></div>"), "captcha"),
        (html("Just a moment...", ""), "blocked"),
        (html("405", "<script>var arg1='x';acw_sc__v2</script>"), "blocked"),
        (html("Access Denied", "You don't have permission"), "blocked"),
        (html("登录", "<form><input type='password'></form>"), "login_wall"),
        (html("平替", POSTS + "<form><input type='password'></form>"), None),
        (html("平替", POSTS + "<script src='https://static.example/geetest.js'></script>"), None),
        (html("验证码总出错怎么办", POSTS), None),
        (b'{"data": {"list": [{"title": "captcha"}]}}', None),
        (b"", None),
    ],
)
def test_by_shape(page, kind):
    found = wall_by_shape(URL, page)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (b'{"error": "This method requires an authenticated user"}', "login_wall"),
        ('{"code": 1, "msg": "请求过于频繁，请稍后再试"}'.encode(), "blocked"),
        ("请完成滑块验证".encode("gb18030"), "captcha"),
        ("请先登录".encode(), "login_wall"),
        (b'{"data": {"list": []}}', None),
    ],
)
def test_by_words(page, kind):
    found = wall_by_words(URL, page)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("url", "asked", "kind"),
    [
        ("https://example.org/login?next=/list", URL, "login_wall"),
        ("https://passport.example.org/", URL, "login_wall"),
        ("https://wappass.example.org/static/captcha/tuxing.html", URL, "captcha"),
        ("https://example.org/list/", URL, None),
        ("https://example.org/blog/login-tips", URL, None),
        ("https://example.org/captcha/talk", "https://example.org/captcha/", None),
    ],
)
def test_by_address(url, asked, kind):
    found = wall_by_address(url, asked)
    assert (found.kind if found else None) == kind


def test_by_status():
    assert wall_by_status(200, URL, html("安全验证", "")) is None
    assert wall_by_status(403, URL, b"no").kind == "refused"
    assert wall_by_status(403, URL, html("Just a moment...", "")).kind == "blocked"
    assert wall_by_status(401, URL, "请先登录".encode()).kind == "login_wall"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("同厂平替".encode(), "text/html; charset=gbk"),
        ("同厂平替".encode(), ""),
        ("同厂平替".encode("gb18030"), "text/html; charset=ISO-8859-1"),
        ("同厂平替".encode("gb18030"), "text/html; charset=utf-8"),
        ("同厂平替".encode("gbk"), ""),
        ("同厂平替".encode("utf-16"), "text/html"),
        ("\ufeff同厂平替".encode(), "application/json"),
    ],
)
def test_an_encoding_is_what_the_bytes_say(body, content_type):
    assert decode_page(body, content_type) == "同厂平替"


def test_one_broken_byte_costs_one_character():
    body = "同厂平替\n".encode() * 5 + b"\xff\n"
    assert decode_page(body, "text/html").startswith("同厂平替\n" * 5)
