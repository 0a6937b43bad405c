"""What the truth file says is really in the posts."""

from datetime import date, timedelta

import polars as pl
import pytest

from domain.weeks import BUSINESS_ZONE

VERDICTS = {
    "rise": "rising",
    "faded": "cooling",
    "seasonal": "seasonal",
    "flood": "not_new",
    "flash": "flash",
    "carried": "either",
}


@pytest.fixture(scope="module")
def voices(demo):
    """Distinct authors an entity and week back (0 = last), over posts that name it."""
    instants = pl.col("created_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC")
    day = instants.dt.convert_time_zone(BUSINESS_ZONE).dt.date()
    back = (pl.lit(date(2026, 11, 15)) - day).dt.total_days() // 7
    posts = demo.posts.select("platform", "post_id", "author_id", back=back)
    said = demo.spoken.join(posts, on=["platform", "post_id"])
    return said.group_by("entity", "back").agg(voices=pl.col("author_id").n_unique(), posts=pl.len())


def ratio(voices, entity, now, before, column="voices"):
    of_entity = voices.filter(entity=entity)
    mean = {
        place: of_entity.filter(pl.col("back").is_between(*weeks))[column].sum() / (weeks[1] - weeks[0] + 1)
        for place, weeks in (("now", now), ("before", before))
    }
    return mean["now"] / max(mean["before"], 0.5)


def rows(demo, kind):
    return [row for row in demo.truth["entities"] if row["kind"] == kind]


def test_the_plan_holds_what_was_asked(demo):
    rises = rows(demo, "rise")
    assert len(rises) >= 13
    assert {row["entity"].split(":")[0] for row in rises} == {
        "product",
        "brand",
        "factory",
        "belt",
        "channel",
    }
    assert all(row["end"] is None and row["start"] >= "2026-W43" for row in rises)
    assert (len(rows(demo, "faded")), len(rows(demo, "flood")), len(rows(demo, "flash"))) == (2, 3, 1)
    assert {row["entity"] for row in rows(demo, "seasonal")} == {
        "product:羽绒服", "product:保暖内衣", "product:暖手宝", "product:月饼", "product:防晒衣",
    }  # fmt: skip
    for row in demo.truth["entities"]:
        assert row["verdict"] == VERDICTS[row["kind"]]
        assert row["verdict"] in demo.truth["verdicts"]
    names = [row["entity"] for row in demo.truth["entities"]]
    assert len(names) == len(set(names))


def test_rises_rise_over_many_voices(demo, voices):
    for row in rows(demo, "rise"):
        assert ratio(voices, row["entity"], (0, 1), (3, 14)) > 1.8, row["entity"]


def test_faded_rises_are_over(demo, voices):
    for row in rows(demo, "faded"):
        assert ratio(voices, row["entity"], (0, 1), (3, 14)) < 0.9, row["entity"]
        assert ratio(voices, row["entity"], (6, 9), (16, 25)) > 1.8, row["entity"]


def test_seasons(demo, voices):
    for entity in ("product:羽绒服", "product:保暖内衣", "product:暖手宝"):
        assert ratio(voices, entity, (0, 2), (8, 20)) > 2.5, entity
    assert (
        ratio(voices, "product:月饼", (7, 8), (14, 25)) > 5
    )  # before the mid-autumn festival of 25 September
    assert ratio(voices, "product:月饼", (0, 5), (7, 8)) < 0.2
    assert ratio(voices, "product:防晒衣", (21, 25), (5, 15)) > 3


def test_floods_are_one_author(demo, voices):
    for row in rows(demo, "flood"):
        wrote = demo.posts.filter(author_id=row["author_id"])
        good = row["entity"].removeprefix("product:")
        assert wrote.height == row["posts"]
        assert wrote["text"].str.contains(good, literal=True).all()
        assert wrote["text"].n_unique() < wrote.height
        back = 0 if row["start"] == "2026-W46" else 1
        assert ratio(voices, row["entity"], (back, back), (3, 14), "posts") > 3
        assert ratio(voices, row["entity"], (back, back), (3, 14)) < 2


def test_the_flash_is_one_day(demo):
    (row,) = rows(demo, "flash")
    (day,) = row["days"]
    good = row["entity"].removeprefix("product:")
    posts = demo.posts.filter(pl.col("text").str.contains(good, literal=True))
    that_day = posts.filter(pl.col("post_id").str.starts_with("d" + day.replace("-", "")))
    assert that_day.height > 8 * posts.height / 182
    assert that_day["author_id"].n_unique() > 0.8 * that_day.height


def test_outage_days_are_empty(demo):
    lost = {
        out["platform"]: [date.fromisoformat(day) for day in out["days"]] for out in demo.truth["outages"]
    }
    assert {platform: len(days) for platform, days in lost.items()} == {"weibo": 5, "bilibili": 2}
    assert {day.isocalendar().week for day in lost["weibo"]} == {44}
    assert {day.isocalendar().week for day in lost["bilibili"]} == {39}
    seen = demo.posts.group_by("platform", day=pl.col("post_id").str.slice(1, 8)).len()
    per_day = {(platform, day): count for platform, day, count in seen.iter_rows()}
    first = date(2026, 5, 18)
    for platform in demo.posts["platform"].unique():
        for day in (first + timedelta(days=n) for n in range(182)):
            found = per_day.get((platform, day.strftime("%Y%m%d")), 0)
            assert (found == 0) == (day in lost.get(platform, [])), (platform, day)


def test_one_platform_grows(demo):
    growth = demo.truth["growth"]
    share = (
        demo.posts.with_columns(new=pl.col("post_id") >= "d20261102")
        .group_by("new")
        .agg(share=(pl.col("platform") == growth["platform"]).mean())
    )
    before, now = share.sort("new")["share"]
    assert now / before > 1.15


def test_nothing_else_rises(demo, voices):
    planned = {row["entity"] for row in demo.truth["entities"]}
    seen = (
        demo.posts["post_id"].ge("d20261102").sum()
        / 2
        / (demo.posts["post_id"].is_between(pl.lit("d20260810"), pl.lit("d20261101-~")).sum() / 12)
    )
    for entity in sorted(set(voices["entity"]) - planned):
        if voices.filter(entity=entity)["posts"].sum() > 150:
            assert ratio(voices, entity, (0, 1), (2, 13)) / seen < 1.7, entity
