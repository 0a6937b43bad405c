from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from domain.decision import Decision, merges, standing
from domain.withdrawal import Withdrawn
from store.decisions import load_decisions, record_decisions
from store.engine import migrate
from store.scrubbing import scrub

AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
KEY = "xhs:690c4a800000000003010001"


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    migrate(empty_database)
    return empty_database


def one(**said: str) -> Decision:
    plain = {"kind": "merge", "subject": "brand:a", "object": "brand:b", "verdict": "merged", "by": "林"}
    return Decision(**(plain | said), decided_at=AT)


def test_the_log_keeps_every_decision_in_order_and_the_newest_holds(database: Engine) -> None:
    said = [one(), one(object="brand:c"), one(verdict="split", object="brand:c"), one(object="brand:d")]
    record_decisions(database, said[:2])
    record_decisions(database, said[2:])
    assert load_decisions(database) == said
    assert [decision.object for decision in standing(said)] == ["brand:d"]
    assert merges(said[:2]) == {"brand:a": "brand:c"} and merges(said[:3]) == {}


def test_chains_of_merges_end_where_the_last_ends() -> None:
    said = [one(), one(subject="brand:b", object="brand:c"), one(subject="brand:x", object="brand:a")]
    assert merges(said) == {"brand:a": "brand:c", "brand:b": "brand:c", "brand:x": "brand:c"}


def test_a_forgotten_post_is_not_named_by_a_decision(database: Engine) -> None:
    about = one(kind="label", subject=KEY, relation="speaker", object="", verdict="corrected", value="buyer")
    record_decisions(database, [about, one(reason=f"见 {KEY}")])
    assert scrub(database, Withdrawn(frozenset()).with_posts([KEY])) == 2
    assert not any(KEY.partition(":")[2] in repr(decision) for decision in load_decisions(database))
