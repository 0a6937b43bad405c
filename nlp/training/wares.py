"""Labelled lines for the category of goods the lexicon does not know: names among words of their use."""

import random
from pathlib import Path

import polars as pl

from nlp.lexicon import Lexicon

CONTEXTS = Path(__file__).parent / "contexts.tsv"
_FILLERS = (
    "的",
    "了",
    "很",
    "这个",
    "真",
    "买",
    "用",
    "还",
    "是",
    "和",
    "太",
    "也",
    "给",
    "我",
    "就",
    "不",
    "有",
)


def compose(lexicon: Lexicon, count: int, seed: int) -> pl.DataFrame:
    """`count` lines: text, category."""
    chance = random.Random(seed)  # noqa: S311 - lines, not secrets
    contexts = {
        category: words.split() for category, words in pl.read_csv(CONTEXTS, separator="\t").iter_rows()
    }
    names: dict[str, list[str]] = {category: [] for category in contexts}
    for table, name in (("goods", "term"), ("brands", "name")):
        for row in lexicon.tables[table].iter_rows(named=True):
            if row["category"] in names:
                forms = [row[name], *filter(None, row["aliases"].split(","))]
                names[row["category"]].extend(form.strip().lower() for form in forms)
    rows = []
    for _ in range(count):
        category = chance.choice(list(contexts))
        said = chance.choices(names[category], k=chance.randint(0, 2))
        said += chance.choices(contexts[category], k=chance.randint(0 if said else 1, 3))
        said += chance.choices(_FILLERS, k=chance.randint(0, 4))
        chance.shuffle(said)
        rows.append((chance.choice(("", "", "，", " ")).join(said), category))
    return pl.DataFrame(rows, schema={"text": pl.String, "category": pl.String}, orient="row")
