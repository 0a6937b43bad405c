"""The weekly plan for platforms that no crawler may enter: who captures which query on which day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays

from crawlers.keywords import load_packs, queries_of
from domain.errors import BadSettings
from domain.plan import NEWEST_FIRST, STATES, PlanTask, fold_query
from domain.platforms import NAMES, platform_name
from domain.weeks import Week
from jobs.home import Home, now
from jobs.settings import WEEKDAYS
from jobs.summary import Summary
from reports.task_sheet import render_task_page, render_task_workbook
from store.collection import Collected, save_collected
from store.plan import load_tasks, save_plan


def run(
    home: Home,
    week: str | None = None,
    *,
    who: str | None = None,
    platforms: Sequence[str] = (),
    packs: Sequence[str] = (),
    drop: bool = False,
) -> Summary:
    """Write the week's tasks (default this week) to the database and, as page and workbook, below plans/.

    Tasks that stand keep their day; new ones are spread over the working days that are left. `who` takes all
    that is not done. `drop` lets go of tasks that are neither done nor asked for any more. A week that is
    over gets no new tasks: a plan made afterwards would make exposure out of what happened to be captured.
    """
    summary, today = Summary("plan"), home.today()
    chosen = Week.parse(week) if week else Week.of(today)
    standing = load_tasks(home.engine, chosen)
    if chosen.last_day >= today:
        tasks = planned(home, chosen, standing, who=who, platforms=platforms, packs=packs, drop=drop)
        save_plan(home.engine, str(chosen), tasks)
        summary.written = len({_name(task) for task in tasks} - {_name(task) for task in standing})
        standing = load_tasks(home.engine, chosen)
    elif not standing:
        raise BadSettings(
            f"{chosen} is over and was not planned", hint="Plan this week or a coming one: pingti plan"
        )
    else:
        summary.notes.append(f"{chosen} 已过，任务单不再改动")
    summary.read = len(standing)
    files = _write(home, chosen, standing, today)
    summary.details = _details(chosen, standing, today) | {"files": [str(file) for file in files]}
    days = len({task.due_day for task in standing})
    summary.notes.append(f"{chosen}: {len(standing)} 项任务，{days} 天，新增 {summary.written} 项")
    summary.notes.extend(summary.details["files"])
    return summary


def status(home: Home, week: str | None = None) -> Summary:
    """How far the week's plan is (default this week's); what is late or missing is named."""
    today = home.today()
    chosen = Week.parse(week) if week else Week.of(today)
    tasks = load_tasks(home.engine, chosen)
    if not tasks:
        raise BadSettings(f"{chosen} has no plan", hint=f"Make one with: pingti plan --week {chosen}")
    summary = Summary("plan", read=len(tasks), details=_details(chosen, tasks, today))
    counts = summary.details["states"]
    words = "，".join(f"{STATES[state]} {n}" for state, n in counts.items() if n)
    summary.notes.append(f"{chosen}: 共 {len(tasks)} 项，{words}")
    wanting = [task for task in tasks if task.state(today) in ("overdue", "late", "missing")]
    for task in wanting:
        late = f"（{task.late_day} 才采，不计入本周曝光）" if task.late_day else ""
        summary.notes.append(
            f"{STATES[task.state(today)]}: {platform_name(task.platform)}「{task.query}」"
            f"{task.who or '待定'} {task.due_day}{late}"
        )
    return summary


def found_nothing(home: Home, said: Sequence[str]) -> None:
    """Write down that searches of this week's plan (`xhs:白牌`) were made today and showed nothing: a zero.

    No export can say so, and without a word the query would be missing.
    """
    today = home.today()
    tasks = {_name(task): task for task in load_tasks(home.engine, Week.of(today))}
    for one in said:
        platform, _, query = one.replace("：", ":").partition(":")
        name = (platform_of(home, platform), fold_query(query))
        if name not in tasks:
            raise BadSettings(
                f"{one!r} is not in this week's plan",
                hint="Write it as PLATFORM:QUERY; see pingti plan --status",
            )
        row = Collected(
            "plan",
            f"{today} {one}",
            name[0],
            tasks[name].query,
            today,
            1,
            0,
            0,
            "got",
            now(),
            "found nothing",
        )
        save_collected(home.engine, [row])


def planned(
    home: Home,
    week: Week,
    standing: Sequence[PlanTask],
    *,
    who: str | None,
    platforms: Sequence[str],
    packs: Sequence[str],
    drop: bool,
) -> list[PlanTask]:
    """The tasks the week should have, those that stand before new ones."""
    plan = home.settings.plan
    wanted = _wanted(home, platforms or plan.platforms, packs or plan.packs, () if packs else plan.queries)
    asked = {(platform, fold_query(query)) for platform, query in wanted}
    kept = [task for task in standing if task.done_day or not drop or _name(task) in asked]
    if who:
        kept = [task if task.done_day else replace(task, who=who) for task in kept]
    there = {_name(task) for task in kept}
    new = [(platform, query) for platform, query in wanted if (platform, fold_query(query)) not in there]
    days = working_days(week, plan.days, home.today())
    people = [who] if who else plan.people or [""]
    return kept + [
        PlanTask(
            week=str(week),
            platform=platform,
            query=query,
            sort=NEWEST_FIRST,
            depth_notes=plan.depth_notes,
            depth_days=plan.depth_days,
            who=people[place % len(people)],
            due_day=days[place * len(days) // len(new)],
        )
        for place, (platform, query) in enumerate(new)
    ]


def working_days(week: Week, weekdays: Sequence[str], today: date) -> list[date]:
    """The days on which people work, from today on; public holidays only where nothing else is left."""
    named = [week.first_day + timedelta(days=WEEKDAYS.index(name)) for name in weekdays]
    off = holidays.country_holidays("CN", years=sorted({day.year for day in named}))
    every = [week.first_day + timedelta(days=n) for n in range(7)]
    choices = ([day for day in named if day not in off], named, every)
    left = ([day for day in sorted(choice) if day >= today] for choice in choices)
    return next((days for days in left if days), every)


def _wanted(
    home: Home, platforms: Sequence[str], packs: Sequence[str], queries: Sequence[str]
) -> list[tuple[str, str]]:
    own = home.root / "keyword_packs.tsv"
    asked = queries_of(queries, packs, load_packs(own if own.is_file() else None))
    folded = {fold_query(query): query for query in reversed(asked)}
    words = [query for query in asked if folded[fold_query(query)] == query]
    if not words:
        raise BadSettings("The plan has nothing to search for", hint="Set packs or queries under [plan]")
    names = [platform_of(home, name) for name in platforms]
    return [(platform, query) for platform in dict.fromkeys(names) for query in words]


def platform_of(home: Home, said: str) -> str:
    """The id of a platform named by id or by its name; a mistyped one would be asked for in vain."""
    known = set(NAMES) | {source.platform for source in home.settings.sources}
    named = {name: platform for platform, names in NAMES.items() for name in names}
    found = said.strip() if said.strip() in known else named.get(said.strip())
    if found is None:
        raise BadSettings(f"No such platform: {said}", hint=f"Known: {', '.join(sorted(known))}")
    return found


def _write(home: Home, week: Week, tasks: Sequence[PlanTask], today: date) -> list[Path]:
    folder = home.root / "plans" / str(week)
    folder.mkdir(parents=True, exist_ok=True)
    bodies = {
        "plan.html": render_task_page(week, tasks, today).encode(),
        "plan.xlsx": render_task_workbook(week, tasks, today),
    }
    for name, body in bodies.items():
        beside = folder / f".{name}.part"
        beside.write_bytes(body)
        beside.replace(folder / name)
    return [folder / name for name in bodies]


def _details(week: Week, tasks: Sequence[PlanTask], today: date) -> dict[str, Any]:
    rows = [
        {
            "platform": task.platform,
            "query": task.query,
            "sort": task.sort,
            "depth_notes": task.depth_notes,
            "depth_days": task.depth_days,
            "who": task.who,
            "due_day": str(task.due_day),
            "state": task.state(today),
            "done_day": str(task.done_day) if task.done_day else None,
            "late_day": str(task.late_day) if task.late_day else None,
            "posts": task.posts,
        }
        for task in tasks
    ]
    states = {state: sum(row["state"] == state for row in rows) for state in STATES}
    return {"week": str(week), "states": states, "tasks": rows}


def _name(task: PlanTask) -> tuple[str, str]:
    return task.platform, fold_query(task.query)
