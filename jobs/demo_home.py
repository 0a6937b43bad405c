"""The demo home: made-up posts of 26 weeks, the newest two served by a local site that the spiders crawl."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.generate import build_demo, write_demo
from demo.site import USUAL_PORT, serve_site
from demo.sources import demo_sources
from domain.errors import PingtiError
from jobs import importing
from jobs.home import FILE_NAME, Home, create_home, opened_home
from jobs.summary import Summary
from jobs.timing import timed
from store.runs import load_fact, record_fact

FOLDER = "demo"
IMPORTED = "demo_imported"
SITE = f"http://127.0.0.1:{USUAL_PORT}"


def ensure_demo(root: Path, tell: Callable[[Summary], None] = lambda _: None) -> None:
    """Make the demo home unless a home is there, and import its older weeks unless that was done.

    Killed anywhere, it goes on from there; a home of your own is left as it is.
    """
    if not (root / FILE_NAME).exists():
        write_demo(root / FOLDER, build_demo())
        create_home(root, "demo.toml", more=_sources_toml())
    with opened_home(root) as home:
        if not home.settings.demo or load_fact(home.engine, IMPORTED):
            return
        archives = sorted((root / FOLDER).glob("posts-*"))
        tell(timed(lambda: importing.run(home, archives, basis="own")))
        record_fact(home.engine, IMPORTED, "yes")


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


@contextmanager
def demo_site(home: Home) -> Iterator[Callable[[str], str]]:
    """The local site, while a demo home needs it; gives a function from declared to real addresses.

    Another process (a dashboard that is being served) may have it up already: then that one is used.
    Where its port belongs to somebody else, the site moves to a free one for as long as it is needed.
    """
    folder = home.root / FOLDER
    if not home.settings.demo or not (folder / "site").is_dir():
        yield lambda url: url
        return
    try:
        site = serve_site(folder, USUAL_PORT)
    except (OSError, PingtiError):
        site = serve_site(folder, 0)
    with site:
        yield lambda url: url.replace(SITE, site.url.rstrip("/"), 1)
