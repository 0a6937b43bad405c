"""The site serves every form of every platform, and they say what the posts say."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import polars as pl
import pytest
from lxml import etree, html

from demo.library import MADE_UP
from demo.plan import PLATFORMS
from demo.site import serve_site
from domain.errors import BadInput

FORMS = ["feeds/{}.rss", "feeds/{}.atom", "feeds/{}.json", "lists/{}.json", "lists/{}.html"]


def get(site, path, headers=None, method="GET"):
    address = urlsplit(site.url)
    connection = HTTPConnection(address.hostname, address.port, timeout=10)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def walk(site, path, following):
    """Every page of a listing, by the link to the next one."""
    pages = []
    while path:
        status, _, body = get(site, path)
        assert status == 200
        pages.append(body)
        found = following(body)
        path = found.removeprefix(site.url) if found else None
    return pages


def newest(demo, platform):
    is_new = pl.col("post_id") >= "d20261102"
    return demo.posts.filter(is_new, platform=platform).sort("created_at", descending=True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_page_says_that_it_is_made_up(site, platform, form):
    status, headers, body = get(site, "/" + form.format(platform))
    assert status == 200
    assert MADE_UP in body.decode()
    assert headers["ETag"] and headers["Last-Modified"]
    assert "utf-8" in headers["Content-Type"]
    if form.endswith("json"):
        assert json.loads(body)
    elif form.endswith("html"):
        assert html.fromstring(body).xpath("//article")
    else:
        assert etree.fromstring(body) is not None


def test_json_list_pages_hold_all_new_posts(site, demo):
    pages = [
        json.loads(body) for body in walk(site, "/lists/xhs.json", lambda body: json.loads(body)["next"])
    ]
    found = [row for page in pages for row in page["data"]["list"]]
    expected = newest(demo, "xhs")
    assert len(pages) > 2
    assert {row["id"] for row in found} == set(expected["post_id"])
    assert len(found) == expected.height
    texts = dict(zip(expected["post_id"], expected["text"], strict=True))
    assert all(row["text"] == texts[row["id"]] for row in found)
    assert found[0]["time"] > found[-1]["time"] > 1_700_000_000_000


def test_feeds_page_through_all_new_posts(site, demo):
    atom = "{http://www.w3.org/2005/Atom}"

    def following(body):
        links = etree.fromstring(body).iter(f"{atom}link")
        return next((link.get("href") for link in links if link.get("rel") == "next"), None)

    rss = [etree.fromstring(body) for body in walk(site, "/feeds/weibo.rss", following)]
    guids = [guid.text for page in rss for guid in page.iter("guid")]
    assert sorted(guids) == sorted(newest(demo, "weibo")["post_id"])
    entries = [etree.fromstring(body) for body in walk(site, "/feeds/bilibili.atom", following)]
    ids = [entry.findtext(f"{atom}id") for page in entries for entry in page.iter(f"{atom}entry")]
    assert sorted(ids) == sorted(newest(demo, "bilibili")["post_id"])


def test_json_feed(site, demo):
    feed = json.loads(get(site, "/feeds/reddit.json?size=1000")[2])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    rows = {row["post_id"]: row for row in newest(demo, "reddit").iter_rows(named=True)}
    assert {item["id"] for item in feed["items"]} == set(rows)
    for item in feed["items"]:
        row = rows[item["id"]]
        assert item["content_text"] == row["text"]
        assert item["_pingti"] == {
            name: row[name]
            for name in ("likes", "comments", "shares", "collects", "author_id", "kind", "parent_id")
        }


def test_html_list(site, demo):
    page = html.fromstring(get(site, "/lists/xhs.html")[2])
    rows = {row["post_id"]: row for row in newest(demo, "xhs").iter_rows(named=True)}
    articles = page.xpath("//article[@class='post']")
    assert len(articles) == 200
    for article in articles:
        row = rows[article.get("data-id")]
        assert article.get("data-time") == row["created_at"]
        assert article.get("data-likes") == str(row["likes"])
        assert article.get("data-shares") == (None if row["shares"] is None else str(row["shares"]))
        (link,) = article.xpath("./h2/a")
        assert (link.text or "", link.get("href")) == (row["title"], row["url"])
        assert article.xpath(".//*[@class='author']/@data-id") == [row["author_id"]]
    assert page.xpath("//a[@class='next']/@href") == [f"{site.url}/lists/xhs.html?page=2"]


def test_index_and_robots(site):
    status, _, body = get(site, "/")
    assert status == 200 and MADE_UP in body.decode()
    robots = get(site, "/robots.txt")[2].decode().splitlines()
    assert "Allow: /" in robots and "Disallow: /private/" in robots


def test_post_pages_old_and_new(site, demo):
    for row in (demo.posts.row(0, named=True), demo.posts.row(-1, named=True)):
        path = urlsplit(row["url"]).path
        status, _, body = get(site, path)
        said = html.fromstring(body).xpath("string(//div[@class='text'])")
        assert status == 200 and MADE_UP in body.decode()
        assert said.replace("\n", "") == row["text"].replace("\n", "")


def test_conditional_requests(site):
    _, headers, _ = get(site, "/feeds/weibo.rss")
    status, again, body = get(site, "/feeds/weibo.rss", {"If-None-Match": headers["ETag"]})
    assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])
    assert get(site, "/feeds/weibo.rss", {"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    other = {"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]}
    assert get(site, "/feeds/weibo.rss", other)[0] == 200
    assert get(site, "/feeds/weibo.rss", {"If-Modified-Since": "yesterday"})[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/private/", "/feeds/weibo.exe", "/feeds/nowhere.rss", "/lists/weibo.rss", "/feeds/weibo.rss?page=99",
     "/feeds/weibo.rss?page=-1", "/posts/xhs/none", "/../truth.json", "/posts/../../truth.json"],
)  # fmt: skip
def test_what_is_not_there(site, path):
    assert get(site, path)[0] == 404


def test_head_has_no_body(site):
    status, headers, body = get(site, "/lists/xhs.json", method="HEAD")
    assert status == 200 and body == b"" and int(headers["Content-Length"]) > 1000


def test_a_folder_without_a_demo(tmp_path):
    with pytest.raises(BadInput, match="write_demo"):
        serve_site(tmp_path)
