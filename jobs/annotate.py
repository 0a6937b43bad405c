"""Mentions, relations and labels for what is new, one month partition at a time.

A month is done when the lake says so: the batch number of its newest post stands in the commit
that wrote its annotations, with the lexicon's fingerprint. So a killed run goes on where it stopped,
and a changed lexicon annotates everything again.
"""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from domain.frames import MENTIONS, POST_LABELS, RELATIONS, conform
from jobs.alone import alone
from jobs.count import fingerprint
from jobs.decisions import by_month, corrections, digest
from jobs.first_party import categories_of_items
from jobs.home import Home
from jobs.marks import consumed, stamp
from jobs.progress import Progress
from jobs.summary import Summary
from nlp.annotate import annotate
from nlp.corrections import of_labels, of_mentions, of_relations
from nlp.lexicon import Lexicon
from nlp.segment import RustTokenizer
from signals.first_party import with_item_categories
from store.annotations import load_labels, load_mentions, load_relations, save_annotations
from store.decisions import load_decisions


def rules_of(lexicon: Lexicon, items: pl.DataFrame) -> tuple[str, ...]:
    """What annotations depend on besides posts: the lexicon, and categories of items where there are any."""
    return (lexicon.fingerprint,) if items.is_empty() else (lexicon.fingerprint, fingerprint(items))


def stale_months(
    home: Home, rules: tuple[str, ...], corrected: Mapping[str, pl.DataFrame]
) -> dict[str, tuple[int | None, int]]:
    """Months whose posts moved on since they were annotated: month -> (done batch, newest batch)."""
    return {
        month: (done, batch)
        for month, batch in sorted(home.lake.batches("posts").items())
        if (done := consumed(home.lake.mark("labels", f"annotate:{month}"), *_rules(rules, corrected, month)))
        != batch
    }


def _rules(rules: tuple[str, ...], corrected: Mapping[str, pl.DataFrame], month: str) -> tuple[str, ...]:
    """Of one month: what people corrected in its posts belongs to them."""
    return (*rules, digest(corrected[month])) if month in corrected else rules


@alone
def run(home: Home, *, everything: bool = False, progress: Progress | None = None) -> Summary:
    """Annotate the months that need it; `everything` forgets what was done and starts over."""
    summary = Summary("annotate")
    lexicon = home.lexicon
    log = home.post_log()
    items = categories_of_items(home)
    rules = rules_of(lexicon, items)
    corrected = by_month(home.lake, corrections(load_decisions(home.engine)))
    months = stale_months(home, rules, corrected)
    if everything:
        months = {month: (None, batch) for month, batch in sorted(home.lake.batches("posts").items())}
    # a fifth of a second: once, not once a month, and not at all where nothing is new
    tokenizer = RustTokenizer(lexicon.words) if months else None
    languages: Counter[str] = Counter()
    for month, (done, batch) in (progress or Progress()).track(months.items(), "annotate"):
        posts, carried = _apart(home, month, log.view([month], since_batch=done))
        found = annotate(
            posts.select("key", "platform", "kind", "title", "text"), lexicon, tokenizer=tokenizer
        )
        labels = with_item_categories(found.labels, posts, items)
        frames = {"mentions": found.mentions, "relations": found.relations, "labels": labels}
        if done is not None or not carried.is_empty():
            # a part of the month: the rest stays; all of it: only what cannot be read again
            keys, how = (posts, "anti") if done is not None else (carried, "semi")
            for name, load_old in _LOADERS.items():
                kept = load_old(home.lake, [month]).join(keys.select("key"), on="key", how=how)
                frames[name] = pl.concat([conform(kept, _SCHEMAS[name], name), frames[name]])
        if month in corrected:
            _correct(frames, corrected[month])
        mark = (f"annotate:{month}", stamp(batch, *_rules(rules, corrected, month)))
        save_annotations(home.lake, month, **frames, mark=mark)
        languages.update(found.labels["lang"])
        summary.read += posts.height
        summary.written += found.mentions.height + found.relations.height
        summary.details["mentions"] = summary.details.get("mentions", 0) + found.mentions.height
        summary.details["relations"] = summary.details.get("relations", 0) + found.relations.height
    summary.details["months"] = len(months)
    summary.details["languages"] = dict(sorted(languages.items()))
    return summary


def _correct(frames: dict[str, pl.DataFrame], said: pl.DataFrame) -> None:
    """Lay over the findings of a month what people said of its posts."""
    frames["relations"] = of_relations(frames["relations"], frames["mentions"], said)
    frames["mentions"] = of_mentions(frames["mentions"], said)
    frames["labels"] = of_labels(frames["labels"], said)


def _apart(home: Home, month: str, posts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The posts to annotate, and those whose text was dropped after they had been (jobs/retention.py)."""
    bare = posts.filter(pl.col("title").is_null(), pl.col("text").is_null()).select("key")
    if not bare.is_empty():
        bare = bare.join(load_labels(home.lake, [month]).select("key"), on="key", how="semi")
    return posts.join(bare, on="key", how="anti", maintain_order="left"), bare


_LOADERS = {"mentions": load_mentions, "relations": load_relations, "labels": load_labels}
_SCHEMAS = {"mentions": MENTIONS, "relations": RELATIONS, "labels": POST_LABELS}
