"""One turn at one channel: what moves a message, what rests the channel, and what is never sent twice."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from channels.contract import Part, Rate
from domain.delivery import Outcome, Rejected, Retry, Sent
from domain.errors import StoreLocked
from domain.message import Message, Paragraph, text
from jobs.channel_accounts import OpenedChannel
from jobs.home import now
from jobs.lanes import Emptied, Policy, empty_lane
from store.deliveries import load_attempts, load_deliveries, load_lanes, queue_messages, send_again
from store.engine import migrate, open_database
from store.lanes import Lane, take_lane

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that sleeping moves on."""

    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass
class Scripted:
    """A channel of `of` parts a message that answers by the script, then always yes."""

    answers: list[Outcome] = field(default_factory=list)
    of: int = 1
    rates: tuple[Rate, ...] = ()
    in_order: bool = True
    sent: list[str] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    names: tuple[str, ...] = ("", "", "")

    def render(self, message: Message, files: object) -> tuple[Part, ...]:
        n = range(1, self.of + 1)
        return tuple(Part(f"{message.fingerprint}.{i}", i, self.of, b"", self.names[i - 1]) for i in n)

    def send(self, part: Part, at: datetime) -> Outcome:
        self.sent.append(part.id)
        self.at.append(at)
        return self.answers.pop(0) if self.answers else Sent()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "sleep", clock.sleep)
    return clock


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def turn(engine: Engine, clock: Clock) -> Callable[..., Emptied]:
    def take(channel: Scripted, seconds: float = 240, **policy: object) -> Emptied:
        opened = OpenedChannel("team", channel, ("TOPSECRET",))
        until = clock() + timedelta(seconds=seconds)
        return empty_lane(
            engine, opened, lambda message: {}, until=until, policy=Policy(**policy), clock=clock
        )

    return take


def queue(engine: Engine, *numbers: int) -> None:
    messages = [Message(f"m{n}", "alerts", f"第{n}条", (Paragraph(text("x")),), NOW) for n in numbers]
    queue_messages(engine, [(message, "team") for message in messages], NOW)


def row(engine: Engine, n: int = 1):
    (found,) = [one for one in load_deliveries(engine) if one.fingerprint == f"m{n}"]
    return found


def test_what_is_due_is_sent_in_order(engine, turn):
    queue(engine, 1, 2, 3)
    channel = Scripted()
    assert turn(channel).sent == 3
    assert channel.sent == ["m1.1", "m2.1", "m3.1"]
    assert {one.state for one in load_deliveries(engine)} == {"sent"}
    assert turn(channel).sent == 0 and len(channel.sent) == 3


def test_a_failure_waits_five_seconds_then_five_minutes(engine, turn, clock):
    queue(engine, 1)
    channel = Scripted([Retry("HTTP 500"), Retry("HTTP 500")])
    done = turn(channel)
    assert (done.sent, done.retried) == (0, 2)
    assert 5 <= sum(clock.slept) <= 5.5, "what is due soon is waited for"
    held = row(engine)
    assert (held.state, held.attempts, held.problem) == ("waiting", 2, "HTTP 500")
    assert 300 <= (held.next_at - clock()).total_seconds() <= 330
    clock.now = held.next_at
    assert turn(channel).sent == 1
    assert [a.outcome for a in load_attempts(engine, held.id)] == ["retry", "retry", "sent"]


def test_what_the_receiver_asks_for_is_honoured(engine, turn, clock):
    queue(engine, 1)
    turn(Scripted([Retry("HTTP 500", after_seconds=900)]))
    assert (row(engine).next_at - NOW).total_seconds() == 900


def test_after_ten_attempts_it_is_a_dead_letter_that_can_be_sent_again(engine, turn, clock):
    queue(engine, 1)
    channel = Scripted([Retry("HTTP 500")] * 10)
    for _ in range(12):
        turn(channel)
        clock.now = max(clock.now, row(engine).next_at)
    dead = row(engine)
    assert dead.state == "dead" and len(channel.sent) == 10
    assert clock.now - NOW < timedelta(days=5)
    send_again(engine, dead.id, clock())
    assert turn(channel).sent == 1
    assert set(channel.sent) == {"m1.1"}, "the id stays"


def test_a_rejected_message_is_dead_at_once_and_the_next_goes_on(engine, turn):
    queue(engine, 1, 2)
    done = turn(Scripted([Rejected("460101: too long")]))
    assert done.sent == 1
    assert row(engine, 1).state == "dead" and row(engine, 2).state == "sent"
    assert "460101" in done.problems[0] and f"--again {row(engine, 1).id}" in done.problems[0]


def test_trouble_of_the_channel_rests_it_and_costs_no_message_an_attempt(engine, turn, clock):
    queue(engine, 1, 2)
    channel = Scripted([Retry("130101: too fast", 600, whole_channel=True)])
    turn(channel)
    assert channel.sent == ["m1.1"]
    assert (row(engine, 1).attempts, row(engine, 2).state) == (0, "waiting")
    (lane,) = load_lanes(engine)
    assert (lane.not_before - NOW).total_seconds() == 600 and lane.problem == "130101: too fast"
    turn(channel)
    assert len(channel.sent) == 1
    clock.now += timedelta(seconds=600)
    assert turn(channel).sent == 2
    (lane,) = load_lanes(engine)
    assert lane.problem is None and lane.not_before is None


def test_a_receiver_that_asks_for_seconds_gets_them_in_the_same_turn(engine, turn, clock):
    queue(engine, 1, 2)
    channel = Scripted([Sent(), Retry("HTTP 429", 7, whole_channel=True)])
    done = turn(channel)
    assert channel.sent == ["m1.1", "m2.1", "m2.1"] and done.sent == 2 and not done.problems
    assert (channel.at[2] - channel.at[1]).total_seconds() >= 7
    (lane,) = load_lanes(engine)
    assert lane.not_before is None and lane.problem is None


def test_a_receiver_that_asks_for_nothing_again_and_again_is_not_hammered(engine, turn):
    queue(engine, 1)
    channel = Scripted([Retry("HTTP 503", 0, whole_channel=True)] * 100)
    turn(channel)
    assert len(channel.sent) == 5


def test_a_wrong_key_rests_longer_each_time_until_the_message_is_too_old(engine, turn, clock):
    queue(engine, 1)
    channel = Scripted([Retry("310000: sign not match", whole_channel=True)] * 500)
    rests = []
    while row(engine).state != "dead":
        before = clock()
        turn(channel, give_up_after=timedelta(days=1))
        (lane,) = load_lanes(engine)
        if lane.not_before:
            rests.append((lane.not_before - before).total_seconds())
            clock.now = lane.not_before
    assert rests[:5] == [60, 300, 900, 3600, 3600]
    assert timedelta(days=1) < clock() - NOW < timedelta(days=1, hours=2)
    assert "310000" in row(engine).problem


def test_five_failures_in_a_row_rest_the_channel(engine, turn):
    queue(engine, *range(1, 10))
    channel = Scripted([Retry("no answer within 20 s")] * 50)
    done = turn(channel)
    assert len(channel.sent) == 5
    assert "5 failures in a row" in done.problems[-1]


def test_parts_that_arrived_are_not_sent_again(engine, turn):
    queue(engine, 1)
    channel = Scripted([Sent(), Retry("HTTP 500")], of=3)
    turn(channel, linger_seconds=0)
    assert row(engine).done_parts == ("m1.1",)
    turn(channel, linger_seconds=10)
    assert channel.sent == ["m1.1", "m1.2", "m1.2", "m1.3"]
    assert row(engine).state == "sent"


def test_another_shape_after_some_parts_were_sent_is_for_a_person(engine, turn):
    queue(engine, 1)
    turn(Scripted([Sent(), Retry("HTTP 500")], of=3), linger_seconds=0)
    turn(Scripted(of=2), linger_seconds=10)
    assert row(engine).state == "dead" and "after 1 were sent" in row(engine).problem


def test_one_recipient_that_is_gone_keeps_nobody_waiting(engine, turn):
    queue(engine, 1)
    channel = Scripted(
        [Sent(), Rejected("550 no such user")], of=3, in_order=False, names=("a@b.cn", "gone@b.cn", "c@b.cn")
    )
    done = turn(channel)
    assert row(engine).done_parts == ("m1.1", "m1.3") and row(engine).state == "dead"
    assert "g***@b.cn: 550" in done.problems[0] and "gone@b.cn" not in str(done.problems)
    send_again(engine, row(engine).id, NOW)
    assert turn(channel).sent == 1 and channel.sent[-1] == "m1.2"


def test_rates_are_kept_also_across_turns(engine, turn, clock):
    queue(engine, *range(1, 31))
    channel = Scripted(rates=(Rate(10, 60.0), Rate(5, 1.0)))
    turn(channel, 30)
    assert len(channel.sent) == 10
    turn(channel, 600)
    assert len(channel.sent) == 30
    for many, seconds in ((10, 60), (5, 1)):
        spans = [(b - a).total_seconds() for a, b in zip(channel.at, channel.at[many:], strict=False)]
        assert min(spans) >= seconds


def test_a_bug_in_a_channel_loses_nothing_and_tells_no_secret(engine, turn, caplog):
    class Broken(Scripted):
        def send(self, part: Part, at: datetime) -> Outcome:
            raise KeyError("https://hook/TOPSECRET")

    queue(engine, 1)
    turn(Broken(), linger_seconds=0)
    held = row(engine)
    assert held.state == "waiting" and held.problem == "our own fault: KeyError (see the log)"
    assert "KeyError" in caplog.text and "TOPSECRET" not in caplog.text


def test_a_secret_in_the_receivers_words_is_not_written_down(engine, turn):
    queue(engine, 1)
    turn(Scripted([Rejected("no such key TOPSECRET")]))
    assert row(engine).problem == "no such key ***"
    assert load_attempts(engine, row(engine).id)[0].words == "no such key ***"


def test_a_sender_that_lost_its_lane_writes_nothing(engine, turn, clock):
    class Slow(Scripted):
        def send(self, part: Part, at: datetime) -> Outcome:
            clock.now += timedelta(seconds=301)  # a stopped machine: no heartbeat either
            take_lane(engine, "team", "successor", 60, clock())
            return super().send(part, at)

    queue(engine, 1)
    turn(Slow())
    assert row(engine).state == "waiting" and load_attempts(engine, row(engine).id) == []


def test_a_busy_database_is_waited_for_and_nothing_is_sent_again(engine, turn, monkeypatch):
    real, refusals = Lane.record, [StoreLocked("busy")] * 2

    def busy(self, *what: object) -> None:
        if refusals:
            raise refusals.pop()
        real(self, *what)

    monkeypatch.setattr(Lane, "record", busy)
    queue(engine, 1)
    channel = Scripted()
    assert turn(channel).sent == 1 and channel.sent == ["m1.1"]


def test_two_senders_at_once_send_nothing_twice(engine):
    messages = [Message(f"m{n}", "alerts", "题", (Paragraph(text("x")),), NOW) for n in range(200)]
    queue_messages(engine, [(message, "team") for message in messages], now())
    channel = Scripted()
    opened = OpenedChannel("team", channel, ())

    def send(_: int) -> int:
        until = now() + timedelta(seconds=60)
        return sum(
            empty_lane(engine, opened, lambda m: {}, until=until, policy=Policy(batch=7)).sent
            for _ in range(20)
        )

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 200
    assert len(channel.sent) == len(set(channel.sent)) == 200
