"""Answers that a client asks for again and again: with an ETag, and 304 when nothing changed."""

from collections.abc import Mapping
from hashlib import sha256

from fastapi import Request, Response


def tagged(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """`body` with its ETag, or 304 without a body where If-None-Match already names it (RFC 9110, 13.1.2)."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    cached = {"ETag": tag, "Cache-Control": "no-cache"}
    asked = {item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")}
    if asked & {tag, "*"}:
        return Response(status_code=304, headers=cached)
    return Response(body, media_type=media_type, headers=cached | dict(headers or {}))
