"""Edges of the evidence graph: who counts as a voice, when what is said is more than said."""

from datetime import date, timedelta

import polars as pl
import pytest

from domain.frames import ENTITY_MAP, MENTIONS, RELATIONS, RETAILER_GOODS
from domain.graph import COPIES_OF, EDGE_STATUS, GRAPH, JUDGED_EDGES, PROVEN
from signals.graph import build_graph, company, proven_of

SUNDAY = date(2026, 11, 15)
DUPE = ("dupe_of", "product:云朵拖鞋", "brand:UGG")
MADE = ("made_by", "product:云朵拖鞋", "factory:卓云鞋业")
ENTITIES = pl.DataFrame(
    [("brand", "UGG"), ("brand", "uggs"), ("product", "云朵拖鞋"), ("factory", "卓云鞋业")],
    schema=["kind", "norm"],
    orient="row",
).select(
    "kind",
    "norm",
    entity=pl.format("{}:{}", "kind", pl.col("norm").replace({"uggs": "UGG"})),
    name=pl.col("norm"),
    category=pl.lit(None, pl.String),
)


class Talk:
    """Posts that each say one thing, and the frames of them."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def say(self, author, stance="claimed", edge=DUPE, *, on=0, speaker="buyer", evidence="像", **more):
        at = len(self.rows)
        self.rows.append(
            {"key": f"xhs:{at}", "author": author, "stance": stance, "edge": edge, "evidence": evidence,
             "day": SUNDAY - timedelta(days=on), "speaker": speaker, "category": "鞋靴", "spam": 0.0,
             "platform": "xhs"} | more
        )  # fmt: skip
        return self

    def graph(self, **more) -> pl.DataFrame:
        mentions, relations = [], []
        for row in self.rows:
            relation = {"key": row["key"], "kind": row["edge"][0], "polarity": row["stance"]}
            for side, at, entity in (("subject", 0, row["edge"][1]), ("object", 10, row["edge"][2])):
                kind, norm = entity.split(":")
                mentions.append(
                    {"key": row["key"], "kind": kind, "start": at, "end": at + 3, "text": norm, "norm": norm}
                )
                relation |= {side: norm, f"{side}_start": at, f"{side}_end": at + 3}
            relations.append(relation | {"evidence": row["evidence"]})
        posts = pl.DataFrame(self.rows, schema_overrides={"author": pl.String, "day": pl.Date})
        return build_graph(
            pl.DataFrame(relations, schema=RELATIONS),
            pl.DataFrame(mentions, schema=MENTIONS),
            posts.select("key", "speaker", "category", "spam"),
            posts.select("key", "platform", "author", "day"),
            ENTITIES,
            SUNDAY,
            **more,
        )

    def edge(self, **more) -> dict:
        return self.graph(**more).row(0, named=True)


def test_three_strangers_on_two_days_corroborate() -> None:
    told = Talk().say("a", on=30).say("b", on=3, platform="weibo").say("c", on=3)
    row = told.edge()
    assert (row["status"], row["voices"], row["for_"], row["days"]) == ("corroborated", 3, 3, 2)
    assert (row["first_seen"], row["last_seen"]) == (SUNDAY - timedelta(days=30), SUNDAY - timedelta(days=3))
    assert row["platforms"] == ["weibo", "xhs"]
    assert row["evidence"] == ["xhs:0", "xhs:1", "xhs:2"]
    assert told.graph().schema == GRAPH


@pytest.mark.parametrize(
    ("talk", "status"),
    [
        (Talk().say("a").say("b").say("c"), "claimed"),  # one day
        (Talk().say("a", on=1).say("a", on=2).say("b"), "claimed"),  # two voices
        (Talk().say(None, on=1).say(None, on=2).say(None), "claimed"),  # nobody known
        (Talk().say("a", on=1).say("b").say("c", speaker="factory").say("d", speaker="ad"), "claimed"),
        (Talk().say("a", on=1).say("b").say("c").say("d", "denied"), "corroborated"),
        (Talk().say("a", on=1).say("b").say("c").say("d", "denied").say("e", "denied"), "disputed"),
        (Talk().say("a", "denied"), "disputed"),
        (Talk().say("a", "asked").say("b", "asked"), "asked"),
        (Talk().say("a", "asked", on=2).say("a", on=1).say("a", "asked"), "claimed"),
    ],
)
def test_status(talk: Talk, status: str) -> None:
    assert talk.edge()["status"] == status
    assert status in EDGE_STATUS


def test_who_changes_their_mind_counts_by_the_last_word() -> None:
    row = Talk().say("a", on=3).say("a", "denied", on=1).edge()
    assert (row["voices"], row["for_"], row["against"]) == (1, 0, 1)


def test_a_text_many_accounts_copy_is_one_voice() -> None:
    talk = Talk()
    for author, day in (("a", 9), ("b", 7), ("c", 5), ("d", 3)):
        talk.say(author, on=day)
    assert talk.edge()["status"] == "corroborated"
    copies = pl.DataFrame({"key": [f"xhs:{at}" for at in range(4)], "cluster": "xhs:0"}, schema=COPIES_OF)
    row = talk.edge(copies=copies)
    assert (row["status"], row["voices"], row["posts"]) == ("claimed", 1, 4)


def test_spellings_meet_in_one_edge_and_what_is_no_goods_or_spam_or_later_is_left_out() -> None:
    talk = Talk().say("a", edge=("dupe_of", "product:云朵拖鞋", "brand:uggs")).say("b")
    talk.say("c", category="非商品").say("d", spam=0.9).say("e", on=-1).say("f", day=None)
    found = talk.graph()
    assert found.height == 1
    assert found.row(0, named=True)["for_"] == 2
    talk = Talk().say("a", edge=("dupe_of", "brand:UGG", "brand:uggs"))
    assert talk.graph().is_empty()  # nothing is its own dupe


def test_two_who_quote_a_label_verify_and_a_seller_who_does_counts_not() -> None:
    quoted = "背标：受托生产企业 卓云鞋业"
    one = Talk().say("a", edge=MADE, evidence=quoted)
    assert one.edge()["status"] == "claimed"
    seller = Talk().say("a", edge=MADE, evidence=quoted).say("b", edge=MADE, evidence=quoted, speaker="ad")
    assert seller.edge()["status"] == "claimed"
    both = Talk().say("a", edge=MADE, evidence=quoted).say("b", edge=MADE, evidence=quoted)
    row = both.edge()
    assert (row["status"], row["proof"], row["confidence"]) == ("verified", "label", 0.95)
    talked = Talk().say("a", evidence=quoted).say("b", evidence=quoted)
    assert talked.edge()["status"] == "claimed"  # no label says that something is a dupe


@pytest.mark.parametrize(
    ("goods", "verified"),
    [
        ({"item": "云朵拖鞋 冬季", "maker": "温岭市卓云鞋业有限公司"}, True),
        ({"item": "云朵拖鞋 冬季", "maker": "温岭市青禾鞋业有限公司"}, False),
        ({"item": "保温杯", "maker": "温岭市卓云鞋业有限公司"}, False),
    ],
)
def test_a_label_in_the_goods_table_outranks_talk(goods: dict, *, verified: bool) -> None:
    table = pl.DataFrame([goods], schema=RETAILER_GOODS)
    entity = "product:云朵拖鞋" if "云朵" in goods["item"] else "product:保温杯"
    proven = proven_of(table, pl.DataFrame({"place": [0], "entity": [entity]}))
    assert proven.schema == PROVEN
    row = Talk().say("a", edge=MADE).say("b", "denied", MADE).edge(proven=proven)
    assert (row["status"] == "verified", row["proof"] == "table") == (verified, verified)


def test_a_label_names_who_makes_for_a_brand() -> None:
    goods = pl.DataFrame(
        [{"item": "拖鞋", "brand": "UGG", "maker": "温岭市卓云鞋业有限公司"}], schema=RETAILER_GOODS
    )
    proven = proven_of(goods, pl.DataFrame(schema={"place": pl.UInt32, "entity": pl.String}))
    edge = ("oem_for", "factory:卓云鞋业", "brand:UGG")
    assert Talk().say("a", edge=edge).edge(proven=proven)["proof"] == "table"
    other = ("oem_for", "factory:卓云鞋业", "brand:鸿星尔克")
    assert Talk().say("a", edge=other).edge(proven=proven)["status"] == "claimed"


def test_a_person_has_the_last_word() -> None:
    talk = Talk().say("a", on=1).say("b").say("c")
    for verdict, status in (("confirmed", "verified"), ("rejected", "rejected"), ("hidden", "corroborated")):
        row = talk.edge(judged=pl.DataFrame([(*DUPE, verdict)], schema=JUDGED_EDGES, orient="row"))
        assert row["status"] == status
        assert row["hidden"] == (verdict == "hidden")


def test_confidence_grows_with_voices_and_falls_with_denials_and_sellers() -> None:
    one, three = Talk().say("a").edge(), Talk().say("a").say("b").say("c").edge()
    denied = Talk().say("a").say("b").say("c").say("d", "denied").edge()
    sold = Talk().say("a").say("b").say("c", speaker="reseller").edge()
    assert one["confidence"] < denied["confidence"] < three["confidence"] < 1
    assert one["confidence"] < sold["confidence"] < three["confidence"]
    assert sold["seller_share"] == pytest.approx(1 / 3, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("温岭市卓云鞋业有限公司", "卓云鞋业"),
        ("卓云鞋业", "卓云鞋业"),
        ("浙江省温岭市卓云鞋业股份有限公司", "卓云鞋业"),
        ("广州市白云区科丝美诗化妆品有限公司（白云厂）", "科丝美诗化妆品"),
    ],
)
def test_company_names(name: str, bare: str) -> None:
    assert pl.select(company(pl.lit(name))).item() == bare


def test_no_talk_is_an_empty_graph() -> None:
    nothing = build_graph(
        pl.DataFrame(schema=RELATIONS),
        pl.DataFrame(schema=MENTIONS),
        pl.DataFrame(
            schema={"key": pl.String, "speaker": pl.String, "category": pl.String, "spam": pl.Float64}
        ),
        pl.DataFrame(schema={"key": pl.String, "platform": pl.String, "author": pl.String, "day": pl.Date}),
        pl.DataFrame(schema=ENTITY_MAP),
        SUNDAY,
    )
    assert nothing.schema == GRAPH and nothing.is_empty()
