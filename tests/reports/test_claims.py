"""Claims beside the evidence graph: how well each stands, since when, and what a person hid."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from domain.graph import EDGE_STATUS, GRAPH
from reports.tables import blocks
from reports.weekly import build_weekly

SPAN = {"first_seen": date(2026, 5, 20), "last_seen": date(2026, 11, 14), "hidden": False}


@pytest.fixture(scope="module")
def pair(made_up) -> tuple[str, str]:
    """The names of a dupe and its brand that posts of the week relate."""
    claims = build_weekly(made_up.inputs()).claims
    return next((c.left, c.right) for c in claims if c.relation == "dupe_of" and c.left)


def told(made_up, pair, lang="zh-CN", **edge):
    left, right = pair
    named = {"relation": "dupe_of", "subject": f"product:{left}", "object": f"brand:{right}"}
    graph = pl.DataFrame([{"status": "disputed"} | SPAN | named | edge], schema=GRAPH)
    report = build_weekly(replace(made_up.inputs(), graph=graph, lang=lang))
    return report, next(block for block in blocks(report) if block.id == "claims").tables[0]


def test_a_claim_shows_how_it_stands_and_since_when(made_up, pair) -> None:
    report, table = told(made_up, pair)
    claim = {(c.left, c.right): c for c in report.claims if c.relation == "dupe_of"}[pair]
    assert (claim.status, claim.first_seen, claim.last_seen) == (
        "disputed", SPAN["first_seen"], SPAN["last_seen"]
    )  # fmt: skip
    names = [name for name, _ in table.columns]
    standing, days = names.index("standing"), names.index("seen_days")
    row = next(row for row in table.rows if (row[0], row[2]) == pair)
    assert (row[standing].text, row[days]) == ("有争议", "2026-05-20–11-14")
    others = [row for row in table.rows if (row[0], row[2]) != pair]
    assert others and all((row[standing], row[days]) == ("", "") for row in others)


def test_what_a_person_hid_is_not_told(made_up, pair) -> None:
    report, _ = told(made_up, pair, hidden=True)
    pairs = {(c.left, c.right) for c in report.claims if c.relation == "dupe_of"}
    assert pair not in pairs and pairs


def test_without_a_graph_the_columns_are_left_out(made_up) -> None:
    report = build_weekly(made_up.inputs())
    table = next(block for block in blocks(report) if block.id == "claims").tables[0]
    assert not {"standing", "seen_days"} & {name for name, _ in table.columns}


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("status", EDGE_STATUS)
def test_every_status_is_a_word(made_up, pair, lang: str, status: str) -> None:
    _, table = told(made_up, pair, lang, status=status)
    pills = [row[3].text for row in table.rows if row[3]]
    assert len(pills) == 1 and not pills[0].startswith("edge.")
