"""Reviews and 问大家 of a shop's items into posts: a review or a question is a review, an answer a comment.

They hang on their item (`parent_id` is `platform:item_id`), by which they get its category; its title is not
theirs. Who wrote them is not read, so every one is a voice of its own.
"""

import polars as pl
import polars_hash  # noqa: F401 - registers chash

from crawlers.fact_gate import About, Gate
from crawlers.fact_shared import platform_of
from crawlers.rows import read_rows

DEFAULT_TEXT = "no words of the buyer's own, only what the shop writes there by itself"
# What sites write where the buyer wrote nothing.
_DEFAULT = (
    r"^(?:此用户没有填写评[价论]|该用户(?:没有|未)填写|该用户觉得商品|用户(?:没有|未)填写|系统默认|默认好评"
    r"|评价方未及时|买家没有填写|此用户未(?:填写|及时))"
)
# What a post of each part is, and where its text, id and time stand.
_PARTS = {
    "review": ("review", "review", "review_id", "published_at"),
    "ask": ("review", "question", "question_id", "published_at"),
    "answer": ("comment", "answer", "answer_id", "answered_at"),
}


def read_reviews(rows: pl.DataFrame, about: About) -> tuple[pl.DataFrame, pl.Series]:
    """Text columns by field -> (RAW_POSTS, a reason or null for each record).

    A record of 问大家 may hold a question and an answer: two posts. It is read whole or refused.
    """
    gate = Gate(rows, about)
    platform, item = platform_of(gate), gate.identity("item_id")
    gate.refuse(item.is_null(), "no item id")
    texts = _texts(gate)
    silent = texts.select(pl.all_horizontal(pl.all().is_null())).to_series()
    gate.refuse(silent & _is_default(gate), DEFAULT_TEXT)
    gate.refuse(silent, "no review, question or answer")
    shared = pl.DataFrame([platform, item]).with_columns(
        record=pl.int_range(gate.height, eager=True),
        parent_id=pl.format("{}:{}", "platform", "item_id"),
        likes=gate.raw("likes"),
    )
    early = gate.reasons()
    parts = []
    for part, (kind, text, identity, at) in _PARTS.items():
        when = gate.raw(at)
        found = shared.with_columns(
            kind=pl.lit(kind), text=texts[text], published_at=when, given=gate.identity(identity)
        ).filter(early.is_null() & texts[text].is_not_null())
        parts.append(_with_ids(found, part))
    candidates = pl.concat(parts).sort("record", maintain_order=True)
    posts, wrong = read_rows(candidates.drop("record", "item_id", "given"))
    return _whole_records(posts, candidates["record"], wrong, early)


def _texts(gate: Gate) -> pl.DataFrame:
    """review (with what was added later), question and answer; the shop's default texts are none."""
    said = pl.DataFrame(
        {"review": _words(gate, "review"), "remark": _words(gate, "remark")}
        | {name: _words(gate, name) for name in ("follow_up", "question", "answer")}
    )
    said = said.with_columns(
        pl.when(~pl.col(name).str.contains(_DEFAULT)).then(name) for name in ("review", "remark", "follow_up")
    )
    first = pl.coalesce("review", "remark")
    later = pl.format("追评：{}", "follow_up")
    both = pl.concat_str(first, later, separator="\n", ignore_nulls=True)
    return said.select(review=pl.when(both != "").then(both), question="question", answer="answer")


def _words(gate: Gate, name: str) -> pl.Series:
    """A text as it was written; longer than any post it is left to the gate of posts to refuse."""
    cells = gate.raw(name).alias(name)
    return cells.to_frame().select(pl.when(pl.col(name).str.strip_chars() != "").then(name)).to_series()


def _is_default(gate: Gate) -> pl.Series:
    first = pl.coalesce(gate.raw("review").alias("review"), gate.raw("remark").alias("remark"))
    return pl.select(first.str.contains(_DEFAULT).fill_null(False)).to_series()


def _with_ids(posts: pl.DataFrame, part: str) -> pl.DataFrame:
    """With the id it has, else one of item, time and words, so that the next export does not double it."""
    words = pl.concat_str("item_id", pl.col("published_at").fill_null(""), "text", separator="\x1f")
    made = pl.col("words").chash.sha2_256().str.slice(0, 16)
    named = posts.with_columns(words=words).with_columns(made=made)
    return named.with_columns(post_id=pl.concat_str(pl.lit(f"{part}-"), pl.coalesce("given", "made"))).drop(
        "words", "made"
    )


def _whole_records(
    posts: pl.DataFrame, records: pl.Series, wrong: pl.Series, early: pl.Series
) -> tuple[pl.DataFrame, pl.Series]:
    """Without the other half of a record of which one part was refused."""
    bad = pl.DataFrame({"record": records, "why": wrong}).drop_nulls().unique("record", keep="first")
    late = pl.DataFrame({"record": pl.int_range(len(early), eager=True)}).join(
        bad, on="record", how="left", maintain_order="left"
    )
    kept = records.filter(wrong.is_null())
    good = ~kept.is_in(bad["record"].implode())
    reasons = pl.DataFrame({"early": early, "late": late["why"]}).select(pl.coalesce("early", "late"))
    return posts.filter(good), reasons.to_series()
