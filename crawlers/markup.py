"""Bytes of a page into text, and markup into the text a reader sees: line breaks kept, scripts gone."""

import codecs
import html
import re

from w3lib.encoding import html_to_unicode
from w3lib.html import remove_tags

from crawlers.decoding import GB18030, sniff_encoding

_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote)\b[^<>]*>", re.IGNORECASE)
_OPENED = re.compile(r"<(script|style)\b", re.IGNORECASE)
_CLOSED = {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style")}
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" ?\n ?(?:\s*\n)*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def plain_text(markup: str | None) -> str:
    """The text of a piece of HTML; also of text that is none."""
    if not markup:
        return ""
    text = _without_scripts(markup)
    text = html.unescape(remove_tags(_BREAKS.sub("\n", text)))
    return _EMPTY_LINES.sub("\n", _SPACES.sub(" ", text.replace("\xa0", " "))).strip()


def _without_scripts(markup: str) -> str:
    """Scripts and styles gone; one that is never closed swallows the rest, as in a browser.

    Not one expression: on a page of a thousand opened and never closed ones that would take minutes.
    """
    kept, place = [], 0
    while opened := _OPENED.search(markup, place):
        kept.append(markup[place : opened.start()])
        closed = _CLOSED[opened[1].lower()].search(markup, opened.end())
        if closed is None:
            return "".join(kept)
        place = closed.end()
    return "".join(kept) + markup[place:]


def decode_page(body: bytes, content_type: str = "") -> str:
    """The text of a page, whose declared charset is believed only where the bytes leave it open.

    Bytes that are UTF-8 are UTF-8, whatever the header says: no other encoding passes that test by chance.
    Chinese bytes that are not are GB18030 before they are what a server's default says (Latin-1, mostly).
    Control characters, which no parser takes, are left out.
    """
    return _CONTROL.sub("", _decoded(body, content_type))


def _decoded(body: bytes, content_type: str) -> str:
    if body.startswith(_WIDE_BOMS):
        return body.decode("utf-16", errors="replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if sniff_encoding(body) == GB18030:
        declared, text = html_to_unicode(content_type or None, body, default_encoding=GB18030)
        is_chinese = declared.lower() in ("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "hz")
        return text if is_chinese else body.decode(GB18030, errors="replace")
    # A page that is UTF-8 but for some broken bytes.
    return body.decode("utf-8", errors="replace")
