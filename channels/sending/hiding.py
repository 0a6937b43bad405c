"""Keeps secrets out of every word a channel says: a receiver may echo the address it was asked at."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from domain.delivery import Outcome, Rejected, Retry

_SHORTEST = 6


def secret_words(url: str, secrets: Iterable[str]) -> tuple[str, ...]:
    """Everything of an account that must not be repeated, longest first."""
    parts = urlsplit(url)
    words = {url, parts.path, parts.query, *secrets, *(value for _, value in parse_qsl(parts.query))}
    words |= {piece for piece in parts.path.split("/") if len(piece) >= 16}
    words |= {parts.username or "", parts.password or ""}
    words |= {unquote(word) for word in words} | {quote(word, safe="") for word in words}
    return tuple(sorted((word for word in words if len(word) >= _SHORTEST), key=len, reverse=True))


def hidden(words: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        words = words.replace(secret, "***")
    return words


def hide(outcome: Outcome, secrets: tuple[str, ...]) -> Outcome:
    """The same outcome, its words without the secrets."""
    if isinstance(outcome, Retry | Rejected):
        return replace(outcome, reason=hidden(outcome.reason, secrets))
    if outcome.receipt:
        return replace(outcome, receipt=hidden(outcome.receipt, secrets))
    return outcome
