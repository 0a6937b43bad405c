"""One sender a channel at a time: a lease in the database, and every step fenced by it.

The holder of a lane claims messages and writes down what became of each. A holder that was killed gives
no sign and loses the lane when its lease ends; what it had claimed then waits again, under the same ids.
A holder that was only slow finds the fence shut: it can write nothing any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, bindparam, func, insert, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from domain.delivery import Attempt, Delivery
from domain.errors import StoreLocked
from domain.message import Message
from store.deliveries import read_delivery, read_message
from store.engine import reading, writing
from store.tables import DeliveryAttempt, DeliveryLane, DeliveryRow

# Built once: a sender says these for every part it sends.
_LANES, _DELIVERIES = DeliveryLane.__table__, DeliveryRow.__table__  # type: ignore[attr-defined]
_HELD = (
    update(_LANES)
    .where(_LANES.c.channel == bindparam("this"), _LANES.c.holder == bindparam("me"))
    .values(lease_until=bindparam("lease_until"))
)
_TRIED = insert(DeliveryAttempt.__table__)  # type: ignore[attr-defined]
_SETTLED = (
    update(_DELIVERIES)
    .where(_DELIVERIES.c.id == bindparam("this"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "attempts", "next_at", "parts", "done_parts", "sent_at", "problem")
        }
    )
)


class LaneLost(StoreLocked):
    """The lease ended and another sender holds the channel."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A held channel; `failures` counts the times in a row that it had to be left alone."""

    engine: Engine
    channel: str
    holder: str
    lease_seconds: float
    failures: int

    def beat(self, now: datetime) -> None:
        """Prolong the lease; raises LaneLost."""
        with writing(self.engine) as session:
            self._fence(session, now)

    def claim(self, n: int, now: datetime) -> list[tuple[Delivery, Message]]:
        """At most n messages that are due, those due longest first; they are `sending` from here on."""
        due = (
            select(DeliveryRow)
            .where(col(DeliveryRow.channel) == self.channel, col(DeliveryRow.state) == "waiting")
            .where(col(DeliveryRow.next_at) <= now, col(DeliveryRow.bundle).is_(None))
            .order_by(col(DeliveryRow.next_at), col(DeliveryRow.id))
            .limit(n)
        )
        with writing(self.engine) as session:
            self._fence(session, now)
            rows = list(session.exec(due))
            for row in rows:
                row.state = "sending"
            session.flush()
            return [(read_delivery(row), read_message(row)) for row in rows]

    def next_due(self) -> datetime | None:
        """When the next message of the channel is due; None when none waits."""
        query = select(func.min(col(DeliveryRow.next_at))).where(
            col(DeliveryRow.channel) == self.channel,
            col(DeliveryRow.state) == "waiting",
            col(DeliveryRow.bundle).is_(None),
        )
        with reading(self.engine) as session:
            found: datetime | None = session.exec(query).one()
            return found

    def record(self, delivery: Delivery, attempt: Attempt | None, now: datetime) -> None:
        """Write down how it stands with a delivery and the attempt that brought it there; raises LaneLost."""
        with writing(self.engine) as session:
            self._fence(session, now)
            connection = session.connection()
            if attempt is not None:
                connection.execute(
                    _TRIED,
                    {
                        "delivery": attempt.delivery, "channel": self.channel, "part": attempt.part,
                        "at": attempt.at, "outcome": attempt.outcome, "words": attempt.words,
                    },
                )  # fmt: skip
            connection.execute(
                _SETTLED,
                {
                    "this": delivery.id, "state": delivery.state, "attempts": delivery.attempts,
                    "next_at": delivery.next_at, "parts": delivery.parts,
                    "done_parts": list(delivery.done_parts), "sent_at": delivery.sent_at,
                    "problem": delivery.problem,
                },
            )  # fmt: skip

    def recent(self, since: datetime) -> list[datetime]:
        """When parts were sent, or tried, since then."""
        query = (
            select(DeliveryAttempt.at)
            .where(col(DeliveryAttempt.channel) == self.channel, col(DeliveryAttempt.at) > since)
            .order_by(col(DeliveryAttempt.at))
        )
        with reading(self.engine) as session:
            return list(session.exec(query))

    def leave(self, now: datetime, not_before: datetime | None, failures: int, problem: str | None) -> None:
        """Give the channel back; what was claimed and not tried waits again."""
        with writing(self.engine) as session:
            self._fence(session, now)
            _wait_again(session, self.channel)
            session.execute(
                update(DeliveryLane)
                .where(col(DeliveryLane.channel) == self.channel)
                .values(
                    holder=None, lease_until=None, not_before=not_before, failures=failures, problem=problem
                )
            )

    def _fence(self, session: Session, now: datetime) -> None:
        lease_until = now + timedelta(seconds=self.lease_seconds)
        asked = {"this": self.channel, "me": self.holder, "lease_until": lease_until}
        if not session.connection().execute(_HELD, asked).rowcount:
            raise LaneLost(f"Another sender has taken over the channel {self.channel}")


def take_lane(engine: Engine, channel: str, holder: str, lease_seconds: float, now: datetime) -> Lane | None:
    """The right to send to that channel, or None while another has it or the channel is to be left alone."""
    build = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    with writing(engine) as session:
        session.execute(
            build(DeliveryLane)
            .values(channel=channel, failures=0)
            .on_conflict_do_nothing(index_elements=["channel"])
        )
        free = or_(col(DeliveryLane.holder).is_(None), col(DeliveryLane.lease_until) <= now)
        rested = or_(col(DeliveryLane.not_before).is_(None), col(DeliveryLane.not_before) <= now)
        # One statement decides and takes: of two at once the second finds the new holder and no row.
        taken = session.execute(
            update(DeliveryLane)
            .where(col(DeliveryLane.channel) == channel, free, rested)
            .values(holder=holder, lease_until=now + timedelta(seconds=lease_seconds))
            .returning(col(DeliveryLane.failures))
        ).one_or_none()
        if taken is None:
            return None
        _wait_again(session, channel)
        return Lane(engine, channel, holder, lease_seconds, taken[0])


def channels_due(engine: Engine, now: datetime) -> Sequence[str]:
    """Channels with a message to send now, or one that somebody claimed and may never have sent."""
    query = (
        select(DeliveryRow.channel)
        .where(col(DeliveryRow.state).in_(("waiting", "sending")), col(DeliveryRow.next_at) <= now)
        .where(col(DeliveryRow.bundle).is_(None))
        .distinct()
        .order_by(DeliveryRow.channel)
    )
    with reading(engine) as session:
        return list(session.exec(query))


def _wait_again(session: Session, channel: str) -> None:
    session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.channel) == channel, col(DeliveryRow.state) == "sending")
        .values(state="waiting")
    )
