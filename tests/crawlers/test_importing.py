"""Files into the log: good rows kept, bad ones refused, a killed import goes on, a second adds nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard

from crawlers.pipelines import import_path, open_log, preview
from crawlers.preparing import prepare
from crawlers.preview import UNKNOWN_FORMAT
from domain.errors import BadSettings
from domain.frames import POSTS, RAW_POSTS, conform
from store.lake import Lake
from store.quarantine import Quarantine

KEY = b"k" * 32
NOW = datetime(2026, 11, 8, 2, tzinfo=UTC)


@pytest.fixture
def bring(tmp_path):
    """Import paths into the lake of this test, with a log opened anew as another process would."""

    def run(*paths: Path, under: str | None = "p1", **more):
        return import_path(
            paths,
            log=open_log(str(tmp_path / "lake")),
            quarantine=Quarantine(Lake(tmp_path / "lake")),
            provenance=lambda where, form: under,
            author_key=KEY,
            now=NOW,
            refused_dir=tmp_path / "refused",
            **more,
        )

    return run


@pytest.fixture
def view(tmp_path):
    return lambda: open_log(str(tmp_path / "lake")).view()


def refused_of(outcome):
    return [json.loads(line) for line in outcome.refused_path.read_text(encoding="utf-8").splitlines()]


def test_good_rows_are_kept_and_bad_ones_refused(tmp_path, bring, view, post_line):
    path = tmp_path / "posts.jsonl"
    path.write_text(
        "\n".join([post_line(1), '{"platform": "xhs", ', post_line(2), post_line(3, kind="poem")])
    )
    (outcome,) = bring(path)
    assert (outcome.format, outcome.read, outcome.new_posts, outcome.refused) == ("own_jsonl", 4, 2, 2)
    assert outcome.problem is None
    assert view()["key"].to_list() == ["xhs:n1", "xhs:n2"]
    assert [(row["line"], row["reason"][:14]) for row in refused_of(outcome)] == [
        (2, "not valid JSON"),
        (4, "unknown kind p"),
    ]
    assert refused_of(outcome)[0]["raw"] == '{"platform": "xhs",'


def test_a_second_import_reads_and_adds_nothing(tmp_path, bring, view, post_line):
    path = tmp_path / "posts.jsonl"
    path.write_text("\n".join([post_line(1), "broken", post_line(2)]))
    (first,) = bring(path)
    log = (tmp_path / "refused" / first.refused_path.name).read_text()
    (second,) = bring(path)
    assert (second.read, second.new_posts, second.new_observations, second.unchanged) == (0, 0, 0, 0)
    assert second.note.startswith("imported before; nothing to do (1 rows were refused then: ")
    assert (second.refused, second.refused_path, first.refused_path.read_text()) == (0, None, log)
    path.write_text(path.read_text() + "\n" + post_line(3))
    (third,) = bring(path)
    assert (third.new_posts, third.unchanged) == (1, 2)
    assert view().height == 3


def test_a_stopped_import_goes_on_where_it_was(tmp_path, bring, view, post_line):
    path = tmp_path / "posts.jsonl"
    line = post_line(0).replace('"n0"', '"n%d"')
    lines = [line % number for number in range(120_000)]
    lines[5] = lines[110_000] = "broken"
    path.write_text("\n".join(lines))

    class Killed(BaseException):
        pass

    def stop(progress):
        assert progress.name == "posts.jsonl"
        raise Killed

    with pytest.raises(Killed):
        bring(path, on_progress=stop)
    assert view().height == 99_999
    assert not list((tmp_path / "refused").iterdir())
    told = []
    (outcome,) = bring(path, on_progress=told.append)
    assert [progress.read for progress in told] == [100_000, 120_000]
    assert (outcome.read, outcome.skipped, outcome.new_posts, outcome.unchanged) == (
        120_000,
        99_999,
        19_999,
        0,
    )
    assert [row["line"] for row in refused_of(outcome)] == [6, 110_001]
    assert view().height == 119_998


def test_a_cut_archive_keeps_good_rows_and_refuses_once(tmp_path, bring, post_line):
    text = "\n".join(post_line(number) for number in range(5000)).encode()
    packed = zstandard.compress(text)
    path = tmp_path / "posts.jsonl.zst"
    path.write_bytes(packed[: len(packed) // 2])
    (outcome,) = bring(path)
    assert 0 < outcome.new_posts == outcome.read < 5000
    assert outcome.problem == "the zstd file is cut short; everything before the cut was read"
    assert refused_of(outcome) == [{"line": None, "reason": outcome.problem, "raw": ""}]


def test_gb18030_and_a_broken_character(tmp_path, bring, view, post_line):
    path = tmp_path / "posts.jsonl"
    lines = [post_line(number).encode("gb18030") for number in range(3)]
    path.write_bytes(b"\n".join([*lines, lines[0].replace("双".encode("gb18030"), b"\xff")]))
    (outcome,) = bring(path)
    assert (outcome.new_posts, outcome.refused) == (3, 1)
    assert refused_of(outcome)[0]["reason"] == "not valid GB18030"
    assert view()["title"][0] == "第 0 双云朵拖鞋"


def test_each_file_gets_one_line(tmp_path, bring, post_line):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "README.md").write_text("# what these are")
    (folder / "empty.jsonl").touch()
    (folder / "good.jsonl").write_text(post_line(1))
    (folder / "other.csv").write_text("a,b\n1,2\n")
    (folder / "table.csv").write_text("platform,title\n", encoding="utf-8")
    outcomes = {outcome.name: outcome for outcome in bring(folder, tmp_path / "missing")}
    assert {name: outcome.problem for name, outcome in outcomes.items() if outcome.problem} == {
        "exports/empty.jsonl": "the file is empty",
        "exports/other.csv": UNKNOWN_FORMAT,
        "exports/table.csv": "no rows in the file",
        str(tmp_path / "missing"): "there is no such file or folder",
    }
    assert outcomes["exports/README.md"].note.startswith("passed over")
    assert outcomes["exports/good.jsonl"].new_posts == 1


def test_an_open_quote_costs_no_other_chunk_and_no_crash(tmp_path, bring):
    path = tmp_path / "t.csv"
    path.write_text('platform,title,text\nxhs,一,好\nxhs,二,"开了不关\nxhs,三,好\n', encoding="utf-8")
    (outcome,) = bring(path)
    assert outcome.new_posts + outcome.refused == outcome.read == 2


def test_an_unknown_format_name_is_wrong_usage(tmp_path, bring, post_line):
    path = tmp_path / "posts.jsonl"
    path.write_text(post_line(1))
    with pytest.raises(BadSettings, match="csv_table"):
        bring(path, format="excel")


def test_preview_shows_the_mapping_and_writes_nothing(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("平台,标题,点赞数,备注\n小红书,平替 @某某,1w,x\n小红书,,2,y\n", encoding="gb18030")
    (shown,) = preview(path)
    assert (shown.format, shown.encoding) == ("csv_table", "gb18030")
    assert shown.mapping == {"平台": "platform", "标题": "title", "点赞数": "likes"}
    assert shown.posts.select("platform", "title", "likes").rows() == [("xhs", "平替 @user", 10_000)]
    assert shown.refused["reason"].to_list() == ["no title and no text"]
    assert [one.problem for one in preview(tmp_path / "none")] == ["there is no such file or folder"]


def raw(**columns):
    rows = pl.DataFrame(columns)
    absent = [
        pl.lit(None).cast(dtype).alias(name) for name, dtype in RAW_POSTS.items() if name not in columns
    ]
    return rows.with_columns(absent)


def test_prepare_names_keys_and_dates():
    day = datetime(2026, 11, 6, 4, tzinfo=UTC)
    seen = datetime(2026, 11, 7, tzinfo=UTC)
    instant = RAW_POSTS["published_at"]
    frame = raw(
        platform=["hot"] * 5,
        post_id=["7", None, None, None, None],
        kind=["hot"] * 5,
        url=[None, "https://example.org/1?xsec_token=a", "https://example.org/1?xsec_token=b", None, None],
        title=["联系13800001111", "一", "二", "云朵 拖鞋", "云朵　拖鞋 "],
        author_digest=["a" * 16, None, None, None, None],
        published_at=pl.Series([day, day, day, None, day], dtype=instant),
        observed_at=pl.Series([seen, None, None, None, None], dtype=instant),
    )
    posts = prepare(frame, author_key=KEY, source="test", fetched_at=NOW)
    conform(posts, POSTS, "posts")
    assert posts["title"][0] == "联系[phone]"
    assert posts["observed_at"].to_list() == [seen, day, day, NOW, day]
    keys = posts["key"].to_list()
    assert keys[0] == "hot:7"
    assert keys[1] == keys[2] != keys[3] == keys[4]
    assert all(len(key) == len("hot:h") + 16 for key in keys[1:])
    assert posts["url"].to_list()[1:3] == ["https://example.org/1"] * 2
    assert posts["author"].null_count() == 4
    assert prepare(frame.clear(), author_key=KEY, source="test", fetched_at=NOW).is_empty()


@pytest.mark.slow
def test_real_posts_come_in_whole(shared, tmp_path, bring):
    names = ["xhs_home.jsonl.zst", "dupe_posts.jsonl.zst", "hotlist_36kr.jsonl.zst"]
    outcomes = bring(*(shared / "data" / "posts" / name for name in names))
    assert [(outcome.read, outcome.refused, outcome.problem) for outcome in outcomes] == [
        (1006, 0, None),
        (1554, 0, None),
        (30_955, 0, None),
    ]
    assert all(outcome.new_posts + outcome.new_observations == outcome.read for outcome in outcomes)


def test_rows_of_undeclared_provenance_wait_apart_and_come_out_once(bring, view, tmp_path):
    export = tmp_path / "notes.jsonl"
    lines = [{"platform": "xhs", "id": str(n), "title": f"云朵拖鞋平替 {n}"} for n in range(5)]
    export.write_text("\n".join(json.dumps(line) for line in [*lines, {"id": "6"}]), encoding="utf-8")
    (first,) = bring(export, under=None)
    assert (first.quarantined, first.new_posts, first.refused) == (5, 0, 1)
    assert view().is_empty()
    (again,) = bring(export, under=None)
    assert (again.quarantined, again.held_as) == (0, first.held_as)
    assert again.note.startswith("in quarantine already")
    waiting = Quarantine(Lake(tmp_path / "lake"))
    assert waiting.rows() == {first.held_as: 5}
    (named,) = bring(export, under="p2")
    assert (named.new_posts, named.held_as, named.note) == (5, None, "released from quarantine")
    assert view()["provenance"].unique().to_list() == ["p2"]
    assert waiting.rows() == {}
    (done,) = bring(export, under="p2")
    assert done.note.startswith("imported before")
    assert view().height == 5


def test_a_release_that_was_killed_is_done_again(bring, view, tmp_path):
    export = tmp_path / "notes.jsonl"
    export.write_text('{"platform": "xhs", "id": "1", "title": "杯子平替"}', encoding="utf-8")
    (held,) = bring(export, under=None)
    lake = Lake(tmp_path / "lake")
    rows = lake.scan("quarantine").drop("batch").collect()
    waiting, log = Quarantine(lake), open_log(str(tmp_path / "lake"))
    waiting.release(held.held_as, "p2", log)
    lake.append("quarantine", rows)  # as if it had stopped before the place was emptied
    saved = Quarantine(lake).release(held.held_as, "p2", open_log(str(tmp_path / "lake")))
    assert (saved.new_posts, saved.unchanged) == (0, 1)
    assert view().height == 1
    assert waiting.rows() == {}
