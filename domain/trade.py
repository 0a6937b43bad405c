"""What a report must know of making and selling besides the talk: supply, lead times, windows, sales days."""

import polars as pl

# How much of an entity's goods is on offer. `measure` is online_items or online_sellers (what a platform says
# it has for a search term; `terms` of them were at hand) or listed_items (rows of the team's own table).
SUPPLY_MEASURES = ("online_items", "online_sellers", "listed_items")
SUPPLY = pl.Schema(
    {
        "entity": pl.String(),
        "platform": pl.String(),
        "measure": pl.String(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "day": pl.Date(),
        "terms": pl.Int64(),
    }
)

# What making an entity's goods takes, as ranges that are usual in the trade (nlp/lexicon/making.tsv).
TAKES = pl.Schema(
    {
        "entity": pl.String(),
        "processes": pl.List(pl.String()),
        "materials": pl.List(pl.String()),
        "moq_min": pl.Int64(),
        "moq_max": pl.Int64(),
        "lead_days_min": pl.Int64(),
        "lead_days_max": pl.Int64(),
    }
)

# A known season of an entity: the days in which it is talked of every year, both included.
WINDOWS = pl.Schema({"entity": pl.String(), "season": pl.String(), "start": pl.Date(), "end": pl.Date()})

# The sales days everybody plans for; `name` is a key of words.
SALES_DAYS = pl.Schema({"name": pl.String(), "day": pl.Date()})
