"""Figures as shops write them into low and high: "1,234", "¥1.2万+", "1000~5000", "<10", "3.5%", "2双起".

An exact figure has low = high; an open end is null. Unknown is null at both ends, never 0.
"""

import polars as pl

from crawlers.counts import UNKNOWN

_SCALES = {
    "百": 1e2, "千": 1e3, "k": 1e3, "万": 1e4, "萬": 1e4, "w": 1e4, "百万": 1e6, "千万": 1e7, "m": 1e6,
    "亿": 1e8, "億": 1e8, "b": 1e9,
}  # fmt: skip
_SCALE = r"(百万|千万|[百千k万萬wm亿億b])?"
_NUMBER = rf"([0-9]+(?:\.[0-9]*)?|\.[0-9]+){_SCALE}"
# What is counted may stand behind the figure: 2双, 100件, 19.9元.
UNITS = (
    "公斤|千克|平方米|pcs|pc|kg|ml|件|双|个|只|条|套|盒|箱|包|袋|瓶|罐|桶|支|片|枚|张|卷|块|台|把|对|打|本|"
    "根|副|顶|组|粒|米|克|斤|吨|升|款|人次|人|次|单|笔|家|位|g|l"
)
_UNIT = rf"(?:{UNITS})?"
_MONEY = r"(?:人民币|美元|美金|欧元|英镑|港币|日元|us\$|cny|rmb|usd|eur|gbp|hkd|jpy|[¥$€£元円])"
_MORE = r"(?:\+|以上|起|及以上|起批|起订|多)"
_EXACT = rf"^{_NUMBER}{_UNIT}$"
_AT_LEAST = rf"^(?:{_NUMBER}{_UNIT}{_MORE}|(?:>=|>|≥|不少于|大于|超过){_NUMBER}{_UNIT}(?:{_MORE})?)$"
_BELOW = rf"^(?:(?:<|小于|不足|少于){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}以下)$"
_AT_MOST = rf"^(?:(?:<=|≤|不超过){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}以内)$"
_BETWEEN = rf"^{_NUMBER}{_UNIT}(?:-|~|—+|–|至|到|─){_NUMBER}{_UNIT}$"
_CODES = {
    "美": "USD", "us": "USD", "us$": "USD", "$": "USD", "欧": "EUR", "eur": "EUR", "€": "EUR",
    "英": "GBP", "gbp": "GBP", "£": "GBP", "港": "HKD", "hkd": "HKD",
    "日元": "JPY", "円": "JPY", "jpy": "JPY",
    "¥": "CNY", "元": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY",
}  # fmt: skip
_LARGEST = 1e15
# In place of a price, where one must ask.
_ASK = ["面议", "电议", "价格面议", "询价", "电话询价", "暂无报价", "价格未公开"]


def read_figures(
    shown: pl.Series, *, share: bool = False, percent: bool = False, whole: bool = False
) -> pl.DataFrame:
    """String series -> low, high (Float64) and unreadable, a row each.

    `share`: a percentage or a share of one, and a percentage even without its sign where `percent` says so;
    the result is a share. `whole`: things that are counted in whole
    numbers, so "<10" is at most 9. A negative figure (some exports write -1 for hidden) is unknown.
    """
    if share:
        return _shown_figures(shown, share, percent, whole)
    plain = pl.coalesce(pl.col("shown").cast(pl.Float64, strict=False), _grouped())
    read = shown.to_frame("shown").select(
        "shown", low=pl.when(plain.is_between(0, _LARGEST)).then(plain), negative=plain < 0
    )
    read = read.with_columns(high="low", unreadable=pl.lit(False))
    odd = read["low"].is_null() & read["shown"].is_not_null() & ~read["negative"].fill_null(False)
    read = read.select("low", "high", "unreadable")
    if not odd.any():
        return read
    looked_at = _shown_figures(shown.filter(odd), share, percent, whole)
    places = odd.arg_true()
    return read.select(read[name].scatter(places, looked_at[name]) for name in read.columns)


def _grouped() -> pl.Expr:
    """Figures such as 1,234.50, which is how most tables write them."""
    cells = pl.col("shown").str.strip_chars()
    grouped = cells.str.contains(r"^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$")
    return pl.when(grouped).then(cells.str.replace_all(",", "", literal=True)).cast(pl.Float64, strict=False)


def _shown_figures(shown: pl.Series, share: bool, percent: bool, whole: bool) -> pl.DataFrame:
    text = pl.col("text")
    frame = pl.DataFrame({"text": shown}).with_columns(
        text.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_all(rf"[_\s'\"]|{_MONEY}", "")
        .str.replace_all(r",([0-9]{3})", "${1}")
    )
    signed = text.str.contains("%", literal=True).fill_null(False)
    bare = text.str.replace_all("%", "", literal=True) if share else text
    frame = frame.with_columns(
        bare.alias("text"),
        percent=signed | percent,
        unknown=text.is_null() | text.is_in(UNKNOWN) | text.str.contains(r"^-[0-9.]+%?$"),
    )
    written = pl.when(text.str.contains(r"^[0-9.]+e\+?[0-9]{1,2}$")).then(text.cast(pl.Float64, strict=False))
    exact, between_low, between_high = _at(_EXACT), _at(_BETWEEN), _at(_BETWEEN, 2)
    least = pl.coalesce(_at(_AT_LEAST), _at(_AT_LEAST, 2))
    below = pl.coalesce(_at(_BELOW), _at(_BELOW, 2))
    below = pl.when(below > 0).then(below - 1 if whole else below)
    most = pl.coalesce(_at(_AT_MOST), _at(_AT_MOST, 2))
    zero = pl.when(below.is_not_null() | most.is_not_null()).then(0.0)
    read = frame.select(
        "unknown",
        "percent",
        low=pl.coalesce(exact, written, between_low, least, zero),
        high=pl.coalesce(exact, written, between_high, below, most),
    )
    low, high = pl.col("low"), pl.col("high")
    if share:
        read = read.with_columns(
            pl.when("percent").then(pl.col(end) / 100).otherwise(pl.col(end)) for end in ("low", "high")
        )
        beyond = (high > 1) | (low > 1)
    else:
        beyond = (high > _LARGEST) | (low > _LARGEST)
    wrong = (low.is_null() & high.is_null() & ~pl.col("unknown")) | (high < low) | beyond
    return read.with_columns(unreadable=wrong.fill_null(False)).select(
        pl.when(~pl.col("unreadable")).then("low"), pl.when(~pl.col("unreadable")).then("high"), "unreadable"
    )


def read_prices(shown: pl.Series, currency: pl.Series, unit: pl.Series) -> tuple[pl.Series, pl.Series]:
    """ "¥19.9-29.9/双" -> (PRICE structs, null where unknown; Boolean: true where we cannot read it).

    What the text says of currency and unit goes before the columns `currency` and `unit` (text or null).
    """
    text = shown.str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    per = text.str.extract(rf"(?:/|每)\s*(?:一|1)?\s*({UNITS})\s*$", 1)
    core = text.str.replace(r"\s*(?:/|每).*$", "").replace(_ASK, None)
    read = read_figures(core)
    read = read.with_columns(
        currency=pl.coalesce(currency_in(text), currency.alias("given")),
        unit=pl.coalesce(per.alias("per"), unit.alias("whole")),
    )
    known = pl.col("low").is_not_null() | pl.col("high").is_not_null()
    price = pl.struct(min="low", max="high", currency="currency", unit="unit")
    struct = read.select(price=pl.when(known).then(price))["price"]
    return struct, read["unreadable"]


def currency_in(text: pl.Series) -> pl.Series:
    """The ISO code of the first sign or word of money in lower-case texts, null where there is none."""
    found = text.str.extract(r"(us\$|美|hkd|港|欧|eur|€|英|gbp|£|日元|円|jpy|人民币|rmb|cny|us|\$|¥|元)", 1)
    return found.replace_strict(_CODES, default=None, return_dtype=pl.String)


def units_in(shown: pl.Series) -> pl.Series:
    """What is counted, where it stands behind the figure ("2双起" -> 双)."""
    text = shown.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[,\s]", "")
    return text.str.extract(rf"[0-9][百千万]?({UNITS})", 1)


def _at(pattern: str, which: int = 1) -> pl.Expr:
    """The which-th number of a pattern, scaled."""
    text = pl.col("text")
    number = text.str.extract(pattern, 2 * which - 1).cast(pl.Float64, strict=False)
    scale = text.str.extract(pattern, 2 * which).replace_strict(_SCALES, default=1.0)
    return (number * scale).round(6)
