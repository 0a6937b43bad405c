"""Everything a weekly report is made from, gathered at one point in time, and when it has changed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from domain.alert import demand_answers
from domain.dispute import without_hidden
from domain.first_party import FACT_TABLES
from domain.frames import SIGNALS, conform
from domain.provenance import may_show
from domain.weeks import Week, months_between
from jobs.collected import collected, origins_seen
from jobs.detect import DETECTOR
from jobs.first_party import gather_facts
from jobs.home import Home, now
from jobs.posts_of import posts_known_by
from jobs.scores import TOLD
from jobs.trade import gather_trade
from reports.inputs import Talk, WeeklyInputs, quotable, threads_of
from reports.weekly import RULES_VERSION
from signals.contract import Params
from signals.daily import as_known
from signals.record import READS
from store.alerts import load_factories, load_told
from store.annotations import load_labels, load_mentions, load_relations
from store.disputes import load_disputes
from store.findings import load_calls, load_counts, load_coverage, load_graph, load_signals, load_themes
from store.provenance import load_provenance
from store.record import load_scores, score_batches

WEEKS_SHOWN = 27
TALK_DAYS = 28
ANSWER_WEEKS = 4
RECORD = timedelta(weeks=56)  # a year of weeks that are four weeks old or more
READ = ("counts", "coverage", "mentions", "relations", "labels")


def gather(home: Home, week: Week, lang: str, *, then: bool, audience: str = "category") -> WeeklyInputs:
    """All frames of one week; with `then` as known on its Sunday, else as known now.

    Only the words of posts that the audience may see are among them; all posts are in the figures.
    """
    return gather_shown(home, week, lang, then=then, audience=audience)[0]


def gather_shown(
    home: Home, week: Week, lang: str, *, then: bool, audience: str = "category"
) -> tuple[WeeklyInputs, pl.DataFrame]:
    """The same, and POSTS_VIEW of the week's posts whose words the audience may see."""
    last = week.last_day
    known_by = last if then else date.max
    since = last - timedelta(weeks=WEEKS_SHOWN) + timedelta(days=1)
    months = months_between(last - timedelta(days=TALK_DAYS - 1), last)
    recent = posts_known_by(home, last, known_by, TALK_DAYS)
    posts = recent.filter(pl.col("day") >= week.first_day)
    ledger = load_provenance(home.engine).values()
    disputes = tuple(load_disputes(home.engine))
    labels = load_labels(home.lake, months).join(recent.select("key"), on="key", how="semi")
    mentions = load_mentions(home.lake, months).join(recent.select("key"), on="key", how="semi")
    relations = load_relations(home.lake, months).join(recent.select("key"), on="key", how="semi")
    relations, disputed = without_hidden(relations, mentions, disputes)
    # Nobody reads words that claim what is disputed; the post is counted as before.
    recent = _without_words(recent, pl.col("key").is_in(disputed.implode()))
    shown = may_show(recent, ledger, audience, home.today())
    keys = posts.select("key")
    silent = _without_words(recent, pl.col("key").is_in(shown["key"].implode()).not_())
    signals = load_signals(home.lake, last)
    of_week = shown.join(keys, on="key", how="semi", maintain_order="left")
    inputs = WeeklyInputs(
        week=week,
        generated_at=now(),
        signals=signals,
        signals_before=load_signals(home.lake, last - timedelta(days=7)),
        calls_before=conform(load_calls(home.lake, str(week.back(1))), SIGNALS, "calls"),
        counts=load_counts(home.lake, since, last).filter(pl.col("seen_day") <= known_by),
        coverage=as_known(load_coverage(home.lake, since, last), last, known_by),
        entities=home.entities,
        posts=quotable(of_week, labels),
        mentions=mentions.join(keys, on="key", how="semi", maintain_order="left"),
        relations=relations.join(keys, on="key", how="semi", maintain_order="left"),
        themes=load_themes(home.lake, last),
        graph=load_graph(home.lake, last),
        scores=load_scores(home.lake, TOLD, *_record_span(week)),
        talk=Talk(quotable(silent, labels), labels, mentions, relations, threads_of(recent)),
        facts=gather_facts(home, week, known_by),
        trade=gather_trade(home, signals, last),
        factories=tuple(load_factories(home.engine)),
        disputes=disputes,
        answers=_answers(home, week),
        health=replace(collected(home, week), origins=origins_seen(home, posts, ledger)),
        audience=audience,
        lang=lang,
        demo=home.settings.demo,
        zone=home.settings.zone,
        lake_version=home.lake.version("posts"),
        method=asdict(Params()) | {"detector": DETECTOR, "known": "当时已知" if then else "至今已知"},
    )
    return inputs, of_week


def made_from(home: Home, week: Week, lang: str, *, then: bool) -> str:
    """A digest of what `gather` would read, by the batches it lies in; no data is read."""
    months = months_between(week.last_day - timedelta(weeks=WEEKS_SHOWN), week.last_day)
    factories = sorted(map(repr, load_factories(home.engine)))
    sundays = [str(week.last_day), str(week.back(1).last_day)]
    ledger = load_provenance(home.engine).values()
    making = home.root / "lexicon" / "making.tsv"
    facts = {
        "rules": (RULES_VERSION, home.lexicon.fingerprint, home.settings.demo, home.settings.zone),
        "trade": (home.settings.launch_lead_days, making.read_text("utf-8") if making.is_file() else ""),
        "asked": (str(week), lang, then),
        "months": {table: _within(home.lake.batches(table), months) for table in READ},
        "sundays": {
            table: _within(home.lake.batches(table), sundays) for table in ("signals", "themes", "graph")
        },
        "scores": score_batches(home.lake, TOLD, *_record_span(week)),
        "calls": home.lake.batches("calls").get(str(week.back(1))),
        "provenance": [(str(entry), entry.expired(home.today())) for entry in ledger],
        "facts": {name: home.lake.version(name) for name in FACT_TABLES},
        "factories": hashlib.sha256("".join(factories).encode()).hexdigest(),
        "answers": _answers(home, week).rows(),
        "quarantine": home.lake.version("quarantine"),
        "disputes": [(one.id, one.state) for one in load_disputes(home.engine)],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def _without_words(posts: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    said = [pl.when(~where).then(name).alias(name) for name in ("title", "text", "url")]
    none = pl.lit([], pl.List(pl.String))
    return posts.with_columns(*said, pl.when(~where).then("tags").otherwise(none).alias("tags"))


def _answers(home: Home, week: Week) -> pl.DataFrame:
    """DEMAND_ANSWERS of the alerts of the four weeks before, answered by the week's Sunday.

    By then and not now: a report that was told does not change because somebody answers later.
    """
    ended = datetime.combine(week.last_day, time.max, ZoneInfo(home.settings.zone))
    told = [load_told(home.engine, str(week.back(back)), ended) for back in range(ANSWER_WEEKS, 0, -1)]
    return demand_answers(pl.concat(told))


def _record_span(week: Week) -> tuple[date, date]:
    """The as-of days whose scores the report shows: of a year, and complete on the week's Sunday."""
    return week.last_day - RECORD, week.last_day - READS[1]


def _within(batches: dict[str, int], parts: Sequence[str]) -> dict[str, int]:
    return {part: batch for part, batch in batches.items() if part in parts}
