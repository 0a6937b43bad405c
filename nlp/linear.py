"""Linear models over hashed n-grams, several questions to one set of weights, kept as plain arrays.

A file is a NumPy archive without pickled objects: `bits`, `buckets`, and per question `NAME.classes`,
`NAME.weights` (buckets x classes, float16), `NAME.bias` and, where texts count by their length, `NAME.worth`.
Nothing in it can run.

A question may have one set of weights for each kind of text, `NAME@KIND`; the question `@` then says which
kind a text is, and the answers are mixed by it.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import log_softmax, logsumexp

from domain.errors import BadInput
from nlp import ngrams

KIND = "@"


@dataclass(frozen=True)
class Question:
    """`classes` in order; weights: (buckets, classes); bias: (classes,).

    worth, (buckets, classes): what a bucket adds to the length of a text, which then counts as one whole;
    without it an n-gram weighs less in a long text (`ngrams.scale`).
    """

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    worth: NDArray[np.float32] | None = None

    def log_shares(self, present: sparse.csr_matrix, scaled: sparse.csr_matrix) -> NDArray[np.float32]:
        """(texts, classes) from which buckets are in each text, as ones and as `ngrams.scale` weighs them."""
        if self.worth is None:
            return log_softmax(scaled @ self.weights + self.bias, axis=1)
        length = np.sqrt(np.maximum(present @ np.square(self.worth), 1e-12))
        return log_softmax((present @ self.weights) / length + self.bias, axis=1)


@dataclass(frozen=True)
class LinearModel:
    """What n-grams say to each question; a bucket that is not in `buckets` says nothing."""

    buckets: NDArray[np.int64]
    questions: dict[str, Question]
    bits: int = ngrams.BITS

    def answers(self) -> dict[str, tuple[str, ...]]:
        """Question -> its classes, those that are answered for each kind of text once."""
        asked = {name: question for name, question in self.questions.items() if name != KIND}
        return {name.partition(KIND)[0]: question.classes for name, question in asked.items()}

    def log_shares(self, texts: pl.Series, mentions: pl.DataFrame | None = None) -> pl.DataFrame:
        """One Float32 column `question/class` each: log-probabilities, one row a text.

        mentions as in `ngrams.encode`. The same text gives the same row whatever stands beside it.
        """
        place = np.full(2**self.bits, -1, dtype=np.int64)
        place[self.buckets] = np.arange(len(self.buckets))
        parts = [
            self._shares(texts.slice(at, ngrams.BATCH), ngrams.rows_of(mentions, at), place)
            for at in range(0, max(len(texts), 1), ngrams.BATCH)
        ]
        return pl.concat(parts)

    def _shares(
        self, texts: pl.Series, mentions: pl.DataFrame | None, place: NDArray[np.int64]
    ) -> pl.DataFrame:
        codes, starts = ngrams.encode(texts, mentions)
        rows, buckets = ngrams.grams(codes, starts, place >= 0, bits=self.bits)
        values = ngrams.scale(codes, starts)[rows].astype(np.float32)
        scaled = sparse.csr_matrix((values, (rows, place[buckets])), shape=(len(starts), len(self.buckets)))
        present = scaled
        if any(question.worth is not None for question in self.questions.values()):
            present = scaled.sign()
        shares = {name: question.log_shares(present, scaled) for name, question in self.questions.items()}
        return pl.DataFrame(
            {
                f"{name}/{label}": pl.Series(column, dtype=pl.Float32)
                for name, classes in self.answers().items()
                for label, column in zip(classes, self._mixed(name, shares).T, strict=True)
            }
        )

    def _mixed(self, name: str, shares: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """What the question was answered with, or its answers by kind weighed by how likely each kind is."""
        if name in shares:
            return shares[name]
        kinds = self.questions[KIND].classes
        parts = [shares[KIND][:, [at]] + shares[f"{name}{KIND}{kind}"] for at, kind in enumerate(kinds)]
        return np.asarray(logsumexp(np.stack(parts), axis=0))


def read_model(data: bytes, name: str = "model") -> LinearModel:
    """The model in the bytes of a file. Raises BadInput."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            names = [key.removesuffix(".bias") for key in arrays.files if key.endswith(".bias")]
            questions = {
                key: Question(
                    tuple(arrays[f"{key}.classes"].tolist()),
                    arrays[f"{key}.weights"].astype(np.float32),
                    arrays[f"{key}.bias"].astype(np.float32),
                    arrays[f"{key}.worth"].astype(np.float32) if f"{key}.worth" in arrays.files else None,
                )
                for key in names
            }
            bits = int(arrays["bits"][0]) if "bits" in arrays.files else ngrams.BITS
            return LinearModel(arrays["buckets"].astype(np.int64), questions, bits)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise BadInput(f"{name} is no model of ours ({error})", hint="Make it anew: pingti train") from error


def write_model(model: LinearModel) -> bytes:
    """The same bytes for the same model."""
    arrays: dict[str, NDArray[np.generic]] = {
        "bits": np.array([model.bits]),
        "buckets": model.buckets.astype(np.uint32),
    }
    for name, question in model.questions.items():
        arrays[f"{name}.classes"] = np.array(question.classes)
        arrays[f"{name}.weights"] = question.weights.astype(np.float16)
        arrays[f"{name}.bias"] = question.bias.astype(np.float32)
        if question.worth is not None:
            arrays[f"{name}.worth"] = question.worth.astype(np.float16)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, np.ascontiguousarray(array), allow_pickle=False)
            # a fixed date, else every run would write other bytes
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return out.getvalue()


def load_model(path: Path) -> LinearModel:
    """Raises BadInput where there is none or it is none of ours."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="Make it with pingti train") from error
    return read_model(data, str(path))
