"""Whole posts of our own writing: what each says, found together."""

import pytest

LIST = "平替合集来啦 1️⃣ 始祖鸟软壳➡️凯乐石 399r 2️⃣ Lululemon双肩包➡️迪卡侬 59米 3️⃣ 小鹰背包——没有平替"
NOTE = "山姆瑞士卷平替来了\n盒马的草莓瑞士卷39.9一盒，奶油不腻，比山姆便宜20"


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (LIST, "dupe_of", ("凯乐石", "始祖鸟", "claimed")),
        (LIST, "dupe_of", ("迪卡侬", "Lululemon", "claimed")),
        (LIST, "dupe_of", (None, "小鹰", "denied")),
        (LIST, "priced_at", ("迪卡侬", "59米", "claimed")),
        (NOTE, "dupe_of", ("草莓瑞士卷", "山姆", "claimed")),
        (NOTE, "priced_at", ("草莓瑞士卷", "39.9一盒", "claimed")),
        ("双立人刀具平替：张小泉剪刀，169元", "dupe_of", ("剪刀", "双立人", "claimed")),
        ("求戴森吹风机的平替，追觅还是徕芬？", "dupe_of", ("追觅", "戴森", "asked")),
        (
            "名创优品香水 vs 祖玛珑\n39.9一瓶。说平替的都散了吧，差远了。",
            "dupe_of",
            ("香水", "祖玛珑", "denied"),
        ),
        ("大疆Pocket3买不起，影石GO3S能平替吗", "dupe_of", ("GO3S", "大疆", "asked")),
        ("南极人的香薰19.9 平替Diptyque，香味八成像", "dupe_of", ("香薰", "Diptyque", "claimed")),
        ("我妈买的9块9三双的袜子，比优衣库39两双的还厚实", "priced_at", ("袜子", "9块9三双", "claimed")),
        ("我们在东莞厚街做女包，给MK、小CK做过代工，法棍包58起", "oem_for", (None, "小CK", "claimed")),
        (
            "面膜背标：委托方 自然堂，受托方 广州悦禾生物科技有限公司",
            "oem_for",
            ("广州悦禾生物科技有限公司", "自然堂", "claimed"),
        ),
        (
            "小家电代工厂盘点\n摩飞：新宝股份\n小米电饭煲：纯佳科技",
            "made_by",
            ("电饭煲", "纯佳科技", "claimed"),
        ),
        ("小米插线板是谁代工的？拆开做工不错", "oem_for", (None, "小米", "asked")),
        ("Which factory makes the Alo Yoga leggings?", "oem_for", (None, "Alo Yoga", "asked")),
        ("江西赣州南康定的实木床，2180送货到家", "from_belt", ("实木床", "江西赣州南康", "claimed")),
        ("淘宝39的边桌，承重一般，宜家同款要99", "sold_on", ("边桌", "淘宝", "claimed")),
    ],
)
def test_what_a_post_says(claims, text: str, kind: str, expected: tuple[str | None, ...]) -> None:
    assert expected in claims(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "TikTok made me buy the Stanley dupe from Walmart, $12 and it doesn't leak!",
        "花39买到了Jellycat的平替，毛绒手感一模一样",
    ],
)
def test_the_price_of_a_dupe_without_a_name_is_nobodys(claims, text: str) -> None:
    assert claims(text, "priced_at") == []


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("求森野屿平替，香水预算一百", "森野屿"),
        ("给芙蕾娅代工的厂出的面霜", "芙蕾娅"),
        ("拖鞋跟诺卡兰一个厂出的", "诺卡兰"),
        ("祖玛珑香水平替：维朵雅 79元", "维朵雅"),
        ("this mug is a dupe for Kettlewood, so cute", "Kettlewood"),
    ],
)
def test_a_brand_nobody_listed_is_found_where_one_is_said(found, text: str, brand: str) -> None:
    assert brand in [norm for _, norm in found(text, "brand")]


@pytest.mark.parametrize(
    "text",
    [
        "你是我永远的平替，面霜也好用",
        "神仙平替面霜，学生党平替口红",
        "赵丽颖平替演员，面霜也好用",
        "这款面霜是大牌平替，百元平替",
        "现代工业设计的台灯，近现代工业风",
    ],
)
def test_praise_and_people_are_no_brands(found, text: str) -> None:
    assert found(text, "brand") == []


def test_folded_spellings_are_found_at_their_place_as_written(read) -> None:
    text = "求\u200b戴\u200b森吹風機平\u200b替，保溫杯２９９元\u202e，蝦皮買的"
    mentions = read(text).mentions
    full = "\n" + text
    told = {(row["kind"], row["norm"]): row for row in mentions.iter_rows(named=True)}
    assert {
        ("brand", "戴森"),
        ("product", "吹风机"),
        ("product", "保温杯"),
        ("channel", "Shopee"),
    } <= told.keys()
    assert all(full[row["start"] : row["end"]] == row["text"] for row in told.values())
    (price,) = [row for row in told.values() if row["kind"] == "price"]
    assert (price["text"], price["price"]["min"]) == ("２９９元", 299)


def test_a_shop_in_an_address_is_no_mention(found) -> None:
    assert found("leggings here https://www.walmart.com/ip/etsy/12 only $9", "channel") == []


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("枕头不错，就是枕套起球", {"枕套", "起球"}),
        ("耳机收到，电池掉电快", {"电池", "掉电"}),
        ("外套好看，拉链很顺滑", {"拉链"}),
        ("书桌带了两个抽屉和桌面", set()),
    ],
)
def test_a_part_is_an_aspect_where_something_is_said_of_it(found, text: str, aspects: set[str]) -> None:
    assert {word for word, _ in found(text, "aspect")} == aspects
