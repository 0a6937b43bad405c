"""What leaves the house, before any channel has shaped it: one document of blocks for every receiver.

Text here is plain: what a channel would read as markup is made harmless by its renderer. Blocks are
plain frozen values, so that a message can be written down, read back and rendered again to the byte.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domain.links import safe_url

What = Literal["report", "alerts", "picks", "health"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `url` makes it a link (http and https only, others stay text)."""

    text: str
    bold: bool = False
    url: str | None = None


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans in reading order; `quiet` is small print."""

    spans: Text
    quiet: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Items:
    """A list; a channel that must split breaks between its items."""

    items: tuple[Text, ...]
    numbered: bool = False
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, in their words."""

    text: str
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Picture:
    """An attached picture shown in its place where the channel can, else its words."""

    file: str
    words: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Actions:
    """Links that are answers (看证据, 能做, 静音30天), side by side."""

    links: Text
    kind: Literal["actions"] = "actions"


Block = Heading | Paragraph | Items | Quote | Picture | Actions


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along where the channel carries files. `path` is relative to the home."""

    name: str
    path: str
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message is about, for subscriptions; empty means nothing was said of it."""

    categories: tuple[str, ...] = ()
    belts: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One text for one audience. `fingerprint` + channel is unique, so nothing is sent twice.

    `fingerprint` says what it is and of when, such as `report:category:2026-W46:3f9a`; a changed text is
    another fingerprint. `signal_ids` are the signals its numbers come from.
    """

    fingerprint: str
    what: What
    title: str
    blocks: tuple[Block, ...]
    made_at: datetime
    link: str | None = None
    topic: Topic = field(default_factory=Topic)
    signal_ids: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


def text(words: str, *, bold: bool = False, url: str | None = None) -> Text:
    """One run of text, as blocks take it."""
    return (Span(words, bold, url),)


def words_of(spans: Text) -> str:
    """The spans as bare text."""
    return "".join(span.text for span in spans)


def plain_lines(message: Message) -> tuple[str, ...]:
    """Title and blocks as bare lines, in reading order: for a search by keyword and for plain text."""
    lines = [message.title]
    for block in message.blocks:
        match block:
            case Heading(words) | Picture(_, words):
                lines.append(words)
            case Quote(words):
                lines.append(f"> {words}")
            case Paragraph(spans):
                lines.append(words_of(spans))
            case Items(items, numbered):
                lines.extend(
                    f"{f'{n}.' if numbered else '·'} {words_of(item)}" for n, item in enumerate(items, 1)
                )
            case Actions(links):
                for span in links:
                    url = safe_url(span.url)
                    lines.append(f"{span.text}: {url}" if url else span.text)
    return tuple(lines)
