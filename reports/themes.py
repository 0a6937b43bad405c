"""New talk: the themes of the week told by their words, those that no lexicon entry explains first."""

from collections.abc import Callable

import polars as pl

from domain.figures import Figure
from domain.report import ThemeLine
from reports.evidence import Shelf
from reports.inputs import WeeklyInputs

MOST_THEMES = 12
SHORTEST = 2
# What stands in a post where a contact or an account was, as words of a theme.
MASKS = ("phone", "user", "@user", "user-url", "url", "email", "wechat", "qq", "id")


def build_themes(inputs: WeeklyInputs, shelf: Shelf) -> tuple[ThemeLine, ...]:
    """Themes of this week, most words that no lexicon entry explains first, then by growth.

    A word is explained when it is a name we know (ENTITY_MAP, or anything the four weeks' mentions were read
    as), a part of one, or holds one. A theme whose words hold none of two letters or more says nothing and
    is left out.
    """
    rows = (
        inputs.themes.filter(pl.col("as_of") == inputs.week.last_day)
        .with_columns(growth=pl.col("posts") / (pl.col("posts_before") + 1))
        .sort("growth", "posts", "theme", descending=[True, True, False])
    )
    found: list[ThemeLine] = []
    explained = _explained(inputs)
    for row in rows.iter_rows(named=True):
        words = tuple(word for word in row["words"] or () if word.strip("[]") not in MASKS)
        if not any(sum(map(str.isalpha, word)) > 1 for word in words):
            continue
        origin = f"theme:{row['theme']}@{inputs.week.last_day}"
        found.append(
            ThemeLine(
                theme=row["theme"],
                words=words,
                unlisted=tuple(word for word in words if not explained(word)),
                posts=Figure(row["posts"], origin, "posts"),
                posts_before=Figure(row["posts_before"], origin, "posts_before"),
                evidence=shelf.take(row["evidence"] or (), limit=2),
            )
        )
    # of equal ones the order of growth stands
    found.sort(key=lambda line: -len(line.unlisted) / len(line.words))
    return tuple(found[:MOST_THEMES])


def _explained(inputs: WeeklyInputs) -> Callable[[str], bool]:
    named = pl.concat([inputs.mentions, inputs.talk.mentions]).filter(pl.col("kind") != "price")
    names = pl.concat([inputs.entities["norm"], inputs.entities["name"], named["norm"], named["text"]])
    known = set(names.drop_nulls().str.to_lowercase().str.strip_chars().unique())
    known = {name for name in known if len(name) >= SHORTEST}
    every = "\n".join(sorted(known))

    def explained(word: str) -> bool:
        low = word.lower().strip()
        inside = (low[a:b] for a in range(len(low)) for b in range(a + SHORTEST, len(low) + 1))
        return low in every or any(part in known for part in inside)

    return explained
