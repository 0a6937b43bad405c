"""The demo's own site, up for as long as somebody crawls or reads it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from demo.site import USUAL_PORT, serve_site
from domain.errors import PingtiError
from jobs.home import Home

FOLDER = "demo"
SITE = f"http://127.0.0.1:{USUAL_PORT}"


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
