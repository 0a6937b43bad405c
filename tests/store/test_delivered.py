"""Messages in the ledger after a post was forgotten, and after their days."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.message import Items, Message, Paragraph, Quote, text
from store.delivered import MARK, cut_quotes, drop_bodies
from store.deliveries import load_deliveries, queue_messages, withdraw_waiting
from store.engine import migrate
from store.lanes import take_lane

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
TEXT = "厚底云朵拖鞋真的踩屎感，\n洗两次就掉色，客服也不理人"


@pytest.fixture
def engine(empty_database):
    migrate(empty_database)
    return empty_database


def message(name: str, *blocks) -> Message:
    return Message(name, "alerts", "【需求上升】云朵拖鞋", blocks, AT)


def waiting(engine):
    """The messages as a sender gets them."""
    lane = take_lane(engine, "team", "me", 60, AT)
    return [told for _, told in lane.claim(10, AT)]


def test_quotes_of_forgotten_posts_leave_every_message(engine):
    told = [
        message("a", Quote("…洗两次就掉色，客服也不理人…"), Paragraph(text("云朵拖鞋"))),
        message("b", Items((text("小红书 11-12「厚底云朵拖鞋真的踩屎感， 洗两次就掉色」https://x.cn"),))),
        message("c", Quote("另一个人说的话，一个字也不少"), Paragraph(text("踩屎感"))),
    ]
    queue_messages(engine, [(one, "team") for one in told], AT)
    assert cut_quotes(engine, [TEXT], only_look=True) == 2
    assert cut_quotes(engine, []) == 0
    assert cut_quotes(engine, [TEXT]) == 2
    assert cut_quotes(engine, [TEXT]) == 0
    a, b, c = waiting(engine)
    assert a.blocks == (Quote(f"…{MARK}…"), told[0].blocks[1])
    assert b.blocks[0].items[0][0].text == f"小红书 11-12「{MARK}」https://x.cn"
    assert c == told[2]
    assert queue_messages(engine, [(one, "team") for one in told], AT) == 0  # nothing is sent again for it


def test_old_messages_keep_what_they_were_and_lose_what_they_said(engine):
    queue_messages(engine, [(message("old", Quote("一句话")), "team")], AT)
    queue_messages(engine, [(message("waits", Quote("一句话")), "team")], AT)
    withdraw_waiting(engine, lambda one: one.fingerprint == "old", "x")
    assert drop_bodies(engine, AT) == 0
    assert drop_bodies(engine, AT + timedelta(days=1)) == 1
    assert drop_bodies(engine, AT + timedelta(days=1)) == 0
    assert {row.fingerprint: row.title for row in load_deliveries(engine)} == {
        "old": "【需求上升】云朵拖鞋", "waits": "【需求上升】云朵拖鞋"
    }  # fmt: skip
    (kept,) = waiting(engine)
    assert kept.blocks == (Quote("一句话"),)
    assert queue_messages(engine, [(message("old", Quote("一句话")), "team")], AT) == 0
