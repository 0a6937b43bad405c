"""A small home: one post in seven of the demo's last eleven weeks, and the chain over it."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from demo.generate import build_demo
from jobs.home import create_home


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two JSON Lines files, about 1,200 posts."""
    folder = tmp_path_factory.mktemp("exports")
    posts = build_demo().posts.filter(pl.col("created_at") >= "2026-08-31").gather_every(7)
    for n, half in enumerate((posts.gather_every(2), posts.gather_every(2, 1))):
        half.write_ndjson(folder / f"part-{n}.jsonl")
    return folder


@pytest.fixture
def home_dir(tmp_path: Path) -> Path:
    root = tmp_path / "home"
    create_home(root)
    return root


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The business day of these tests whenever they run: the Friday after the last whole week of posts."""
    friday = datetime(2026, 11, 20, 4, tzinfo=UTC)
    monkeypatch.setattr("jobs.home.now", lambda: friday)
    return friday
