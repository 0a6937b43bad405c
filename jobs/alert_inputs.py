"""The week's demands: rising goods with what making them takes, as factories may be told of them."""

from datetime import timedelta

import polars as pl

from alerts.contract import AlertInputs
from alerts.learning import learn
from alerts.pricing import read_shares, shipped_shares
from campaigns.hooks import praise_and_pain
from domain.alert import Demand, demand_answers
from domain.report import Item
from domain.weeks import Week
from jobs.home import Home, now
from jobs.pick_inputs import about_makers, said_of, season_ends
from jobs.report_inputs import gather_shown
from nlp.making import load as load_making
from nlp.making import of_product
from reports.weekly import build_weekly
from store.alerts import load_answers, load_factories, load_sent, load_told
from store.silences import load_silences

AUDIENCE = "factory"
REMEMBERED_DAYS = 90
FADED = ("cooling", "none")


def gather_alerts(home: Home, week: Week) -> AlertInputs:
    """Demands of the week, what has cooled since it was told, profiles, and what answers have taught."""
    at = now()
    inputs, posts = gather_shown(home, week, "zh-CN", then=False, audience=AUDIENCE)
    report = build_weekly(inputs)
    rising = [item for item in report.items if item.tier == "rising" and item.kind == "product"]
    entities = [item.entity for item in rising]
    _, aspects = said_of(inputs, posts, entities)
    _, pain = praise_and_pain(aspects)
    # What is said of a named maker stays with the category team, as proof as well.
    held_back = about_makers(inputs)
    peaks, making = season_ends(home, entities, week.last_day), load_making(home.root / "lexicon")
    sent = tuple(load_sent(home.engine, at - timedelta(days=REMEMBERED_DAYS)))
    told_of = {one.entity for one in sent if one.kind == "rising"}
    margins = home.root / "margins.tsv"
    return AlertInputs(
        demands=tuple(
            _demand(
                item,
                week,
                making,
                complaints=tuple(said.words for said in pain.get(item.entity, ())),
                peak_day=peaks.get(item.entity),
                open_claims="；".join(
                    f"异议 {one.id}：{one.claim}"
                    for one in inputs.disputes
                    if one.state == "open" and item.name in one.names
                ),
                evidence=tuple(post.key for post in item.evidence if post.key not in held_back),
            )
            for item in rising
        ),
        cooled=tuple(_cooled(row, week) for row in _faded(inputs.signals, told_of)),
        factories=tuple(load_factories(home.engine)),
        now=at,
        sent_before=sent,
        weights=learn(load_answers(home.engine)),
        shares=read_shares(margins) if margins.is_file() else shipped_shares(),
        silences=tuple(load_silences(home.engine, home.today())),
    )


def answers_of(home: Home, week: Week) -> pl.DataFrame:
    """DEMAND_ANSWERS of the alerts told of that week: 需求已应 and 未应."""
    return demand_answers(load_told(home.engine, str(week)))


def _demand(item: Item, week: Week, making: pl.DataFrame, **more: object) -> Demand:
    takes = of_product(making, item.name) or {}
    yuan = item.price if item.price and item.price.unit.startswith("CNY") else None
    platform = max(item.platforms, key=lambda p: float(p.share.value or 0), default=None)
    return Demand(
        signal_id=item.signal,
        entity=item.entity,
        name=item.name,
        category=item.category,
        as_of=week.last_day,
        stage=item.stage,
        lift=float(item.lift.value or 0),
        lift_low=float(item.lift_low.value or 0),
        lift_high=float(item.lift_high.value or 0),
        voices=int(item.voices.value or 0),
        platform=platform.platform if platform else "",
        price_low=yuan.low.value if yuan else None,
        price_high=yuan.high.value if yuan else None,
        processes=tuple(takes.get("processes", ())),  # type: ignore[arg-type]
        materials=tuple(takes.get("materials", ())),  # type: ignore[arg-type]
        belts=tuple(takes.get("belts", ())),  # type: ignore[arg-type]
        certificates=tuple(takes.get("certificates", ())),  # type: ignore[arg-type]
        usual_moq=takes.get("moq_max"),  # type: ignore[arg-type]
        usual_lead_days=takes.get("lead_days_max"),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def _faded(signals: pl.DataFrame, told_of: set[str]) -> list[dict[str, object]]:
    """Of what was told, that which now stands at or below what was to be expected."""
    return signals.filter(
        pl.col("platform") == "*", pl.col("entity").is_in(list(told_of)), pl.col("stage").is_in(FADED),
        ~pl.col("alert").fill_null(value=False), pl.col("lift") < 1.1,
    ).to_dicts()  # fmt: skip


def _cooled(row: dict[str, object], week: Week) -> Demand:
    entity = str(row["entity"])
    return Demand(
        signal_id=f"{entity}@*@{week.last_day}",
        entity=entity,
        name=entity.partition(":")[2],
        category="",
        as_of=week.last_day,
        stage="cooling",
        lift=float(row["lift"] or 0),  # type: ignore[arg-type]
        lift_low=float(row["lift_low"] or 0),  # type: ignore[arg-type]
        lift_high=float(row["lift_high"] or 0),  # type: ignore[arg-type]
        voices=int(row["voices"] or 0),  # type: ignore[call-overload]
    )
