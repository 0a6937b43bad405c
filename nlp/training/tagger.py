"""Fit and score the name tagger: deterministic, written as python-crfsuite's own file."""

from collections.abc import Iterable
from pathlib import Path

import pycrfsuite

from nlp.names import READ, Lists, Span, Tagger, features, to_tags
from nlp.segment import Tokenizer

# L1 leaves out features that say little; L2 keeps the rest small. Chosen on dev parts, not on tests.
SETTINGS = {"c1": 0.1, "c2": 0.05, "max_iterations": 110, "feature.possible_transitions": True}
Row = tuple[str, list[Span]]


def fit_tagger(
    rows: Iterable[Row], path: Path, tokenizer: Tokenizer, lists: Lists, *, rounds: int | None = None
) -> None:
    """Write the model of the rows (text, spans) to `path`."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS | ({"max_iterations": rounds} if rounds else {}))
    for text, spans in rows:
        if text:
            read = text[:READ]
            trainer.append(features(read, tokenizer, lists), to_tags(len(read), spans))
    trainer.train(str(path))


def score_tagger(rows: Iterable[Row], tagger: Tagger) -> dict[str, float]:
    """F1 of exact span and label by label, and over all (`all`)."""
    hits: dict[str, int] = {}
    told: dict[str, int] = {}
    gold: dict[str, int] = {}
    for text, spans in rows:
        found = set(tagger.find(text))
        for tally, some in ((gold, set(spans)), (told, found), (hits, found & set(spans))):
            for span in some:
                for name in (span.label, "all"):
                    tally[name] = tally.get(name, 0) + 1
    return {name: 2 * hits.get(name, 0) / (told.get(name, 0) + count) for name, count in sorted(gold.items())}
