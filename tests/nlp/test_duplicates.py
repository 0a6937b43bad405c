"""Copies are found however they were edited, and posts on the same matter are not taken for copies."""

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from domain.errors import BadFrame
from nlp.duplicates import COPIES, as_spam, find_copies

AT = datetime(2026, 11, 2, 4, tzinfo=UTC)
AD = "温岭厂家直发云朵拖鞋软底不臭脚一双也是批发价今晚下单送袜子"


def frame(rows):
    schema = {
        "key": pl.String,
        "text": pl.String,
        "author": pl.String,
        "published_at": pl.Datetime("us", "UTC"),
    }
    posts = pl.DataFrame(rows, schema=schema, orient="row")
    return posts.with_columns(seen_at=pl.col("published_at"))


def posts_of(*texts, minutes=30, authors=None):
    who = authors or [f"author{at}" for at in range(len(texts))]
    return frame(
        [(str(at), text, who[at], AT + timedelta(minutes=minutes * at)) for at, text in enumerate(texts)]
    )


class Writer:
    """Texts of words drawn as unevenly as in a language, and their edited copies."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        letters = [chr(0x4E00 + at) for at in range(2000)]
        odds = [1 / (at + 5) for at in range(2000)]
        self.letters = letters
        self.words = ["".join(self.chance.choices(letters, odds, k=2)) for _ in range(4000)]
        self.odds = [1 / (at + 20) for at in range(4000)]

    def text(self) -> str:
        count = self.chance.choice((10, 15, 25, 40, 70))
        return "".join(self.chance.choices(self.words, self.odds, k=count))

    def edited(self, text: str, low: float = 0.1, high: float = 0.3) -> str:
        """low to high of the letters changed; at times in another order, or with emoji."""
        letters = list(text)
        for at in self.chance.sample(range(len(letters)), int(self.chance.uniform(low, high) * len(letters))):
            other = self.chance.choice(self.letters)
            letters[at] = self.chance.choice((other, other, other, "", letters[at] + other))
        changed = "".join(letters)
        if self.chance.random() < 0.5:
            cuts = sorted(self.chance.sample(range(1, len(changed)), 2))
            parts = [changed[: cuts[0]], changed[cuts[0] : cuts[1]], changed[cuts[1] :]]
            self.chance.shuffle(parts)
            changed = "，".join(parts)
        if self.chance.random() < 0.5:
            changed = "".join(letter + self.chance.choice(("", "", "", "🔥")) for letter in changed)
        return changed


@pytest.mark.parametrize("seed", [1, 2])
def test_precision_and_recall_on_edited_copies(seed: int) -> None:
    writer = Writer(seed)
    rows, truth = [], {}
    for group in range(900):
        text = writer.text()
        for turn in range(writer.chance.choice((1, 1, 1, 2, 3, 8))):
            truth[str(len(rows))] = group
            rows.append((str(len(rows)), writer.edited(text) if turn else text, None, AT))
    told = dict(find_copies(frame(rows)).select("key", "cluster").iter_rows())
    both = pairs((truth[key], cluster) for key, cluster in told.items())
    precision, recall = both / pairs(told.values()), both / pairs(truth.values())
    assert precision >= 0.95
    assert recall >= 0.95


def pairs(groups) -> int:
    sizes: dict[object, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    return sum(size * (size - 1) // 2 for size in sizes.values())


def test_the_first_is_no_copy_and_the_order_of_rows_changes_nothing() -> None:
    posts = posts_of(AD, AD + "🔥🔥", "闲聊一句今天天气真不错适合出门走走看看花", AD.replace("今晚", "现在"))
    found = find_copies(posts)
    assert found["key"].to_list() == ["0", "1", "3"]
    assert found["cluster"].unique().to_list() == ["0"]
    assert found["copy"].to_list() == [False, True, True]
    assert find_copies(posts.sample(fraction=1.0, shuffle=True, seed=4)).equals(found)


def test_a_later_post_makes_no_earlier_one_a_copy() -> None:
    writer = Writer(5)
    texts = [writer.text() for _ in range(40)]
    texts += [writer.edited(text) for text in texts[:20]]
    early, whole = find_copies(posts_of(*texts[:40])), find_copies(posts_of(*texts))
    before = set(early.filter("copy")["key"])
    assert {key for key in whole.filter("copy")["key"] if int(key) < 40} == before


def test_what_everybody_says_is_no_copy() -> None:
    assert find_copies(posts_of("求链接", "求链接", "好看好看", "好看好看", None, "")).is_empty()


def test_tags_links_and_marks_do_not_make_a_copy_another_text() -> None:
    found = find_copies(
        posts_of(AD, f"{AD} #拖鞋[话题]# https://example.com/a @谁 [赞R]", AD.replace("发", "发！"))
    )
    assert found["size"].to_list() == [3, 3, 3]


@pytest.mark.parametrize(
    ("authors", "minutes", "together"),
    [
        (["a", "a", "b", "b"], 5, True),
        (["a", "b", "c", "d"], 5, False),
        (["a", "a", "b", "b"], 120, False),
        ([None, None, None, None], 5, False),
    ],
)
def test_sent_together(authors, minutes, together) -> None:
    found = find_copies(posts_of(*[AD] * 4, authors=authors, minutes=minutes))
    assert found["coordinated"].to_list() == [together] * 4


def test_what_an_author_says_again_is_spam_with_a_reason() -> None:
    labels = pl.DataFrame(
        {
            "key": ["0", "1", "2", "9"],
            "spam": [0.0, 0.25, 0.0, 0.1],
            "spam_reasons": [[], ["ad_copy"], [], []],
        }
    )
    marked = as_spam(labels, find_copies(posts_of(AD, AD, AD, authors=["a", "a", "b"])))
    assert marked["spam"].to_list() == [0.0, 1.0, 0.0, 0.1]
    assert marked["spam_reasons"].to_list() == [[], ["ad_copy", "copy"], [], []]


def test_a_group_sent_together_is_one_voice() -> None:
    labels = pl.DataFrame(
        {"key": ["0", "1", "2", "3"], "spam": [0.0] * 4, "spam_reasons": [[]] * 4},
        schema_overrides={"spam_reasons": pl.List(pl.String)},
    )
    found = find_copies(posts_of(*[AD] * 4, authors=["a", "b", "a", "b"], minutes=5))
    assert as_spam(labels, found)["spam"].to_list() == [0.0, 1.0, 1.0, 1.0]


def test_nothing_and_a_wrong_frame() -> None:
    assert find_copies(frame([])).schema == pl.Schema(COPIES)
    assert find_copies(posts_of(AD)).is_empty()
    with pytest.raises(BadFrame, match="seen_at"):
        find_copies(posts_of(AD).drop("seen_at"))
