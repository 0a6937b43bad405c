"""Block 5: the themes of the week, told by their words."""

import polars as pl

from domain.figures import Figure
from domain.report import ThemeLine
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs

MOST_THEMES = 12
# What stands in a post where a contact or an account was, as words of a theme.
MASKS = ("phone", "user", "@user", "user-url", "url", "email", "wechat", "qq", "id")


def build_themes(inputs: WeeklyInputs, shelf: Shelf) -> tuple[ThemeLine, ...]:
    """Themes of this week, those without any earlier post first, then by growth.

    A theme whose words hold none of two letters or more says nothing and is left out.
    """
    rows = (
        inputs.themes.filter(pl.col("as_of") == inputs.week.last_day)
        .with_columns(growth=pl.col("posts") / (pl.col("posts_before") + 1))
        .sort("growth", "posts", "theme", descending=[True, True, False])
    )
    found: list[ThemeLine] = []
    for row in rows.iter_rows(named=True):
        words = tuple(word for word in row["words"] or () if word.strip("[]") not in MASKS)
        if not any(sum(map(str.isalpha, word)) > 1 for word in words):
            continue
        origin = f"theme:{row['theme']}@{inputs.week.last_day}"
        found.append(
            ThemeLine(
                theme=row["theme"],
                words=words,
                posts=Figure(row["posts"], origin, "posts"),
                posts_before=Figure(row["posts_before"], origin, "posts_before"),
                evidence=shelf.take(row["evidence"] or (), limit=2),
            )
        )
        if len(found) == MOST_THEMES:
            break
    return tuple(found)
