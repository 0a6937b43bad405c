"""Themes of a week by BERTopic; the one job that imports it, and only when a week is new."""

import polars as pl

from domain.errors import ModelMissing
from domain.frames import NOT_GOODS
from domain.weeks import months_between
from jobs.alone import alone
from jobs.home import Home
from jobs.marks import stamp
from jobs.periods import chosen_week
from jobs.posts_of import known_posts
from jobs.summary import Summary
from nlp.segment import RustTokenizer
from store.annotations import load_labels
from store.findings import load_coverage, load_themes, save_themes

SEED = 20


@alone
def run(home: Home, week: str | None = None, *, then: bool = False) -> Summary:
    """Themes of the posts about goods of the week (default the newest complete one with data).

    `then` takes only posts that were known on the week's Sunday.
    """
    summary = Summary("themes")
    chosen = chosen_week(week, load_coverage(home.lake), home.today())
    if chosen is None:
        return summary
    months = months_between(chosen.first_day, chosen.last_day)
    labels = home.lake.batches("labels")
    newest = max((labels[month] for month in months if month in labels), default=0)
    mark = (f"themes:{chosen}", stamp(newest, home.lexicon.fingerprint, then))
    if home.lake.mark("themes", mark[0]) == mark[1]:
        return summary
    about = load_labels(home.lake, months).filter(pl.col("category") != NOT_GOODS, pl.col("spam") < 0.5)
    posts = known_posts(home, chosen, then=then).join(about.select("key"), on="key", how="semi")
    told = posts.filter(pl.col("title").is_not_null() | pl.col("text").is_not_null())
    if told.height < posts.height and not load_themes(home.lake, chosen.last_day).is_empty():
        summary.notes.append(f"{chosen}: 有帖子的正文已过保存期，沿用已有的主题")
        return summary
    posts = told
    tokenizer = RustTokenizer(home.lexicon.words)
    title, text = pl.col("title").fill_null(""), pl.col("text").fill_null("")
    whole = posts.select(pl.concat_str(title, text, separator="\n")).to_series()
    cut = posts.select(
        "key", tokens=pl.Series([tokenizer.cut(one) for one in whole], dtype=pl.List(pl.String))
    )
    from nlp.themes import find_themes  # noqa: PLC0415  loads numpy's and scipy's heavy half

    try:
        goods = frozenset(home.lexicon.terms.filter(kind="product")["key"])
        found = find_themes(cut, load_themes(home.lake), as_of=chosen.last_day, seed=SEED, goods_words=goods)
    except ModelMissing as missing:
        summary.problems.append(str(missing))
        return summary
    save_themes(home.lake, chosen.last_day, found.frame, mark=mark)
    summary.read, summary.written = posts.height, found.frame.height
    return summary
