"""A message as a letter: plain text and HTML side by side, pictures in their place, files attached.

The same message gives the same bytes, down to the boundaries: a letter sent twice is one letter.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from channels.sending.marks import link_target, short_title, tail
from domain.message import (
    Actions,
    Block,
    Heading,
    Items,
    Message,
    Paragraph,
    Picture,
    Quote,
    Text,
    plain_lines,
)

_FONT = "font:15px/1.6 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif;color:#1c2733"
_QUIET = "color:#66727f;font-size:13px"
_QUOTE = "border-left:3px solid #d5dde5;padding-left:12px"


def build_letter(
    message: Message,
    files: Mapping[str, bytes],
    *,
    identity: str,
    sender: Address,
    recipient: Address,
    unsubscribe: str = "",
) -> bytes:
    """The letter to one recipient, as it goes over the wire."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = recipient
    letter["Subject"] = short_title(message.title)
    letter["Date"] = format_datetime(message.made_at.astimezone(UTC))
    letter["Message-ID"] = f"<{identity}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        letter["List-Unsubscribe"] = f"<{unsubscribe}>"
        if unsubscribe.startswith("https://"):
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content("\n".join(_text_lines(message, identity)), cte="base64")
    shown = [block.file for block in message.blocks if isinstance(block, Picture) and block.file in files]
    letter.add_alternative(_html(message, shown, identity), subtype="html", cte="base64")
    page = letter.get_payload(1)
    types = {file.name: file.media_type for file in message.files}
    for name in dict.fromkeys(shown):
        main, _, sub = types[name].partition("/")
        page.add_related(files[name], main, sub, cid=f"<{_cid(name)}>", filename=name, disposition="inline")  # type: ignore[union-attr]
    for file in message.files:
        if file.name not in shown and file.name in files:
            main, _, sub = file.media_type.partition("/")
            charset = {"charset": "utf-8"} if main == "text" else {}
            letter.add_attachment(files[file.name], main, sub, filename=file.name, params=charset)
    for number, part in enumerate(part for part in letter.walk() if part.is_multipart()):
        part.set_boundary(f"=={identity}-{number}==")
    return letter.as_bytes()


def _cid(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]", "-", name) + "@pingti"


def _text_lines(message: Message, identity: str) -> Iterator[str]:
    yield from plain_lines(message)
    yield ""
    yield tail(identity)


def _html(message: Message, shown: list[str], identity: str) -> str:
    blocks = "\n".join(_block(block, shown) for block in message.blocks)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"></head><body style="{_FONT}">'
        f'<div style="max-width:640px;margin:auto"><h2>{escape(message.title)}</h2>\n{blocks}\n'
        f'<p style="color:#8794a1;font-size:12px">{tail(identity)}</p></div></body></html>\n'
    )


def _block(block: Block, shown: list[str]) -> str:
    match block:
        case Heading(words):
            html = f"<h3>{escape(words)}</h3>"
        case Paragraph(spans, quiet):
            html = f'<p style="{_QUIET if quiet else ""}">{_spans(spans)}</p>'
        case Items(items, numbered):
            rows = "".join(f"<li>{_spans(item)}</li>" for item in items)
            html = f"<ol>{rows}</ol>" if numbered else f"<ul>{rows}</ul>"
        case Quote(words):
            html = f'<blockquote style="{_QUOTE}">{escape(words)}</blockquote>'
        case Picture(file, words) if file in shown:
            html = f'<p><img src="cid:{_cid(file)}" alt="{escape(words)}" style="max-width:100%"></p>'
        case Picture(_, words):
            html = f"<p>{escape(words)}</p>"
        case Actions(links):
            html = f"<p>{' · '.join(_spans((span,)) for span in links)}</p>"
    return html


def _spans(spans: Text) -> str:
    out = []
    for span in spans:
        words = escape(span.text)
        if url := link_target(span.url):
            words = f'<a href="{escape(url)}">{words}</a>'
        out.append(f"<b>{words}</b>" if span.bold else words)
    return "".join(out)
