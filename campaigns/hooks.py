"""In what words an item is wanted: hook words, what is praised, what hurts; counted by voices."""

import polars as pl

from domain.pick import Said

MOST_SAID = 6
LEAST_VOICES = 2
# Hashtags everybody uses say nothing of the item.
_EMPTY = {
    "平替", "好物分享", "好物推荐", "种草", "测评", "开箱", "购物分享", "1688", "代工厂", "源头工厂",
    "笔记灵感", "日常", "生活", "分享", "推荐", "dupe", "dupes",
}  # fmt: skip
# No word to sell by: who makes it is not proven, or it says it is a copy.
_UNPROVEN = "同厂|代工|原单|尾单|复刻|高仿|1:1|1：1"


def hooks(named: pl.DataFrame, names: dict[str, str]) -> dict[str, list[Said]]:
    """entity -> its hashtags by voices, without its own name, words that fit anything and unproven makers.

    `named`: entity, key, voice, tags (list).
    """
    tags = (
        named.lazy()
        .select("entity", "voice", word="tags")
        .explode("word")
        .drop_nulls("word")
        .with_columns(pl.col("word").str.strip_chars("# "))
        .filter(pl.col("word").str.len_chars().is_between(2, 12), ~pl.col("word").is_in(list(_EMPTY)))
        .filter(~pl.col("word").str.contains(_UNPROVEN))
        .filter(pl.col("word") != pl.col("entity").replace_strict(names, default=""))
    )
    return _ranked(tags)


def praise_and_pain(aspects: pl.DataFrame) -> tuple[dict[str, list[Said]], dict[str, list[Said]]]:
    """entity -> (what is praised, what is complained about). `aspects`: entity, voice, word, polarity."""
    lazy = aspects.lazy()
    return (
        _ranked(lazy.filter(pl.col("polarity") > 0).select("entity", "voice", "word")),
        _ranked(lazy.filter(pl.col("polarity") < 0).select("entity", "voice", "word")),
    )


def _ranked(said: pl.LazyFrame) -> dict[str, list[Said]]:
    counted = (
        said.group_by("entity", "word")
        .agg(voices=pl.col("voice").n_unique())
        .filter(pl.col("voices") >= LEAST_VOICES)
        .sort("entity", "voices", "word", descending=[False, True, False])
        .group_by("entity", maintain_order=True)
        .head(MOST_SAID)
        .collect()
    )
    found: dict[str, list[Said]] = {}
    for entity, word, voices in counted.select("entity", "word", "voices").iter_rows():
        found.setdefault(entity, []).append(Said(word, voices))
    return found
