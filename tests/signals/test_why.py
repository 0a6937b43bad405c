"""The sentence, and stages over the life of a rise."""

import re
from datetime import timedelta

import numpy as np
import polars as pl

from domain.figures import short
from signals.detectors.negative_binomial import detect
from signals.why import _short


def told(made, as_of, platform="weibo"):
    found = detect(made.counts(), made.coverage(), as_of)
    return found.row(
        by_predicate=(pl.col("entity") == made.names[0]) & (pl.col("platform") == platform), named=True
    )


def test_an_alarm_says_its_numbers(world, last):
    made = world()
    made.voices[0, -28:] += 6
    row = told(made, last)
    found = re.fullmatch(
        r"本周 (\d+) 人次提到，按近 12 周与采集量应为 ([\d.]+) 人次；([\d.]+) 倍"
        r"（80% 区间 ([\d.]+)–([\d.]+)），连续 (\d) 周高于预期"
        r"；近四周 (\d+) 人次，应为 (\d+) 人次，去掉最高的 4 天仍有 (\d+) 人次",
        row["why"],
    )
    assert found, row["why"]
    assert int(found[1]) == row["voices"]
    assert [found[n] for n in (2, 3, 4, 5)] == [
        short(row[c]) for c in ("expected", "lift", "lift_low", "lift_high")
    ]
    assert int(found[6]) >= 3
    assert int(found[7]) > int(found[9]) > int(found[8])


def test_posts_without_known_authors_are_not_called_people(world, last):
    made = world()
    unknown = made.counts().with_columns(authors=pl.lit(0, pl.Int64), unknown_authors="posts")
    some = made.counts().with_columns(unknown_authors=pl.lit(1, pl.Int64))
    assert detect(unknown, made.coverage(), last)["why"].str.contains(r"^本周 \d+ 条提到，").all()
    assert (
        detect(some, made.coverage(), last)["why"]
        .str.contains(r"人次提到（含作者不明的 \d+ 条）|条提到")
        .all()
    )


def test_a_loud_week_without_an_alarm_says_why_not(world, last):
    made = world()
    made.voices[0, -3] += 60
    row = told(made, last)
    assert not row["alert"]
    assert row["why"].endswith("；近四周的涨幅集中在最高的 4 天，不报警（q < 0.001）")


def test_a_week_that_may_be_chance_says_so(world, last):
    made = world()
    made.voices[0] = 2
    made.voices[0, -7:] += np.array([2, 1, 2, 1, 2, 1, 2])
    row = told(made, last)
    assert not row["alert"]
    assert row["lift_low"] > 1
    assert row["why"].endswith(f"；近四周证据不足，不报警（q = {round(row['q_value'], 3)}）")


def stages_of(made, last, weeks):
    """The stages of the first entity over the last weeks, repetitions left out."""
    stages = [told(made, last - timedelta(weeks=n))["stage"] for n in range(weeks - 1, -1, -1)]
    return [stage for n, stage in enumerate(stages) if n == 0 or stages[n - 1] != stage]


def test_a_rise_that_stays_becomes_a_plateau(world, last):
    made = world(weeks=46)
    made.voices[0, -84:] += 8
    assert stages_of(made, last, 13) == ["none", "emerging", "surging", "rising", "plateau"]


def test_a_rise_that_ends_cools_down(world, last):
    made = world(weeks=40)
    made.voices[0, -70:-35] += 8
    assert stages_of(made, last, 11) == ["none", "emerging", "surging", "rising", "cooling"]


def test_a_failed_crawl_cools_nothing_down(world, last):
    made = world()
    made.voices[0, -35:] += 8
    before = told(made, last - timedelta(days=7))["stage"]
    made.seen[-7:] = 0
    found = detect(made.counts(), made.coverage(), last).filter(entity=made.names[0])
    assert before in ("rising", "surging")
    assert "cooling" not in found["stage"].to_list()
    assert not found["alert"].any()


def test_numbers_read_as_in_the_report():
    values = [0.0, 0.04, 0.25, 9.94, 9.95, 9.96, 10.5, 11.5, 48.5, 999.4]
    told = pl.DataFrame({"value": values}).select(_short("value"))["value"].to_list()
    assert told == [short(value) for value in values]
    assert told == ["0.0", "0.0", "0.3", "9.9", "10", "10", "11", "12", "49", "999"]
