"""Instants in the database: aware UTC on both sides, whatever the database makes of time zones."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from domain.errors import BadSettings


class UtcInstant(TypeDecorator[datetime]):
    """Stores aware datetimes as UTC and gives them back aware; a naive one is refused, not guessed at.

    SQLite keeps no time zone and would give naive datetimes back; PostgreSQL gives them in the zone of
    the session.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise BadSettings(f"{value} has no time zone", hint="Pass an aware datetime, e.g. in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        read: datetime = value
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
