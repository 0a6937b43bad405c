"""The shipped models, made anew: python -m nlp.training.labels

Composes posts, reads their names, fits who speaks, what for and with what feeling; and the category of
goods from the words around them. Writes nlp/models/labels.npz and categories.npz, each with its card. The
same code, lexicon and seed give the same bytes.
"""

import hashlib
import json

import polars as pl

from nlp import judging, matching, ngrams
from nlp.annotate import annotate
from nlp.lexicon import Lexicon, load
from nlp.linear import LinearModel, write_model
from nlp.training import composing, fitting, wares

# Posts a turn: what chance composes weighs less in the mean of several models.
POSTS, TURNS, WARES, SEED = 10_000, 4, 20_000, 7
LARGEST = 30_000
Card = dict[str, object]
QUESTIONS = ("speaker", "intent", "polarity")


def build(lexicon: Lexicon, posts: int = POSTS, seed: int = SEED) -> tuple[LinearModel, Card]:
    """The model and its card."""
    turns = [composing.compose(lexicon, posts, seed + turn) for turn in range(TURNS)]
    models = [
        fitting.fit(features(composed, lexicon), {name: composed[name].cast(pl.String) for name in QUESTIONS})
        for composed in turns
    ]
    model = fitting.mean(models, largest=LARGEST)
    return model, _card(
        model, pl.concat(turns), lexicon, seed, "posts of nlp/training/composing.py: no real one"
    )


def build_categories(lexicon: Lexicon, lines: int = WARES, seed: int = SEED) -> tuple[LinearModel, Card]:
    """The model of categories and its card."""
    composed = wares.compose(lexicon, lines, seed)
    model = fitting.fit(
        ngrams.matrix(composed["text"]), {"category": composed["category"]}, largest=LARGEST // 2
    )
    return model, _card(
        model, composed, lexicon, seed, "lines of nlp/training/wares.py: names and words of use"
    )


def _card(model: LinearModel, composed: pl.DataFrame, lexicon: Lexicon, seed: int, data: str) -> Card:
    return {
        "questions": {name: list(question.classes) for name, question in model.questions.items()},
        "data": data,
        "data_sha256": hashlib.sha256(composed.write_csv().encode()).hexdigest(),
        "rows": composed.height,
        "seed": seed,
        "buckets": len(model.buckets),
        "lexicon": lexicon.fingerprint,
    }


def features(posts: pl.DataFrame, lexicon: Lexicon):  # noqa: ANN201 - a sparse matrix
    """The n-grams of posts with what annotate finds in them masked."""
    found = annotate(posts, lexicon).mentions
    places = posts.select("key").with_row_index("row")
    named = found.join(places, on="key", how="inner").select("row", "kind", "start", "end")
    return ngrams.matrix(posts.select(full=matching.full_text())["full"], named)


def main() -> None:
    lexicon = load()
    judging.HOME.mkdir(exist_ok=True)
    for path, (model, card) in (
        (judging.LABELS, build(lexicon)),
        (judging.CATEGORIES, build_categories(lexicon)),
    ):
        path.write_bytes(write_model(model))
        text = json.dumps(card, ensure_ascii=False, indent=2)
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
