"""How long the extraction takes for posts that were made to break it: milliseconds a post, one at a time.

python bench/hostile.py
"""

import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import polars as pl  # noqa: E402

from nlp.annotate import COLUMNS, annotate  # noqa: E402
from nlp.lexicon import load  # noqa: E402
from nlp.segment import RustTokenizer  # noqa: E402

SIZE = 1_000_000
PIECES = (
    "平替", "代工", "给", "给耐克、", "的", "有限公司", "浙江", "广州市白云区", "（", "1", "1.", "99元",
    "9块9", "→", "、",
    "A ", "Ab ", "a", "🍋", "😀",
    "\n", " ", "是戴森平替", "和耐克一个厂", "生产商：", "dupe for ", "https://", "#", "1️⃣", "？", "拖鞋",
    "鞋", "戴森吹风机平替99元", "平\u200b替",
    "\u202e", "保溫杯", "由", "厂", "家具厂", "有没有", "两双", "Co., Ltd ",
    "made by ", "vs ", "跟", "王", "徕芬",
)  # fmt: skip


def main() -> None:
    lexicon = load()
    tokenizer = RustTokenizer(lexicon.words)
    chance = random.Random(1)
    texts = {piece: (piece * (SIZE // len(piece)))[:SIZE] for piece in PIECES}
    texts["random"] = "".join(map(chr, chance.choices(range(32, 0xD000), k=SIZE)))
    texts["bytes"] = chance.randbytes(SIZE).decode("utf-8", "replace")
    texts["mixed"] = "".join(chance.choices(PIECES, k=SIZE // 3))
    empty = pl.DataFrame([("0", "xhs", "post", "", "")], schema=COLUMNS, orient="row")
    annotate(empty, lexicon, tokenizer=tokenizer)
    took = {}
    for name, text in {"": "", **texts}.items():
        posts = pl.DataFrame([("0", "xhs", "post", "", text)], schema=COLUMNS, orient="row")
        began = time.process_time()
        annotate(posts, lexicon, tokenizer=tokenizer)
        took[name] = time.process_time() - began
    for name, seconds in sorted(took.items(), key=lambda item: -item[1]):
        print(f"{seconds * 1000:8.0f} ms  {name!r}")


if __name__ == "__main__":
    main()
