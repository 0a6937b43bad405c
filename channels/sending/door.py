"""The one way out over HTTP: guarded, in bounded time, without redirects, without a log of addresses.

Python's own client is used as it is: no proxy taken from the environment, nothing logged, nothing retried
behind our back.
"""

import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import create_connection, gaierror, socket

from channels.sending.guard import Forbidden, Resolve, checked_addresses, read_url, resolve
from domain.delivery import Retry

TIMEOUT_SECONDS = 20.0
_ANSWER_BYTES = 64_000
AGENT = "pingti"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, headers by lower-case name, and at most 64 kB of body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Door:
    """Sends bytes to an address. `allowed_hosts` may be private and may be spoken to without TLS."""

    def __init__(
        self,
        allowed_hosts: Sequence[str] = (),
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        tls: ssl.SSLContext | None = None,
        look_up: Resolve = resolve,
    ) -> None:
        self.allowed_hosts = tuple(allowed_hosts)
        self.timeout_seconds = timeout_seconds
        self.tls = tls or ssl.create_default_context()
        self._look_up = look_up

    def addresses(self, host: str, port: int) -> list[str]:
        """Where that name leads, checked; raises Forbidden."""
        return checked_addresses(host, port, self.allowed_hosts, self._look_up)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | Retry:
        """One POST; whatever keeps it from being answered is a Retry whose reason names no address."""
        parts = read_url(url, self.allowed_hosts)
        secure, host = parts.scheme == "https", parts.hostname or ""
        port = parts.port or (443 if secure else 80)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        deadline = time.monotonic() + self.timeout_seconds
        try:
            addresses = self.addresses(host, port)
            connection = (
                _Secure(host, port, timeout=self.timeout_seconds, context=self.tls)
                if secure
                else _Plain(host, port, timeout=self.timeout_seconds)
            )
            connection.addresses = addresses
            try:
                connection.request("POST", target, body, {"User-Agent": AGENT, **headers})
                with connection.getresponse() as response:
                    return _read(response, deadline)
            finally:
                connection.close()
        except Forbidden as error:
            return Retry(f"refused by us: {error}; private_hosts can allow it", whole_channel=True)
        except gaierror:
            return Retry("the host name is not known", whole_channel=True)
        except ssl.SSLError as error:
            return Retry(f"TLS failed: {getattr(error, 'verify_message', '') or error.reason}", None, True)
        except TimeoutError:
            return Retry(f"no answer within {self.timeout_seconds:g} s")
        except (OSError, HTTPException) as error:
            # The words of these may hold what the receiver sent; their kind says enough.
            return Retry(f"no answer: {getattr(error, 'strerror', None) or type(error).__name__}")


class _Plain(HTTPConnection):
    addresses: Sequence[str] = ()

    def connect(self) -> None:
        self.sock = reach(self.addresses, self.port, self.timeout)


class _Secure(HTTPSConnection):
    addresses: Sequence[str] = ()

    def __init__(self, host: str, port: int, *, timeout: float, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=timeout, context=context)
        self._tls = context

    def connect(self) -> None:
        self.sock = self._tls.wrap_socket(
            reach(self.addresses, self.port, self.timeout), server_hostname=self.host
        )


def reach(addresses: Sequence[str], port: int, timeout: float | None) -> socket:
    """A connection to the first of the checked addresses that takes it."""
    failed: OSError = OSError("no address")
    for address in addresses:
        try:
            return create_connection((address, port), timeout)
        except OSError as error:
            failed = error
    raise failed


def _read(response: HTTPResponse, deadline: float) -> Answer:
    """The answer, up to a size and a moment: a receiver that drips must not hold the sender."""
    chunks, size = [], 0
    while size < _ANSWER_BYTES and (chunk := response.read1(_ANSWER_BYTES - size)):
        chunks.append(chunk)
        size += len(chunk)
        if time.monotonic() > deadline:
            raise TimeoutError
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, b"".join(chunks))
