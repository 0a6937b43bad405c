"""The whole chain over a folder of posts: seconds and peak memory a step, first run and second.

    python bench/chain.py [FOLDER]      default: ../shared/data/posts, else the demo's own posts

Steps run in one process, one after the other; peak memory is that of the whole process so far.
"""

import resource
import shutil
import sys
import tempfile
from pathlib import Path

from demo.generate import build_demo, write_demo
from jobs import chain, importing
from jobs.home import create_home, opened_home
from jobs.summary import Summary
from jobs.timing import timed


def tell(summary: Summary) -> None:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{summary.job:<10} in {summary.read:>10,}  out {summary.written:>10,}"
        f"  {summary.seconds:>7.2f} s  peak {peak_mb:>6,.0f} MB"
    )


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/posts")
    work = Path(tempfile.mkdtemp())
    try:
        if not folder.is_dir():
            print(f"no posts in {folder}: the demo's own")
            folder = work / "demo"
            write_demo(folder, build_demo())
        create_home(work / "home")
        with opened_home(work / "home") as home:
            print("first run")
            tell(timed(lambda: importing.run(home, [folder])))
            chain.run(home, tell=tell)
            print("second run, nothing new")
            tell(timed(lambda: importing.run(home, [folder])))
            chain.run(home, tell=tell)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
