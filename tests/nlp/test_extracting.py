import json

from nlp.extracting import extract
from nlp.lexicon import Lexicon

ROWS = [
    {"id": "a", "platform": "xhs", "title": "🍋平替", "text": "在1688买的裸感瑜伽裤59块，做工很差"},
    {"id": "b", "title": None, "text": None},
    {"id": "a", "platform": "weibo_hot", "title": "男子偷手机被抓", "text": ""},
]


def test_rows_keep_their_order_and_the_shape_of_the_gold(lexicon: Lexicon) -> None:
    found = extract(ROWS, lexicon)
    assert [row["id"] for row in found] == ["a", "b", "a"]
    assert all(set(row) == {"id", "mentions", "relations", "labels"} for row in found)
    assert all(set(row["labels"]) == {"speaker", "intent", "category", "polarity", "risk"} for row in found)
    json.dumps(found)


def test_mentions_name_their_entity_and_what_they_stand_for(lexicon: Lexicon) -> None:
    row = extract(ROWS[:1], lexicon)[0]
    mentions = {mention["kind"]: mention for mention in row["mentions"]}
    full = ROWS[0]["title"] + "\n" + ROWS[0]["text"]
    assert all(full[m["start"] : m["end"]] == m["text"] for m in row["mentions"])
    assert (mentions["brand"]["norm"], mentions["brand"]["canonical"]) == ("lululemon", "brand:lululemon")
    assert mentions["product"]["canonical"] == "product:裸感瑜伽裤"
    assert mentions["price"]["norm"] == {"min": 59.0, "max": 59.0, "currency": "CNY", "unit": None}
    assert mentions["aspect"]["polarity"] == -1.0


def test_nothing_in_nothing_out(lexicon: Lexicon) -> None:
    assert extract([], lexicon) == []
