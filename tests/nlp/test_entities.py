"""Entities people joined, names spelled alike, posts set right by hand, words that are tried."""

import polars as pl
import pytest

from domain.errors import BadInput
from domain.frames import ENTITY_MAP, MENTIONS, RELATIONS
from nlp.corrections import CORRECTIONS, of_labels, of_mentions, of_relations
from nlp.entities import merged, spelled_alike
from nlp.lexicon import entity_map
from nlp.trying import try_term


def test_every_name_of_a_merged_entity_counts_as_the_other(lexicon) -> None:
    before = entity_map(lexicon)
    joined = merged(before, {"brand:骆驼": "brand:始祖鸟", "product:云感拖": "product:云朵拖鞋"})
    assert joined.schema == ENTITY_MAP
    of = {(kind, norm): entity for kind, norm, entity in joined.select("kind", "norm", "entity").iter_rows()}
    assert of["brand", "骆驼"] == of["brand", "始祖鸟"] == "brand:始祖鸟"
    assert of["product", "云感拖"] == "product:云朵拖鞋"  # no lexicon holds it
    assert joined.filter(norm="云感拖").select("name", "category").row(0) == ("云朵拖鞋", "鞋靴")
    untouched = joined.filter(~pl.col("norm").is_in(["骆驼", "云感拖"]))
    assert untouched.equals(before.filter(pl.col("norm") != "骆驼"))
    into_unlisted = merged(before, {"brand:骆驼": "brand:驼峰山野"})
    assert into_unlisted.filter(norm="骆驼").select("entity", "name").row(0) == ("brand:驼峰山野", "驼峰山野")
    assert merged(before, {}).equals(before)


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        ({"brand:Alo Yoga": 9, "brand:aloyoga": 2}, [("brand:aloyoga", "brand:Alo Yoga")]),
        ({"factory:卓雲鞋業": 1, "factory:卓云鞋业": 5}, [("factory:卓雲鞋業", "factory:卓云鞋业")]),
        ({"factory:卓元鞋业": 1, "factory:卓云鞋业": 5}, [("factory:卓元鞋业", "factory:卓云鞋业")]),
        ({"brand:lululemon": 50, "brand:lulelemon": 1}, [("brand:lulelemon", "brand:lululemon")]),
        ({"brand:Nike": 9, "brand:Mike": 9}, []),
        ({"product:GO3": 9, "product:GO3S": 2}, []),
        ({"product:云朵拖鞋": 9, "product:云朵凉鞋": 9}, []),
        ({"brand:UGG": 9, "product:ugg": 2}, []),
    ],
)
def test_names_spelled_alike(names: dict[str, int], pairs: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame({"entity": list(names), "posts": list(names.values())})
    assert list(spelled_alike(frame).select("entity", "other").iter_rows()) == pairs


def test_people_correct_single_posts(read) -> None:
    found = read("骆驼的冲锋衣就是始祖鸟平替，穿着舒服", "大衣很好看")
    rows = [
        ("label", "0", "speaker", "", "corrected", "reseller"),
        ("label", "1", "polarity", "", "corrected", "-1"),
        ("mention", "0", "brand", "骆驼", "corrected", "CAMEL"),
        ("mention", "0", "brand", "始祖鸟", "dropped", ""),
    ]
    said = pl.DataFrame(rows, schema=CORRECTIONS, orient="row")
    labels = of_labels(found.labels, said)
    assert labels["speaker"].to_list() == ["reseller", found.labels["speaker"][1]]
    assert labels["polarity"].to_list() == [found.labels["polarity"][0], -1]
    assert labels.schema == found.labels.schema
    mentions = of_mentions(found.mentions, said)
    assert mentions.schema == MENTIONS
    assert mentions.filter(kind="brand")["norm"].to_list() == ["CAMEL"]
    assert found.relations.filter(kind="dupe_of").height == 1
    relations = of_relations(found.relations, found.mentions, said)
    assert relations.schema == RELATIONS and relations.filter(kind="dupe_of").is_empty()
    none = pl.DataFrame(schema=CORRECTIONS)
    assert of_mentions(found.mentions, none).equals(found.mentions)


def test_a_word_is_tried_with_what_it_matches_and_hides(lexicon) -> None:
    texts = ["云感拖鞋真香", "拖鞋不错", "这双云感拖鞋和云朵拖鞋", "瑜伽裤"]
    posts = pl.DataFrame({"key": [f"k{at}" for at in range(4)], "title": None, "text": texts}).cast(pl.String)
    found = try_term(posts, lexicon, "云感拖鞋", "product")
    assert found.known == ""
    assert found.matched["key"].to_list() == ["k0", "k2"]
    assert "云感拖鞋和云朵" in found.matched["text"][1]
    assert found.hidden.select("name", "posts").row(0) == ("拖鞋", 2)
    again = try_term(posts, lexicon, "拖鞋", "product")
    assert again.known == "product" and again.hidden.is_empty()
    under = try_term(posts, lexicon, "朵拖", "product")
    assert (under.matched.height, under.unread["key"].to_list()) == (0, ["k2"])  # 云朵拖鞋 is longer
    with pytest.raises(BadInput, match="kind"):
        try_term(posts, lexicon, "云感拖鞋", "kind")
