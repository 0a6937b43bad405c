"""When a source should be asked next: sooner while it has much news, later while it has none."""

from crawlers.contract import Source

WEEK_MINUTES = 7 * 24 * 60
MUCH, LITTLE = 0.5, 0.1
SOONER, LATER = 0.5, 1.5


def bounds_minutes(source: Source, floor: int = 0) -> tuple[int, int]:
    """The shortest and the longest interval a source declares; `floor` is its platform's own least."""
    least = max(source.least_minutes or source.every_minutes, floor)
    most = source.most_minutes or min(8 * source.every_minutes, WEEK_MINUTES)
    return least, max(least, most)


def next_minutes(source: Source, before: int | None, items: int, new_posts: int, floor: int = 0) -> int:
    """Minutes until the next crawl, from the interval before and the share of news in what was read.

    Half of a list being new means that posts are about to be missed: the interval is halved. Under a
    tenth, or nothing read as nothing had changed, it grows by half.
    """
    least, most = bounds_minutes(source, floor)
    now = before or source.every_minutes
    share = new_posts / items if items else 0.0
    factor = SOONER if share >= MUCH else LATER if share < LITTLE else 1.0
    return round(min(max(now * factor, least), most))
