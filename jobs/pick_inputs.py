"""Everything the week's picks are built from: the report as marketing may see it, and the posts behind it."""

from datetime import date, timedelta

import polars as pl

from campaigns.contract import ASPECTS, NAMED, PastResult, PickInputs
from domain.frames import conform
from domain.weeks import Week
from jobs.home import Home
from jobs.report_inputs import gather_shown
from reports.inputs import WeeklyInputs
from reports.mentions import with_entity
from reports.weekly import build_weekly
from signals.season import in_season, known_seasons, named
from store.findings import load_counts
from store.picks import load_picks

AUDIENCE = "marketing"
UNPROVEN = ("made_by", "oem_for")


def gather_picks(home: Home, week: Week) -> PickInputs:
    """All of it for one week, as known now; words only of posts whose provenance lets marketing see them."""
    inputs, posts = gather_shown(home, week, "zh-CN", then=False, audience=AUDIENCE)
    report = build_weekly(inputs)
    wanted = [item.entity for item in (*report.items, *report.seasonal) if item.kind in ("product", "brand")]
    held_back = about_makers(inputs)
    by_post, aspects = said_of(inputs, _without_tags(posts, held_back), wanted)
    return PickInputs(
        report=report,
        named=by_post,
        aspects=aspects,
        raw_posts=_raw_posts(home, week),
        peaks=season_ends(home, wanted, week.last_day),
        lead_days={"": home.settings.launch_lead_days},
        past=tuple(PastResult(pick.category, pick.result) for pick in load_picks(home.engine) if pick.result),
        held_back=held_back,
    )


def about_makers(inputs: WeeklyInputs) -> frozenset[str]:
    """Posts that say who makes what, or ill of a named factory: unproven, for the category team."""
    unproven = inputs.relations.filter(pl.col("kind").is_in(UNPROVEN))["key"]
    named = inputs.mentions.filter(pl.col("kind") == "factory")["key"]
    ill = pl.concat(
        [
            inputs.posts.filter(pl.col("polarity") < 0)["key"],
            inputs.mentions.filter(pl.col("kind") == "aspect", pl.col("polarity") < 0)["key"],
        ]
    )
    return frozenset(unproven) | (frozenset(named) & frozenset(ill))


def _without_tags(posts: pl.DataFrame, keys: frozenset[str]) -> pl.DataFrame:
    """Hook words are hashtags: of these posts there are none. Their text still raises risk flags."""
    none = pl.lit([], pl.List(pl.String))
    return posts.with_columns(
        tags=pl.when(pl.col("key").is_in(list(keys))).then(none).otherwise(pl.col("tags"))
    )


def said_of(
    inputs: WeeklyInputs, posts: pl.DataFrame, wanted: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """NAMED, and ASPECTS of posts that name one of the wanted and nothing else of its kind."""
    voices = posts.select(
        "key",
        "tags",
        voice=pl.coalesce("author", "key"),
        full=pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n"), pl.col("text").fill_null("")),
    )
    mentions = with_entity(inputs.mentions, inputs.entities)
    entities = (
        mentions.filter(pl.col("kind").is_in(["product", "brand"])).select("key", "kind", "entity").unique()
    )
    ours = entities.filter(pl.col("entity").is_in(wanted)).join(voices, on="key")
    alone = entities.filter(pl.len().over("key", "kind") == 1, pl.col("entity").is_in(wanted))
    aspects = (
        mentions.filter(pl.col("kind") == "aspect", pl.col("polarity").is_not_null())
        .select("key", "polarity", word=pl.coalesce("norm", "text"))
        .join(alone.select("key", "entity"), on="key")
        .join(voices.select("key", "voice"), on="key")
    )
    return conform(ours, NAMED, "named"), conform(aspects, ASPECTS, "aspects")


def _raw_posts(home: Home, week: Week) -> dict[str, int]:
    counts = load_counts(home.lake, week.first_day, week.last_day)
    return dict(counts.group_by("entity").agg(pl.col("posts_raw").sum()).iter_rows())


def season_ends(home: Home, wanted: list[str], as_of: date) -> dict[str, date]:
    """The last day of the known season that is open, or opens within two months, by entity."""
    seasons = known_seasons(as_of.year, as_of.year + 1)
    names = named(wanted, home.entities)
    ends: dict[str, date] = {}
    for day in (as_of + timedelta(days=60), as_of):
        open_then = seasons.filter(pl.lit(day).is_between("start", "end"))
        found = in_season(names, seasons, day).join(
            open_then.group_by("season").agg(pl.col("end").max()), on="season"
        )
        ends |= dict(found.select("entity", "end").iter_rows())
    return ends
