"""Rows of text, named by field, into the tables of facts: searches, sales, listings, retailer goods."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from crawlers import fact_columns
from crawlers.columns import Aliases, bare_name
from crawlers.fact_gate import About, Gate
from crawlers.fact_measures import SEARCHED, SOLD, read_sales, read_searches
from crawlers.fact_money import price_of
from crawlers.fact_shared import NOT_YET, platform_of, refuse_twice, whole
from crawlers.quantities import units_in
from crawlers.reviews import read_reviews
from domain.first_party import FACT_TABLES, FactTable
from domain.frames import conform

_SC = r"^(?:SC[0-9]{14}|QS[0-9]{12})$"
_LABEL_NAMES = ("brand", "client", "maker", "origin", "net_content", "spec")


@dataclass(frozen=True, slots=True)
class FactKind:
    """`read`: text columns by field -> (rows of the table, a reason or null for each record).

    `signs` says by the fields of its columns whether a table is one of these. Without a `table` of facts the
    rows are posts.
    """

    table: FactTable | None
    aliases: Aliases
    signs: Callable[[frozenset[str]], bool]
    read: Callable[[pl.DataFrame, About], tuple[pl.DataFrame, pl.Series]]
    # What a table of it cannot do without, as fields: one of each group.
    needs: tuple[tuple[str, ...], ...]


def read_listings(rows: pl.DataFrame, about: About) -> tuple[pl.DataFrame, pl.Series]:
    gate = Gate(rows, about)
    url = gate.text("url")
    platform = platform_of(gate, url)
    item, sku, term = gate.identity("item_id"), gate.identity("sku_id"), gate.text("term", masked=True)
    item = pl.select(pl.coalesce(item, _id_in_address(url), sku).alias("item_id")).to_series()
    category, title = gate.text("category_id"), gate.text("title", masked=True)
    counts = {
        name: gate.figures(name, whole=True) for name in ("stock", "online_items", "online_sellers", "sold")
    }
    moq = gate.figures("moq", whole=True)
    price = price_of(gate)
    online = counts["online_items"]["low"].is_not_null() | counts["online_sellers"]["low"].is_not_null()
    for_all = (term.is_not_null() | category.is_not_null()) & online
    gate.refuse(
        item.is_null() & ~for_all,
        "no item id (and no term or category id with a count of what is online)",
    )
    said = pl.DataFrame(
        {name: frame["low"].is_not_null() | frame["high"].is_not_null() for name, frame in counts.items()}
        | {"price": price.is_not_null(), "moq": moq["low"].is_not_null()}
        # an offer without a price (面议) is still an offer
        | {"title": title.is_not_null(), "category": category.is_not_null()}
    )
    silent = ~said.select(pl.any_horizontal(pl.all())).to_series()
    gate.refuse(silent, "only an id: no title, category, price or count")
    frame = pl.DataFrame(
        [
            platform,
            item,
            sku,
            term,
            category,
            gate.text("category_name"),
            title,
            url,
        ]
    ).hstack(gate.period(needed=False))
    frame = frame.with_columns(
        gate.observed_at(),
        moq=whole(moq["low"]),
        moq_unit=units_in(gate.raw("moq")),
        sold_as=pl.when(said["sold"]).then(pl.lit(bare_name(about.names.get("sold", "sold")))),
        price=price,
        source=NOT_YET,
        provenance=NOT_YET,
        **{
            f"{name}_{end}": whole(figures[end])
            for name, figures in counts.items()
            for end in ("low", "high")
        },
    )
    refuse_twice(gate, frame, FACT_TABLES["listings"].key)
    return _good(gate, frame, FACT_TABLES["listings"])


def read_retailer_goods(rows: pl.DataFrame, about: About) -> tuple[pl.DataFrame, pl.Series]:
    gate = Gate(rows, about)
    retailer = gate.text("retailer")
    gate.refuse(
        retailer.is_null(),
        'retailer missing: write retailer = "山姆" (or another) under [constants] in a mapping file',
    )
    item, item_id = gate.text("item"), gate.identity("item_id")
    gate.refuse(item.is_null(), "no name of the item")
    sc = gate.text("sc_number").str.to_uppercase().str.replace_all(r"[\s:：\-]", "")
    sc = sc.str.replace(r"^([0-9]{14})$", "SC${1}")
    gate.refuse_said(~sc.str.contains(_SC), "sc_number {} is not SC and 14 digits", sc)
    filing = gate.text("filing_number")
    names = {name: gate.text(name) for name in _LABEL_NAMES}
    for name, other in (("client", "holder"), ("maker", "producer")):
        names[name] = pl.select(pl.coalesce(names[name], gate.text(other)).alias(name)).to_series()
    silent = sc.is_null() & filing.is_null() & names["maker"].is_null() & names["client"].is_null()
    gate.refuse(silent, "the row names no maker, no client and no SC or filing number")
    period = gate.period(needed=False)
    frame = pl.DataFrame(
        [
            retailer,
            item_id,
            gate.identity("barcode"),
            item,
            sc,
            filing,
            gate.text("category_id"),
            gate.text("url"),
        ]
    ).with_columns(
        **names,
        day=period["day"],
        observed_at=gate.observed_at(),
        price=price_of(gate),
        source=NOT_YET,
        provenance=NOT_YET,
    )
    refuse_twice(gate, frame, FACT_TABLES["retailer_goods"].key)
    return _good(gate, frame, FACT_TABLES["retailer_goods"])


def _id_in_address(url: pl.Series) -> pl.Series:
    ids = [url.str.extract(pattern, 1) for pattern in fact_columns.ITEM_IN_ADDRESS]
    return pl.select(pl.coalesce(ids)).to_series()


def _good(gate: Gate, frame: pl.DataFrame, table: FactTable) -> tuple[pl.DataFrame, pl.Series]:
    reasons = gate.reasons()
    return conform(frame, table.schema, table.name).filter(reasons.is_null()), reasons


_FIGURES_OF_SALES = {"orders", "units", "buyers", "amount", "sales_index"}
_STOCK = {"price", "moq", "stock", "online_items", "online_sellers"}
_ITEM = {"item_id", "sku_id"}
_MADE = {"maker", "producer", "client", "holder", "sc_number", "filing_number"}

FACT_KINDS = {
    kind.table.name if kind.table else "reviews": kind
    for kind in (
        FactKind(
            None,
            fact_columns.REVIEWS,
            lambda fields: (
                "item_id" in fields
                and ("review" in fields or "remark" in fields or {"question", "answer"} <= fields)
            ),
            read_reviews,
            (("item_id",), ("review", "remark", "follow_up", "question", "answer")),
        ),
        FactKind(
            FACT_TABLES["searches"],
            fact_columns.SEARCHES,
            lambda fields: "term" in fields and bool({"search_volume", "searchers", "search_index"} & fields),
            read_searches,
            (("term",), tuple(SEARCHED)),
        ),
        FactKind(
            FACT_TABLES["sales"],
            fact_columns.SALES,
            lambda fields: (
                bool(_ITEM & fields) and bool(_FIGURES_OF_SALES & fields or ({"period", "sold"} <= fields))
            ),
            read_sales,
            (("item_id", "sku_id"), tuple(SOLD)),
        ),
        FactKind(
            FACT_TABLES["listings"],
            fact_columns.LISTINGS,
            lambda fields: (
                bool(_ITEM & fields and _STOCK & fields)
                or bool({"term", "category_id"} & fields and {"online_items", "online_sellers"} & fields)
            ),
            read_listings,
            (("item_id", "sku_id", "url", "term", "category_id"), (*sorted(_STOCK), "sold")),
        ),
        FactKind(
            FACT_TABLES["retailer_goods"],
            fact_columns.RETAILER_GOODS,
            lambda fields: "item" in fields and bool(_MADE & fields),
            read_retailer_goods,
            (("item",), tuple(sorted(_MADE))),
        ),
    )
}
