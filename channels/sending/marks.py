"""Blocks to pieces of markup: the walk is here, once; what the marks look like is each channel's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from channels.sending.packing import Piece
from domain.links import safe_url
from domain.message import Actions, Heading, Items, Message, Paragraph, Picture, Quote, Text

_LONGEST_TITLE = 60
# Where a receiver knows no escape, the full-width twin reads the same and marks nothing up.
_TWINS = str.maketrans("*`[]<>|~", "＊｀［］＜＞｜～")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one receiver writes what. Every function gets text that is already harmless, but `escape`."""

    escape: Callable[[str], str]
    bold: Callable[[str], str] = lambda words: f"**{words}**"
    link: Callable[[str, str], str] = lambda words, url: f"[{words}]({url})"
    heading: Callable[[str], str] = lambda words: f"**{words}**"
    quote: Callable[[str], str] = lambda words: f"> {words}"
    quiet: Callable[[str], str] = lambda words: words
    bullet: str = "- "


def twins(words: str) -> str:
    """The text on one line, with nothing in it that reads as markup or as a call to everybody."""
    line = " ".join(words.split()).translate(_TWINS)
    return "＃" + line[1:] if line.startswith("#") else line


def pieces(message: Message, dialect: Dialect) -> tuple[Piece, ...]:
    """The body of the message, one piece an item; its title is the channel's to place."""
    return tuple(piece for piece in _walk(message, dialect) if piece.words.strip())


def headline(message: Message, dialect: Dialect) -> tuple[str, tuple[Piece, ...]]:
    """Title and body; of a title too long for a head line the whole stands first in the body."""
    body = pieces(message, dialect)
    short = short_title(message.title)
    if not short.endswith("…"):
        return dialect.escape(short), body
    return dialect.escape(short), (Piece(dialect.bold(dialect.escape(message.title))), *body)


def short_title(title: str) -> str:
    """The title as a head line; whoever shortens it shows the whole in the body."""
    line = " ".join(title.split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def _walk(message: Message, dialect: Dialect) -> Iterator[Piece]:
    for block in message.blocks:
        match block:
            case Heading(words):
                yield Piece(dialect.heading(dialect.escape(words)), stays=True)
            case Paragraph(spans, quiet):
                line = _line(spans, dialect)
                yield Piece(dialect.quiet(line) if quiet and line else line)
            case Items(items, numbered):
                for n, item in enumerate(items, 1):
                    yield Piece((f"{n}. " if numbered else dialect.bullet) + _line(item, dialect))
            case Quote(words):
                yield Piece(dialect.quote(dialect.escape(words)))
            case Picture(_, words):
                yield Piece(dialect.escape(f"［图］{words}"))
            case Actions(links):
                yield Piece(" · ".join(_line((span,), dialect) for span in links))


def _line(spans: Text, dialect: Dialect) -> str:
    out = []
    for span in spans:
        words = dialect.escape(span.text)
        # Marks beside a blank mark nothing up; the blanks that escape folded away are given back outside.
        before = " " if span.text[:1].isspace() else ""
        after = " " if span.text[-1:].isspace() and span.text.strip() else ""
        if words and (url := link_target(span.url)):
            words = dialect.link(words, url)
        elif span.bold and words:
            words = dialect.bold(words)
        out.append(f"{before}{words}{after}")
    return "".join(out).strip()


def link_target(url: str | None) -> str:
    """The address as it can stand between round brackets, or nothing if no reader should be sent there."""
    found = safe_url(url)
    for character, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("|", "%7C")):
        found = found.replace(character, code)
    return found


def numbered(title: str, number: int, of: int) -> str:
    """`周报 (2/3)`; alone it keeps its title as it is."""
    return title if of == 1 else f"{title} ({number}/{of})"


def tail(identity: str) -> str:
    """The mark by which a reader sees that two messages are the same one."""
    return f"#{identity.removeprefix('msg_')[:8]}"
