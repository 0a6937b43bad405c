"""The demo's posts as RSS 2.0, Atom, JSON Feed 1.1 and a plain JSON list, as sites publish them."""

import json
from email.utils import format_datetime
from html import escape
from typing import Any
from xml.etree import ElementTree as ET  # only writes

from demo.library import MADE_UP, NUMBERS, PLATFORM_NAMES, Page, Row, created

ATOM = "http://www.w3.org/2005/Atom"
SLASH = "http://purl.org/rss/1.0/modules/slash/"
THREAD = "http://purl.org/syndication/thread/1.0"


def feed_title(platform: str) -> str:
    return f"{PLATFORM_NAMES[platform]} · {MADE_UP}"


def write_rss(page: Page, own: str, following: str | None) -> bytes:
    """RSS 2.0; the page that follows is an atom:link rel=next (RFC 5005)."""
    _prefixes()
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _texts(channel, {"title": feed_title(page.platform), "link": own, "description": MADE_UP})
    _texts(channel, {"language": "zh-CN", "lastBuildDate": format_datetime(page.updated)})
    _links(channel, own, following)
    for row in page.rows:
        item = ET.SubElement(channel, "item")
        if row["title"]:
            _texts(item, {"title": row["title"]})
        _texts(item, {"link": row["url"], "description": _paragraphs(row)})
        ET.SubElement(item, "guid", isPermaLink="false").text = row["post_id"]
        _texts(item, {"pubDate": format_datetime(created(row))})
        _author(item, row)
        if row["comments"] is not None:
            _texts(item, {f"{{{SLASH}}}comments": str(row["comments"])})
        for tag in row["tags"]:
            _texts(item, {"category": tag})
        _reply_to(item, row)
    return _document(root)


def write_atom(page: Page, own: str, following: str | None) -> bytes:
    """Atom (RFC 4287); replies carry thr:in-reply-to (RFC 4685)."""
    _prefixes()
    root = ET.Element(f"{{{ATOM}}}feed")
    _texts(root, {f"{{{ATOM}}}title": feed_title(page.platform), f"{{{ATOM}}}subtitle": MADE_UP})
    _texts(root, {f"{{{ATOM}}}id": f"urn:pingti:demo:{page.platform}", f"{{{ATOM}}}updated": _iso(page)})
    _links(root, own, following)
    for row in page.rows:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        times = {f"{{{ATOM}}}published": row["created_at"], f"{{{ATOM}}}updated": row["created_at"]}
        _texts(entry, {f"{{{ATOM}}}title": row["title"], f"{{{ATOM}}}id": row["post_id"]} | times)
        ET.SubElement(entry, f"{{{ATOM}}}link", href=row["url"])
        _author(entry, row)
        ET.SubElement(entry, f"{{{ATOM}}}content", type="html").text = _paragraphs(row)
        for tag in row["tags"]:
            ET.SubElement(entry, f"{{{ATOM}}}category", term=tag)
        _reply_to(entry, row)
    return _document(root)


def write_json_feed(page: Page, own: str, following: str | None) -> bytes:
    """JSON Feed 1.1; `_pingti` holds what the format has no place for."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(page.platform),
        "description": MADE_UP,
        "feed_url": own,
        "items": [_feed_item(row) for row in page.rows],
    }
    return _json(feed | ({"next_url": following} if following else {}))


def write_json_list(page: Page, own: str, following: str | None) -> bytes:
    """A list as app back ends answer it: times in milliseconds, `next` null at the end."""
    rows = [
        {"id": row["post_id"], "kind": row["kind"], "parent_id": row["parent_id"], "title": row["title"]}
        | {"text": row["text"], "tags": row["tags"], "url": row["url"], "author_id": row["author_id"]}
        | {number: row[number] for number in NUMBERS}
        | {"time": int(created(row).timestamp() * 1000)}
        for row in page.rows
    ]
    return _json({"note": MADE_UP, "self": own, "data": {"list": rows}, "next": following})


def _feed_item(row: Row) -> dict[str, Any]:
    extra = {name: row[name] for name in (*NUMBERS, "author_id", "kind", "parent_id")}
    item = {
        "id": row["post_id"],
        "url": row["url"],
        "title": row["title"],
        "content_text": row["text"],
        "date_published": row["created_at"],
        "authors": [{"name": row["author_id"]}],
        "tags": row["tags"],
        "_pingti": extra,
    }
    return {name: value for name, value in item.items() if value not in ("", [])}


def _paragraphs(row: Row) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in row["text"].split("\n"))


def _iso(page: Page) -> str:
    return page.updated.strftime("%Y-%m-%dT%H:%M:%SZ")


def _prefixes() -> None:
    for prefix, namespace in (("atom", ATOM), ("slash", SLASH), ("thr", THREAD)):
        ET.register_namespace(prefix, namespace)


def _texts(parent: ET.Element, texts: dict[str, str]) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = text


def _links(parent: ET.Element, own: str, following: str | None) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", rel="self", href=own)
    if following:
        ET.SubElement(parent, f"{{{ATOM}}}link", rel="next", href=following)


def _author(parent: ET.Element, row: Row) -> None:
    """An atom:author, in RSS as well: its own author element must be a mail address."""
    author = ET.SubElement(parent, f"{{{ATOM}}}author")
    _texts(author, {f"{{{ATOM}}}{part}": row["author_id"] for part in ("name", "uri")})


def _reply_to(parent: ET.Element, row: Row) -> None:
    if row["parent_id"]:
        ET.SubElement(parent, f"{{{THREAD}}}in-reply-to", ref=row["parent_id"])


def _document(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
