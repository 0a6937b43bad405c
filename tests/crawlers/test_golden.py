"""Every importer and every platform reads its stored pages as it was written down by hand.

A new case: a folder tests/fixtures/<name>/<case>/ with page.*, meta.json (platforms only) and expected.json.
"""

import json
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.contract import PageMeta, Source
from crawlers.discovery import find_importers, find_platforms, importer_for
from crawlers.opening import Opened, open_paths

FIXTURES = Path(__file__).parent.parent / "fixtures"


def cases(names):
    return [f"{name}/{case.name}" for name in sorted(names) for case in sorted((FIXTURES / name).glob("*"))]


def page_of(case: str) -> Path:
    (page,) = (FIXTURES / case).glob("page.*")
    return page


def expected(case: str) -> dict:
    return json.loads((FIXTURES / case / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted([*find_importers(), *find_platforms()]))
def test_has_a_golden_page(name):
    assert cases([name]), f"add tests/fixtures/{name}/<case>/ with page.*, meta.json and expected.json"


def test_all_are_found():
    assert len(find_importers()) >= 2
    assert len(find_platforms()) >= 14


@pytest.mark.parametrize("case", cases(find_platforms()))
def test_platform_reads_its_page(case, shown):
    meta = json.loads((FIXTURES / case / "meta.json").read_text(encoding="utf-8"))
    source = Source(**meta["source"])
    fetched_at = datetime.fromisoformat(meta["fetched_at"])
    about = PageMeta(meta["url"], fetched_at, source, meta["content_type"], meta.get("query"))
    page = find_platforms()[source.reader].read(page_of(case).read_bytes(), about)
    assert source.reader == case.split("/")[0]
    assert {
        "posts": shown(page.posts),
        "refused": shown(page.refused),
        "next_url": page.next_url,
    } == expected(case)


@pytest.mark.parametrize("case", cases(find_importers()))
def test_importer_knows_and_reads_its_file(case, shown):
    (opened,) = open_paths([page_of(case)])
    assert isinstance(opened, Opened)
    importer = importer_for(opened.head, opened.name)
    assert importer is not None
    assert case.split("/")[0] == importer.NAME
    (chunk,) = importer.read(opened)
    found = {"mapping": importer.mapping(opened), "read": chunk.read}
    found |= {"posts": shown(chunk.posts), "refused": shown(chunk.refused)}
    if chunk.facts is not None:
        found |= {"table": chunk.facts.table, "facts": shown(chunk.facts.rows)}
    if hasattr(importer, "left_out"):
        found |= {"left_out": importer.left_out(opened)}
    assert found == expected(case)
