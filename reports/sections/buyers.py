"""买家构成: for themselves, as a gift, for a small shop, in bulk."""

import polars as pl

from domain.block import Block, Cell, Pill
from reports.cells import table
from reports.indexes.buyers import CLASSES, MIN_VOICES, buyers, halves
from reports.indexes.shares import apart, share
from reports.laying import Traced
from reports.sectioning import Made
from reports.words import category_name, say, word

PLACE = 44


def build(made: Made) -> Block | None:
    if made.voices.is_empty():
        return None
    lang, week = made.inputs.lang, made.inputs.week
    traced = Traced("buyers", week, lang)
    found = buyers(made.voices)
    sums = found.group_by("category").agg(
        of=pl.col("voices").sum(), of_keys=pl.col("keys").explode().unique().sort()
    )
    found = found.join(sums, on="category")
    many = sums.filter(pl.col("of") >= MIN_VOICES).sort("of", "category", descending=[True, False])
    if many.is_empty():
        return traced.block([word("buyers.few", lang)])
    moved = _moved(made) if made.enough else {}
    told = {(row["category"], row["class"]): row for row in found.iter_rows(named=True)}
    rows = []
    for category, of, keys in many.iter_rows():
        cells: list[Cell] = [
            category_name(category, lang),
            traced.figure(of, f"{category}", "voices", keys),
        ]
        for name in CLASSES:
            row = told.get((category, name))
            hits = row["voices"] if row else 0
            cells.append(traced.share(share(hits, of), f"{category}:{name}", keys))
        if moved:
            cells.append(moved.get(category, Pill(word("few", lang))))
        rows.append(tuple(cells))
    total = int(many["of"].sum())
    small = found.filter(pl.col("class") == "small", pl.col("category").is_in(many["category"].implode()))
    every = many["of_keys"].explode()
    lead = say(
        word("buyers.lead", lang),
        voices=traced.figure(total, "all", "category_voices", every),
        small=traced.share(share(int(small["voices"].sum()), total), "all:small", every),
    )
    lines = [lead, word("buyers.note", lang)]
    few = sums.filter(pl.col("of") < MIN_VOICES)
    if few.height:
        left = traced.figure(few.height, "few", "categories", few["of_keys"].explode())
        lines.append(say(word("buyers.left", lang), least=MIN_VOICES, few=left))
    columns = (
        f"by_category by_voices {' '.join(f'by_{name}' for name in CLASSES)} {'by_moved' if moved else ''}"
    )
    return traced.block(lines, [table(lang, "buyers", "", columns, rows)])


def _moved(made: Made) -> dict[str, Cell]:
    """category -> whether the share of resellers (小B and wholesale) is another than two weeks before."""
    lang = made.inputs.lang
    before, now = halves(made.voices, made.inputs.week.last_day)
    trade = pl.col("class").is_in(["small", "wholesale"])
    shares = [
        {
            row["category"]: share(row["hits"], row["of"])
            for row in half.group_by("category")
            .agg(hits=pl.col("voices").filter(trade).sum(), of=pl.col("voices").sum())
            .iter_rows(named=True)
        }
        for half in (before, now)
    ]
    told: dict[str, Cell] = {}
    for category, later in shares[1].items():
        earlier = shares[0][category]
        key = "same" if not apart(earlier, later) else "more" if later.value > earlier.value else "less"
        told[category] = Pill(word(f"buyers.{key}", lang), "up" if key == "more" else "calm")
    return told
