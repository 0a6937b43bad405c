"""Claimed, denied, asked: by sentence and clause, for every kind of relation but the price."""

import pytest

from nlp.stances import of_clause


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("乳胶枕有人说是锦棠家纺出的，求证，是不是都南通发货的 真诚求教", "from_belt"),
        ("洗面奶求推荐。听说温岭那边出厂价很低，有路子吗", "from_belt"),
        ("求证，这款四件套都是南通发货的", "from_belt"),
        ("这款四件套听说是南通产业带的货。真的假的？", "from_belt"),
        ("这个吹风机1688能买吗，怕货不对板", "sold_on"),
        ("有人在拼多多买过这款保温杯吗", "sold_on"),
        ("听说有家咖啡机和星巴克同厂，真的假的？", "oem_for"),
        ("想找和无印良品同厂的香薰蜡烛，中间商勿扰", "oem_for"),
        ("托特包求链接。有人说是青穗箱包厂出的，求证。", "made_by"),
        ("Are these blankets made in Yiwu?", "from_belt"),
        ("Anyone bought this jacket on Taobao?", "sold_on"),
        ("Is this jacket on Taobao?\nThanks", "sold_on"),
    ],
)
def test_questions_are_asked(claims, text: str, kind: str) -> None:
    assert {polarity for _, _, polarity in claims(text, kind)} == {"asked"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这条马面裙曹县发的货。求链接", "from_belt"),
        ("四件套南通源头直发，难怪便宜，你们觉得好看吗？", "from_belt"),
        ("据说这款云朵拖鞋是温岭产的", "from_belt"),
        ("永康的保温杯和虎牌差距有多大？", "from_belt"),
        ("1688买的拖鞋会臭吗", "sold_on"),
        ("在1688翻了三天翻到的保温杯。是不是都永康发货的", "sold_on"),
        ("货源稳定最重要，要求不高，四件套在拼多多买的", "sold_on"),
        ("再也不在京东买苹果手机了", "sold_on"),
        ("据说这个保温杯和膳魔师一个厂，没求证过", "oem_for"),
        ("四件套收到了，吊牌上写的生产商是锦棠家纺", "made_by"),
        ("求宠物烘干箱链接🙏，说是衡川电器做的", "made_by"),
        ("徕芬这支电动牙刷，说是戴森平替不过分，没有翻车", "dupe_of"),
        ("I bought this jacket on Taobao, any questions?", "sold_on"),
    ],
)
def test_plain_statements_stay_claimed(claims, text: str, kind: str) -> None:
    assert {polarity for _, _, polarity in claims(text, kind)} == {"claimed"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这套四件套根本不是南通发货的", "from_belt"),
        ("这款保温杯1688搜不到", "sold_on"),
        ("UGG同厂这种话听听就好", "oem_for"),
        ("所谓和膳魔师同厂的保温杯，九成是蹭", "oem_for"),
    ],
)
def test_denials(claims, text: str, kind: str) -> None:
    assert {polarity for _, _, polarity in claims(text, kind)} == {"denied"}


def test_a_question_of_another_sentence_does_not_reach_a_place() -> None:
    sentence, following = "拖鞋义乌发货的。", "好看吗？"
    assert of_clause(sentence, 2, 4, following) == "claimed"
    assert of_clause(sentence, 2, 4, "真的吗？") == "asked"


def test_the_mark_of_an_address_asks_nothing() -> None:
    assert of_clause("see taobao.com/item?", 4, 14, "id=3 for the jacket") == "claimed"
