"""Lakes and databases for the store's tests."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from domain.frames import POSTS
from store.engine import open_database
from store.lake import Lake

POSTGRES = os.environ.get("PINGTI_TEST_POSTGRES_URL", "postgresql+psycopg://root@127.0.0.1:5432/test")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def make_posts() -> Callable[..., pl.DataFrame]:
    """A POSTS frame of rows given by what differs from a plain post of 2024-03-05 08:00 UTC."""

    def build(*rows: dict) -> pl.DataFrame:
        at = datetime(2024, 3, 5, 8, tzinfo=UTC)
        plain = {"platform": "xhs", "kind": "post", "text": "云朵拖鞋平替", "source": "test"}
        plain |= {"published_at": at, "observed_at": at, "fetched_at": datetime(2024, 6, 1, tzinfo=UTC)}
        return pl.DataFrame([plain | row for row in rows], schema=POSTS)

    return build


@pytest.fixture
def run_python(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start a program in a process of its own; whatever still runs at the end is killed."""
    started: list[subprocess.Popen] = []

    def start(program: str, *args: object) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, args)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database: a SQLite file, or a schema of its own in PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    schema = f"pingti_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        admin.dispose()
        pytest.skip("no PostgreSQL answers (set PINGTI_TEST_POSTGRES_URL)")
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    admin.dispose()


@pytest.fixture
def empty_database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()
