"""Decisions of people: taken in bulk, kept for good, obeyed by every step, never undone by a rerun."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from domain.decision import merges
from domain.errors import BadInput, BadSettings
from jobs import annotate, count, graph, importing, review
from jobs.home import Home, opened_home
from pingti import app
from store.annotations import load_labels, load_mentions
from store.decisions import load_decisions
from store.findings import load_counts, load_graph

SUNDAY = date(2026, 11, 15)


@pytest.fixture
def worked(home_dir: Path, exports: Path) -> Path:
    with opened_home(home_dir) as home:
        importing.run(home, [exports])
        steps(home)
    return home_dir


def steps(home: Home) -> None:
    annotate.run(home)
    count.run(home)
    graph.run(home)


def hand_in(home: Home, path: Path, *rows: tuple[str, ...], by: str = "小林"):
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([review.COLUMNS, *rows])
    return review.take(home, path, by)


def posts_of(home: Home, entity: str) -> int:
    return load_counts(home.lake).filter(entity=entity)["posts"].sum()


def test_a_merge_holds_through_every_rerun_until_it_is_taken_back(worked: Path, tmp_path: Path) -> None:
    file = tmp_path / "merge.csv"
    with opened_home(worked) as home:
        apart = posts_of(home, "product:洞洞鞋"), posts_of(home, "product:云朵拖鞋")
        assert min(apart) > 0
        done = hand_in(home, file, ("合并", "product:洞洞鞋", "", "product:云朵拖鞋", "", "", "合并", "同款"))
        assert (done.written, done.problems) == (1, [])
        one = load_decisions(home.engine)[0]
        assert (one.by, one.reason, one.verdict) == ("小林", "同款", "merged")
    for everything in (False, True):
        with opened_home(worked) as home:
            annotate.run(home, everything=everything)
            count.run(home)
            joined = posts_of(home, "product:云朵拖鞋")
            assert posts_of(home, "product:洞洞鞋") == 0
            assert max(apart) < joined <= sum(apart)  # a post that names both counts once
    with opened_home(worked) as home:
        hand_in(home, file, ("合并", "product:洞洞鞋", "", "product:云朵拖鞋", "", "", "分开", "看错了"))
        assert [one.verdict for one in load_decisions(home.engine)] == ["merged", "split"]
    with opened_home(worked) as home:
        count.run(home)
        assert (posts_of(home, "product:洞洞鞋"), posts_of(home, "product:云朵拖鞋")) == apart


def test_an_edge_stays_as_people_judged_it(worked: Path, tmp_path: Path) -> None:
    with opened_home(worked) as home:
        edge = load_graph(home.lake, SUNDAY).filter(status="claimed").row(0, named=True)
        names = edge["subject"], edge["relation"], edge["object"]
        hand_in(home, tmp_path / "edge.csv", ("关系", *names, "", "", "不实", "厂家否认"))
        assert graph.run(home).written > 0
        this = dict(zip(("subject", "relation", "object"), names, strict=True))
        assert load_graph(home.lake, SUNDAY).filter(**this)["status"].to_list() == ["rejected"]
        annotate.run(home, everything=True)
        graph.run(home)
        assert load_graph(home.lake, SUNDAY).filter(**this)["status"].to_list() == ["rejected"]
        hand_in(home, tmp_path / "edge.csv", ("关系", *names, "", "", "撤回", ""))
        graph.run(home)
        assert load_graph(home.lake, SUNDAY).filter(**this)["status"].to_list() == ["claimed"]


def test_a_corrected_post_stays_corrected(worked: Path, tmp_path: Path) -> None:
    with opened_home(worked) as home:
        key = load_mentions(home.lake).filter(kind="product", norm="云朵拖鞋").sort("key")["key"][0]
        before = load_labels(home.lake).filter(key=key)["speaker"].item()
        other = "media" if before != "media" else "buyer"
        months = len(home.lake.batches("posts"))
        hand_in(
            home, tmp_path / "post.csv",
            ("标签", key, "speaker", "", other, "", "改为", ""),
            ("提及", key, "product", "云朵拖鞋", "", "", "去掉", ""),
        )  # fmt: skip
        assert annotate.run(home).details["months"] == 1 < months  # only the month of that post
        for _ in range(2):
            labels, mentions = load_labels(home.lake), load_mentions(home.lake)
            assert labels.filter(key=key)["speaker"].item() == other
            assert mentions.filter(key=key, norm="云朵拖鞋").is_empty()
            annotate.run(home, everything=True)
        hand_in(home, tmp_path / "post.csv", ("标签", key, "speaker", "", "", "", "撤回", ""))
        annotate.run(home)
        assert load_labels(home.lake).filter(key=key)["speaker"].item() == before


def test_an_accepted_word_is_read_from_then_on(worked: Path, tmp_path: Path) -> None:
    text = [
        "这个云感凉拖真软", "妈妈的云感凉拖", "今年的云感凉拖好看", "姐妹的云感凉拖呢", "买了云感凉拖",
        "求云感凉拖链接",
    ]  # fmt: skip
    posts = pl.DataFrame(
        {
            "platform": "xhs", "post_id": [f"new{at}" for at in range(6)], "text": text,
            "author_id": [f"n{at}" for at in range(6)], "created_at": "2026-11-12T04:00:00Z",
        }
    )  # fmt: skip
    posts.write_ndjson(tmp_path / "new.jsonl")
    with opened_home(worked) as home:
        importing.run(home, [tmp_path / "new.jsonl"])
        steps(home)
        review.export(home, tmp_path / "wait.csv")
        with (tmp_path / "wait.csv").open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.DictReader(lines))
        rows = {(row["类型"], row["条目"]): row for row in table}
        new = rows["新词", "云感凉拖"]
        assert (new["关系"], new["取值"], new["决定"]) == ("product", "鞋靴", "")
        assert any(kind == "关系" for kind, _ in rows)
        new["决定"] = "收录"
        done = hand_in(home, tmp_path / "wait.csv", *(tuple(row.values()) for row in table))
        assert (done.read, done.written) == (1, 1)
    with opened_home(worked) as home:
        steps(home)
        assert posts_of(home, "product:云感凉拖") == 6
        review.export(home, tmp_path / "again.csv")
        assert "云感凉拖" not in (tmp_path / "again.csv").read_text(encoding="utf-8-sig").split("新词")[-1]
        row = ("新词", "云感凉拖", "product", "", "鞋靴", "", "不收", "")
        hand_in(home, tmp_path / "wait.csv", row)
    with opened_home(worked) as home:
        steps(home)
        assert posts_of(home, "product:云感凉拖") == 0


def test_what_cannot_be_decided_is_told_and_the_rest_is_recorded_once(worked: Path, tmp_path: Path) -> None:
    good = ("合并", "brand:露露", "", "brand:lululemon", "", "", "合并", "")
    rows = (
        good,
        ("合并", "brand:lululemon", "", "brand:露露", "", "", "合并", ""),  # back to where it starts
        ("合并", "brand:露露", "", "product:云朵拖鞋", "", "", "合并", ""),
        ("标签", "xhs:none", "speaker", "", "buyer", "", "改为", ""),
        ("标签", "xhs:none", "mood", "", "buyer", "", "改为", ""),
        ("新词", "-云", "product", "", "鞋靴", "", "收录", ""),
        ("新词", "云感凉拖", "product", "", "凉拖", "", "收录", ""),
        ("关系", "brand:a", "likes", "brand:b", "", "", "属实", ""),
        ("合并", "brand:a", "", "brand:b", "", "", "大概吧", ""),
        ("合并", "brand:c", "", "brand:d", "", "", "", ""),
    )
    with opened_home(worked) as home:
        done = hand_in(home, tmp_path / "mixed.csv", *rows)
        assert (done.read, done.written, done.refused) == (9, 1, 8)
        assert "行 3" in done.problems[0] and "大概吧" in done.problems[-1]
        assert hand_in(home, tmp_path / "mixed.csv", good).written == 0
        assert merges(load_decisions(home.engine)) == {"brand:露露": "brand:lululemon"}
        chain = ("合并", "brand:lululemon", "", "brand:lulu", "", "", "合并", "")
        hand_in(home, tmp_path / "mixed.csv", chain)
        assert merges(load_decisions(home.engine))["brand:露露"] == "brand:lulu"


def test_the_command_tries_a_word_and_asks_who_decides(worked: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    tried = run(app, ["--home", str(worked), "review", "--try", "朵拖,product", "--json"])
    assert tried.exit_code == 0 and '"known"' in tried.output and "会匹配 0 帖" in tried.output
    (tmp_path / "x.csv").write_text(",".join(review.COLUMNS) + "\n", encoding="utf-8")
    nobody = run(app, ["--home", str(worked), "review", str(tmp_path / "x.csv")])
    assert isinstance(nobody.exception, BadSettings) and "--by" in str(nobody.exception.hint)
    assert isinstance(run(app, ["--home", str(worked), "review"]).exception, BadSettings)
    assert isinstance(run(app, ["--home", str(worked), "review", "--try", "云,colour"]).exception, BadInput)
