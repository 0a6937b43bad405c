"""The demo site's pages for people (and for the reader of HTML pages)."""

from functools import cache

from jinja2 import Environment, PackageLoader

from demo.library import MADE_UP, NUMBERS, PLATFORM_NAMES, Library, Page, Row, created, headline

NUMBER_NAMES = {"likes": "赞", "comments": "评论", "shares": "转发", "collects": "收藏"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("demo", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {
        "made_up": MADE_UP,
        "platform_names": PLATFORM_NAMES,
        "number_names": NUMBER_NAMES,
        "numbers": NUMBERS,
    }
    environment.filters |= {"headline": headline, "created": created}
    return environment


def write_index(library: Library) -> bytes:
    newest = [page.rows[0] for platform in PLATFORM_NAMES if (page := library.page(platform, 1, 40))]
    return _render("index.html", sizes=library.sizes(), newest=newest)


def write_list(page: Page, own: str, following: str | None) -> bytes:
    return _render("list.html", page=page, own=own, following=following)


def write_post(row: Row, library: Library) -> bytes:
    parent = library.post(row["platform"], row["parent_id"]) if row["parent_id"] else None
    return _render("post.html", row=row, parent=parent, replies=library.replies(row))


def _render(name: str, **values: object) -> bytes:
    return _environment().get_template(name).render(**values).encode()
