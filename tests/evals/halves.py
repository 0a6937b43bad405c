"""The gold in two fixed halves: one to develop on, one whose rows nobody reads.

    python tests/evals/halves.py                  scores by half and origin, recall of known and unknown names
    python tests/evals/halves.py --errors brand   what was missed or extra in the half to develop on, by kind
    python tests/evals/halves.py --without 0.5    the same without half of the brands and factories

Which half a row belongs to is told by a hash of its id, so it never changes.
"""

import argparse
import hashlib
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import extraction  # noqa: E402
import polars as pl  # noqa: E402

from nlp.extracting import extract  # noqa: E402
from nlp.lexicon import Lexicon, load  # noqa: E402

NAMED = ("product", "brand", "factory", "channel", "belt")
KINDS = (*NAMED, "price", "material", "aspect")
RELATIONS = ("dupe_of", "made_by+oem_for", "priced_at", "from_belt", "sold_on")
Row = dict[str, Any]


def is_for_development(key: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


def read_gold(scorer: Any, folder: Path) -> dict[str, Row]:
    return {
        key: row
        for name in extraction.SETS
        for key, row in scorer.read_rows(folder / f"{name}.jsonl").items()
    }


def predict(gold: dict[str, Row], lexicon: Lexicon) -> dict[str, Row]:
    told = [
        {name: row.get(name) for name in ("id", "platform", "lang", "title", "text")} for row in gold.values()
    ]
    return {row["id"]: row for row in extract(told, lexicon)}


def thinned(lexicon: Lexicon, share: float) -> Lexicon:
    """The lexicon without a share of its brands and factories, for names that nobody listed."""
    gone = [
        norm
        for norm in lexicon.terms.filter(pl.col("kind").is_in(["brand", "factory"]))["norm"].unique()
        if hashlib.sha256(norm.encode()).digest()[1] < share * 256
    ]
    named = pl.col("kind").is_in(["brand", "factory"]) & pl.col("norm").is_in(gone)
    return replace(lexicon, terms=lexicon.terms.filter(~named))


def parts(gold: dict[str, Row]) -> dict[str, dict[str, Row]]:
    """Named parts of the gold: both halves, whole and by origin."""
    halves = {
        half: {key: row for key, row in gold.items() if is_for_development(key) == (half == "dev")}
        for half in ("dev", "held")
    }
    split = {
        f"{half} {origin}": {key: row for key, row in rows.items() if row["origin"] == origin}
        for half, rows in halves.items()
        for origin in ("real", "written")
    }
    return {"all": gold, **halves, **split}


def table(scorer: Any, gold: dict[str, Row], found: dict[str, Row]) -> str:
    results = {name: scorer.score(rows, found, []) for name, rows in parts(gold).items()}
    lines = [" " * 18 + "".join(f"{name:>15}" for name in results)]
    for part, kinds in (("mentions_overlap", KINDS), ("relations", RELATIONS)):
        for kind in (*kinds, "all"):
            cells = [result[part].get(kind) for result in results.values()]
            lines.append(
                f"{kind if kind != 'all' else part:18}"
                + "".join(f"{c['f1']:9.3f} /{c['gold']:4}" if c else " " * 15 for c in cells)
            )
    return "\n".join(lines)


def known_and_unknown(scorer: Any, gold: dict[str, Row], found: dict[str, Row], lexicon: Lexicon) -> str:
    """Recall (any overlap) of names that stand in the lexicon and of those that do not."""
    forms = {kind: {scorer.fold(form) for form in group} for kind, group in _forms(lexicon).items()}
    tally: Counter[tuple[str, str, bool]] = Counter()
    for key, row in gold.items():
        half = "dev" if is_for_development(key) else "held"
        for mention in row["mentions"]:
            if mention["kind"] in NAMED:
                state = "known" if scorer.fold(mention["text"]) in forms[mention["kind"]] else "unknown"
                tally[half, f"{mention['kind']} {state}", True] += 1
                hit = any(scorer.overlap(mention, other) for other in found.get(key, {}).get("mentions", []))
                tally[half, f"{mention['kind']} {state}", False] += hit
    return "\n".join(
        f"{name:18}"
        + "".join(
            f"   {half} {tally[half, name, False] / max(tally[half, name, True], 1):.3f}"
            f" of {tally[half, name, True]:3}"
            for half in ("dev", "held")
        )
        for name in sorted({name for _, name, _ in tally})
    )


def _forms(lexicon: Lexicon) -> dict[str, list[str]]:
    return {kind: lexicon.terms.filter(kind=kind)["form"].to_list() for kind in NAMED}


def errors(scorer: Any, gold: dict[str, Row], found: dict[str, Row], kind: str) -> list[str]:
    """What is missed (-) and extra (+) of one kind of mention or relation, in the half to develop on."""
    lines = []
    for key, row in gold.items():
        if not is_for_development(key):
            continue
        guess = found.get(key, {"mentions": [], "relations": []})
        text = f"{row['title']}\n{row['text']}"
        if kind in KINDS:
            told = [m for m in row["mentions"] if m["kind"] == kind]
            said = [m for m in guess["mentions"] if m["kind"] == kind]
            pairs = scorer.pair_up(told, said, scorer.overlap)
            for sign, items, hit in (("-", told, {i for i, _ in pairs}), ("+", said, {j for _, j in pairs})):
                lines += [
                    f"{sign} {m['text']}   [{key}] …{text[max(m['start'] - 25, 0) : m['end'] + 25]!r}"
                    for at, m in enumerate(items)
                    if at not in hit
                ]
        else:
            wrong: list[str] = []
            tallies: dict[str, Any] = {name: scorer.Tally() for name in RELATIONS}
            scorer.score_relations(row["relations"], guess["relations"], row["mentions"], tallies, wrong, key)
            wrong = [line for line in wrong if kind in line]
            if wrong:
                lines += [f"--- {text!r}", *wrong]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", metavar="KIND", help="a kind of mention, or of relation")
    parser.add_argument("--without", type=float, default=0.0, metavar="SHARE")
    args = parser.parse_args()
    folder = extraction.gold_folder()
    scorer = extraction._scorer(folder / "score.py")
    lexicon = thinned(load(), args.without) if args.without else load()
    gold = read_gold(scorer, folder)
    found = predict(gold, lexicon)
    if args.errors:
        sys.stdout.write("\n".join(errors(scorer, gold, found, args.errors)) + "\n")
    else:
        sys.stdout.write(
            f"{table(scorer, gold, found)}\n\n{known_and_unknown(scorer, gold, found, lexicon)}\n"
        )


if __name__ == "__main__":
    main()
