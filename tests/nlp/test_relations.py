import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("终于找到始祖鸟平替！这件骆驼冲锋衣很香", ("冲锋衣", "始祖鸟", "claimed")),
        ("星巴克挂耳咖啡太贵，徕芬吹风机就是戴森平替", ("吹风机", "戴森", "claimed")),
        ("徕芬吹风机根本不是戴森平替", ("吹风机", "戴森", "denied")),
        ("求祖玛珑香水平替，预算一百", (None, "祖玛珑", "asked")),
        ("大樱桃可以平替车厘子吗", ("大樱桃", "车厘子", "asked")),
        ("These leggings are the best dupe for Lululemon.", ("leggings", "Lululemon", "claimed")),
        ("平替清单\n始祖鸟冲锋衣➡️骆驼 399", ("骆驼", "始祖鸟", "claimed")),
        ("平替清单\n雪地靴：UGG——没有平替", (None, "UGG", "denied")),
    ],
)
def test_dupes(claims, text: str, expected: tuple[str | None, ...]) -> None:
    assert expected in claims(text, "dupe_of")


@pytest.mark.parametrize(
    "text",
    ["求平替", "大牌同厂！闭眼入", "荣耀手环和小米手环都不错，续航A家强", "平替的朋友", "瑜伽裤比大衣好看"],
)
def test_no_dupe_without_a_claim_about_a_name(claims, text: str) -> None:
    assert claims(text, "dupe_of") == []


def test_a_headline_has_empty_ends(claims) -> None:
    options = {"kind": "hot", "platform": "weibo_hot"}
    assert claims("", "dupe_of", title="始祖鸟平替被疯抢", **options) == [(None, "始祖鸟", "claimed")]
    assert claims("", "oem_for", title="花西子代工厂被曝为日资", **options) == [(None, "花西子", "claimed")]


def test_makers_seen_from_both_sides(claims) -> None:
    text = "烟酰胺精华是科丝美诗代工的，跟兰蔻同一条生产线"
    assert ("烟酰胺精华", "科丝美诗", "claimed") in claims(text, "made_by")
    assert [target for _, target, _ in claims(text, "oem_for")] == ["兰蔻"]


def test_same_factory_denied_and_asked(claims) -> None:
    assert claims("这个保温杯和膳魔师不是同一个厂", "oem_for") == [(None, "膳魔师", "denied")]
    assert claims("这个保温杯和膳魔师是不是一个厂？", "oem_for") == [(None, "膳魔师", "asked")]


def test_wishes_are_no_relation(claims) -> None:
    assert claims("", "oem_for", title="富士康希望代工特斯拉汽车", kind="hot", platform="weibo_hot") == []


def test_origin_shop_and_price_hang_on_the_good(claims) -> None:
    text = "在1688买到的厚底云朵拖鞋6.8元一双，温岭源头工厂直发"
    assert claims(text, "from_belt") == [("厚底云朵拖鞋", "温岭", "claimed")]
    assert claims(text, "sold_on") == [("厚底云朵拖鞋", "1688", "claimed")]
    assert claims(text, "priced_at") == [("厚底云朵拖鞋", "6.8元一双", "claimed")]


def test_each_price_to_the_nearest_name_and_no_budget(claims) -> None:
    assert claims("腹灵键盘169元、达尔优鼠标99元", "priced_at") == [
        ("键盘", "169元", "claimed"),
        ("鼠标", "99元", "claimed"),
    ]
    assert claims("想买面霜，预算100以内", "priced_at") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("原价7800，今天559元，人体工学椅闭眼入", [("人体工学椅", "559元")]),
        ("人体工学椅上链接。原价7800元，今天559元", [("人体工学椅", "559元")]),
        ("始祖鸟平替冲锋衣。原价4500元，今天168元", [("始祖鸟", "4500元"), ("冲锋衣", "168元")]),
        ("车载手机支架吸得牢，苹果要299，这钱我省了", [("苹果", "299")]),
        ("LV要12800，我们家托特包只要89元", [("LV", "12800"), ("托特包", "89元")]),
        ("看中爱马仕家的托特包，可是15800块太狠了，有没有平替", [("爱马仕", "15800块")]),
        ("戴森吹风机要2990元，169元拿下徕芬", [("吹风机", "2990元"), ("徕芬", "169元")]),
        ("专柜隔壁要980，保温杯到手45元", [("保温杯", "45元")]),
        ("名创优品316保温杯多少钱入的", []),
    ],
)
def test_a_price_of_another_good_is_not_the_dupes(claims, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(subject, price) for subject, price, _ in claims(text, "priced_at")] == expected


def test_evidence_is_whole_sentences_that_hold_both_ends(read) -> None:
    text = "今天天气好。这件骆驼冲锋衣就是始祖鸟平替。明天再说。"
    (relation,) = read(text).relations.filter(kind="dupe_of").iter_rows(named=True)
    assert relation["evidence"] == "这件骆驼冲锋衣就是始祖鸟平替。"
    full = "\n" + text
    for end in ("subject", "object"):
        assert full[relation[f"{end}_start"] : relation[f"{end}_end"]] == relation[end]
