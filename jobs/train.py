"""Fit models from labelled rows and keep them with a card in home/models; nothing is pickled.

Forms of rows are known by what they hold: names (`mentions` or `entities` with start and end) make a tagger,
`labels` (the gold form) or `label` make a linear model, `.tsv` lines are label, tab, text. A `label` with
`start` and `end` is what is said of the aspect there; a `domain` (a platform, a kind of review) gets weights
of its own. Every fifth row by the hash of its text is only scored, unless a file to score on is given.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from domain.errors import BadInput, BadSettings
from jobs.home import Home
from jobs.summary import Summary
from nlp.lexicon import Lexicon
from nlp.linear import write_model
from nlp.names import Lists, Span, Tagger
from nlp.segment import RustTokenizer
from nlp.training import fitting, tagger
from nlp.training.aspects import about

FEWEST_ROWS = 20
LARGEST = 200_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_HELD_OUT = 5


@dataclass(frozen=True)
class Labelled:
    """One row: its text, the names in it (or None), its labels by question."""

    text: str
    spans: list[Span] | None
    labels: dict[str, str]
    domain: str | None = None
    aspect: bool = False


def run(
    home: Home, data: Sequence[Path], *, name: str, held_out: Path | None = None, names: bool = False
) -> Summary:
    """Fit `name` from the files and write home/models/NAME.npz or NAME.crfsuite and NAME.json.

    `names`: of rows that hold names and labels (the gold form) the names are learned.
    """
    if not _NAME.fullmatch(name):
        raise BadSettings(f"{name!r} cannot name a model", hint="Use small letters, digits, - and _")
    rows = [row for path in data for row in read_rows(path, names=names)]
    if held_out:
        fitted, scored = rows, read_rows(held_out, names=names)
    else:
        fitted = [row for row in rows if not is_held_out(row.text)]
        scored = [row for row in rows if is_held_out(row.text)]
    if len(fitted) < FEWEST_ROWS or not scored:
        raise BadInput(f"{len(rows)} rows are too few to learn from", hint=f"Give {FEWEST_ROWS} or more")
    folder = home.root / "models"
    folder.mkdir(parents=True, exist_ok=True)
    tags = [row.spans is not None for row in rows + scored]
    if any(tags) and not all(tags):
        raise BadInput("Some rows hold names, others labels", hint="Train one kind at a time")
    fit = _fit_names if tags[0] else _fit_labels
    file, scores = fit(home.lexicon, fitted, scored, folder / name)
    card = {
        "name": name,
        "file": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data},
        "held_out": held_out.name if held_out else f"1 of {_HELD_OUT} rows by the hash of the text",
        "rows": len(fitted),
        "rows_scored": len(scored),
        "seed": None,
        "seed_note": "nothing is drawn: the same rows give the same model",
        "lexicon": home.lexicon.fingerprint,
        "scores": {question: round(score, 4) for question, score in scores.items()},
    }
    text = json.dumps(card, ensure_ascii=False, indent=2)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return Summary(
        "train",
        read=len(rows),
        written=1,
        notes=[f"{question} {score:.3f}" for question, score in card["scores"].items()],
        details={"model": str(file), "card": str(folder / f"{name}.json"), "scores": card["scores"]},
    )


def is_held_out(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % _HELD_OUT == 0


def read_rows(path: Path, *, names: bool = False) -> list[Labelled]:
    """The rows of a JSON Lines or .tsv file. Raises BadInput with the first line that is none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: {error}", hint="Give a UTF-8 file of labelled rows") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(_read_tsv(line) if path.suffix == ".tsv" else _read_json(line, names=names))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(
                f"{path.name}, line {number}: {error}",
                hint="A row is {text, label}, {text, labels} or {text, mentions}; in .tsv label, tab, text",
            ) from error
    return rows


def _read_tsv(line: str) -> Labelled:
    label, tab, text = line.partition("\t")
    if not tab or not label or not text:
        raise ValueError("not label, tab, text")
    return Labelled(text, None, {"label": label})


def _read_json(line: str, *, names: bool) -> Labelled:
    row: dict[str, Any] = json.loads(line)
    text = row["text"] or ""
    if row.get("title") is not None:
        text = f"{row['title']}\n{text}"
    told = row.get("mentions", row.get("entities"))
    if told is not None and (names or "labels" not in row):
        spans = [
            Span(str(one.get("kind") or one["label"]), int(one["start"]), int(one["end"])) for one in told
        ]
        return Labelled(text, spans, {})
    labels = row.get("labels") or {"label": row["label"]}
    aspect = row.get("start") is not None and row.get("end") is not None
    if aspect:
        text = about(text, int(row["start"]), int(row["end"]))
    told = {key: str(value) for key, value in labels.items() if not isinstance(value, list)}
    return Labelled(text, None, told, row.get("domain"), aspect)


def _fit_labels(
    _: Lexicon, fitted: list[Labelled], scored: list[Labelled], target: Path
) -> tuple[Path, dict[str, float]]:
    questions = sorted({question for row in fitted for question in row.labels})
    answers = {
        question: pl.Series([row.labels.get(question) for row in fitted], dtype=pl.String)
        for question in questions
    }
    alone = [question for question, told in answers.items() if told.n_unique() < 2]
    if alone or not questions:
        raise BadInput(f"Only one answer to {', '.join(alone) or 'nothing'}", hint="Give rows of two or more")
    # Few people write down what is neither: of aspects the rare answer counts like the common one.
    of_aspects = all(row.aspect for row in fitted)
    model = fitting.fit_texts(
        pl.Series([row.text for row in fitted]),
        answers,
        _kinds(fitted),
        worth="rarity" if of_aspects else "ratio",
        balanced=of_aspects,
        largest=LARGEST,
    )
    file = target.with_suffix(".npz")
    file.write_bytes(write_model(model))
    gold = {question: [row.labels.get(question) for row in scored] for question in questions}
    return file, fitting.score_texts(model, pl.Series([row.text for row in scored]), gold)


def _kinds(rows: list[Labelled]) -> pl.Series | None:
    """The kind of each text where every row names one and there are several."""
    found = pl.Series([row.domain for row in rows], dtype=pl.String)
    return found if found.null_count() == 0 and found.n_unique() > 1 else None


def _fit_names(
    lexicon: Lexicon, fitted: list[Labelled], scored: list[Labelled], target: Path
) -> tuple[Path, dict[str, float]]:
    file = target.with_suffix(".crfsuite")
    tokenizer, lists = RustTokenizer(lexicon.words), lists_of(lexicon)
    tagger.fit_tagger(((row.text, row.spans or []) for row in fitted), file, tokenizer, lists)
    model = Tagger(file, tokenizer, lists)
    scores = tagger.score_tagger(((row.text, row.spans or []) for row in scored), model)
    return file, {f"f1_{label}": score for label, score in scores.items()}


def lists_of(lexicon: Lexicon) -> Lists:
    """The names the lexicon knows, by kind."""
    kinds = ("product", "brand", "factory", "belt", "material")
    return Lists({kind: frozenset(lexicon.terms.filter(kind=kind)["key"]) for kind in kinds})
