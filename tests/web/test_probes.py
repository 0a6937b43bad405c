import re
from pathlib import Path

from sqlalchemy import Engine

from web.probes import _metric


def database_file(client) -> Path:
    engine: Engine = client.home.engine
    assert engine.url.database
    return Path(engine.url.database)


def test_alive_and_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "checks": {"database": "ok", "lake": "ok"}}


def test_not_ready_when_the_database_file_is_gone(empty_client):
    database_file(empty_client).unlink()
    answer = empty_client.get("/readyz")

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["checks"] == {"database": "the database file is gone", "lake": "ok"}
    assert empty_client.get("/healthz").status_code == 200


def test_not_ready_when_the_database_is_another_one(empty_client):
    empty_client.home.engine.dispose()
    file = database_file(empty_client)
    file.write_bytes(b"not a database, but a letter" * 40)

    assert empty_client.get("/readyz").json()["checks"]["database"] == "does not answer (DatabaseError)"
    page = empty_client.get("/reports")
    assert page.status_code == 503
    assert str(file) not in page.text


def test_not_ready_when_the_lake_cannot_be_read(empty_client):
    log = Path(empty_client.home.lake.root) / "posts" / "_delta_log"
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text("broken")
    answer = empty_client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["lake"].startswith("does not answer")
    broken = empty_client.get("/")
    assert broken.status_code == 500
    assert broken.headers["content-type"] == "application/problem+json"
    assert "default-src 'none'" in broken.headers["content-security-policy"]


def test_metrics_follow_the_text_format(client):
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    label = r'[a-z]+="(?:[^"\\\n]|\\.)*"'
    sample = re.compile(rf"pingti_[a-z0-9_]+(\{{{label}(,{label})*\}})? -?[0-9.e+]+")
    assert all(line.startswith("# ") or sample.fullmatch(line) for line in lines)
    assert answer.text.endswith("\n")

    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values['pingti_posts_total{platform="xhs"}']) > 10_000
    assert 'pingti_source_last_success_timestamp_seconds{source="site-rss"}' in values
    assert 'pingti_source_last_success_timestamp_seconds{source="site-html"}' not in values
    assert values['pingti_job_last_success_timestamp_seconds{job="signals"}'] == "1794790803"
    assert 'pingti_job_last_success_timestamp_seconds{job="report"}' not in values


def test_metrics_tell_stale_sources_and_the_plan(client):
    lines = client.get("/metrics").text.splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert values['pingti_source_stale{source="site-rss"}'] == "0"
    # switched on for nine days and never a success
    assert values['pingti_source_stale{source="site-html"}'] == "1"
    assert values['pingti_plan_tasks{platform="xhs",state="done"}'] == "1"
    assert values['pingti_plan_tasks{platform="xhs",state="open"}'] == "1"


def test_labels_are_escaped():
    said = _metric("x", "gauge", "About.", [({"source": 'a"b\\c\nd'}, 1.0)])
    (sample,) = [line for line in said.splitlines() if not line.startswith("#")]
    assert sample == 'pingti_x{source="a\\"b\\\\c\\nd"} 1'


def test_metrics_of_an_empty_home_have_no_samples(empty_client):
    lines = empty_client.get("/metrics").text.splitlines()
    assert lines
    assert all(line.startswith("# ") for line in lines)
