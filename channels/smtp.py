"""E-mail over SMTP: one letter a recipient, with a Message-ID that stays the same at every attempt.

The address is smtps://user@host:465 (TLS from the start) or smtp://user@host:587 (STARTTLS, refused if the
server cannot). A relay inside one's own network is named in private_hosts; only such a one may go without.
"""

import hashlib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from smtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from socket import gaierror, socket
from urllib.parse import unquote, urlsplit

from channels.contract import Account, Part, Rate
from channels.sending.door import Door, reach
from channels.sending.guard import Forbidden
from channels.sending.letter import build_letter
from domain.delivery import Outcome, Rejected, Retry, Sent, message_id
from domain.errors import BadSettings
from domain.message import Message

URL_IS_SECRET = False
NEEDS_SECRET = False


class Mail:
    """One sender and its recipients, each of whom is sent a letter of their own."""

    rates = (Rate(60, 60.0),)
    in_order = False

    def __init__(self, account: Account, door: Door) -> None:
        self._account = account
        self._door = door
        hint = "Write url = smtps://user@host:465, sender = name@host and recipients = [name@host]"
        try:
            parts = urlsplit(account.url)
            self._sender = Address(addr_spec=account.sender)
            self._recipients = [Address(addr_spec=name) for name in account.recipients]
            self._host, port = parts.hostname or "", parts.port
        except (ValueError, MessageError, IndexError):
            raise BadSettings(
                f"Channel {account.id} holds an address that cannot be read", hint=hint
            ) from None
        if parts.scheme not in ("smtp", "smtps") or not (self._host and self._recipients and account.sender):
            raise BadSettings(f"Channel {account.id} lacks a server, a sender or recipients", hint=hint)
        self._tls_first = parts.scheme == "smtps"
        self._port = port or (465 if self._tls_first else 587)
        self._user = unquote(parts.username or "")
        if self._user and not account.secrets:
            raise BadSettings(f"Channel {account.id} has a user but no secret", hint="Name one: secret = …")

    def render(self, message: Message, files: Mapping[str, bytes]) -> tuple[Part, ...]:
        identity = message_id(message.fingerprint, self._account.id)
        parts = []
        for number, recipient in enumerate(self._recipients, 1):
            own = f"{identity}.{hashlib.sha256(recipient.addr_spec.encode()).hexdigest()[:8]}"
            letter = build_letter(
                message, files, identity=own, sender=self._sender, recipient=recipient,
                unsubscribe=self._account.unsubscribe,
            )  # fmt: skip
            parts.append(Part(own, number, len(self._recipients), letter, recipient.addr_spec))
        return tuple(parts)

    def send(self, part: Part, at: datetime) -> Outcome:
        try:
            addresses = self._door.addresses(self._host, self._port)
            first = self._door.tls if self._tls_first else None
            client = _Client(
                addresses, self._host, self._port, self._door.timeout_seconds, first, self._sender.domain
            )
            with client:
                self._greet(client)
                client.sendmail(self._sender.addr_spec, [part.recipient], part.body)
                return Sent()
        except Forbidden as error:
            return Retry(f"refused by us: {error}; private_hosts can allow it", whole_channel=True)
        except gaierror:
            return Retry("the host name of the mail server is not known", whole_channel=True)
        except ssl.SSLError as error:
            return Retry(f"TLS failed: {getattr(error, 'verify_message', '') or error.reason}", None, True)
        except TimeoutError:
            return Retry(f"no answer within {self._door.timeout_seconds:g} s")
        except (SMTPException, OSError) as error:
            return read_refusal(error)

    def _greet(self, client: SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if not self._tls_first and (
            client.has_extn("starttls") or self._host not in self._door.allowed_hosts
        ):
            client.starttls(context=self._door.tls)
            client.ehlo()
        if self._user:
            client.login(self._user, self._account.secrets[0])


class _Client(SMTP):
    """smtplib, going to the addresses that were checked."""

    def __init__(
        self,
        addresses: Sequence[str],
        host: str,
        port: int,
        timeout: float,
        tls_first: ssl.SSLContext | None,
        own_name: str,
    ) -> None:
        self._addresses = addresses
        self._tls_first = tls_first
        super().__init__(host, port, local_hostname=own_name, timeout=timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        plain = reach(self._addresses, port, timeout)
        return self._tls_first.wrap_socket(plain, server_hostname=host) if self._tls_first else plain

    def __exit__(self, *args: object) -> None:
        # A letter is with the server once it said so after DATA; a farewell gone wrong unsends nothing.
        try:
            self.quit()
        except (SMTPException, OSError):
            self.close()


def read_refusal(error: Exception) -> Outcome:
    """4xx means later, 5xx never; a refused log-in or sender is the channel's trouble, not the letter's."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        reason = f"{code} {_words(words)}"
        return Retry(reason) if code < 500 else Rejected(reason)
    if isinstance(error, SMTPResponseException):
        reason = f"{error.smtp_code} {_words(error.smtp_error)}"
        if isinstance(error, SMTPAuthenticationError | SMTPSenderRefused):
            return Retry(f"{reason} (check user, secret and sender)", whole_channel=True)
        return Rejected(reason) if error.smtp_code >= 500 else Retry(reason)
    if isinstance(error, SMTPNotSupportedError):
        return Retry("the server offers no TLS or no log-in", whole_channel=True)
    return Retry(f"no answer: {getattr(error, 'strerror', None) or type(error).__name__}")


def _words(said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(words.split())[:200]


def open_channel(account: Account, door: Door) -> Mail:
    return Mail(account, door)
