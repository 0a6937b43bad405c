"""The command line as people and scripts meet it: exit codes, one JSON object, one clear line a fault."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import zstandard

ROOT = Path(__file__).parents[2]


def pingti(*args: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pingti", "--home", str(home), *map(str, args)],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "200"},
    )  # fmt: skip


def post(n: int) -> dict[str, object]:
    return {
        "platform": "xhs", "post_id": f"p{n}", "title": f"云朵拖鞋第{n}双", "text": "在1688买的，19.9元一双",
        "created_at": f"2026-11-{1 + n % 14:02d}T04:00:00Z", "author_id": f"u{n}",
    }  # fmt: skip


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_no_home_is_said_with_what_to_do(tmp_path: Path) -> None:
    done = pingti("run", home=tmp_path / "none")
    assert done.returncode == 2
    assert "pingti init" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_folder_keeps_its_good_rows_and_says_each_fault_once(home_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "inner").mkdir(parents=True)
    whole = zstandard.compress(lines(*(post(n) for n in range(100, 400))))
    (folder / "broken.jsonl").write_bytes(
        lines(post(1)) + b'{"platform": "xhs", "title": \n' + lines(post(2))
    )
    table = "平台,笔记ID,笔记标题,发布时间,点赞数\nxhs,g1,裸感瑜伽裤平替,2026-11-10 09:00:00,1.2万\n"
    (folder / "chinese.csv").write_bytes(table.encode("gb18030"))
    (folder / "cut.jsonl.zst").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "inner" / "more.jsonl").write_bytes(lines(post(3)))
    done = pingti("import", folder, "--basis", "own", "--json", home=home_dir)
    assert done.returncode == 3, done.stderr
    told = json.loads(done.stdout)["jobs"][0]
    files = {Path(row["name"]).name: row for row in told["details"]["per_file"]}
    assert files["broken.jsonl"]["new_posts"] == 2
    assert files["broken.jsonl"]["refused"] == 1
    assert files["chinese.csv"]["new_posts"] == 1
    assert files["cut.jsonl.zst"]["problem"]
    assert files["more.jsonl"]["new_posts"] == 1
    assert "empty.jsonl" in files
    for name in ("broken.jsonl", "cut.jsonl.zst"):
        assert sum(name in line for line in done.stderr.splitlines()) >= 1
    kept = Path(files["broken.jsonl"]["refused_path"])
    assert kept.is_relative_to(home_dir / "refused")
    row = json.loads(kept.read_text(encoding="utf-8").splitlines()[0])
    assert row["line"] == 2 and row["reason"]
    again = pingti("import", folder, "--json", home=home_dir)
    assert json.loads(again.stdout)["jobs"][0]["written"] == 0


def test_dry_run_shows_the_mapping_and_writes_nothing(home_dir: Path, tmp_path: Path) -> None:
    table = tmp_path / "notes.csv"
    table.write_text(
        "平台,笔记标题,发布时间,点赞数\nxhs,马面裙,2026-11-10 09:00:00,3\n", encoding="utf-8-sig"
    )
    done = pingti("import", table, "--dry-run", "--json", home=home_dir)
    assert done.returncode == 0
    seen = json.loads(done.stdout)["files"][0]
    assert seen["mapping"]["笔记标题"] == "title"
    assert seen["posts"][0]["title"] == "马面裙"
    assert not (home_dir / "lake").exists()


def test_too_little_data_is_a_report_too(home_dir: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_bytes(lines(*(post(n) for n in range(12))))
    assert pingti("import", few, home=home_dir).returncode == 0
    done = pingti("run", "--json", home=home_dir)
    assert done.returncode == 0, done.stderr
    report = next(job for job in json.loads(done.stdout)["jobs"] if job["job"] == "report")
    words = next(Path(f) for f in report["details"]["files"] if f.endswith(".md")).read_text(encoding="utf-8")
    assert "数据不足" in words
    assert "确认上升" not in words.split("方法与口径")[0]


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("report", "--week", "W46"), 2, "2026-W46"),
        (("report", "--format", "pdf"), 2, "html, md, xlsx"),
        (("import", "nowhere.jsonl"), 1, "nowhere.jsonl"),
        (("import", ".", "--basis", "mine"), 2, "own, licensed"),
        (("crawl", "unknown"), 2, "No such source"),
        (("signals", "--as-of", "yesterday"), 2, "2026-11-15"),
        (("backfill", "--from", "2026-02-01", "--to", "2026-01-01"), 2, "--from"),
        (("fly",), 2, "fly"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    home_dir: Path, tmp_path: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    done = pingti(*args, home=home_dir)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_extract_and_detect_need_no_home(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(
        lines(
            {"id": "a", "title": "lululemon平替", "text": "在1688买的裸感瑜伽裤，59元一条"},
            {"id": "b", "title": "", "text": ""},
        )
    )
    nowhere = tmp_path / "nowhere"
    assert pingti("extract", source, target, home=nowhere).returncode == 0
    first, second = (json.loads(line) for line in target.read_text(encoding="utf-8").splitlines())
    full = "lululemon平替\n在1688买的裸感瑜伽裤，59元一条"
    kinds = {mention["kind"] for mention in first["mentions"]}
    assert {"brand", "channel", "product", "price"} <= kinds
    assert all(full[m["start"] : m["end"]] == m["text"] for m in first["mentions"])
    assert any(r["kind"] == "dupe_of" and r["object"] == "lululemon" for r in first["relations"])
    assert second["mentions"] == [] and second["id"] == "b"

    days = pl.date_range(pl.date(2026, 1, 5), pl.date(2026, 6, 28), eager=True)
    counts = pl.DataFrame({"day": days}).with_columns(
        entity=pl.lit("x"),
        platform=pl.lit("p"),
        posts=pl.when(pl.col("day") >= pl.date(2026, 5, 25)).then(12).otherwise(3),
    )
    counts.write_parquet(tmp_path / "c.parquet")
    counts.select("day", "platform", posts_seen=pl.lit(500)).write_csv(tmp_path / "v.csv")
    done = pingti(
        "detect", "--counts", tmp_path / "c.parquet", "--coverage", tmp_path / "v.csv",
        "--since", "2026-05-03", "--until", "2026-06-28", "--every", "7d", "--out", tmp_path / "s.parquet",
        home=nowhere,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = pl.read_parquet(tmp_path / "s.parquet")
    assert not found.filter(pl.col("as_of") < pl.date(2026, 5, 25))["alert"].any()
    assert found.filter(pl.col("as_of") >= pl.date(2026, 6, 21))["alert"].any()
    assert not nowhere.exists()


def test_a_mapping_file_says_which_column_is_what(home_dir: Path, tmp_path: Path) -> None:
    table = tmp_path / "odd.csv"
    table.write_text("甲,乙,丙\n马面裙平替,曹县发货,2026-11-10 09:00:00\n", encoding="utf-8")
    spoken = tmp_path / "odd.toml"
    spoken.write_text(
        '[columns]\n"甲" = "title"\n"乙" = "text"\n"丙" = "published_at"\n[constants]\nplatform = "xhs"\n',
        encoding="utf-8",
    )
    refused = pingti("import", table, home=home_dir)
    assert refused.returncode == 1 and "--map" in refused.stderr
    done = pingti("import", table, "--map", spoken, "--basis", "own", "--json", home=home_dir)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["jobs"][0]["details"]["new_posts"] == 1


def test_undeclared_rows_wait_until_somebody_declares_their_folder(home_dir: Path, tmp_path: Path) -> None:
    table = tmp_path / "vendor" / "notes.csv"
    table.parent.mkdir()
    table.write_text(
        "平台,笔记ID,笔记标题,发布时间\nxhs,g1,裸感瑜伽裤平替,2026-11-10 09:00:00\n", encoding="utf-8"
    )
    held = pingti("import", table, "--json", home=home_dir)
    assert json.loads(held.stdout)["jobs"][0]["details"]["quarantined"] == 1
    assert "pingti provenance" in held.stderr
    assert pingti("doctor", home=home_dir).returncode == 1
    assert pingti("provenance", table.parent, home=home_dir).returncode == 2
    freed = pingti("provenance", table.parent, "--basis", "licensed", "--provider", "千瓜", home=home_dir)
    assert freed.returncode == 0, freed.stderr
    told = json.loads(pingti("provenance", "--json", home=home_dir).stdout)
    assert told["quarantine"] == []
    assert [(row["basis"], row["provider"], row["audiences"]) for row in told["ledger"]] == [
        ("licensed", "千瓜", ["category"])
    ]


def test_evaluate_on_a_young_home_says_that_nothing_is_over_yet(home_dir: Path) -> None:
    done = pingti("evaluate", "--json", home=home_dir)
    assert done.returncode == 0, done.stderr
    details = json.loads(done.stdout)["jobs"][0]["details"]
    assert details["weeks"] == 0
    assert details["told"]["all"] == details["rebuilt"]["all"] == []
    assert "还没有满四周的判断" in done.stderr
    assert pingti("evaluate", "--from", "yesterday", home=home_dir).returncode == 2


def test_detect_takes_a_rule_to_compare_with(tmp_path: Path) -> None:
    days = pl.date_range(pl.date(2026, 8, 24), pl.date(2026, 11, 15), eager=True)
    rows = {"day": days, "entity": "product:a", "platform": "xhs", "posts": [2] * (len(days) - 1) + [9]}
    pl.DataFrame(rows).write_parquet(tmp_path / "counts.parquet")
    pl.DataFrame({"day": days, "platform": "xhs", "posts_seen": 100}).write_csv(tmp_path / "coverage.csv")
    asked = ["--counts", tmp_path / "counts.parquet", "--coverage", tmp_path / "coverage.csv"]
    asked += ["--since", "2026-11-15", "--until", "2026-11-15", "--out", tmp_path / "s.parquet"]
    done = pingti("detect", *asked, "--detector", "ratio_3x", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert pl.read_parquet(tmp_path / "s.parquet")["alert"].to_list() == [True]
    wrong = pingti("detect", *asked, "--detector", "magic", home=tmp_path)
    assert wrong.returncode == 2
    assert "Known: negative_binomial" in wrong.stderr
