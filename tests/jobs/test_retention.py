"""Texts go after their days, and nothing that was counted or found in them changes."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from jobs import annotate, chain, compact, count, detect, importing, report, themes
from jobs.home import Home, opened_home
from store.annotations import load_labels, load_mentions, load_relations
from store.findings import load_counts, load_coverage, load_signals, load_themes

LATER = datetime.now(UTC) + timedelta(days=200)
SENTENCE = "植入的一句话只此一家"


def planted(path: Path, likes: int) -> Path:
    row = {
        "platform": "xhs", "post_id": "planted", "title": "云朵拖鞋平替", "text": f"{SENTENCE}，19.9元",
        "tags": ["植入的标签"], "created_at": "2026-11-11T04:00:00Z", "author_id": "a", "likes": likes,
        "observed_at": f"2026-11-{11 + likes:02d}T04:00:00Z",
    }  # fmt: skip
    pl.DataFrame([row]).write_ndjson(path)
    return path


def found(home: Home) -> dict[str, pl.DataFrame]:
    """All that stands on the texts, without the wording itself."""
    return {
        "counts": load_counts(home.lake),
        "coverage": load_coverage(home.lake),
        "mentions": load_mentions(home.lake).drop("text").sort("key", "start", "kind"),
        "relations": load_relations(home.lake).drop("evidence").sort(pl.all()),
        "labels": load_labels(home.lake).sort("key"),
        "signals": load_signals(home.lake).sort("as_of", "platform", "entity"),
    }


def same(before: dict[str, pl.DataFrame], after: dict[str, pl.DataFrame]) -> None:
    for name, frame in before.items():
        assert frame.height and after[name].equals(frame), name


@pytest.fixture
def worked(home_dir: Path, exports: Path, tmp_path: Path) -> Path:
    with opened_home(home_dir) as home:
        importing.run(home, [exports, planted(tmp_path / "planted.jsonl", 1)])
        chain.run(home)
    return home_dir


def bytes_of(lake: str) -> bytes:
    texts = b""
    for path in Path(lake).rglob("*"):
        if path.suffix == ".parquet":
            texts += pl.read_parquet(path, hive_partitioning=False).write_json().encode()
        elif path.is_file():
            texts += path.read_bytes()
    return texts


def test_texts_go_and_counts_stay(
    worked: Path, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_home(worked) as home:
        before, standing = found(home), load_themes(home.lake)
        assert load_relations(home.lake)["evidence"].is_not_null().any()
        assert compact.run(home).details["gone"]["texts"] == 0
        monkeypatch.setattr(compact, "now", lambda: LATER)
        done = compact.run(home)
        view = home.post_log().view()
        assert done.details["gone"]["texts"] == view.height > 1000
        assert view["title"].is_null().all() and view["text"].is_null().all()
        assert view["tags"].list.len().sum() == 0
        assert view["url"].is_not_null().any() and view["likes"].is_not_null().any()
        assert load_mentions(home.lake)["text"].is_null().all()
        assert load_relations(home.lake)["evidence"].is_null().all()
        said = bytes_of(home.lake_url)
        assert SENTENCE.encode() not in said and "植入的标签".encode() not in said
        same(before, found(home))
        assert compact.run(home).details["gone"]["texts"] == 0

        # the same files again are nothing new, and do not bring the texts back
        assert importing.run(home, [planted(tmp_path / "copy.jsonl", 1)]).written == 0
        annotate.run(home)
        annotate.run(home, everything=True)
        count.run(home)
        detect.run(home)
        themes.run(home)
        same(before, found(home))
        assert load_themes(home.lake).equals(standing)
        assert report.run(home).details["files"]

        # a later observation brings its text, for its own days
        monkeypatch.setattr(importing, "now", lambda: LATER)
        assert importing.run(home, [planted(tmp_path / "later.jsonl", 2)]).written == 1
        annotate.run(home)
        view = home.post_log().view().filter(pl.col("key") == "xhs:planted")
        assert view.select("likes", "title").row(0) == (2, "云朵拖鞋平替")
        compact.run(home)
        mine = load_mentions(home.lake).filter(pl.col("key") == "xhs:planted")
        assert mine["text"].is_not_null().all() and mine.height
        count.run(home)
        assert load_counts(home.lake).drop("engagement").equals(before["counts"].drop("engagement"))


def test_an_earlier_observation_read_later_wipes_nothing(
    worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_home(worked) as home:
        before = found(home)
        monkeypatch.setattr(compact, "now", lambda: LATER)
        compact.run(home)
        # observed before the one that lost its text: the newest observation stays the bare one
        assert importing.run(home, [planted(tmp_path / "earlier.jsonl", 0)]).written == 1
        annotate.run(home)
        after = found(home)
        same({name: before[name] for name in ("mentions", "relations", "labels")}, after)


def test_for_ever_is_for_ever(worked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGTI_POST_TEXT_DAYS", "0")
    monkeypatch.setattr(compact, "now", lambda: LATER)
    with opened_home(worked) as home:
        assert "texts" not in compact.run(home).details["gone"]
        assert home.post_log().view()["text"].is_not_null().any()


def test_files_go_after_their_days(home_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filed = home_dir / "inbox-done" / "2026-11-01" / "export.jsonl"
    filed.parent.mkdir(parents=True)
    refused = home_dir / "refused" / "export-1.jsonl"
    for path in (filed, refused):
        path.write_text("{}\n", encoding="utf-8")
        os.utime(path, (0, 0))  # written long ago, come today
    with opened_home(home_dir) as home:
        assert compact.run(home).details["forgotten"] == 0
        monkeypatch.setenv("PINGTI_REFUSED_DAYS", "300")
    with opened_home(home_dir) as home:
        monkeypatch.setattr(compact, "now", lambda: LATER)
        assert compact.run(home).details["gone"]["inbox-done"] == 1
    assert refused.exists() and not filed.parent.exists()
