"""First-party tables of a home: the team's categories, entities of terms and items, figures by week."""

import csv
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from domain.errors import BadInput
from domain.first_party import FACT_TABLES, Held, weeks_held
from domain.frames import CATEGORY_IDS, conform
from domain.weeks import Week
from jobs.home import Home
from nlp.annotate import annotate
from nlp.categories import CATEGORIES, OTHER
from reports.inputs import LABELLED, LISTED, FactInputs
from signals.daily import entities_named
from signals.first_party import (
    ITEM_ENTITIES,
    entities_of_terms,
    item_categories,
    sales_weekly,
    searches_weekly,
)
from signals.supply import supply_by_entity
from store.first_party import load_facts

FACT_WEEKS = 13
CATEGORIES_FILE = "categories.csv"
KNOWN = (*CATEGORIES, OTHER)
_COLUMNS = ("category_id", "name", "category")


def read_categories(path: Path) -> pl.DataFrame:
    """CATEGORY_IDS of a file with the columns category_id, name, category; empty where there is none.

    Raises BadInput that names the line to mend.
    """
    if not path.exists():
        return pl.DataFrame(schema=CATEGORY_IDS)
    rows: dict[str, tuple[str, str | None, str | None]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            if tuple(reader.fieldnames or ()) != _COLUMNS:
                raise BadInput(f"{path}: the first line must name {', '.join(_COLUMNS)}")
            for row in reader:
                category_id, name, category = ((row[column] or "").strip() for column in _COLUMNS)
                if not category_id or category not in ("", *KNOWN):
                    raise BadInput(
                        f"{path}, line {reader.line_num}: {category or 'no category_id'} is not known",
                        hint=f"category is one of {'、'.join(KNOWN)}, or empty for none of them",
                    )
                rows[category_id] = (category_id, name or None, category or None)
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise BadInput(f"{path} cannot be read: {wrong}", hint="Save it as CSV in UTF-8") from wrong
    return pl.DataFrame(list(rows.values()), schema=CATEGORY_IDS, orient="row")


def categories_of_items(home: Home) -> pl.DataFrame:
    """ITEM_CATEGORIES of the home: what its listings and its categories.csv say of each item."""
    category_ids = read_categories(home.root / CATEGORIES_FILE)
    if category_ids.is_empty():
        return item_categories(load_facts(home.lake, "listings").clear(), category_ids)
    return item_categories(load_facts(home.lake, "listings"), category_ids)


def held(home: Home, table: str, weeks: list[Week], measure: str | None = None) -> Held:
    """Which of the weeks the home has that table for (weeks in order)."""
    rows = load_facts(home.lake, table, min(weeks).first_day, max(weeks).last_day)
    return weeks_held(table, rows, weeks, measure)


def gather_facts(home: Home, week: Week, known_by: date) -> FactInputs:
    """What the home's tables of facts say of the thirteen weeks up to `week`, observed by `known_by`."""
    weeks = [week.back(back) for back in range(FACT_WEEKS - 1, -1, -1)]
    zone = ZoneInfo(home.settings.zone)
    known = None if known_by == date.max else datetime.combine(known_by, time.max, zone)
    tables = {name: load_facts(home.lake, name, known_by=known) for name in FACT_TABLES}
    searches, sales, listings = (tables[name] for name in ("searches", "sales", "listings"))
    asked = pl.concat([searches["term"], listings["term"]])
    terms = entities_of_terms(asked, home.entities, home.lexicon.terms)
    listed = entities_of_items(home, sales, listings)
    on_labels = tables["retailer_goods"].select(
        platform="retailer",
        item_id="item",
        title=pl.concat_str("brand", "item", separator=" ", ignore_nulls=True),
    )
    labelled = entities_of_items(home, on_labels).select("entity", item="item_id")
    return FactInputs(
        searches=_in_weeks(searches_weekly(searches, terms), weeks),
        sales=_in_weeks(sales_weekly(sales, listed), weeks),
        supply=supply_by_entity(listings, searches, terms, listed, week.last_day),
        listings=tables["listings"],
        retailer_goods=tables["retailer_goods"],
        listed=conform(listed, LISTED, "listed"),
        labelled=conform(labelled, LABELLED, "labelled"),
        held={name: weeks_held(name, frame, weeks) for name, frame in tables.items()},
    )


def searches_by_week(home: Home, weeks: list[Week]) -> pl.DataFrame:
    """WEEKLY_FACTS of what was searched for in these weeks (in order, without gaps)."""
    rows = load_facts(home.lake, "searches", weeks[0].first_day, weeks[-1].last_day)
    return _in_weeks(_searches(home, rows), weeks)


def sales_by_week(home: Home, weeks: list[Week]) -> pl.DataFrame:
    """WEEKLY_FACTS of what was sold in these weeks (in order, without gaps)."""
    rows = load_facts(home.lake, "sales", weeks[0].first_day, weeks[-1].last_day)
    return _in_weeks(_sales(home, rows, load_facts(home.lake, "listings")), weeks)


def _searches(home: Home, rows: pl.DataFrame) -> pl.DataFrame:
    terms = entities_of_terms(rows["term"], home.entities, home.lexicon.terms)
    return searches_weekly(rows, terms)


def _sales(home: Home, rows: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    return sales_weekly(rows, entities_of_items(home, rows, listings))


def entities_of_items(home: Home, *frames: pl.DataFrame) -> pl.DataFrame:
    """ITEM_ENTITIES: what the titles of items name, from frames with platform, item_id and title."""
    titles = pl.concat([frame.select("platform", "item_id", "title") for frame in frames])
    titles = titles.drop_nulls().unique(maintain_order=True).with_row_index("row")
    if titles.is_empty():
        return pl.DataFrame(schema=ITEM_ENTITIES)
    # read as what hangs on an item, so that a bare title counts as talk of goods
    posts = titles.select(
        "platform",
        "title",
        key=pl.col("row").cast(pl.String),
        kind=pl.lit("review"),
        text=pl.lit(None, pl.String),
    )
    found = annotate(posts, home.lexicon)
    named = entities_named(found.mentions, home.entities).collect()
    rows = named.join(titles.with_columns(key=pl.col("row").cast(pl.String)), on="key")
    return rows.select(ITEM_ENTITIES.names()).unique().sort(ITEM_ENTITIES.names())


def _in_weeks(rows: pl.DataFrame, weeks: list[Week]) -> pl.DataFrame:
    return rows.filter(pl.col("week").is_in([str(week) for week in weeks]))
