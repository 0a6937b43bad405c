"""The evidence graph of a week, from all posts that are kept; made again only when something moved on."""

from datetime import date

import polars as pl

from domain.graph import EDGE_KINDS
from domain.weeks import Week
from jobs.alone import alone
from jobs.copied import copies_among
from jobs.count import fingerprint
from jobs.decisions import digest, judged_edges
from jobs.first_party import entities_of_items
from jobs.home import Home
from jobs.marks import stamp
from jobs.periods import chosen_week
from jobs.summary import Summary
from nlp import duplicates
from signals.graph import RULES_VERSION, build_graph, proven_of
from store.annotations import load_labels, load_mentions, load_relations
from store.decisions import load_decisions
from store.findings import load_coverage, save_graph
from store.first_party import load_facts
from store.schemas import UNDATED

_POSTS = ("key", "platform", "author", "day", "title", "text", "published_at", "first_observed_at")


@alone
def run(home: Home, week: str | None = None, *, then: bool = False) -> Summary:
    """The graph of the week's Sunday (default: of the newest complete week with data).

    `then` takes only posts that were observed by that Sunday. Posts whose text is no longer kept count, yet
    are compared with no other text.
    """
    summary = Summary("graph")
    chosen = chosen_week(week, load_coverage(home.lake), home.today())
    if chosen is None:
        return summary
    last = chosen.last_day
    held = home.lake.batches("labels")
    months = [month for month in sorted(held) if month != UNDATED and month <= f"{last:%Y-%m}"]
    newest = max((held[month] for month in months), default=0)
    judged = judged_edges(load_decisions(home.engine))
    rules = (RULES_VERSION, duplicates.RULES_VERSION, fingerprint(home.entities), digest(judged))
    mark = (f"graph:{chosen}", stamp(newest, *rules, home.lake.version("retailer_goods"), then))
    if home.lake.mark("graph", mark[0]) == mark[1]:
        return summary
    parts = [_month(home, month, last if then else date.max) for month in months]
    posts, relations, mentions, labels = (pl.concat(frames) for frames in zip(*parts, strict=True))
    graph = build_graph(
        relations,
        mentions,
        labels,
        posts,
        home.entities,
        last,
        copies=copies_among(posts),
        proven=_proven(home, chosen),
        judged=judged,
    )
    save_graph(home.lake, last, graph, mark=mark)
    summary.read, summary.written = posts.height, graph.height
    counts = graph["status"].value_counts().sort("status")
    summary.details["edges"] = dict(counts.iter_rows())
    return summary


def _month(home: Home, month: str, known_by: date) -> tuple[pl.DataFrame, ...]:
    """Posts that relate something, with their relations, mentions and labels."""
    relations = load_relations(home.lake, [month]).filter(pl.col("kind").is_in(EDGE_KINDS))
    seen_on = pl.col("first_observed_at").dt.convert_time_zone(home.settings.zone).dt.date()
    posts = home.post_log().view([month]).join(relations, on="key", how="semi")
    posts = posts.filter(pl.max_horizontal("day", seen_on) <= known_by).select(_POSTS)
    others = (load(home.lake, [month]) for load in (load_mentions, load_labels))
    return posts, *(frame.join(posts, on="key", how="semi") for frame in (relations, *others))


def _proven(home: Home, week: Week) -> pl.DataFrame:
    """What labels and filings in the home prove, as observed by now; their day is no day of talk."""
    goods = load_facts(home.lake, "retailer_goods", until=week.last_day)
    rows = goods.with_row_index("place").select(
        platform=pl.lit("label"),
        item_id=pl.col("place").cast(pl.String),
        title=pl.concat_str(pl.col("brand", "client", "item").fill_null(""), separator=" "),
    )
    items = entities_of_items(home, rows)
    return proven_of(goods, items.select("entity", place=pl.col("item_id").cast(pl.UInt32)))
