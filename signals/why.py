"""The one sentence that says why, with its numbers, in the language of the readers."""

import polars as pl


def explain(base_weeks: pl.Expr, q_limit: float) -> pl.Expr:
    """Sentence for rows with voices, unknown (posts of unknown authors), and the columns of verdict.decide.

    Voices are 人次 (an author counts once a day) where authors are known, posts (条) where none is.
    """
    unit = pl.when(pl.col("unknown") < pl.col("voices")).then(pl.lit("人次")).otherwise(pl.lit("条"))
    partly = (pl.col("unknown") > 0) & (pl.col("unknown") < pl.col("voices"))
    aside = pl.when(partly).then(pl.format("（含作者不明的 {} 条）", "unknown"))
    every_year = (
        pl.when(pl.col("kind").ne_missing("seasonal"))
        .then(pl.lit(""))
        .when(pl.col("season").is_not_null())
        .then(pl.format("按节令表，往年此时常涨（{}）：", "season"))
        .otherwise(pl.format("往年同期也涨（为平时的 {} 倍）：", _short("last_year")))
    )
    body = pl.format(
        "本周 {} {}提到{}，按近 {} 周与采集量应为 {} {}；{} 倍（80% 区间 {}–{}）",
        "voices", unit, aside.fill_null(""), base_weeks, _short("expected"), unit,
        *(_short(name) for name in ("lift", "lift_low", "lift_high")),
    )  # fmt: skip
    lasting = (
        pl.when(pl.col("weeks_up") >= 2)
        .then(pl.format("，连续 {} 周高于预期", "weeks_up"))
        .otherwise(pl.lit(""))
    )
    month = pl.format(
        "；近四周 {} {}，应为 {} {}，去掉最高的 4 天仍有 {} {}",
        pl.col("month_seen").cast(pl.Int64), unit, _short("month_expected"), unit,
        pl.col("month_kept").cast(pl.Int64), unit,
    )  # fmt: skip
    reason = (
        pl.when(pl.col("q_value") > q_limit)
        .then(pl.lit("近四周证据不足"))
        .when("few_days")
        .then(pl.lit("近四周的涨幅集中在最高的 4 天"))
        .otherwise(pl.lit("本周声量或涨幅不足"))
    )
    q = (
        pl.when(pl.col("q_value") < 0.001)
        .then(pl.lit("< 0.001"))
        .otherwise(pl.format("= {}", pl.col("q_value").round(3)))
    )
    doubt = pl.format("；{}，不报警（q {}）", reason, q)
    verdict = (
        pl.when("alert")
        .then(month)
        .when((pl.col("lift_low") > 1) & pl.col("kind").ne_missing("seasonal"))
        .then(doubt)
        .otherwise(pl.lit(""))
    )
    return pl.concat_str(every_year, body, lasting, verdict).alias("why")


def _short(name: str) -> pl.Expr:
    """Whole numbers from ten on, one digit below, halves upward: as domain.figures.short reads them."""
    value = pl.col(name)
    tenths = (value * 10 + 0.5).floor()
    whole = (value + 0.5).floor().cast(pl.Int64, strict=False).cast(pl.String)
    return pl.when(tenths < 100).then((tenths / 10).round(1).cast(pl.String)).otherwise(whole)
