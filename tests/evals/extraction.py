"""Scores of the extraction on the gold, and their pinned floors.

    python tests/evals/extraction.py                     the scores beside the floors
    python tests/evals/extraction.py --update [--lower]  pin them anew, a little under what is reached

The floors belong to one gold (its hash is pinned with them). `--update` raises floors and takes in a changed
gold; it refuses to lower one unless --lower says that this is meant.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.json")
SETS = ("written", "real")
# A change of a few rows is no regression.
NOISE = 0.02
MIN_ITEMS = 10


def gold_folder() -> Path:
    return Path(os.environ.get("PINGTI_SHARED", ROOT.parent / "shared")) / "gold"


def gold_hash(folder: Path) -> str:
    return hashlib.sha256(b"".join((folder / f"{name}.jsonl").read_bytes() for name in SETS)).hexdigest()


def reached(folder: Path) -> dict[str, float]:
    """Every figure by name: written/mentions_overlap/brand, real/labels/category_macro_f1, …"""
    from nlp.extracting import extract
    from nlp.lexicon import load

    scorer = _scorer(folder / "score.py")
    lexicon = load()
    figures = {}
    for name in SETS:
        gold = scorer.read_rows(folder / f"{name}.jsonl")
        told = [
            {key: row.get(key) for key in ("id", "platform", "lang", "title", "text")}
            for row in gold.values()
        ]
        result = scorer.score(gold, {row["id"]: row for row in extract(told, lexicon)}, [])
        figures |= {f"{name}/{key}": value for key, value in _flat(result).items()}
    return figures


def _flat(result: dict[str, Any]) -> dict[str, float]:
    figures = {
        f"{part}/{kind}": tally["f1"]
        for part in ("mentions_exact", "mentions_overlap", "relations", "risk")
        for kind, tally in result[part].items()
        if tally["gold"] >= MIN_ITEMS
    }
    for label, tally in result["labels"].items():
        figures |= {
            f"labels/{label}_accuracy": tally["accuracy"],
            f"labels/{label}_macro_f1": tally["macro_f1"],
        }
    return figures


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def below(figures: dict[str, float], floors: dict[str, float]) -> dict[str, tuple[float, float]]:
    """name → (reached, floor) of every figure under its floor; a figure that is gone counts as 0."""
    return {
        name: (round(figures.get(name, 0.0), 3), floor)
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    }


def pinned(figures: dict[str, float], floors: dict[str, float], *, lower: bool) -> dict[str, float]:
    """New floors, NOISE under what is reached. Raises ValueError where one would fall, unless `lower`."""
    fresh = {name: round(max(value - NOISE, 0.0), 3) for name, value in sorted(figures.items())}
    fallen = [name for name, floor in floors.items() if fresh.get(name, 0.0) < floor]
    if lower:
        return fresh
    kept = {name: max(fresh[name], floors.get(name, 0.0)) for name in fresh}
    regressed = [name for name in fallen if figures.get(name, 0.0) < floors[name]]
    if regressed:
        raise ValueError(f"would lower {', '.join(regressed)}; say --lower if that is meant")
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description="Scores on the gold and their floors")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--lower", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    folder = gold_folder()
    state = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"gold": "", "floors": {}}
    figures = reached(folder)
    for name, value in sorted(figures.items()):
        sys.stdout.write(f"{name:45} {value:.3f}   floor {state['floors'].get(name, 0.0):.3f}\n")
    if args.update:
        try:
            floors = pinned(figures, state["floors"], lower=args.lower)
        except ValueError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        FLOORS.write_text(json.dumps({"gold": gold_hash(folder), "floors": floors}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
