"""The posts of a week as they were, or are, known."""

from datetime import date, timedelta

import polars as pl

from domain.weeks import Week, months_between
from jobs.home import Home


def known_posts(home: Home, week: Week, *, then: bool) -> pl.DataFrame:
    """POSTS_VIEW of the posts published in the week; `then`: of those, what was observed by its Sunday."""
    return posts_known_by(home, week.last_day, week.last_day if then else date.max)


def posts_known_by(home: Home, as_of: date, known_by: date, days: int = 7) -> pl.DataFrame:
    """POSTS_VIEW of the `days` up to `as_of`, first observed on or before `known_by`."""
    first = as_of - timedelta(days=days - 1)
    seen_on = pl.col("first_observed_at").dt.convert_time_zone(home.settings.zone).dt.date()
    view = home.post_log().view(months_between(first, as_of))
    return view.filter(pl.col("day").is_between(first, as_of), pl.max_horizontal("day", seen_on) <= known_by)
