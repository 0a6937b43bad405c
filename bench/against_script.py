"""Posts a second of the extraction against the script an analyst would write with jieba, SnowNLP and pandas.

python bench/against_script.py [--sample 600]

Both run in one process, one after the other, on the same machine: read the ratio, not the figures. The
script sees a random sample, as it is slow; ours sees every row. Rows: the real ones of ../shared where they
are, else the demo's made-up posts.
"""

import argparse
import os
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

import jieba.posseg
import pandas as pd
import polars as pl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from demo.generate import build_demo  # noqa: E402
from nlp.annotate import COLUMNS, annotate  # noqa: E402
from nlp.lexicon import load  # noqa: E402
from nlp.segment import RustTokenizer  # noqa: E402

try:
    from snownlp import SnowNLP
except ModuleNotFoundError:
    sys.exit("snownlp is not installed; make bench brings it (requirements-bench.lock)")

SHARED = Path(os.environ.get("PINGTI_SHARED", ROOT.parent / "shared")) / "data" / "posts"
NOTES = ("xhs", "dupe", "douyin_bilibili", "weibo_brand")
PRICE = re.compile(r"\d+(?:\.\d+)?\s*(?:元|块|¥)")
WORDS = ("平替", "代工", "源头", "1688", "同厂", "白牌", "拼多多")


def read_posts() -> dict[str, pl.DataFrame]:
    """Notes and comments, and everything; keys are running numbers."""
    files = sorted(SHARED.glob("*.jsonl.zst"))
    if not files:
        demo = build_demo().posts.with_columns(key=pl.concat_str("platform", pl.lit(":"), "post_id"))
        return {"demo posts": demo.select(pl.col(COLUMNS).cast(pl.String))}
    wanted = [name for name in COLUMNS if name != "key"]
    parts = {
        file.name: pl.read_ndjson(file, infer_schema_length=None).select(pl.col(wanted).cast(pl.String))
        for file in files
    }
    notes = pl.concat([rows for name, rows in parts.items() if name.startswith(NOTES)])
    groups = {"notes and comments": notes, "all rows": pl.concat(list(parts.values()))}
    return {name: rows.with_row_index("key").cast(pl.String) for name, rows in groups.items()}


def by_script(rows: pd.DataFrame) -> pd.DataFrame:
    """Nouns, prices, channel words and a feeling for each row: the usual notebook."""
    found = []
    for text in (rows["title"].fillna("") + "\n" + rows["text"].fillna("")).tolist():
        nouns = [word for word, flag in jieba.posseg.lcut(text) if flag.startswith("n") and len(word) > 1]
        feeling = SnowNLP(text).sentiments if text.strip() else None
        found.append((nouns, PRICE.findall(text), [word for word in WORDS if word in text], feeling))
    table = pd.DataFrame(found, columns=["nouns", "prices", "words", "feeling"])
    table.attrs["top"] = Counter(noun for nouns in table["nouns"] for noun in nouns).most_common(20)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sample", type=int, default=600, help="rows that the script reads")
    args = parser.parse_args()
    by_script(pd.DataFrame({"title": ["先把词典读进来"], "text": [""]}))
    lexicon = load()
    tokenizer = RustTokenizer(lexicon.words)
    for name, posts in read_posts().items():
        picked = random.Random(1).sample(range(posts.height), min(args.sample, posts.height))
        sample = pd.DataFrame(posts[sorted(picked)].to_dict(as_series=False))
        began = time.perf_counter()
        by_script(sample)
        script = len(sample) / (time.perf_counter() - began)
        annotate(posts.head(10), lexicon, tokenizer=tokenizer)
        began = time.perf_counter()
        annotate(posts, lexicon, tokenizer=tokenizer)
        ours = posts.height / (time.perf_counter() - began)
        rates = f"script {script:,.0f}/s, ours {ours:,.0f}/s over {posts.height:,} rows"
        print(f"{name}: {rates}: ×{ours / script:.0f}")


if __name__ == "__main__":
    main()
