"""What a public service bears: small bodies, and so many requests a link."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 8_192


class TooLong(Exception):
    """The body went on after the last byte that is read."""


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `most` bytes, whether it says so before or not."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting what is received."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > self.most:
            await PlainTextResponse("", 413)(scope, receive, send)
            return
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self.most:
                raise TooLong
            return message

        try:
            await self.app(scope, counted, send)
        except TooLong:
            await PlainTextResponse("", 413)(scope, receive, send)


class LinkRate:
    """So many requests of one link in a span of time; remembers the links that were asked for last."""

    def __init__(
        self,
        now: Callable[[], datetime],
        most: int = 20,
        span: timedelta = timedelta(minutes=10),
        remembered: int = 10_000,
    ) -> None:
        self._now, self._most, self._span, self._remembered = now, most, span, remembered
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()

    def allows(self, link: str) -> bool:
        """Count one request; False when it is one too many."""
        at = self._now()
        times = self._asked.setdefault(link, deque(maxlen=self._most))
        self._asked.move_to_end(link)
        while len(self._asked) > self._remembered:
            self._asked.popitem(last=False)
        if len(times) == self._most and at - times[0] < self._span:
            return False
        times.append(at)
        return True
