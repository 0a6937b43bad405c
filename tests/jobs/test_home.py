"""A home keeps to its key and its database, and says so when either is another one."""

import stat
from pathlib import Path

import pytest

from domain.errors import AuthorKeyMismatch, BadSettings, StoreUnavailable
from jobs.doctor import examine
from jobs.home import create_home, opened_home


def test_the_author_key_is_private_and_never_changes_unseen(home_dir: Path) -> None:
    path = home_dir / "secrets" / "author.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with opened_home(home_dir) as home:
        assert len(home.author_key) == 32
    path.write_text("ab" * 32, encoding="ascii")
    with opened_home(home_dir) as home, pytest.raises(AuthorKeyMismatch, match="split"):
        _ = home.author_key
    path.unlink()
    with opened_home(home_dir) as home, pytest.raises(AuthorKeyMismatch, match="backup"):
        _ = home.author_key


def test_another_kind_of_database_is_refused(home_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGTI_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with opened_home(home_dir) as home, pytest.raises(BadSettings, match="sqlite, not in postgresql"):
        _ = home.engine


def test_a_database_that_is_down_is_one_sentence(home_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home_dir / "database-kind").unlink()
    monkeypatch.setenv("PINGTI_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with opened_home(home_dir) as home, pytest.raises(StoreUnavailable, match="cannot be used"):
        _ = home.engine


def test_a_second_home_in_the_same_place_is_refused(home_dir: Path) -> None:
    with pytest.raises(BadSettings, match="already a home"):
        create_home(home_dir)


def test_doctor_finds_a_healthy_home_healthy_and_a_lost_key_not(home_dir: Path) -> None:
    assert all(finding.ok for finding in examine(home_dir))
    (home_dir / "secrets" / "author.key").unlink()
    bad = [finding for finding in examine(home_dir) if not finding.ok]
    assert bad and any("backup" in finding.words for finding in bad)
    assert [finding.what for finding in examine(home_dir / "nowhere") if not finding.ok] == ["home"]
