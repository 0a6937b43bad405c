"""The mission's indexes: each number by hand, and what must not be counted."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from domain.frames import COVERAGE, DAILY_COUNTS, ENTITY_MAP, LISTINGS, RETAILER_GOODS, empty
from domain.weeks import Week
from reports.indexes.acceptance import acceptance
from reports.indexes.asks import asks, unmet
from reports.indexes.belts import aspects_of, belt_of_factories, claims_of, goods_of, places
from reports.indexes.buyers import buyers, halves
from reports.indexes.complaints import complaints
from reports.indexes.mindshare import change, mindshare
from reports.indexes.prices import ladder, listing_prices, rungs, talk_prices
from reports.indexes.resellers import goods_sought, prices_told, trading, wants
from reports.indexes.retail import beside, labels, maker_claims
from reports.indexes.shares import apart, share
from reports.indexes.voices import voiced
from reports.mentions import with_entity
from tests.reports.made_up_talk import DAY, Said, talk

SLIPPER = {"云朵拖鞋": "product"}
PAIR = {"云朵拖鞋": "product", "UGG": "brand"}
DUPE = (("dupe_of", "云朵拖鞋", "UGG", "claimed"),)
NO_DUPE = (("dupe_of", "云朵拖鞋", "UGG", "denied"),)


def named(said):
    return with_entity(said.mentions, empty(ENTITY_MAP))


def test_a_voice_is_an_author_or_an_unsigned_text():
    said = talk(
        Said("xhs:1", "云朵拖鞋真软，穿了两周没塌", SLIPPER, author="a"),
        Said("xhs:2", "又买了一双云朵拖鞋", SLIPPER, author="a"),
        Said("reddit:1", "云朵拖鞋平替推荐，闭眼入不踩雷哦", SLIPPER, author=None),
        Said("reddit:2", "云朵拖鞋平替推荐，闭眼入，不踩雷哦！", SLIPPER, author=None),
        Said("reddit:3", "求链接", author=None),
        Said("reddit:4", "求链接", author=None),
        Said("xhs:3", "云朵拖鞋", SLIPPER, author="b", spam=1.0),
        Said("xhs:4", "今天天气不错", author="c", category="非商品"),
    )
    voices = voiced(said)
    assert sorted(voices["key"]) == ["reddit:1", "reddit:2", "reddit:3", "reddit:4", "xhs:1", "xhs:2"]
    assert voices["voice"].n_unique() == 4


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (50, 100, 0.404, 0.596)]
)
def test_wilson(hits, of, low, high):
    """Against the closed form of the score interval, z = 1.959964."""
    one = share(hits, of)
    assert (one.low, one.high) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_two_shares_are_apart_only_when_their_intervals_are():
    assert apart(share(5, 100), share(40, 100))
    assert not apart(share(5, 20), share(8, 20))


def test_acceptance_counts_sides_by_voice():
    said = talk(
        *(Said(f"xhs:t{n}", "云朵拖鞋是UGG平替，真香", PAIR, ties=DUPE, polarity=1) for n in range(6)),
        Said("xhs:again", "云朵拖鞋真是UGG平替", PAIR, ties=DUPE, polarity=1, author="a-xhs:t0"),
        Said("xhs:s1", "云朵拖鞋根本不是UGG平替", PAIR, ties=NO_DUPE, polarity=-1),
        Said("xhs:s2", "说云朵拖鞋是UGG平替的，穿三天就塌", PAIR, ties=DUPE, polarity=-1),
        Said("xhs:o1", "云朵拖鞋，UGG平替", PAIR, ties=DUPE, polarity=0),
        Said("xhs:w1", "UGG求平替", {"UGG": "brand"}, ties=(("dupe_of", None, "UGG", "asked"),), ask="dupe"),
        Said("xhs:w2", "云朵拖鞋是UGG平替吗，想要", PAIR, ties=DUPE, polarity=1, ask="want"),
        Said("xhs:x1", "云朵拖鞋UGG平替现货", PAIR, ties=DUPE, polarity=1, speaker="reseller"),
        Said("xhs:z1", "云朵拖鞋好穿", SLIPPER, polarity=1),
        Said("xhs:both1", "云朵拖鞋是UGG平替，好", PAIR, ties=DUPE, polarity=1, author="both"),
        Said("xhs:both2", "收回，云朵拖鞋不是UGG平替", PAIR, ties=NO_DUPE, polarity=-1, author="both"),
    )
    found = acceptance(voiced(said), said.relations)
    row = found.row(by_predicate=pl.col("category") == "鞋靴", named=True)
    assert {name: row[name] for name in ("take", "stay", "open", "want", "sellers")} == {
        "take": 6, "stay": 2, "open": 2, "want": 1, "sellers": 1,
    }  # fmt: skip
    assert len(row["take_keys"]) == 7
    assert row["stay_keys"] == ["xhs:s1", "xhs:s2"]
    every = found.row(by_predicate=pl.col("category") == "", named=True)
    assert (every["take"], every["stay"]) == (6, 2)


def test_mindshare_is_of_those_who_name_any_channel():
    cheap = [Said(f"xhs:a{n}", "1688便宜又好", {"1688": "channel"}, polarity=1) for n in range(6)]
    two = [
        Said(f"xhs:b{n}", "拼多多和1688都便宜", {"1688": "channel", "拼多多": "channel"}, polarity=1)
        for n in range(3)
    ]
    te = [Said(f"xhs:c{n}", "淘特划算", {"淘特": "channel:淘宝"}, polarity=-1) for n in range(5)]
    said = talk(
        *cheap,
        *two,
        *te,
        Said("xhs:d", "1688今天发货", {"1688": "channel"}),
        Said("xhs:e", "1688便宜货源，一件代发", {"1688": "channel"}, speaker="reseller"),
        Said("xhs:f", "山姆的瑞士卷便宜", {"山姆": "brand"}),
    )
    found = mindshare(voiced(said), said.mentions, said.relations)
    rows = {row["channel"]: row for row in found.iter_rows(named=True)}
    assert set(rows) == {"1688", "淘特"}  # too few for the others
    assert rows["1688"]["voices"] == 9
    assert {row["all_voices"] for row in rows.values()} == {15}
    assert (rows["1688"]["liked"], rows["1688"]["judged"]) == (6, 6)  # those that name it alone
    assert (rows["淘特"]["liked"], rows["淘特"]["disliked"]) == (0, 5)


def test_sold_on_for_and_against():
    here = {"云朵拖鞋": "product", "1688": "channel"}
    said = talk(
        *(
            Said(f"xhs:{n}", "云朵拖鞋1688便宜", here, ties=(("sold_on", "云朵拖鞋", "1688", stance),))
            for n, stance in enumerate(["claimed"] * 4 + ["denied"])
        )
    )
    (row,) = mindshare(voiced(said), said.mentions, said.relations).iter_rows(named=True)
    assert (row["claimed"], row["denied"]) == (4, 1)


@pytest.mark.parametrize(("days", "rows"), [(28, 1), (15, 0)])
def test_a_change_is_told_only_when_both_spans_were_crawled(days, rows):
    week = Week(2026, 46)
    counts, coverage = [], []
    for back in range(56):
        day = week.last_day - timedelta(days=back)
        counts.append((day, day, "channel:1688", "xhs", 3, 3, 2 if back < 28 else 1, 1, 0))
        if back < 28 + days:
            coverage.append((day, day, "xhs", 50))
    found = change(
        pl.DataFrame(counts, DAILY_COUNTS, orient="row"), pl.DataFrame(coverage, COVERAGE, orient="row"), week
    )
    assert found.height == rows
    if rows:
        assert found.row(0) == ("channel:1688", 84, 56, 84, 56)


def test_buyers_are_those_who_want_the_goods():
    said = talk(
        *(Said(f"xhs:s{n}", "云朵拖鞋很软", SLIPPER) for n in range(5)),
        Said("xhs:g", "云朵拖鞋送妈妈正好", SLIPPER),
        Said("xhs:r", "求云朵拖鞋货源", SLIPPER, speaker="reseller", intent="resale"),
        Said("xhs:r2", "云朵拖鞋现货私我", SLIPPER, speaker="reseller", intent="resale"),
        Said("xhs:w", "找工厂做云朵拖鞋，两千双", SLIPPER, speaker="reseller", intent="wholesale"),
        Said("xhs:f", "源头工厂云朵拖鞋", SLIPPER, speaker="factory", intent="wholesale"),
        Said("xhs:m", "云朵拖鞋上热搜", SLIPPER, speaker="media", intent="none"),
        Said("xhs:s0b", "云朵拖鞋送男友", SLIPPER, author="a-xhs:s0"),
    )
    found = {row["class"]: row["voices"] for row in buyers(voiced(said)).iter_rows(named=True)}
    assert found == {"self": 4, "gift": 2, "small": 1, "wholesale": 1}


def test_halves_need_enough_on_both_sides():
    def half(name, number, day):
        return [Said(f"xhs:{name}{n}", "云朵拖鞋", SLIPPER, day=day) for n in range(number)]

    early, late = DAY - timedelta(weeks=3), DAY
    for number, categories in ((30, 1), (29, 0)):
        said = talk(*half("e", number, early), *half("l", 40, late))
        before, now = halves(voiced(said), date(2026, 11, 15))
        assert (before.height, now.height) == (categories, categories)
        if categories:
            assert (before["voices"].item(), now["voices"].item()) == (30, 40)


def _priced(key, text, value, unit, *, names=None, ties=(), **more):
    shown = f"{value}元"
    good = "云朵拖鞋"
    stated = (("priced_at", good, shown, "claimed"),) if shown in text else ()
    return Said(key, text, names or SLIPPER, {shown: (value, unit)}, ties=(*stated, *ties), **more)


def test_units_are_never_compared():
    pair = Said(
        "xhs:p", "UGG要500元，云朵拖鞋25元一双，平替", PAIR, {"500元": (500, "双"), "25元": (25, "双")},
        ties=(*DUPE, ("priced_at", "UGG", "500元", "claimed"), ("priced_at", "云朵拖鞋", "25元", "claimed")),
    )  # fmt: skip
    other = Said(
        "xhs:q", "UGG要700元，云朵拖鞋平替", PAIR, {"700元": (700, "双")},
        ties=(*DUPE, ("priced_at", "UGG", "700元", "claimed")),
    )  # fmt: skip
    said = talk(
        pair,
        other,
        _priced("xhs:1", "云朵拖鞋35元", 35, "双"),
        _priced("xhs:2", "云朵拖鞋90元三双", 90, "套"),
        _priced("xhs:3", "云朵拖鞋80元", 80, "套"),
        _priced("xhs:4", "云朵拖鞋出厂价12元", 12, "双", speaker="factory", intent="wholesale"),
        _priced("xhs:5", "云朵拖鞋批14元", 14, "双", speaker="reseller", intent="wholesale"),
        _priced(
            "xhs:6", "云朵拖鞋拿货13元", 13, "双", author="a-xhs:5", speaker="reseller", intent="wholesale"
        ),
    )
    told = talk_prices(voiced(said), named(said), said.relations)
    found = {(row["unit"], row["rung"]): row for row in rungs(told).iter_rows(named=True)}
    assert set(found) == {("双", "brand"), ("双", "dupe"), ("双", "factory"), ("套", "dupe")}
    assert (found["双", "brand"]["median"], found["双", "brand"]["prices"]) == (600, 2)
    assert (found["双", "dupe"]["median"], found["双", "dupe"]["low"], found["双", "dupe"]["high"]) == (
        30,
        25,
        35,
    )
    assert (found["双", "factory"]["median"], found["双", "factory"]["prices"]) == (13, 2)
    # one rung of a unit is nothing to compare with
    assert ladder(rungs(told))["unit"].unique().to_list() == ["双"]


def _listings(*rows):
    made = [
        {
            "platform": platform, "item_id": item, "title": "云朵拖鞋",
            "price": {"min": price, "max": price, "currency": "CNY", "unit": unit},
            "observed_at": datetime(2026, 11, day, tzinfo=UTC),
        }
        for platform, item, price, unit, day in rows
    ]  # fmt: skip
    return pl.DataFrame(made, schema={name: LISTINGS[name] for name in made[0]}).pipe(
        lambda frame: pl.concat([empty(LISTINGS), frame], how="diagonal")
    )


def test_listed_prices_are_the_newest_of_an_item():
    listed = _listings(
        ("taobao", "1", 30.0, "双", 1), ("taobao", "1", 20.0, "双", 9), ("taobao", "2", 40.0, "双", 9),
        ("1688", "3", 10.0, "双", 9), ("1688", "4", 12.0, "双", 9), ("1688", "5", 99.0, "件", 9),
    )  # fmt: skip
    goods = listed.select("platform", "item_id", entity=pl.lit("product:云朵拖鞋")).unique()
    found = rungs(listing_prices(listed, goods), "item")
    told = {(row["rung"], row["unit"]): (row["median"], row["prices"]) for row in found.iter_rows(named=True)}
    assert told == {("dupe", "双"): (30, 2), ("factory", "双"): (11, 2)}
    assert set(found["keys"].explode()) == {"taobao:1", "taobao:2", "1688:3", "1688:4"}


def test_belts_are_praised_by_those_who_do_not_sell():
    here = {"温岭": "belt", "云朵拖鞋": "product"}
    said = talk(
        Said("xhs:1", "温岭的云朵拖鞋做工好", here, felt={"做工": 1}, ties=(("from_belt", "云朵拖鞋",
        "温岭", "claimed"),)), Said("xhs:2", "温岭货做工细", {"温岭": "belt"}, felt={"做工": 1}),
        Said("xhs:3", "温岭那双味道大", {"温岭": "belt"}, felt={"味道": -1}),
        Said("xhs:4", "温岭做工一流，现货", {"温岭": "belt"}, felt={"做工": 1}, speaker="factory"),
        Said("xhs:5", "温岭和义乌味道都大", {"温岭": "belt", "义乌": "belt"}, felt={"味道": -1}),
        Said("xhs:6", "云朵拖鞋不是温岭的", here, ties=(("from_belt", "云朵拖鞋", "温岭", "denied"),)),
    )  # fmt: skip
    voices = voiced(said)
    assert places(voices, said.mentions, "belt", 3).row(0, named=True)["voices"] == 6
    assert places(voices, said.mentions, "belt", 3).row(0, named=True)["sellers"] == 1
    rated = aspects_of(voices, said.mentions, "belt")
    assert rated.select("name", "side", "aspect", "voices").rows() == [("温岭", "praise", "做工", 2)]
    assert goods_of(voices, said.mentions, "belt").row(0)[:3] == ("温岭", "云朵拖鞋", 2)
    claims = claims_of(voices, said.mentions, said.relations, "belt")
    assert claims.select("name", "stance", "voices").rows() == [("温岭", "claimed", 1), ("温岭", "denied", 1)]


def test_a_factory_stands_where_it_is_named_with_one_belt():
    both = {"卓云鞋业": "factory", "温岭": "belt", "义乌": "belt"}
    said = talk(
        Said("xhs:1", "温岭的卓云鞋业", {"卓云鞋业": "factory", "温岭": "belt"}),
        Said("xhs:2", "卓云鞋业在义乌还是温岭", both),
    )
    assert belt_of_factories(said.mentions).rows() == [("卓云鞋业", "温岭")]


def test_complaints_are_of_the_good_named_alone():
    said = talk(
        *(Said(f"xhs:{n}", "云朵拖鞋味道大", SLIPPER, felt={"味道": -1}) for n in range(3)),
        Said("xhs:5", "云朵拖鞋味道大", SLIPPER, felt={"味道": -1}, speaker="ad"),
        Said(
            "xhs:6", "云朵拖鞋、洞洞鞋味道大", {"云朵拖鞋": "product", "洞洞鞋": "product"}, felt={"味道": -1}
        ),
    )
    found = complaints(voiced(said), said.mentions)
    assert found.select("good", "aspect", "voices").rows() == [("云朵拖鞋", "味道", 3)]


def test_an_ask_is_answered_by_another_voice_that_names_something_new():
    ask = {"ask": "link", "names": SLIPPER}
    said = talk(
        Said("xhs:q1", "云朵拖鞋求链接", **ask),
        Said("xhs:c1", "1688搜这个", {"1688": "channel"}, parent="xhs:q1", hour=6),
        Said("xhs:q2", "云朵拖鞋求链接呀", **ask),
        Said("xhs:c2", "蹲", parent="xhs:q2", ask="wait", hour=6),
        Said("xhs:q3", "云朵拖鞋求个链接", **ask),
        Said("xhs:q4", "求云朵拖鞋链接", **ask, comments=0),
        Said("xhs:q5", "求云朵拖鞋的链接", **ask, author="me"),
        Said("xhs:c5", "找到了，1688", {"1688": "channel"}, parent="xhs:q5", hour=6, author="me"),
        Said("xhs:q6", "求云朵拖鞋链接1688有吗", {**SLIPPER, "1688": "channel"}, ask="link"),
        Said("xhs:c6", "1688没有", {"1688": "channel"}, parent="xhs:q6", hour=6),
        Said("xhs:q7", "求链接", ask="link", parent="xhs:p7", hour=6),
        Said("xhs:p7", "云朵拖鞋到了", SLIPPER),
        Said("xhs:c7", "淘宝就有", {"淘宝": "channel"}, parent="xhs:q7", hour=7),
        Said("xhs:q8", "求链接哈", ask="link", parent="xhs:p7", hour=8),
        Said("xhs:s", "求云朵拖鞋链接上架", **ask, speaker="reseller"),
    )
    found = {row["key"]: row for row in asks(voiced(said), named(said), said.threads).iter_rows(named=True)}
    assert {key: row["state"] for key, row in found.items()} == {
        "xhs:q1": "answered", "xhs:q2": "unanswered", "xhs:c2": "unanswered", "xhs:q3": "unknown",
        "xhs:q4": "unanswered", "xhs:q5": "unanswered", "xhs:q6": "unanswered", "xhs:q7": "answered",
        "xhs:q8": "unanswered",
    }  # fmt: skip
    # a bare comment asks for the good of the post above
    assert found["xhs:q7"]["good"] == "product:云朵拖鞋"
    table = unmet(pl.DataFrame(list(found.values())))
    row = table.row(
        by_predicate=(pl.col("good") == "product:云朵拖鞋") & (pl.col("ask") == "link"), named=True
    )
    assert (row["answered"], row["unanswered"], row["unknown"]) == (2, 5, 1)


def test_resellers_who_seek_and_their_terms():
    trade = {"speaker": "reseller", "intent": "resale"}
    said = talk(
        Said("xhs:1", "求云朵拖鞋货源，一件代发", SLIPPER, **trade),
        Said("xhs:2", "云朵拖鞋拿货多少，小单能做吗", SLIPPER, **trade),
        Said("xhs:3", "云朵拖鞋现货一件代发", SLIPPER, **trade),
        Said("xhs:4", "云朵拖鞋源头工厂，一件代发", SLIPPER, speaker="factory", intent="wholesale"),
        _priced("xhs:5", "云朵拖鞋拿18元", 18, "双", **trade),
        _priced("xhs:6", "云朵拖鞋拿20元", 20, "双", **trade),
        _priced("xhs:7", "云朵拖鞋拿99元", 99, "套", **trade),
    )
    traders = trading(voiced(said))
    assert sorted(traders["key"]) == ["xhs:1", "xhs:2", "xhs:3", "xhs:5", "xhs:6", "xhs:7"]
    terms = {row["want"]: row["voices"] for row in wants(traders).iter_rows(named=True)}
    assert terms == {"stock": 2, "dropship": 1, "small_order": 1}
    (good,) = goods_sought(traders, named(said)).iter_rows(named=True)
    assert (good["good"], good["voices"], good["seeking"]) == ("product:云朵拖鞋", 6, 2)
    (price,) = prices_told(traders, named(said)).iter_rows(named=True)
    assert (price["unit"], price["median"], price["prices"]) == ("双", 19, 2)


def test_makers_of_a_retailers_goods():
    names = {"无印良品": "brand", "四件套": "product", "锦棠家纺": "factory"}
    text = "无印良品四件套是锦棠家纺做的"
    said = talk(
        Said("xhs:1", text, names, ties=(("oem_for", "锦棠家纺", "无印良品", "claimed"),)),
        Said("xhs:2", text, names, ties=(("made_by", "四件套", "锦棠家纺", "claimed"),)),
        Said("xhs:3", text, names, ties=(("oem_for", "锦棠家纺", "无印良品", "denied"),)),
        Said("xhs:4", text, names, ties=(("oem_for", "锦棠家纺", "无印良品", "claimed"),), speaker="factory"),
        Said("xhs:5", "锦棠家纺给UGG代工", {"锦棠家纺": "factory", "UGG": "brand"}, ties=(("oem_for",
        "锦棠家纺", "UGG", "claimed"),)),
    )  # fmt: skip
    (row,) = maker_claims(voiced(said), said.mentions, said.relations).iter_rows(named=True)
    assert (row["retailer"], row["item"], row["maker"]) == ("无印良品", "四件套", "锦棠家纺")
    assert (row["claimed"], row["denied"], row["sellers"]) == (3, 1, 1)


def retailer_goods(*rows):
    made = [
        {
            "retailer": "山姆", "item": item, "maker": maker, "sc_number": sc, "spec": spec,
            "price": None if price is None else {"min": price, "max": price, "currency": "CNY", "unit": unit},
            "observed_at": datetime(2026, 11, day, tzinfo=UTC),
        }
        for item, maker, sc, spec, price, unit, day in rows
    ]  # fmt: skip
    frame = pl.DataFrame(made, schema={name: RETAILER_GOODS[name] for name in made[0]})
    return pl.concat([empty(RETAILER_GOODS), frame], how="diagonal")


def test_a_label_is_compared_on_its_own_unit_only():
    found = labels(
        retailer_goods(
            ("瑞士卷", "老厂", "SC1", None, 80.0, "盒", 1),
            ("瑞士卷", "甜心食品", "SC2", None, 88.0, "盒", 9),
            ("纸尿裤", "白云日用", None, "L", 120.0, None, 9),
        )
    )
    assert found.select("item", "maker").rows() == [("瑞士卷", "甜心食品"), ("纸尿裤", "白云日用")]
    goods = pl.DataFrame({"item": ["瑞士卷", "纸尿裤"], "entity": ["product:瑞士卷", "product:纸尿裤"]})
    told = pl.DataFrame(
        [
            ("product:瑞士卷", "CNY", "盒", "dupe", 22.0, 20.0, 25.0, 4, ["xhs:1"]),
            ("product:瑞士卷", "CNY", "个", "dupe", 2.0, 2.0, 2.0, 9, ["xhs:2"]),
            ("product:纸尿裤", "CNY", "", "dupe", 60.0, 50.0, 70.0, 9, ["xhs:3"]),
        ],
        schema=["good", "currency", "unit", "rung", "median", "low", "high", "prices", "keys"],
        orient="row",
    )
    rows = {row["item"]: row for row in beside(found, goods, told).iter_rows(named=True)}
    assert (rows["瑞士卷"]["median"], rows["瑞士卷"]["ratio"]) == (22.0, 4.0)
    assert rows["纸尿裤"]["ratio"] is None
