"""Hashtags in texts, in the three ways platforms write them; the text itself stays as it is."""

import polars as pl

_WORD = r"[^\s#@,，。.！!？?:：;；、()（）\[\]【】\"'“”‘’<>《》|/\\~…]{1,40}"
_STYLES = {
    "marked": rf"#[^\s#\[\]]{{1,40}}\[话题\]|#{_WORD}",  # #平替[话题]#
    "paired": r"#[^#\n]{1,40}#",  # #平替#
    "open": rf"#{_WORD}",  # #平替 #好物
}


def hashtags(text: pl.Expr, style: str) -> pl.Expr:
    """The words behind the signs, in their order; `style` is marked, paired or open."""
    found = text.str.extract_all(_STYLES[style])
    words = pl.element().str.replace_all(r"\[话题\]", "").str.strip_chars("# ")
    return found.list.eval(words).list.eval(pl.element().filter(pl.element() != ""))
