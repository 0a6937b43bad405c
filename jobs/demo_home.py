"""The demo home: made-up posts of 26 weeks, the newest two served by a local site that the spiders crawl."""

import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from demo.generate import END_DAY, build_demo, write_demo
from demo.sources import demo_sources
from domain.weeks import Week
from jobs import annotate, count, crawl, evaluate, graph, importing, report, themes
from jobs.demo_site import FOLDER, SITE
from jobs.home import FILE_NAME, create_home, opened_home
from jobs.provenance import Declared
from jobs.summary import Summary
from jobs.timing import timed
from store.runs import load_fact, record_fact

MADE = "demo_made"
WEEKS_TOLD = 3


def ensure_demo(root: Path, tell: Callable[[Summary], None] = lambda _: None) -> None:
    """Make the demo home unless a home is there, and import its older weeks unless that was done.

    Killed anywhere, it goes on from there; a home of your own is left as it is. What `run` does with
    it afterwards finds last weeks' reports told, as it would in a home that has been at work.
    """
    if not (root / FILE_NAME).exists():
        write_demo(root / FOLDER, build_demo())
        create_home(root, "demo.toml", more=_sources_toml())
    with opened_home(root) as home:
        if not home.settings.demo or load_fact(home.engine, MADE):
            return
        archives = [*sorted((root / FOLDER).glob("posts-*")), *sorted((root / FOLDER).glob("*.csv"))]
        tell(timed(lambda: importing.run(home, archives, said=Declared("own", provider="演示数据"))))
        crawled = timed(partial(crawl.run, home))
        tell(crawled)
        if crawled.problems:
            return  # the next run crawls again; reports from half the posts would be told for good
        for step in (annotate.run, count.run):
            tell(timed(partial(step, home)))
        for back in range(WEEKS_TOLD, 0, -1):
            week = str(Week.of(END_DAY).back(back))
            themes.run(home, week, then=True)
            graph.run(home, week, then=True)
            tell(timed(partial(report.run, home, week, then=True)))
        # Its told calls are too young to be scored: the record shows what earlier weeks would have called.
        tell(timed(partial(evaluate.run, home)))
        record_fact(home.engine, MADE, "yes")


def _sources_toml() -> str:
    """The demo site's sources as a home declares them."""
    blocks = []
    for source in demo_sources(SITE):
        lines = ["[[sources]]"]
        for name, value in source.items():
            lines.append(f"{name} = {_toml(value)}")
        blocks.append("\n".join(lines))
    text = "\n\n".join(blocks) + "\n"
    tomllib.loads(text)
    return text


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
