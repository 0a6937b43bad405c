"""Products: a goods word of the lexicon, with the modifiers that stand left of it.

The span is the whole noun phrase (厚底云朵拖鞋); `norm` stays the lexicon term in it (云朵拖鞋), and
where two terms touch (针织 套装) the right one is the head.
"""

import re

import polars as pl

from nlp.lexicon import Lexicon

REACH = 16
_MEASURE = r"\d{1,4}(?:支|克|ml|ML|L|升|寸|英寸|件套|孔|层|代|款|K|W|w|mm|cm|斤|kg|g)"
_GRADE = r"(?:Pro|PRO|pro|Max|MAX|max|Plus|plus|Ultra|ultra|mini|Air|SE)"
_MODEL = (
    rf"^(\s?(?:\d{{1,3}}[A-Za-z]?(?:\s?{_GRADE})*|{_GRADE}(?:\s?{_GRADE})?)\+?)"
    r"(?:[^\d元块.%万年月号日支]|$)"
)


def pick(found: pl.DataFrame) -> pl.DataFrame:
    """Rows that are products; a bare one-syllable word (鞋, 锅) must end a phrase or stand beside a cue."""
    products = found.filter(pl.col("kind") == "product")
    single = (pl.col("text").str.len_chars() == 1) & pl.col("text").str.contains(r"\p{Han}")
    alone = pl.col("right_kind").is_in(["dupe", "like"]) | pl.col("before").str.contains(
        "(双|款|件|个|只|这|的|买|了)$"
    )
    # an English word in a Chinese line is a song, a shop or a game more often than a good
    stray = (
        ~pl.col("text").str.contains(r"\p{Han}") & (pl.col("form") == pl.col("key")) & pl.col("chinese_post")
    )
    simile = pl.col("before").str.contains("(像|好像|跟|如同)$") & pl.col("common")
    products = products.filter(~stray & ~simile)
    return products.filter(
        ~single | alone | pl.col("left_kind").is_in(["brand", "material"]) & (pl.col("left_gap") == 0)
    )


def widen(products: pl.DataFrame, others: pl.DataFrame, full: pl.Series, lexicon: Lexicon) -> pl.DataFrame:
    """Spans grown over modifiers (left), materials that touch, and model numbers (right).

    `others` are the mentions of other kinds: a phrase never grows over one but a material.
    """
    fence = others.filter(~pl.col("kind").is_in(["material", "aspect"])).select("row", "start", "end")
    spans = pl.concat([products.select("row", "start", "end"), fence]).sort("row", "start")
    spans = spans.with_columns(
        floor=pl.col("end").shift(1).over("row").fill_null(0),
        roof=pl.col("start").shift(-1).over("row").fill_null(10**9),
    ).unique(["row", "start"], keep="first")
    grown = products.join(spans.select("row", "start", "floor", "roof"), on=["row", "start"], how="left")
    grown = grown.with_columns(full.gather(grown["row"]).alias("full"))
    reach = pl.min_horizontal(pl.lit(REACH), pl.col("start") - pl.col("floor")).clip(0)
    grown = grown.with_columns(
        left=pl.col("full").str.slice(pl.col("start") - reach, reach),
        right=pl.col("full").str.slice(pl.col("end"), 14),
    )
    chinese = pl.col("text").str.contains(r"\p{Han}")
    zh, en = _left_patterns(lexicon)
    room = pl.col("roof") - pl.col("end")
    grown = grown.with_columns(
        more_left=pl.when(chinese)
        .then(pl.col("left").str.extract(zh))
        .otherwise(pl.col("left").str.extract(en)),
        more_right=pl.when(~chinese & pl.col("text").str.contains(r"^[A-Zi]"))
        .then(pl.col("right").str.extract(_MODEL).str.strip_chars_end())
        .otherwise(pl.lit("")),
    )
    grown = grown.with_columns(
        start=pl.col("start") - pl.col("more_left").fill_null("").str.len_chars(),
        end=pl.col("end") + pl.min_horizontal(pl.col("more_right").fill_null("").str.len_chars(), room),
    )
    return _joined(grown).drop("left", "right", "more_left", "more_right", "floor", "roof", "full")


_LINE = re.compile(
    r" ?((?:[A-Z][A-Za-z]*\d*[A-Za-z]*|[A-Z]{0,3}\d{2,5}[A-Za-z]{0,3})"
    r"(?:[ -](?:[A-Z][a-z]+|(?!\d{3,5}(?:[\s，,。；;、）)]|"
    r"$))[A-Z]*\d+[A-Za-z0-9]*(?![元块.]))){0,2})(?![A-Za-z\d%元块.])"
)
_SMALL_LINE = re.compile(r"([a-z]{4,12}(?=[一-鿿])|[A-Za-z]{1,6}\d{1,4}[A-Za-z]?(?![\w元块%.]))")
_NOT_LINE = re.compile(
    r"(?i)(the|a|i|my|is|and|or|vs|for|in|on|at|to|from|with|of|it|this|that|which|oem|odm|diy|logo|ceo|ipo|pro|app|ai|"
    r"here|when|what|how|not|has|have|store|outlet|sale|review|dupe|dupes|knockoff|if|but|you|we|so|no)\b"
)


def lines(brands: pl.DataFrame, taken: pl.DataFrame, full: pl.Series) -> pl.DataFrame:
    """Model and line names no lexicon knows, right after a brand: 凯乐石FUGA, Lululemon Align.

    Columns as of brands; norm is the name as written, so that nobody counts what nobody checked.
    """
    spoken = brands.select("row", "end").with_columns(
        full.gather(brands["row"]).str.slice(brands["end"], 32).alias("after")
    )
    spoken = spoken.filter(pl.col("after").str.contains(r"^\s?[A-Za-z]|^[A-Za-z]"))
    starts = set(taken.select("row", "start").iter_rows())
    found = []
    for row, end, after in spoken.iter_rows():
        match = _LINE.match(after) or _SMALL_LINE.match(after)
        if match and not _NOT_LINE.match(match[1]):
            start = end + match.start(1)
            if not any((row, place) in starts for place in range(start, start + len(match[1]))):
                found.append((row, "product", start, start + len(match[1]), match[1], match[1]))
    schema = {name: taken.schema[name] for name in ("row", "kind", "start", "end", "text", "norm")}
    return pl.DataFrame(found, schema=schema, orient="row")


def _joined(grown: pl.DataFrame) -> pl.DataFrame:
    """Touching phrases become one; its head, and so its norm, is the rightmost."""
    chinese = pl.col("text").str.contains(r"\p{Han}")
    order = grown.sort("row", "start").with_columns(
        group=(
            (pl.col("start") != pl.col("end").shift(1))
            | (pl.col("row") != pl.col("row").shift(1))
            | ~chinese
            | ~chinese.shift(1)
        )
        .fill_null(True)
        .cum_sum()
    )
    joined = order.group_by("group", maintain_order=True).agg(
        pl.all().exclude("start", "end").last(), pl.col("start").first(), pl.col("end").last()
    )
    return joined.with_columns(
        text=pl.col("full").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    ).drop("group")


def _left_patterns(lexicon: Lexicon) -> tuple[str, str]:
    materials = lexicon.terms.filter(pl.col("kind") == "material")["form"].to_list()
    words = sorted({*lexicon.modifiers, *materials}, key=lambda word: (-len(word), word))
    zh = "|".join(re.escape(word) for word in words if not word.isascii())
    en = "|".join(re.escape(word) for word in words if word.isascii())
    latin = "|".join(re.escape(word) for word in words if word.isascii() and len(word) > 2)
    return (
        f"((?:(?:{zh}|{latin}|{_MEASURE})(?:款|式|型|色)?)*(?:{zh}|{latin}|{_MEASURE})(?:款|式|型|色)?)$",
        f"(?i)((?:\\b(?:{en})[ -])+)$",
    )
