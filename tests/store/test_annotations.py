import polars as pl
from polars.testing import assert_frame_equal

from domain.frames import MENTIONS, POST_LABELS, RELATIONS, empty
from store.annotations import load_labels, load_mentions, load_relations, save_annotations
from store.lake import Lake

MENTION = {
    "key": "xhs:1", "kind": "price", "start": 2, "end": 6, "text": "9块9", "norm": "9.9 CNY",
    "price": {"min": 9.9, "max": 9.9, "currency": "CNY", "unit": None}, "polarity": -0.5,
}  # fmt: skip
RELATION = {
    "key": "xhs:1", "kind": "dupe_of", "subject": None, "object": "UGG", "object_start": 3, "object_end": 6,
    "polarity": "asked", "evidence": "有没有UGG平替",
}  # fmt: skip
LABEL = {
    "key": "xhs:1", "lang": "zh", "speaker": "buyer", "intent": "self_use", "ask": "link", "category": "鞋靴",
    "polarity": -1, "risk": ["counterfeit"], "spam": 0.25, "spam_reasons": [],
    "audience": ["学生党"], "region": "四川", "clue_confidence": 0.7,
}  # fmt: skip


def frames(key: str) -> list[pl.DataFrame]:
    kinds = ((MENTION, MENTIONS), (RELATION, RELATIONS), (LABEL, POST_LABELS))
    return [pl.DataFrame([row | {"key": key}], schema=schema) for row, schema in kinds]


def test_a_month_comes_back_as_it_was_and_is_replaced_whole(lake: Lake) -> None:
    save_annotations(lake, "2024-03", *frames("xhs:1"), mark=("annotate", 4))
    save_annotations(lake, "undated", *frames("xhs:2"), mark=None)
    loaders = (load_mentions, load_relations, load_labels)
    for load, expected in zip(loaders, frames("xhs:1"), strict=True):
        assert_frame_equal(load(lake, ["2024-03"]), expected)
        assert load(lake)["key"].sort().to_list() == ["xhs:1", "xhs:2"]
    assert lake.mark("labels", "annotate") == 4

    labels = frames("xhs:3")[2]
    save_annotations(lake, "2024-03", empty(MENTIONS), empty(RELATIONS), labels, mark=("annotate", 5))
    assert load_mentions(lake)["key"].to_list() == ["xhs:2"]
    assert load_relations(lake, ["2024-03"]).equals(empty(RELATIONS))
    assert load_labels(lake, ["2024-03"])["key"].to_list() == ["xhs:3"]
    assert [lake.mark(table, "annotate") for table in ("mentions", "relations", "labels")] == [5, 5, 5]


def test_labels_of_before_there_were_clues_stay_readable(lake: Lake) -> None:
    labels = frames("xhs:1")[2].with_columns(month=pl.lit("2024-03"), batch=1)
    old = labels.drop("audience", "region", "clue_confidence")
    old.write_delta(f"{lake.root}/labels", delta_write_options={"partition_by": ["month"]})
    assert load_labels(lake).select("audience", "region", "clue_confidence").row(0) == (None, None, None)
    save_annotations(lake, "2024-04", empty(MENTIONS), empty(RELATIONS), frames("xhs:2")[2])
    assert load_labels(lake).sort("key")["audience"].to_list() == [None, ["学生党"]]
