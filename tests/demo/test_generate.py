"""The posts themselves: size, shares, determinism, and nothing in the text that should not be there."""

import re
from datetime import date, timedelta

import polars as pl

from demo.generate import build_demo, write_demo
from demo.plan import PLATFORMS
from domain.weeks import BUSINESS_ZONE


def days(posts: pl.DataFrame) -> pl.Series:
    instants = posts["created_at"].str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC")
    return instants.dt.convert_time_zone(BUSINESS_ZONE).dt.date()


def test_the_same_seed_writes_the_same_bytes(demo, folder, tmp_path):
    write_demo(tmp_path, build_demo())
    for written in sorted(path for path in folder.rglob("*") if path.is_file()):
        assert (tmp_path / written.relative_to(folder)).read_bytes() == written.read_bytes()
    assert not build_demo(seed=1).posts.equals(demo.posts)


def test_size_and_shares(demo):
    posts = demo.posts
    assert 18_500 < posts.height < 22_500
    assert posts.select("platform", "post_id").is_unique().all()
    assert posts["author_id"].null_count() == 0
    assert 5_000 < posts["author_id"].n_unique() < 7_000
    share = posts["platform"].value_counts(normalize=True)
    for platform, found in share.iter_rows():
        assert abs(found - PLATFORMS[platform]) < 0.03
    silent = posts.join(demo.spoken, on=["platform", "post_id"], how="anti").height / posts.height
    assert 0.15 < silent < 0.27
    loudest = posts["author_id"].value_counts(sort=True)["count"]
    assert loudest[: len(loudest) // 10].sum() > 0.3 * posts.height  # heavy tail


def test_26_weeks_that_end_on_the_end_day(demo):
    found = days(demo.posts)
    assert (found.min(), found.max(), found.n_unique()) == (date(2026, 5, 18), date(2026, 11, 15), 182)
    later = days(build_demo(end_day=date(2027, 2, 14)).posts)
    assert later.max() == date(2027, 2, 14)
    assert later.max() - later.min() == timedelta(days=181)


def test_comments_answer_an_earlier_post_of_their_platform(demo):
    comments = demo.posts.filter(kind="comment")
    assert 0.25 < comments.height / demo.posts.height < 0.45
    parents = demo.posts.select("platform", parent_id="post_id", before="created_at", parent_kind="kind")
    answered = comments.drop_nulls("parent_id").join(parents, on=["platform", "parent_id"], how="left")
    assert answered.height > 0.98 * comments.height
    assert answered["parent_kind"].eq("post").all()
    assert (answered["before"] <= answered["created_at"]).all()


def test_texts_have_no_open_slots_and_no_phone_numbers(demo):
    everything = pl.concat([demo.posts["title"], demo.posts["text"]])
    assert not everything.str.contains(r"[{}]").any()
    assert not everything.str.contains(r"1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}").any()
    assert not everything.str.contains(r"\d{8,}|微信|加V|vx|@").any()
    assert not demo.posts["text"].str.strip_chars().eq("").any()
    assert not everything.str.contains(r"[，。！]{2}|治疗|疗效|止痛|None").any()


def test_posts_seldom_repeat_each_other(demo):
    flood = [row["author_id"] for row in demo.truth["entities"] if row["kind"] == "flood"]
    posts = demo.posts.filter((pl.col("kind") == "post") & ~pl.col("author_id").is_in(flood))
    assert posts.select("title", "text").n_unique() > 0.93 * posts.height


def test_reddit_is_english_and_the_others_are_mostly_chinese(demo):
    posts = demo.posts.with_columns(
        latin=~pl.col("text").str.replace_all(r"\([^)]*\)", "").str.contains(r"\p{Han}{7,}")
    )
    reddit = posts.filter(platform="reddit")
    assert reddit["latin"].all()
    elsewhere = posts.filter(pl.col("platform") != "reddit", kind="post")
    english = elsewhere["text"].str.contains(r"^[A-Z][a-z]+ [a-z]+ ").sum()
    assert 20 < english < 0.03 * elsewhere.height


def test_hashtags_in_each_platforms_form(demo):
    for platform, form in {"xhs": r"#\S+\[话题\]#", "weibo": r"#[^#\s]+#", "douyin": r"#[^#\s]+"}.items():
        texts = demo.posts.filter(platform=platform, kind="post")["text"]
        assert texts.str.contains(form).mean() > 0.5, platform


def test_numbers_a_platform_does_not_show_are_null(demo):
    weibo = demo.posts.filter(platform="weibo", kind="post")
    assert weibo["collects"].null_count() == weibo.height
    assert weibo["likes"].null_count() == 0
    assert (
        demo.posts.filter(kind="comment")["shares"].null_count() == demo.posts.filter(kind="comment").height
    )


def test_names_are_there_as_the_post_was_drawn(demo):
    posts = demo.posts.select("platform", "post_id", said=pl.concat_str("title", "text", separator="\n"))
    of_goods = demo.spoken.filter(pl.col("entity").str.starts_with("product:")).join(
        posts.filter(pl.col("platform") != "reddit"), on=["platform", "post_id"]
    )
    name = pl.col("entity").str.strip_prefix("product:")
    assert of_goods.select(pl.col("said").str.contains(name, literal=True)).to_series().mean() > 0.98


def test_every_price_can_be_read(demo):
    said = demo.posts.filter(platform="weibo")["text"]
    prices = said.str.extract_all(r"(?:¥\d+(?:\.\d)?|\d+(?:\.\d)?(?:元|r\b)|\d+块\d?)").explode().drop_nulls()
    assert prices.len() > 800
    values = [float(re.sub(r"块(?=\d)", ".", price).strip("¥元块r")) for price in prices]
    assert min(values) > 3
