"""Who stands in for whom, in whole posts of our own writing: the ends that 平替 itself leaves open."""

import pytest


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "用了一周徕芬，把戴森挂闲鱼了。风力差不多，戴森平替当之无愧", ("徕芬", "戴森", "claimed")),
        ("", "花西子粉饼太贵，卡姿兰这盘49，颜色差不多，算平替了", ("卡姿兰", "花西子", "claimed")),
        ("", "今年换掉的：戴森→徕芬，膳魔师→哈尔斯。平替万岁", ("哈尔斯", "膳魔师", "claimed")),
        ("", "薇诺娜（平替理肤泉）、玉泽（平替雅漾），敏感肌爱用", ("玉泽", "雅漾", "claimed")),
        ("", "贵替：戴森 4990元\n平替：追觅 1299元\n家里小够用", ("追觅", "戴森", "claimed")),
        (
            "",
            "A：双立人刀 599\nB：十八子作 129\n用了一个月，B完全是双立人的平替",
            ("十八子作", "双立人", "claimed"),
        ),
        ("", "护肤平替：神仙水换成了韩束精华水，红腰子换成了自然堂面霜", ("精华水", "神仙水", "claimed")),
        ("", "说小米手环是华为手环平替的，麻烦先看看屏幕素质", ("手环", "华为", "denied")),
        ("", "真心不建议把安踏当耐克平替，鞋底硬", ("安踏", "耐克", "denied")),
        ("", "亲测！所谓的Gucci平替腰带，79块，戴一周掉漆", ("腰带", "Gucci", "denied")),
        ("", "戴森吹风机的平替？徕芬，四百不到", ("徕芬", "戴森", "claimed")),
        ("", "求推荐！！Jellycat邦尼兔平替，给小朋友当礼物", (None, "Jellycat", "asked")),
        (
            "徕芬能平替戴森吗？",
            "两个都买了，吹了一周，风力一样，噪音还小些，头发也不毛躁，放心入",
            ("徕芬", "戴森", "claimed"),
        ),
        ("", "公牛插座的平替推荐一下，宿舍用", (None, "公牛", "asked")),
        ("", "I switched from Olaplex to Garnier, such a dupe", ("Garnier", "Olaplex", "claimed")),
    ],
)
def test_both_ends(read, title: str, text: str, expected: tuple[str | None, ...]) -> None:
    relations = read(text, title=title).relations
    told = list(relations.filter(kind="dupe_of").select("subject", "object", "polarity").iter_rows())
    assert expected in told, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("猪肉价格上涨，鸡肉成为平替", ("鸡肉", "猪肉", "claimed")),
        ("星巴克回应“平替咖啡”：不打价格战", ("咖啡", None, "claimed")),
    ],
)
def test_headlines(claims, text: str, expected: tuple[str | None, ...]) -> None:
    assert claims("", "dupe_of", title=text, kind="hot", platform="weibo_hot") == [expected]


@pytest.mark.parametrize(
    "text", ["用酱油代替盐，面霜照涂", "平替vs正品，你喝得出区别吗", "老板代替我开会，顺手买了面霜"]
)
def test_words_of_replacing_alone_say_nothing(claims, text: str) -> None:
    assert [claim for claim in claims(text, "dupe_of") if claim[2] == "claimed" and claim[1] == "面霜"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("名创优品的香薰对标观夏，60块，木质调", ("香薰", "60块")),
        ("海尔的洗碗机，西门子平替，2599元，洗得挺干净", ("洗碗机", "2599元")),
        ("平替清单\nTF口红 → 橘朵 39.9\n兰蔻精华 → 丸美 259", ("橘朵", "39.9")),
    ],
)
def test_a_price_is_not_that_of_the_measure(claims, text: str, expected: tuple[str, str]) -> None:
    told = [(subject, price) for subject, price, _ in claims(text, "priced_at")]
    assert expected in told, told


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("这件羽绒服1.2k入的", ["1.2k"]),
        ("耳机 RMB 199，降噪够用", ["RMB 199"]),
        ("T恤39一件，三件99", ["39一件", "三件99"]),
        ("行李箱从399降到199", ["399", "199"]),
        ("这台4k电视清楚，65w充电头也快", []),
    ],
)
def test_written_forms_of_prices(found, text: str, prices: list[str]) -> None:
    assert [price for price, _ in found(text, "price")] == prices


def test_a_place_is_a_belt_beside_the_goods_it_is_known_for(found) -> None:
    assert found("这双袜子诸暨发的，厚实", "belt") == [("诸暨", "诸暨")]
    assert found("我在诸暨上班，买了袜子", "belt") == []


def test_a_common_word_is_a_brand_among_goods_of_its_trade(found) -> None:
    assert "骆驼" in [name for _, name in found("骆驼真的耐穿，凯乐石也试过", "brand")]
    assert found("老板说这个电饭煲最好", "brand") == []
