"""Markup into the text a reader sees: line breaks kept, scripts and tags gone."""

import html
import re

from w3lib.html import remove_tags, remove_tags_with_content

_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote)\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" ?\n ?(?:\s*\n)*")


def plain_text(markup: str | None) -> str:
    """The text of a piece of HTML; also of text that is none."""
    if not markup:
        return ""
    text = remove_tags_with_content(markup, which_ones=("script", "style"))
    text = html.unescape(remove_tags(_BREAKS.sub("\n", text)))
    return _EMPTY_LINES.sub("\n", _SPACES.sub(" ", text.replace("\xa0", " "))).strip()
