"""Factories, alerts and answers as they are kept."""

from datetime import UTC, date, datetime

import pytest

from domain.alert import Alert, Factory
from domain.errors import BadInput
from store.alerts import (
    AlertTold,
    load_alerts,
    load_answers,
    load_factories,
    load_held_back,
    load_sent,
    record_answer,
    save_factories,
    tell_alerts,
)
from store.engine import migrate

AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
MAKER = Factory("f1", "卓云鞋业", "温岭", ("鞋靴",), ("EVA发泡",), moq_pieces=200)
ALERT = Alert(
    "a1", "f1", "s1", "product:云朵拖鞋", date(2026, 11, 15), "rising", ("EVA发泡",), "【需求上升】云朵拖鞋",
    "正文",
    (5.5, 14.0), date(2027, 1, 6), ("xhs:1",), 0.8, (1.0, 0.0, 1.0, 1.0, 1.0, 0.5),
)  # fmt: skip
TOLD = AlertTold(ALERT, "2026-W46", "鞋靴", "rising", AT)


@pytest.fixture
def engine(empty_database):
    migrate(empty_database)
    return empty_database


def test_a_profile_given_again_changes_and_keeps_the_silence_asked_for(engine):
    assert save_factories(engine, [MAKER], AT) == (1, 0)
    assert save_factories(engine, [MAKER], AT) == (0, 0)
    tell_alerts(engine, "2026-W46", [TOLD], [])
    assert record_answer(engine, "a1", "mute", "csv", AT)
    changed = Factory("f1", "卓云鞋业", "温岭", ("鞋靴",), ("EVA发泡", "注塑"))
    assert save_factories(engine, [changed], AT) == (0, 1)
    (known,) = load_factories(engine)
    assert (known.processes, known.muted_until) == (("EVA发泡", "注塑"), date(2026, 12, 16))


def test_an_alert_is_told_once_and_held_back_ones_of_the_week_are_put_anew(engine):
    assert tell_alerts(engine, "2026-W46", [TOLD], [("f2", "s1", "名额已满")]) == 1
    assert tell_alerts(engine, "2026-W46", [TOLD], [("f2", "s1", "已达每周 5 条")]) == 0
    assert load_held_back(engine, "2026-W46") == [("f2", "s1", "已达每周 5 条")]
    (sent,) = load_sent(engine, AT)
    assert (sent.factory_id, sent.entity, sent.sent_at) == ("f1", "product:云朵拖鞋", AT)
    assert load_alerts(engine, week="2026-W46") == [TOLD]
    assert load_alerts(engine, week="2026-W45") == []


def test_the_newest_answer_teaches_and_the_same_one_twice_is_one(engine):
    tell_alerts(engine, "2026-W46", [TOLD], [])
    assert record_answer(engine, "a1", "not_relevant", "csv", AT)
    assert record_answer(engine, "a1", "can_make", "csv", AT)
    assert not record_answer(engine, "a1", "can_make", "link", AT)
    (answer,) = load_answers(engine)
    assert (answer.answer, answer.category, answer.features) == ("can_make", "鞋靴", ALERT.features)
    with pytest.raises(BadInput, match="There is no alert a9"):
        record_answer(engine, "a9", "can_make", "csv", AT)
