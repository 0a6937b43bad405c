"""Proof on a page of our own: short, without its author, and only for those who may see it."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from fastapi.testclient import TestClient

from domain.frames import POSTS
from domain.provenance import Provenance, scope_id
from store.posts import PostLog
from store.provenance import declare
from web.app import create_app
from web.evidence import QUOTE_LENGTH, proofs

AT = datetime(2026, 11, 12, 4, tzinfo=UTC)
KEYS = ["xhs:own", "xhs:bought", "xhs:bare"]


@pytest.fixture
def shown(home):
    """One post that everybody may see, one bought for the category team, one without its text."""
    declare(home.engine, Provenance("folder:/own", "own", declared_by="x"))
    declare(home.engine, Provenance("folder:/bought", "licensed", audiences=("category",), declared_by="x"))
    rows = {
        "key": KEYS,
        "post_id": [key.partition(":")[2] for key in KEYS],
        "text": ["厚底云朵拖鞋真的踩屎感 " * 20, "买来的帖子", None],
        "url": ["https://example.com/own", "javascript:alert(1)", None],
        "provenance": [scope_id("folder:/own"), scope_id("folder:/bought"), scope_id("folder:/own")],
    }
    same = {"platform": "xhs", "kind": "post", "published_at": AT, "observed_at": AT, "fetched_at": AT}
    same |= {"author": "a-secret-author"}
    columns = {name: rows.get(name, [same.get(name)] * 3) for name in POSTS}
    PostLog(home.lake).save(pl.DataFrame(columns, schema=POSTS))
    return home


def test_the_page_shows_a_short_quote_and_no_author(shown):
    with TestClient(create_app(shown)) as browser:
        page = browser.get("/evidence/xhs:own")
        assert page.status_code == 200
        assert "小红书 · 2026-11-12" in page.text
        assert 'href="https://example.com/own"' in page.text
        assert "a-secret-author" not in page.text
        assert "…」" in page.text
        assert "javascript:" not in browser.get("/evidence/xhs:bought").text
        assert "原文已过保存期" in browser.get("/evidence/xhs:bare").text
        assert browser.head("/evidence/xhs:own").status_code == 200
    (post,) = proofs(shown, ["xhs:own"], "factory")
    assert len(post["quote"]) == QUOTE_LENGTH


@pytest.mark.parametrize(
    ("audience", "seen"), [("category", KEYS), ("factory", ["xhs:own", "xhs:bare"]), ("nobody", [])]
)
def test_only_those_may_see_it_whom_its_provenance_names(shown, audience, seen):
    assert [post["key"] for post in proofs(shown, KEYS, audience)] == seen
    with TestClient(create_app(shown)) as browser:
        for key in KEYS:
            status = browser.get(f"/evidence/{key}?audience={audience}").status_code
            assert status == (200 if key in seen else 404)


def test_nothing_is_shown_after_the_day_it_was_allowed_until(shown):
    over = Provenance("folder:/own", "own", expires_on=date(2026, 11, 15), declared_by="x")
    declare(shown.engine, over)
    assert [post["key"] for post in proofs(shown, KEYS, "factory")] == []


def test_a_post_that_is_not_there(shown):
    with TestClient(create_app(shown), raise_server_exceptions=False) as browser:
        assert browser.get("/evidence/xhs:nothing").status_code == 404
        assert browser.get("/evidence/%3Cscript%3E").status_code == 404
