"""Made-up talk for the tests of the indexes: each post says by hand what it names, claims and asks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import polars as pl

from domain.frames import MENTIONS, POST_LABELS, RELATIONS
from reports.inputs import QUOTABLE, THREADS, Talk

DAY = date(2026, 11, 12)


@dataclass
class Said:
    """One post. `names`: what stands in `text` -> its kind (or kind:norm); `prices`: its text -> value, unit.

    `ties` are (relation, subject, object, stance) with names or prices of the text; `felt`: aspect -> -1 or
    1.
    """

    key: str
    text: str
    names: dict[str, str] = field(default_factory=dict)
    prices: dict[str, tuple[float, str | None]] = field(default_factory=dict)
    ties: tuple[tuple[str, str | None, str | None, str], ...] = ()
    felt: dict[str, int] = field(default_factory=dict)
    author: str | None = ""
    speaker: str = "buyer"
    intent: str = "self_use"
    ask: str | None = None
    category: str = "鞋靴"
    polarity: int = 0
    spam: float = 0.0
    parent: str | None = None
    comments: int | None = None
    day: date = DAY
    hour: int = 4
    shown: bool = True


def talk(*told: Said) -> Talk:
    """The posts as the four weeks of a report; an author "" is one of their own a post."""
    posts, labels, mentions, relations, threads = [], [], [], [], []
    for one in told:
        full = f"\n{one.text}"
        text = one.text if one.shown else None
        author = f"a-{one.key}" if one.author == "" else one.author
        platform = one.key.partition(":")[0]
        posts.append(
            (
                one.key,
                platform,
                None,
                "" if one.shown else None,
                text,
                author,
                one.day,
                one.speaker,
                one.polarity,
            )
        )
        labels.append(
            {
                "key": one.key, "lang": "zh", "speaker": one.speaker, "intent": one.intent, "ask": one.ask,
                "category": one.category, "polarity": one.polarity, "spam": one.spam,
            }
        )  # fmt: skip
        at = datetime(one.day.year, one.day.month, one.day.day, one.hour, tzinfo=UTC)
        kind = "comment" if one.parent else "post"
        threads.append((one.key, kind, one.parent, one.comments, at))
        for name, what in one.names.items():
            kind, _, norm = what.partition(":")
            start = full.index(name)
            mentions.append((one.key, kind, start, start + len(name), name, norm or name, None, None))
        for aspect, felt in one.felt.items():
            start = full.index(aspect)
            mentions.append(
                (one.key, "aspect", start, start + len(aspect), aspect, aspect, None, float(felt))
            )
        for shown, (value, unit) in one.prices.items():
            start = full.index(shown)
            price = {"min": value, "max": value, "currency": "CNY", "unit": unit}
            mentions.append((one.key, "price", start, start + len(shown), shown, None, price, None))
        for relation, subject, target, stance in one.ties:
            ends = []
            for end in (subject, target):
                start = None if end is None else full.index(end)
                ends += [end, start, None if end is None else start + len(end)]
            relations.append((one.key, relation, *ends, stance, one.text))
    return Talk(
        pl.DataFrame(posts, QUOTABLE, orient="row"),
        pl.DataFrame(labels, POST_LABELS),
        pl.DataFrame(mentions, MENTIONS, orient="row"),
        pl.DataFrame(relations, RELATIONS, orient="row"),
        pl.DataFrame(threads, THREADS, orient="row"),
    )
