"""The weekly routine: tasks written, captures held against them, exposure only for what was done in time."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from domain.errors import BadSettings
from domain.plan import PlanTask
from domain.weeks import Week
from jobs import annotate, count, importing, plan, provenance
from jobs.home import Home, opened_home
from reports.task_sheet import render_task_page, render_task_workbook
from store.collection import load_collected
from store.findings import load_counts, load_coverage
from store.plan import load_tasks, save_plan

WEEK = Week(2026, 46)
MONDAY, WEDNESDAY = date(2026, 11, 9), date(2026, 11, 11)
SETTINGS = """
[plan]
platforms = ["xhs", "小红书", "douyin"]
packs = ["鞋靴"]
queries = ["洞洞鞋平替"]
people = ["小王", "小李"]
days = ["mon", "wed", "fri"]
"""


class Clock:
    """Today, as the jobs see it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch

    def set(self, day: date) -> None:
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        for module in ("jobs.home", "jobs.plan", "jobs.importing"):
            self.patch.setattr(f"{module}.now", lambda: at)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(monkeypatch)
    made.set(MONDAY)
    return made


@pytest.fixture
def planned_home(home_dir: Path) -> Path:
    settings = home_dir / "pingti.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text[: text.index("[plan]")] + SETTINGS, encoding="utf-8")
    return home_dir


def export(
    folder: Path, name: str, *rows: tuple[str, str | None, str, str | None], platform: str = "xhs"
) -> Path:
    """(id, query, day published, day captured) as our own JSON Lines."""
    path = folder / f"{name}.jsonl"
    lines = [
        {
            "platform": "xhs", "post_id": key, "title": "云朵拖鞋平替", "query": query,
            "created_at": f"{published}T04:00:00Z", "author_id": f"author-{key}",
            "observed_at": f"{captured}T05:00:00Z" if captured else None,
        }
        for key, query, published, captured in rows
    ]  # fmt: skip
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def task_of(query: str, week: str = str(WEEK), who: str = "", due_day: date = MONDAY) -> PlanTask:
    return PlanTask(week, "xhs", query, "最新", 100, 7, who, due_day)


def digest(home: Home) -> list[str]:
    """Annotate and count; the months whose counts were written again."""
    before = home.lake.batches("counts")
    annotate.run(home)
    count.run(home)
    return [month for month, batch in home.lake.batches("counts").items() if before.get(month) != batch]


def seen(home: Home, platform: str = "xhs") -> dict[str, int]:
    rows = load_coverage(home.lake).filter(platform=platform).group_by("day").agg(pl.col("posts_seen").sum())
    return {str(day): posts for day, posts in rows.sort("day").iter_rows()}


def test_tasks_are_spread_over_people_and_the_days_that_are_left(planned_home: Path, clock: Clock) -> None:
    with opened_home(planned_home) as home:
        done = plan.run(home)
        tasks = load_tasks(home.engine, WEEK)
        queries = {task.query for task in tasks}
        assert {task.platform for task in tasks} == {"xhs", "douyin"}
        assert {"洞洞鞋平替", "云朵拖鞋 平替"} <= queries
        # the folded same search is asked for once
        assert len(tasks) == 2 * len(queries) == done.written
        by_day = [sum(task.due_day == MONDAY + timedelta(days=n) for task in tasks) for n in (0, 2, 4)]
        assert sum(by_day) == len(tasks) and max(by_day) - min(by_day) <= 1
        assert {task.who for task in tasks} == {"小王", "小李"}
        assert {(task.sort, task.depth_notes, task.depth_days) for task in tasks} == {("最新", 100, 7)}

        clock.set(MONDAY + timedelta(days=3))
        assert plan.run(home).written == 0
        assert load_tasks(home.engine, WEEK) == tasks
        more = plan.run(home, packs=["运动户外"], platforms=["小红书"])
        new = [task for task in load_tasks(home.engine, WEEK) if task not in tasks]
        assert len(new) == more.written > 0
        assert {task.due_day for task in new} == {MONDAY + timedelta(days=4)}
        plan.run(home, packs=["运动户外"], platforms=["xhs"], drop=True, who="小张")
        left = load_tasks(home.engine, WEEK)
        assert {task.query for task in left} == {task.query for task in new}
        assert {task.who for task in left} == {"小张"}


def test_a_week_that_is_over_is_not_planned(planned_home: Path, clock: Clock) -> None:
    with opened_home(planned_home) as home:
        with pytest.raises(BadSettings, match="is over"):
            plan.run(home, "2026-W45")
        plan.run(home)
        tasks = load_tasks(home.engine, WEEK)
        clock.set(MONDAY + timedelta(days=9))
        assert plan.run(home, str(WEEK), who="别人").written == 0
        assert load_tasks(home.engine, WEEK) == tasks


def test_holidays_and_weekends_are_taken_only_when_nothing_else_is_left() -> None:
    workdays = ["mon", "tue", "wed", "thu", "fri"]
    national = Week.of(date(2026, 10, 1))
    assert plan.working_days(national, workdays, national.first_day) == [
        date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30),
    ]  # fmt: skip
    assert plan.working_days(national, workdays, date(2026, 10, 2)) == [date(2026, 10, 2)]
    assert plan.working_days(WEEK, workdays, WEEK.last_day) == [WEEK.last_day]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"platforms": ["小绿书"]}, "No such platform: 小绿书"),
        ({"packs": ["没有的"]}, "No such keyword pack"),
        ({"week": "W46"}, "2026-W46"),
    ],
)
def test_what_nobody_knows_is_not_planned(
    planned_home: Path, clock: Clock, asked: dict[str, object], says: str
) -> None:
    with opened_home(planned_home) as home, pytest.raises(BadSettings, match=says):
        plan.run(home, **asked)


def test_imports_are_held_against_the_plan(planned_home: Path, clock: Clock, tmp_path: Path) -> None:
    with opened_home(planned_home) as home:
        plan.run(home, packs=["鞋靴"], platforms=["xhs"])
        total = len(load_tasks(home.engine, WEEK))
        clock.set(WEDNESDAY)
        file = export(
            tmp_path, "a",
            ("1", "云朵拖鞋　平替", "2026-11-08", "2026-11-11"),
            ("2", "云朵拖鞋 平替", "2026-11-10", "2026-11-11"),
            ("3", "云朵拖鞋 平替", "2026-11-01", "2026-11-11"), ("4", None, "2026-11-10", "2026-11-11"),
            ("5", "别的词", "2026-11-10", None), ("6", "洞洞鞋 平替", "2026-11-02", "2026-11-03"),
        )  # fmt: skip
        summary = importing.run(home, [file])
        assert f"任务单 2026-W46: 完成 1/{total}，本次外 2 行不计曝光" in summary.notes
        before = load_collected(home.engine, date(2026, 1, 1))
        importing.run(home, [file])
        assert load_collected(home.engine, date(2026, 1, 1)) == before

        digest(home)
        # 1 and 2 on plan, 3 too old for its capture, 4 and 5 off plan, 6 captured before there was a plan
        assert seen(home) == {"2026-11-02": 1, "2026-11-08": 1, "2026-11-10": 1}
        counts = load_counts(home.lake)
        of_goods = counts.filter(pl.col("entity").str.starts_with("product:"))
        assert of_goods["posts"].sum() == 6
        assert of_goods["authors"].sum() == 3

        clock.set(MONDAY + timedelta(days=8))
        late = export(tmp_path, "late", ("7", "德训鞋 平替", "2026-11-14", "2026-11-17"))
        importing.run(home, [late])
        digest(home)
        assert "2026-11-14" not in seen(home)
        told = plan.status(home, str(WEEK))
        assert told.details["states"] == {
            "done": 1, "open": 0, "overdue": 0, "late": 1, "missing": total - 2,
        }  # fmt: skip
        assert any("德训鞋 平替" in note and "2026-11-17" in note for note in told.notes)


def test_a_capture_in_quarantine_is_not_done_before_it_is_released(
    planned_home: Path, clock: Clock, tmp_path: Path
) -> None:
    settings = planned_home / "pingti.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('vouched_formats = ["own_jsonl"]', "vouched_formats = []"), "utf-8")
    file = export(tmp_path, "a", ("1", "云朵拖鞋 平替", "2026-11-08", "2026-11-09"))
    with opened_home(planned_home) as home:
        plan.run(home, packs=["鞋靴"], platforms=["xhs"])

        def done() -> list[date]:
            return [task.done_day for task in load_tasks(home.engine, WEEK) if task.done_day]

        importing.run(home, [file])
        importing.run(home, [file])
        assert done() == []
        provenance.declare_folders(home, [tmp_path], provenance.Declared("own"))
        provenance.release(home, tmp_path)
        assert done() == [MONDAY]


def test_a_search_that_showed_nothing_is_a_zero_only_when_somebody_says_so(
    planned_home: Path, clock: Clock
) -> None:
    with opened_home(planned_home) as home:
        plan.run(home, packs=["鞋靴"], platforms=["xhs"])
        with pytest.raises(BadSettings, match="not in this week's plan"):
            plan.found_nothing(home, ["xhs:没有这个词"])
        plan.found_nothing(home, ["小红书：云朵拖鞋 平替"])
        plan.found_nothing(home, ["xhs:云朵拖鞋 平替"])
        tasks = {task.query: task for task in load_tasks(home.engine, WEEK)}
        assert (tasks["云朵拖鞋 平替"].done_day, tasks["云朵拖鞋 平替"].posts) == (MONDAY, 0)
        assert tasks["洞洞鞋 平替"].posts is None


def test_a_changed_plan_counts_the_months_it_touches_again(
    planned_home: Path, clock: Clock, tmp_path: Path
) -> None:
    old = [(f"o{n}", None, f"2026-0{7 + n}-10", f"2026-0{7 + n}-12") for n in range(3)]
    new = [("n1", "平替", "2026-11-08", "2026-11-10"), ("n2", "代工厂", "2026-11-09", "2026-11-10")]
    clock.set(date(2026, 11, 2))
    with opened_home(planned_home) as home:
        importing.run(home, [export(tmp_path, "old", *old)])
    clock.set(WEDNESDAY)
    with opened_home(planned_home) as home:
        importing.run(home, [export(tmp_path, "new", *new)])
        assert digest(home) == ["2026-07", "2026-08", "2026-09", "2026-11"]
        assert digest(home) == []
        task = task_of("平替")
        save_plan(home.engine, str(WEEK), [task])
        assert digest(home) == ["2026-11"]
        assert seen(home)["2026-11-08"] == 1
        assert "2026-11-09" not in seen(home)
        assert digest(home) == []
        # a week that lies ahead, and one of a platform without posts, touch nothing
        save_plan(home.engine, "2026-W50", [task_of("平替", week="2026-W50")])
        assert digest(home) == []
        save_plan(home.engine, str(WEEK), [task, task_of("代工厂")])
        assert digest(home) == ["2026-11"]
        assert seen(home)["2026-11-09"] == 1
        # who does it, and on which day, changes no count
        moved = [
            PlanTask(str(WEEK), "xhs", query, "最新", 1, 1, "小王", WEDNESDAY) for query in ("平替", "代工厂")
        ]
        save_plan(home.engine, str(WEEK), moved)
        assert digest(home) == []
        save_plan(home.engine, str(WEEK), [])
        save_plan(home.engine, "2026-W50", [])
        assert digest(home) == ["2026-11"]


def test_the_sheet_is_written_whole_and_the_same_twice(planned_home: Path, clock: Clock) -> None:
    with opened_home(planned_home) as home:
        files = [Path(file) for file in plan.run(home).details["files"]]
        assert [file.relative_to(home.root) for file in files] == [
            Path("plans/2026-W46/plan.html"), Path("plans/2026-W46/plan.xlsx"),
        ]  # fmt: skip
        first = [file.read_bytes() for file in files]
        plan.run(home)
        assert [file.read_bytes() for file in files] == first
        page = first[0].decode()
        assert "云朵拖鞋 平替" in page and "验证" in page and "小王" in page
        assert page.count('class="box"') == len(load_tasks(home.engine, WEEK))


def test_a_query_cannot_write_markup_or_formulas() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    tasks = [
        PlanTask(str(WEEK), "xhs", query, "最新", 100, 7, nasty, MONDAY)
        for query in (nasty, '=HYPERLINK("x")')
    ]
    assert nasty not in render_task_page(WEEK, tasks, MONDAY)
    sheet = pl.read_excel(render_task_workbook(WEEK, tasks, MONDAY), engine="openpyxl")
    assert sheet["搜索词"].to_list() == [nasty, '\'=HYPERLINK("x")']
