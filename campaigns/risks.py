"""What marketing must look at before it repeats what posts say: each flag with its words and a safer wording.

The words are of risk_words.tsv (advertising law's absolute terms, fakes, unproven origins, cures, goods that
need a certificate, safety complaints); a named brand as a hook, one lone source and floods come from figures.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from domain.pick import RiskFlag

WORDS_SHOWN = 5
FLOOD_SHARE = 0.3
TRADEMARK = ("trademark_hook", "他人商标作卖点", "写「同价位」「同风格」，不写对方牌子")
FLOOD = ("flood", "刷量占比高", "先人工看帖，再决定是否投放")
LONE = ("single_source", "单一来源", "等第二个平台或更多作者出现再加码")


# What goods of a category may not be sold without.
PAPERS = {
    "美妆护肤": "化妆品备案号",
    "食品饮料": "食品生产许可 SC",
    "母婴": "儿童用品认证",
    "家电数码": "3C 认证",
    "医药健康": "医疗器械备案或保健食品批号",
    "玩具文创": "玩具 3C 认证（儿童玩具）",
}
CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class RiskWords:
    flag: str
    pattern: str
    label: str
    safer: str


@cache
def risk_words() -> tuple[RiskWords, ...]:
    """The shipped table, in its order."""
    path = Path(__file__).with_name("risk_words.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(RiskWords(**row) for row in csv.DictReader(lines, delimiter="\t"))


@cache
def labels() -> Mapping[str, str]:
    """Flag -> what people read."""
    fixed = {flag: label for flag, label, _ in (TRADEMARK, FLOOD, LONE)}
    return {row.flag: row.label for row in risk_words()} | fixed


def flags_in(named: pl.DataFrame) -> dict[str, list[RiskFlag]]:
    """entity -> flags that words of its posts raise. `named`: entity, key, full (title and text)."""
    found: dict[str, list[RiskFlag]] = {}
    for row in risk_words():
        hits = (
            named.lazy()
            .select("entity", "key", word=pl.col("full").str.extract_all(f"(?i){row.pattern}"))
            .filter(pl.col("word").list.len() > 0)
            .explode("word")
            .with_columns(pl.col("word").str.to_lowercase())
            .group_by("entity", "word")
            .agg(posts=pl.col("key").n_unique(), keys=pl.col("key").unique())
            .sort("posts", "word", descending=[True, False])
            .group_by("entity", maintain_order=True)
            .agg(words=pl.col("word").head(WORDS_SHOWN), posts=pl.col("keys").list.explode().n_unique())
            .collect()
        )
        for entity, words, posts in hits.iter_rows():
            found.setdefault(entity, []).append(RiskFlag(row.flag, tuple(words), posts, row.safer))
    return found


def trademark(brand: str, voices: int) -> list[RiskFlag]:
    """A brand, be it the item or the one it is called a dupe of, must not sell another's goods."""
    return [RiskFlag(TRADEMARK[0], (brand,), voices, TRADEMARK[2])] if brand else []


def papers(category: str, flags: Sequence[RiskFlag]) -> list[RiskFlag]:
    """What the category asks for, unless words of the posts have raised that already."""
    if category not in PAPERS or any(flag.flag == CERTIFICATE for flag in flags):
        return []
    return [RiskFlag(CERTIFICATE, (category,), 0, f"上架前核对：{PAPERS[category]}")]


def of_figures(posts: int, posts_raw: int, platforms: Sequence[float]) -> list[RiskFlag]:
    """Flags that numbers raise: much of the talk was taken out as floods; nearly all of it is one platform's.

    `platforms` are shares of the week's voices.
    """
    flags = []
    if posts_raw and (posts_raw - posts) / posts_raw >= FLOOD_SHARE:
        share = f"{(posts_raw - posts) / posts_raw:.0%}"
        flags.append(RiskFlag(FLOOD[0], (share,), posts_raw - posts, FLOOD[2]))
    if len([share for share in platforms if share > 0]) == 1:
        flags.append(RiskFlag(LONE[0], ("一个平台",), posts, LONE[2]))
    return flags
