"""A crawl that is killed loses and doubles nothing: started again, it ends like one left alone."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from crawlers.pipelines import open_log
from store.lake import Lake

ROOT = Path(__file__).parent.parent.parent
PAGES, POSTS_A_PAGE = 6, 20

# Imports once, then forks a crawl for every line of arguments: a second less for each of twenty kills.
FORKING = """
import json, os, sys
from crawlers.discovery import find_platforms
from crawlers.run_spider import main
find_platforms()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1); os.dup2(out, 2)
        os._exit(main(json.loads(line)))
    print(child, flush=True)
    sys.stdin.readline()  # until then a dead child keeps its number
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""


def page(number: int) -> bytes:
    numbers = range(number * POSTS_A_PAGE, (number + 1) * POSTS_A_PAGE)
    rows = [
        {"id": f"n{n}", "title": f"第 {n} 双云朵拖鞋", "text": "平替", "time": 1794000000 + n, "likes": n}
        for n in numbers
    ]
    following = f"/list?page={number + 1}" if number + 1 < PAGES else None
    return json.dumps({"data": {"list": rows}, "next": following}).encode()


def arguments(url: str, home: Path) -> list[str]:
    home.mkdir(exist_ok=True)
    (home / "author.key").write_text("ab" * 32)
    source = {"id": "made-up", "reader": "json", "url": url + "/list", "platform": "xhs"}
    return [
        "--source-json", json.dumps(source), "--lake", str(home / "lake"),
        "--author-key-file", str(home / "author.key"), "--state", str(home / "state.json"),
        "--spool-dir", str(home / "spool"), "--raw-dir", str(home / "raw"),
        "--hosts-dir", str(home / "hosts"),
        "--now", "2026-11-08T02:00:00+00:00",
    ]  # fmt: skip


def posts_of(home: Path):
    view = open_log(str(home / "lake")).view()
    observations = Lake(home / "lake").scan("posts").collect().height
    return view.drop("fetched_at"), observations


@pytest.fixture
def forking():
    """Start crawls: gives a function from arguments to (process id, function that waits for its end)."""
    launcher = subprocess.Popen(
        [sys.executable, "-c", FORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )

    def ask(line: str) -> int:
        launcher.stdin.write(line + "\n")
        launcher.stdin.flush()
        return int(launcher.stdout.readline())

    def start(argv: list[str]):
        return ask(json.dumps(argv)), lambda: ask("wait")

    yield start
    launcher.stdin.close()
    launcher.wait(timeout=10)
    launcher.stdout.close()


@pytest.mark.slow
def test_twenty_kills_end_like_none(site, forking, tmp_path):
    site.put("/robots.txt", b"")
    for number in range(PAGES):
        site.put(f"/list?page={number}" if number else "/list", page(number))
    alone, _ = crawl_to_the_end(forking, site.url, tmp_path / "alone")
    lasts = 0.1
    chance = random.Random(20261108)
    homes, killed = [tmp_path / "home-0"], 0
    while killed < 20:
        process, wait = forking(arguments(site.url, homes[-1]))
        time.sleep(chance.uniform(0, lasts))
        os.kill(process, signal.SIGKILL)
        if wait() == signal.SIGKILL:
            killed += 1
            lasts += 0.05  # until some get through: then the kills fall on the whole of a crawl
        else:
            homes.append(tmp_path / f"home-{len(homes)}")
            lasts *= 0.9
    for home in homes:
        survived, observations = crawl_to_the_end(forking, site.url, home)
        assert survived.equals(alone)
        assert observations == alone.height == PAGES * POSTS_A_PAGE
        assert not list((home / "spool").rglob("*.*"))


def crawl_to_the_end(forking, url: str, home: Path):
    _, wait = forking(arguments(url, home))
    assert wait() == 0
    return posts_of(home)


def test_what_was_read_before_the_kill_is_saved_though_the_site_moved_on(site, forking, tmp_path):
    stuck, go_on = Event(), Event()

    class Stuck(bytes):
        """A body that is never sent: whoever asks for its length waits."""

        def __len__(self) -> int:
            stuck.set()
            go_on.wait(20)
            return 0

    site.put("/robots.txt", b"")
    site.put("/list", page(0))
    site.put("/list?page=1", Stuck())
    home = tmp_path / "home"
    process, wait = forking(arguments(site.url, home))
    assert stuck.wait(20)
    os.kill(process, signal.SIGKILL)
    assert wait() == signal.SIGKILL
    go_on.set()
    assert not (home / "lake").exists()

    site.put("/list", page(PAGES - 1))
    survived, _ = crawl_to_the_end(forking, site.url, home)
    assert survived.height == 2 * POSTS_A_PAGE
