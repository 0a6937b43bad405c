"""The provenance ledger: remembered per folder, never widened by accident, enforced where words are shown."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from domain.errors import BadSettings
from domain.provenance import Provenance, may_show, scope_id
from jobs import importing, provenance
from jobs.home import opened_home
from jobs.provenance import Declared

FIXTURE = Path(__file__).parent.parent / "fixtures" / "mediacrawler" / "xhs_contents_masked" / "page.jsonl"


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "vendor" / "week-46"
    inside.mkdir(parents=True)
    shutil.copy(FIXTURE, inside / "search_contents.jsonl")
    return tmp_path / "vendor"


def test_a_folder_is_declared_once_and_frees_what_waits(home_dir, folder):
    with opened_home(home_dir) as home:
        held = importing.run(home, [folder / "week-46"])
        assert held.details["quarantined"] == 2
        assert f"pingti provenance {folder / 'week-46'}" in held.notes[-1]
        assert [row["rows"] for row in provenance.state(home)["quarantine"]] == [2]
        lines = provenance.declare_folders(home, [folder], Declared("licensed", provider="千瓜"), anew=True)
        assert len(lines) == 1
        assert provenance.release(home, folder).written == 2
        assert provenance.state(home)["quarantine"] == []
        assert provenance.release(home, folder).written == 0
        again = importing.run(home, [folder / "week-46"])  # remembered: nobody says anything
        assert again.details["quarantined"] == 0
        view = home.post_log().view()
        assert view.height == 2
        (entry,) = provenance.state(home)["ledger"]
        assert view["provenance"].unique().to_list() == [entry["id"]]
        assert entry["audiences"] == ["category"]


def test_a_folder_with_another_basis_is_not_changed_by_an_import(home_dir, folder):
    with opened_home(home_dir) as home:
        importing.run(home, [folder], said=Declared("licensed"))
        with pytest.raises(BadSettings, match="declared as licensed") as refusal:
            importing.run(home, [folder], said=Declared("own"))
        assert "pingti provenance" in refusal.value.hint
        provenance.declare_folders(home, [folder], Declared("own"), anew=True)
        assert provenance.state(home)["ledger"][0]["basis"] == "own"


def test_our_own_form_counts_but_only_the_team_sees_its_words(home_dir, exports):
    with opened_home(home_dir) as home:
        assert importing.run(home, [exports]).details["quarantined"] == 0
        (entry,) = provenance.state(home)["ledger"]
        assert (entry["scope"], entry["audiences"]) == ("form:own_jsonl", ["category"])
    with opened_home(home_dir) as home:
        strict = home.settings.model_copy(update={"vouched_formats": []})
        assert provenance.Book(type(home)(home.root, strict)).of(str(exports), "own_jsonl") is None


def test_an_audience_sees_what_its_entry_allows_until_it_expires():
    today = date(2026, 11, 22)
    ledger = [
        Provenance("source:feed", "public"),
        Provenance("folder:/vendor", "licensed", audiences=("category",)),
        Provenance(
            "folder:/old", "licensed", audiences=("category", "factory"), expires_on=date(2026, 11, 21)
        ),
    ]
    scopes = [None, *(scope_id(entry.scope) for entry in ledger), "punknown"]
    posts = pl.DataFrame({"key": ["before", "feed", "vendor", "old", "unknown"], "provenance": scopes})
    assert may_show(posts, ledger, "category", today)["key"].to_list() == ["before", "feed", "vendor"]
    assert may_show(posts, ledger, "factory", today)["key"].to_list() == ["feed"]
    assert may_show(posts, ledger, "factory", date(2026, 11, 21))["key"].to_list() == ["feed", "old"]
