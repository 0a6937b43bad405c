"""Emptying one channel: claim, shape, send part by part, write down, until nothing is due or time is up.

What went wrong with a message moves that message; what went wrong with the channel (throttled, wrong key,
unreachable) rests the channel, and no message is given up for it before five days.
"""

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from channels.contract import Part
from channels.sending.hiding import hide
from domain.delivery import Attempt, Delivery, Outcome, Rejected, Retry, Sent, retry_seconds
from domain.errors import PingtiError, StoreLocked
from domain.message import Message
from jobs.channel_accounts import OpenedChannel
from jobs.home import now
from jobs.pace import Pace
from store.lanes import Lane, LaneLost, take_lane

log = logging.getLogger("pingti.deliver")

_RECORD_TRIES = 5  # each waits for as long as the database does (store/engine.py)


@dataclass(frozen=True, slots=True)
class Policy:
    """How patiently to send; so many failures in a row as `breaker` says rest the channel."""

    lease_seconds: float = 300.0
    batch: int = 20
    breaker: int = 5
    rest_seconds: tuple[float, ...] = (60.0, 300.0, 900.0, 3600.0)
    linger_seconds: float = 30.0
    give_up_after: timedelta = timedelta(days=5)
    retry: Callable[[int, str], float | None] = retry_seconds


@dataclass(slots=True)
class Emptied:
    """What one turn at one channel did; `problems` are messages given up and why the channel rests."""

    channel: str
    sent: int = 0
    retried: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Turn:
    """One holder's turn at one channel."""

    lane: Lane
    opened: OpenedChannel
    load_files: Callable[[Message], Mapping[str, bytes]]
    until: datetime
    policy: Policy
    clock: Callable[[], datetime]
    done: Emptied
    pace: Pace
    in_a_row: int = 0
    rest: float | None = None
    trouble: str | None = None
    out_of_time: bool = False

    @property
    def over(self) -> bool:
        return self.out_of_time or self.rest is not None or self.clock() >= self.until

    def run(self) -> None:
        """Send what is due; waits a little for what is due soon. What is left of a batch waits again."""
        batch: deque[tuple[Delivery, Message]] = deque()
        while not self.over:
            if not batch:
                batch.extend(self.lane.claim(self.policy.batch, self.clock()))
            if batch:
                self._deliver(*batch.popleft())
                self._outlast_a_short_rest()
                continue
            due = self.lane.next_due()
            if due is None or not self._worth_waiting((due - self.clock()).total_seconds()):
                return
            time.sleep(max((due - self.clock()).total_seconds(), 0))

    def _outlast_a_short_rest(self) -> None:
        """A receiver that asks for some seconds gets them, a few times; for longer, the next turn is for."""
        patient = self.in_a_row < self.policy.breaker
        if self.rest is not None and patient and self._worth_waiting(self.rest):
            time.sleep(self.rest)
            self.rest = self.trouble = None
            self.done.problems.pop()

    def _worth_waiting(self, seconds: float) -> bool:
        return seconds <= min(self.policy.linger_seconds, (self.until - self.clock()).total_seconds())

    def _deliver(self, delivery: Delivery, message: Message) -> None:
        if self.clock() - delivery.due_at > self.policy.give_up_after:
            self._bury(
                delivery, f"not delivered in {self.policy.give_up_after.days} days: {delivery.problem}"
            )
            return
        try:
            parts = self.opened.channel.render(message, self.load_files(message))
        except Exception as error:
            self._failed(delivery, None, _bug(self.opened.id, "shape", error))
            return
        if self.opened.channel.in_order and delivery.done_parts and delivery.parts != len(parts):
            self._bury(
                delivery, f"shaped anew into {len(parts)} parts after {len(delivery.done_parts)} were sent"
            )
            return
        delivery = replace(delivery, parts=len(parts))
        refused: list[str] = []
        last: Attempt | None = None
        for part in parts:
            if part.id in delivery.done_parts:
                continue
            if not self.pace.wait(self.until):
                self.out_of_time = True
                return
            outcome, attempt = self._attempt(delivery, part)
            if isinstance(outcome, Retry):
                self._failed(delivery, attempt, outcome)
                return
            self.in_a_row = 0
            if isinstance(outcome, Rejected):
                refused.append(_of_part(part, outcome.reason))
                if self.opened.channel.in_order:
                    last = attempt
                    break
                self._record(replace(delivery, problem=outcome.reason), attempt, self.clock())
                continue
            delivery = replace(delivery, done_parts=(*delivery.done_parts, part.id))
            whole = len(delivery.done_parts) == len(parts)
            if whole:
                delivery = replace(delivery, state="sent", sent_at=self.clock(), problem=None)
            self._record(delivery, attempt, self.clock())
            self.done.sent += whole
        if refused:
            self._bury(delivery, "; ".join(refused), last)

    def _attempt(self, delivery: Delivery, part: Part) -> tuple[Outcome, Attempt]:
        at = self.clock()
        self.pace.count(at)
        try:
            outcome = hide(self.opened.channel.send(part, at), self.opened.secrets)
        except Exception as error:
            outcome = _bug(self.opened.id, "send", error)
        words = outcome.receipt if isinstance(outcome, Sent) else outcome.reason
        return outcome, Attempt(delivery.id, part.id, at, type(outcome).__name__.lower(), words)

    def _failed(self, delivery: Delivery, attempt: Attempt | None, outcome: Retry) -> None:
        """The message waits: for the schedule if it is its own trouble, else until the channel has rested."""
        self.in_a_row += 1
        self.done.retried += 1
        if outcome.whole_channel:
            self._rest(outcome.reason, outcome.after_seconds)
            seconds: float | None = self.rest
        else:
            delivery = replace(delivery, attempts=delivery.attempts + 1)
            seconds = self.policy.retry(delivery.attempts, f"{delivery.fingerprint}\n{delivery.channel}")
            if seconds is not None and outcome.after_seconds is not None:
                seconds = max(seconds, outcome.after_seconds)
            if self.in_a_row >= self.policy.breaker:
                self._rest(f"{self.in_a_row} failures in a row, the last: {outcome.reason}", None)
        if seconds is None:
            self._bury(delivery, outcome.reason, attempt)
            return
        next_at = self.clock() + timedelta(seconds=seconds)
        self._record(
            replace(delivery, state="waiting", next_at=next_at, problem=outcome.reason), attempt, self.clock()
        )

    def _bury(self, delivery: Delivery, reason: str, attempt: Attempt | None = None) -> None:
        self._record(replace(delivery, state="dead", problem=reason), attempt, self.clock())
        self.done.problems.append(
            f"{self.opened.id} 未送达「{delivery.title}」：{reason}。"
            f"处理后重发：pingti deliver --again {delivery.id}"
        )

    def _record(self, delivery: Delivery, attempt: Attempt | None, at: datetime) -> None:
        """A busy database is waited for: a part that was sent and not written down would be sent again."""
        for patience in range(_RECORD_TRIES, -1, -1):
            try:
                self.lane.record(delivery, attempt, at)
                return
            except LaneLost:
                raise
            except StoreLocked:
                if not patience:
                    raise

    def _rest(self, reason: str, seconds: float | None) -> None:
        steps = self.policy.rest_seconds
        self.rest = steps[min(self.lane.failures, len(steps) - 1)] if seconds is None else seconds
        self.trouble = reason
        self.done.problems.append(f"{self.opened.id} 暂停 {self.rest:,.0f} 秒：{reason}")

    def leave(self) -> None:
        """Give the lane back; a channel that had trouble is left alone for longer each time."""
        at = self.clock()
        if self.rest is not None:
            self.lane.leave(at, at + timedelta(seconds=self.rest), self.lane.failures + 1, self.trouble)
        else:
            healthy = self.done.sent > 0
            self.lane.leave(at, None, 0 if healthy else self.lane.failures, None)


def empty_lane(
    engine: Engine,
    opened: OpenedChannel,
    load_files: Callable[[Message], Mapping[str, bytes]],
    *,
    until: datetime,
    policy: Policy = Policy(),
    clock: Callable[[], datetime] = now,
) -> Emptied:
    """Send what is due on one channel, unless somebody else is at it or it is to be left alone."""
    done = Emptied(opened.id)
    lane = take_lane(engine, opened.id, uuid.uuid4().hex, policy.lease_seconds, clock())
    if lane is None:
        return done
    longest = max((rate.seconds for rate in opened.channel.rates), default=0.0)
    pace = Pace(opened.channel.rates, lane.recent(clock() - timedelta(seconds=longest * 1.02)), clock)
    turn = Turn(lane, opened, load_files, until, policy, clock, done, pace)
    try:
        with _beating(lane, policy.lease_seconds, clock):
            turn.run()
        turn.leave()
    except LaneLost as error:
        # Another holder sends now. What this one had in the air may be sent once more, under its id.
        log.warning("%s: %s", opened.id, error)
    return done


@contextmanager
def _beating(lane: Lane, lease_seconds: float, clock: Callable[[], datetime]) -> Iterator[None]:
    """Keeps the lease alive through a slow answer; a killed process stops beating and loses it."""
    over = Event()

    def beat() -> None:
        while not over.wait(lease_seconds / 4):
            try:
                lane.beat(clock())
            except PingtiError as error:
                log.warning("%s: no heartbeat: %s", lane.channel, error)

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _bug(channel: str, doing: str, error: Exception) -> Retry:
    """A fault of ours: told by its kind alone, since its words may hold what must not be logged."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    at = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
    log.error("%s: cannot %s a message: %s at %s", channel, doing, type(error).__name__, at)
    return Retry(f"our own fault: {type(error).__name__} (see the log)")


def _of_part(part: Part, reason: str) -> str:
    if not part.recipient:
        return reason if part.of == 1 else f"part {part.number} of {part.of}: {reason}"
    name, _, host = part.recipient.partition("@")
    return f"{name[:1]}***@{host}: {reason}"
