"""The send ledger: what is to be sent, what was, and what was given up. Nothing is in it twice.

A message is queued once per fingerprint and channel, whoever asks and however often. Who takes it from
here and sends it is store/lanes.py.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Engine, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from domain.delivery import Attempt, Delivery, State
from domain.errors import BadSettings
from domain.message import Message
from store.engine import reading, writing
from store.tables import DeliveryAttempt, DeliveryLane, DeliveryRow

_MESSAGE = TypeAdapter(Message)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LaneState:
    """How it stands with one channel: how many wait, since when, what is wrong and until when it rests."""

    channel: str
    waiting: int
    dead: int
    oldest_due_at: datetime | None
    not_before: datetime | None
    problem: str | None


def queue_messages(
    engine: Engine,
    messages: Iterable[tuple[Message, str]],
    at: datetime,
    *,
    due_at: datetime | None = None,
    bundle: str | None = None,
) -> int:
    """Queue each message for its channel, unless it is there already; returns how many are new.

    With `bundle` they wait until `due_at` to be told together (`bundle_due`).
    """
    rows = [
        {
            "fingerprint": message.fingerprint,
            "channel": channel,
            "what": message.what,
            "title": message.title,
            "message": _MESSAGE.dump_python(message, mode="json"),
            "state": "waiting",
            "attempts": 0,
            "queued_at": at,
            "due_at": due_at or at,
            "next_at": due_at or at,
            "done_parts": [],
            "bundle": bundle,
        }
        for message, channel in messages
    ]
    new = 0
    with writing(engine) as session:
        for start in range(0, len(rows), _AT_ONCE):
            new += _insert_new(session, rows[start : start + _AT_ONCE])
    return new


def _insert_new(session: Session, rows: list[dict[str, Any]]) -> int:
    build = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        build(DeliveryRow).values(rows).on_conflict_do_nothing(index_elements=["fingerprint", "channel"])
    )
    return len(session.execute(statement.returning(col(DeliveryRow.id))).all())


def bundle_due(engine: Engine, now: datetime, merge: Callable[[str, Sequence[Message]], Message]) -> int:
    """Put each bundle whose time has come into one message of its own, in one step; returns how many.

    A bundle of one is sent as it is. What comes into the bundle later waits for the next.
    """
    due = (
        select(DeliveryRow)
        .where(col(DeliveryRow.bundle).is_not(None), col(DeliveryRow.state) == "waiting")
        .where(col(DeliveryRow.next_at) <= now)
        .order_by(col(DeliveryRow.id))
        .with_for_update()
    )
    made = 0
    with writing(engine) as session:
        bundles: dict[tuple[str, str], list[DeliveryRow]] = {}
        for row in session.exec(due):
            bundles.setdefault((row.channel, row.bundle or ""), []).append(row)
        for (channel, bundle), rows in bundles.items():
            if len(rows) == 1:
                rows[0].bundle = None
                continue
            message = merge(bundle, [_MESSAGE.validate_python(row.message) for row in rows])
            together = DeliveryRow(
                fingerprint=message.fingerprint, channel=channel, what=message.what, title=message.title,
                message=_MESSAGE.dump_python(message, mode="json"), state="waiting", attempts=0,
                queued_at=now, due_at=now, next_at=now, done_parts=[],
            )  # fmt: skip
            session.add(together)
            session.flush()
            for row in rows:
                row.state, row.bundled_in = "bundled", together.id
            made += 1
    return made


def load_deliveries(
    engine: Engine,
    *,
    states: Sequence[str] = (),
    channel: str | None = None,
    fingerprint: str | None = None,
    n: int = 100,
) -> list[Delivery]:
    """The n deliveries queued last that fit, newest first."""
    query = select(DeliveryRow).order_by(col(DeliveryRow.id).desc()).limit(n)
    if states:
        query = query.where(col(DeliveryRow.state).in_(states))
    if channel is not None:
        query = query.where(col(DeliveryRow.channel) == channel)
    if fingerprint is not None:
        query = query.where(col(DeliveryRow.fingerprint).startswith(fingerprint, autoescape=True))
    with reading(engine) as session:
        return [read_delivery(row) for row in session.exec(query)]


def load_attempts(engine: Engine, delivery: int) -> list[Attempt]:
    """What was tried for one delivery, oldest first."""
    query = (
        select(DeliveryAttempt)
        .where(col(DeliveryAttempt.delivery) == delivery)
        .order_by(col(DeliveryAttempt.id))
    )
    with reading(engine) as session:
        return [
            Attempt(row.delivery, row.part, row.at, row.outcome, row.words) for row in session.exec(query)
        ]


def send_again(engine: Engine, delivery: int, at: datetime) -> Delivery:
    """Let a dead letter be sent again: only the parts that have not arrived, under the same ids.

    Also ends the rest its channel was given. Raises BadSettings for an id that is not a dead letter.
    """
    with writing(engine) as session:
        row = session.get(DeliveryRow, delivery)
        if row is None or row.state != "dead":
            state = "no delivery" if row is None else f"a delivery that is {row.state}"
            raise BadSettings(
                f"{delivery} is {state}", hint="See the dead letters with: pingti deliver --dead"
            )
        row.state, row.attempts, row.due_at, row.next_at, row.problem = "waiting", 0, at, at, None
        if row.parts is not None and not row.done_parts:
            row.parts = None
        lane = session.get(DeliveryLane, row.channel)
        if lane is not None:
            lane.not_before, lane.failures = None, 0
        session.flush()
        return read_delivery(row)


def withdraw_waiting(engine: Engine, tells: Callable[[Message], bool], why: str) -> int:
    """Make dead letters of the messages that wait and that `tells` is true of; returns how many.

    A person may let them go after all (`send_again`). What is being sent is not stopped.
    """
    waiting = (
        select(DeliveryRow)
        .where(col(DeliveryRow.state) == "waiting")
        .order_by(col(DeliveryRow.id))
        .with_for_update()
    )
    withdrawn = 0
    with writing(engine) as session:
        for row in session.exec(waiting):
            if tells(read_message(row)):
                row.state, row.problem, row.bundle = "dead", why, None
                withdrawn += 1
    return withdrawn


def load_lanes(engine: Engine) -> list[LaneState]:
    """How it stands with every channel that ever had a message, by name."""
    state = col(DeliveryRow.state)
    open_ = state.in_(("waiting", "sending")) & col(DeliveryRow.bundle).is_(None)
    counts = (
        select(
            col(DeliveryRow.channel),
            func.count().filter(open_),
            func.count().filter(state == "dead"),
            func.min(col(DeliveryRow.due_at)).filter(open_),
        )
        .group_by(col(DeliveryRow.channel))
        .order_by(col(DeliveryRow.channel))
    )
    with reading(engine) as session:
        lanes = {lane.channel: lane for lane in session.exec(select(DeliveryLane))}
        found = []
        for channel, waiting, dead, oldest in session.exec(counts):
            lane = lanes.get(channel)
            rest = (lane.not_before, lane.problem) if lane else (None, None)
            found.append(LaneState(channel, waiting, dead, oldest, *rest))
        return found


def read_message(row: DeliveryRow) -> Message:
    return _MESSAGE.validate_python(row.message)


def read_delivery(row: DeliveryRow) -> Delivery:
    assert row.id is not None  # noqa: S101  it is stored
    return Delivery(
        id=row.id, fingerprint=row.fingerprint, channel=row.channel, what=row.what, title=row.title,
        state=cast(State, row.state), attempts=row.attempts, queued_at=row.queued_at, due_at=row.due_at,
        next_at=row.next_at, parts=row.parts, done_parts=tuple(row.done_parts), sent_at=row.sent_at,
        problem=row.problem, bundled_in=row.bundled_in,
    )  # fmt: skip
