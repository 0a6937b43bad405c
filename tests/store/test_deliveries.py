"""The send ledger on both databases: once per fingerprint and channel, one sender a channel, nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.delivery import RETRY_SECONDS, Attempt, message_id, retry_seconds
from domain.errors import BadSettings
from domain.message import (
    Actions,
    File,
    Heading,
    Items,
    Message,
    Paragraph,
    Picture,
    Quote,
    Span,
    Topic,
    text,
)
from store.deliveries import (
    bundle_due,
    load_attempts,
    load_deliveries,
    load_lanes,
    queue_messages,
    send_again,
)
from store.engine import migrate
from store.lanes import LaneLost, channels_due, take_lane

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)


@pytest.fixture
def engine(empty_database: Engine) -> Iterator[Engine]:
    migrate(empty_database)
    yield empty_database


def message(n: int = 1, what: str = "alerts") -> Message:
    return Message(f"alert:{n}", what, f"第{n}条", (Paragraph(text("厚底拖鞋")),), NOW)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_message_comes_back_as_it_was(engine):
    whole = Message(
        "f", "report", "题", (
            Heading("一"), Paragraph((Span("甲", True, "https://a.cn"), Span("乙")), quiet=True),
            Items((text("丙"), text("丁")), numbered=True), Quote("戊"), Picture("p.png", "图"),
            Actions(text("看", url="https://a.cn")),
        ), NOW, "https://a.cn", Topic(("鞋靴",), ("晋江",)), ("s1",), (File("a", "b", "c/d"),),
    )  # fmt: skip
    queue_messages(engine, [(whole, "team")], NOW)
    lane = take_lane(engine, "team", "me", 60, NOW)
    ((delivery, back),) = lane.claim(5, NOW)
    assert back == whole
    assert (delivery.state, delivery.attempts, delivery.title) == ("sending", 0, "题")
    assert load_deliveries(engine) == [delivery]


def test_the_same_message_is_queued_once_a_channel(engine):
    assert queue_messages(engine, [(message(), "team"), (message(), "mail"), (message(2), "team")], NOW) == 3
    assert queue_messages(engine, [(message(), "team"), (message(3), "team")], NOW) == 1
    assert len(load_deliveries(engine)) == 4


def test_one_sender_a_channel(engine):
    queue_messages(engine, [(message(), "team")], NOW)
    lane = take_lane(engine, "team", "me", 60, NOW)
    assert lane and take_lane(engine, "team", "you", 60, after(59)) is None
    lane.beat(after(59))
    assert take_lane(engine, "team", "you", 60, after(61)) is None
    lane.leave(after(61), None, 0, None)
    assert take_lane(engine, "team", "you", 60, after(61))


def test_what_a_killed_sender_had_claimed_waits_again_and_its_holder_is_shut_out(engine):
    queue_messages(engine, [(message(n), "team") for n in range(3)], NOW)
    killed = take_lane(engine, "team", "killed", 60, NOW)
    ((first, _), _, _) = killed.claim(3, NOW)
    sent = replace(first, state="sent", sent_at=NOW, parts=1, done_parts=("p",))
    killed.record(sent, Attempt(first.id, "p", NOW, "sent", None), NOW)
    assert take_lane(engine, "team", "next", 60, after(59)) is None
    successor = take_lane(engine, "team", "next", 60, after(60))
    for step in (
        lambda: killed.beat(after(60)),
        lambda: killed.claim(1, after(60)),
        lambda: killed.record(sent, None, after(60)),
        lambda: killed.leave(after(60), None, 0, None),
    ):
        with pytest.raises(LaneLost):
            step()
    again = successor.claim(5, after(60))
    assert [delivery.fingerprint for delivery, _ in again] == ["alert:1", "alert:2"]
    assert load_attempts(engine, first.id) == [Attempt(first.id, "p", NOW, "sent", None)]


def test_what_was_claimed_and_not_tried_waits_again(engine):
    queue_messages(engine, [(message(n), "team") for n in range(3)], NOW)
    lane = take_lane(engine, "team", "me", 60, NOW)
    lane.claim(2, NOW)
    lane.leave(NOW, None, 0, None)
    assert {one.state for one in load_deliveries(engine)} == {"waiting"}


def test_a_channel_at_rest_is_left_alone(engine):
    queue_messages(engine, [(message(), "team")], NOW)
    take_lane(engine, "team", "me", 60, NOW).leave(NOW, after(600), 2, "130101: too fast")
    assert take_lane(engine, "team", "me", 60, after(599)) is None
    assert take_lane(engine, "team", "me", 60, after(600)).failures == 2
    (state,) = load_lanes(engine)
    assert (state.waiting, state.dead, state.problem) == (1, 0, "130101: too fast")
    assert state.oldest_due_at == NOW and state.not_before == after(600)


def test_only_what_is_due_is_claimed_those_due_longest_first(engine):
    queue_messages(engine, [(message(1), "team")], NOW, due_at=after(10))
    queue_messages(engine, [(message(2), "team")], NOW, due_at=after(5))
    queue_messages(engine, [(message(3), "mail")], NOW)
    assert channels_due(engine, NOW) == ["mail"]
    assert channels_due(engine, after(10)) == ["mail", "team"]
    lane = take_lane(engine, "team", "me", 60, NOW)
    assert lane.claim(5, after(4)) == [] and lane.next_due() == after(5)
    assert [d.fingerprint for d, _ in lane.claim(5, after(10))] == ["alert:2", "alert:1"]


def test_a_dead_letter_is_sent_again_with_the_parts_it_still_lacks(engine):
    queue_messages(engine, [(message(), "team")], NOW)
    lane = take_lane(engine, "team", "me", 60, NOW)
    ((delivery, _),) = lane.claim(1, NOW)
    with pytest.raises(BadSettings, match="sending"):
        send_again(engine, delivery.id, NOW)
    dead = replace(delivery, state="dead", attempts=10, parts=3, done_parts=("p.1",), problem="40058")
    lane.record(dead, None, NOW)
    lane.leave(NOW, after(3600), 4, "x")
    again = send_again(engine, delivery.id, after(7))
    assert (again.state, again.attempts, again.due_at, again.done_parts) == ("waiting", 0, after(7), ("p.1",))
    assert take_lane(engine, "team", "me", 60, after(7)), "its channel no longer rests"
    with pytest.raises(BadSettings, match="pingti deliver --dead"):
        send_again(engine, 999, NOW)


def merge(bundle: str, messages: list[Message]) -> Message:
    return Message(
        f"bundle:{bundle}", "alerts", f"{len(messages)} 条", sum((m.blocks for m in messages), ()), NOW
    )


def test_a_bundle_becomes_one_message_once(engine):
    queue_messages(engine, [(message(n), "team") for n in range(3)], NOW, due_at=after(60), bundle="daily:x")
    queue_messages(engine, [(message(9), "mail")], NOW, due_at=after(60), bundle="daily:x")
    assert bundle_due(engine, after(59), merge) == 0
    assert channels_due(engine, after(61)) == []
    assert bundle_due(engine, after(60), merge) == 1
    assert bundle_due(engine, after(60), merge) == 0
    assert queue_messages(engine, [(message(1), "team")], after(61)) == 0, "told in the bundle, told"
    rows = {(one.channel, one.fingerprint): one for one in load_deliveries(engine)}
    together = rows["team", "bundle:daily:x"]
    assert together.state == "waiting" and together.title == "3 条"
    members = [rows["team", f"alert:{n}"] for n in range(3)]
    assert {(one.state, one.bundled_in) for one in members} == {("bundled", together.id)}
    assert rows["mail", "alert:9"].state == "waiting", "a bundle of one is sent as it is"
    assert channels_due(engine, after(61)) == ["mail", "team"]


def test_the_retry_schedule_ends_and_spreads():
    waits = [retry_seconds(n, "x") for n in range(1, 11)]
    assert waits[-1] is None and None not in waits[:9]
    assert all(least <= wait <= 1.1 * least for wait, least in zip(waits, RETRY_SECONDS, strict=False))
    assert len({retry_seconds(3, str(n)) for n in range(50)}) == 50
    assert message_id("a", "b") == message_id("a", "b") != message_id("a", "c")
