"""Relations of the posts that have something to relate, as the frame RELATIONS asks for (by row)."""

from collections.abc import Iterator

import polars as pl

from nlp import dupes, makers, origins, tagging
from nlp.lexicon import TRIGGERS
from nlp.reading import Mention, Reading, Relation, Trigger

_ENDS = {
    "subject": pl.String, "subject_start": pl.Int64, "subject_end": pl.Int64,
    "object": pl.String, "object_start": pl.Int64, "object_end": pl.Int64,
}  # fmt: skip
SCHEMA = {"row": pl.UInt32, "kind": pl.String, **_ENDS, "polarity": pl.String, "evidence": pl.String}
_EVIDENCE_LIMIT = 500
# A post that says 平替 a thousand times says no more than one that says it fifty times.
MENTIONS_READ, TRIGGERS_READ = 200, 40


def find(
    posts: pl.DataFrame, mentions: pl.DataFrame, cues: pl.DataFrame, full: pl.Series, written: pl.Series
) -> pl.DataFrame:
    """One row a relation. posts: row, title_end, headline; mentions: row, kind, start, end, text, norm.

    `written` are the texts as `full`, before they were folded: evidence is quoted from them.
    """
    triggers = cues.filter(pl.col("role").is_in(TRIGGERS)).sort("row", "start")
    rows = _worth_reading(mentions, triggers)
    if rows.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    wanted = rows.to_frame("row")
    told = mentions.join(wanted, on="row", how="semi").sort("row", "start")
    marks = triggers.join(wanted, on="row", how="semi")
    by_row: dict[int, tuple[list[Mention], list[Trigger]]] = {row: ([], []) for row in rows}
    for row, *rest in told.select("row", "kind", "start", "end", "text", "norm").iter_rows():
        by_row[row][0].append(Mention(*rest))
    for row, *mark in marks.select("row", "start", "end", "role", "text").iter_rows():
        by_row[row][1].append(Trigger(*mark))
    heads = posts.join(wanted, on="row", how="semi").select("row", "title_end", "headline")
    texts = zip(full.gather(heads["row"]).to_list(), written.gather(heads["row"]).to_list(), strict=True)
    found = []
    for (row, title_end, headline), (text, source) in zip(heads.iter_rows(), texts, strict=True):
        told_of, said = by_row[row]
        reading = Reading(text, title_end, headline, told_of[:MENTIONS_READ], said[:TRIGGERS_READ], source)
        found.extend((row, *_flat(relation)) for relation in _distinct(reading))
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def _worth_reading(mentions: pl.DataFrame, triggers: pl.DataFrame) -> pl.Series:
    """Rows with a good and something it can stand in relation to."""
    goods = mentions.filter(pl.col("kind").is_in(["product", "brand", "factory"]))
    ties = mentions.filter(pl.col("kind").is_in(["price", "channel", "belt", "factory"]))
    claims = triggers.filter(pl.col("role").is_in(["dupe", "same_factory", "oem", "like", "swap"]))
    tied = pl.concat([ties.select("row"), claims.select("row")]).unique()
    return goods.select("row").unique().join(tied, on="row", how="semi")["row"].sort()


def _distinct(post: Reading) -> Iterator[Relation]:
    """One relation a pair, however often it is said; a named end says more than an empty one."""
    replaced = list(dupes.find(post))
    offered = [r.subject for r in replaced if r.subject is not None and r.polarity == "claimed"]
    if len({good.norm for good in offered}) == 1:
        post.stand_in = offered[0]
    elif not offered:
        post.replaced = frozenset(r.object.norm or "" for r in replaced if r.object and r.polarity != "asked")
    every = [*replaced, *makers.find(post), *origins.find(post), *tagging.find(post)]
    kept: dict[tuple[str, str | None, str | None], Relation] = {}
    for relation in every:
        kept.setdefault((relation.kind, _name(relation.subject), _name(relation.object)), relation)
    whole = {(r.kind, _name(r.object)) for r in kept.values() if r.subject}
    answered: set[str | None] = set()
    for (kind, subject, target), relation in kept.items():
        if kind == "dupe_of" and target is not None and relation.polarity == "claimed":
            # 平替 said again further down is the same statement, whatever stands near it there
            if target in answered:
                continue
            answered.add(target)
        if (
            subject is None
            and target is not None
            and (kind, target) in whole
            and relation.polarity == "claimed"
        ):
            continue
        if subject is not None and subject == target:
            continue
        yield relation


def _name(end: Mention | None) -> str | None:
    return None if end is None else end.text if end.kind == "price" else end.norm or end.text


def _flat(relation: Relation) -> tuple[str | int | None, ...]:
    ends: list[str | int | None] = []
    for end in (relation.subject, relation.object):
        ends += [None, None, None] if end is None else [end.text, end.start, end.end]
    return (relation.kind, *ends, relation.polarity, relation.evidence[:_EVIDENCE_LIMIT])
