"""One lexicon and one way to annotate a few lines."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from nlp.annotate import Annotations, annotate
from nlp.lexicon import Lexicon, load
from nlp.segment import RustTokenizer

COLUMNS = dict.fromkeys(("key", "platform", "kind", "title", "text"), pl.String)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load()


@pytest.fixture(scope="session")
def tokenizer(lexicon: Lexicon) -> RustTokenizer:
    return RustTokenizer(lexicon.words)


@pytest.fixture(scope="session")
def read(lexicon: Lexicon, tokenizer: RustTokenizer) -> Callable[..., Annotations]:
    """read(text, …, kind=, title=, platform=): the annotations of posts keyed 0, 1, …"""

    def _read(*texts: str | None, kind: str = "post", title: str = "", platform: str = "xhs") -> Annotations:
        rows = [(str(at), platform, kind, title, text) for at, text in enumerate(texts)]
        return annotate(pl.DataFrame(rows, schema=COLUMNS, orient="row"), lexicon, tokenizer=tokenizer)

    return _read


@pytest.fixture(scope="session")
def found(read: Callable[..., Annotations]) -> Callable[..., list[tuple[Any, ...]]]:
    """found(text, kind): (text, norm) of the mentions of a kind in one text."""

    def _found(text: str, kind: str, /, **options: str) -> list[tuple[Any, ...]]:
        mentions = read(text, **options).mentions.filter(pl.col("kind") == kind)
        return list(mentions.select("text", "norm").iter_rows())

    return _found


@pytest.fixture(scope="session")
def claims(read: Callable[..., Annotations]) -> Callable[..., list[tuple[Any, ...]]]:
    """claims(text, kind): (subject, object, polarity) of the relations of a kind in one text."""

    def _claims(text: str, kind: str, /, **options: str) -> list[tuple[Any, ...]]:
        relations = read(text, **options).relations.filter(pl.col("kind") == kind)
        return list(relations.select("subject", "object", "polarity").iter_rows())

    return _claims
