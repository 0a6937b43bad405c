"""Scores of what `pingti train` fits on public sets, and their pinned floors.

    python tests/evals/public.py [NAME …]             fit on train, score on dev, beside the floors
    python tests/evals/public.py --update [--lower]   pin them anew, a little under what is reached

Most of these sets state no licence: they are measured on and never shipped. Dev parts only; where the data is
absent nothing is measured. Floors belong to the files whose hash is pinned beside them.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import polars as pl  # noqa: E402

from nlp.lexicon import load  # noqa: E402
from nlp.names import Lists, Span, Tagger  # noqa: E402
from nlp.segment import RustTokenizer  # noqa: E402
from nlp.training import fitting, tagger  # noqa: E402
from nlp.training.aspects import about  # noqa: E402

FLOORS = Path(__file__).with_name("public_floors.json")
DATA = Path(os.environ.get("PINGTI_SHARED", ROOT.parent / "shared")) / "data" / "nlp"
NOISE = 0.003
OPINIONS = ("online_shopping_10_cats", "waimai_10k", "weibo2018_senti", "chnsenticorp_hotel")
_COMPANY = re.compile(r"(公司|集团|厂)$")
_SUFFIXES = ("有限责任公司", "股份有限公司", "有限公司", "公司", "集团", "总厂", "厂")


def read(name: str, part: str) -> list[dict[str, Any]]:
    lines = (DATA / name / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def hash_of(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        for part in ("train", "dev"):
            digest.update((DATA / name / f"{part}.jsonl").read_bytes())
    return digest.hexdigest()


def spans(row: dict[str, Any]) -> tuple[str, list[Span]]:
    return row["text"], [Span(one["label"], one["start"], one["end"]) for one in row["entities"]]


def goods_names(name: str) -> dict[str, float]:
    """F1 of exact span and label in titles of goods, with our lexicon and the gazetteer as lists."""
    lexicon = load()
    known = {kind: frozenset(lexicon.terms.filter(kind=kind)["key"]) for kind in ("product", "brand")}
    for kind in ("product", "brand"):
        terms = (DATA / "gazetteer" / f"{kind}_terms.txt").read_text(encoding="utf-8").lower().split("\n")
        known[f"list_{kind}"] = frozenset(term.strip() for term in terms)
    return tagged(name, Lists(known), spans)


def company_names() -> dict[str, float]:
    """F1 of full company names (… 公司, 集团, 厂)."""

    def companies(row: dict[str, Any]) -> tuple[str, list[Span]]:
        text, found = spans(row)
        return text, [
            one for one in found if one.label == "ORG" and _COMPANY.search(text[one.start : one.end])
        ]

    return tagged("resume_ner", Lists({"suffix": frozenset(_SUFFIXES)}), companies)


def tagged(
    name: str, lists: Lists, of: Callable[[dict[str, Any]], tuple[str, list[Span]]]
) -> dict[str, float]:
    tokenizer = RustTokenizer(load().words)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.crfsuite"
        tagger.fit_tagger(map(of, read(name, "train")), path, tokenizer, lists)
        scores = tagger.score_tagger(map(of, read(name, "dev")), Tagger(path, tokenizer, lists))
    return {f"{name}/{label}": score for label, score in scores.items()}


def opinions() -> dict[str, float]:
    """Accuracy of one model of feeling on each set's dev part."""
    rows = [row for name in OPINIONS for row in read(name, "train")]
    labels = pl.Series([str(row["label"]) for row in rows])
    kinds = pl.Series([name for name in OPINIONS for _ in read(name, "train")])
    model = fitting.fit_texts(pl.Series([row["text"] for row in rows]), {"feeling": labels}, kinds)
    scores = {}
    for name in OPINIONS:
        dev = read(name, "dev")
        told = {"feeling": [str(row["label"]) for row in dev]}
        found = fitting.score_texts(model, pl.Series([row["text"] for row in dev]), told)
        scores[f"feeling/{name}"] = found["accuracy_feeling"]
    return scores


def categories() -> dict[str, float]:
    """Accuracy of the ten categories of online_shopping_10_cats."""
    train, dev = (read("online_shopping_10_cats", part) for part in ("train", "dev"))
    labels = pl.Series([row["cat"] for row in train])
    model = fitting.fit_texts(pl.Series([row["text"] for row in train]), {"category": labels})
    told = {"category": [row["cat"] for row in dev]}
    found = fitting.score_texts(model, pl.Series([row["text"] for row in dev]), told)
    return {"category/accuracy": found["accuracy_category"]}


def aspects() -> dict[str, float]:
    """Macro-F1 of the polarity of an aspect: the review, and the aspect's own clause apart."""
    train, dev = (read("absa_products", part) for part in ("train", "dev"))
    texts, asked = (
        pl.Series([about(row["text"], row["start"], row["end"]) for row in rows]) for rows in (train, dev)
    )
    labels = pl.Series([str(row["label"]) for row in train])
    model = fitting.fit_texts(texts, {"aspect": labels}, worth="rarity", balanced=True)
    found = fitting.score_texts(model, asked, {"aspect": [str(row["label"]) for row in dev]})
    return {"aspect/macro_f1": found["macro_f1_aspect"]}


MEASURES: dict[str, tuple[tuple[str, ...], Callable[[], dict[str, float]]]] = {
    "digraph": (("ecommerce_ner_digraph",), lambda: goods_names("ecommerce_ner_digraph")),
    "taobao": (("ecommerce_ner_taobao",), lambda: goods_names("ecommerce_ner_taobao")),
    "companies": (("resume_ner",), company_names),
    "feeling": (OPINIONS, opinions),
    "category": (("online_shopping_10_cats",), categories),
    "aspect": (("absa_products",), aspects),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []])
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower", action="store_true")
    args = parser.parse_args()
    state = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    fallen = []
    for name in args.names or MEASURES:
        sets, measure = MEASURES[name]
        if not all((DATA / one).is_dir() for one in sets):
            sys.stdout.write(f"{name}: no data in {DATA}, skipped (set PINGTI_SHARED)\n")
            continue
        data, known = hash_of(sets), state.get(name, {"data": None, "floors": {}})
        floors = known["floors"] if known["data"] == data else {}
        figures = measure()
        for figure, value in figures.items():
            floor = floors.get(figure, 0.0)
            fallen += [figure] if value < floor else []
            sys.stdout.write(f"{figure:40} {value:.3f}   floor {floor:.3f}\n")
            sys.stdout.flush()
        if args.update:
            fresh = {figure: round(max(value - NOISE, 0), 3) for figure, value in figures.items()}
            kept = (
                fresh if args.lower else {key: max(value, floors.get(key, 0)) for key, value in fresh.items()}
            )
            state[name] = {"data": data, "floors": kept}
    if fallen and not args.lower:
        sys.stderr.write(f"under the floor: {', '.join(fallen)} (--update --lower if that is meant)\n")
        return 1
    if args.update:
        FLOORS.write_text(json.dumps(state, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
