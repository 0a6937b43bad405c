"""Each kind of name both ways: where it is found and where it is not."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厚底云朵拖鞋真舒服", ("厚底云朵拖鞋", "云朵拖鞋")),
        ("60支长绒棉四件套", ("60支长绒棉四件套", "四件套")),
        ("天价羽绒服", ("羽绒服", "羽绒服")),
        ("入了iPhone 15 Pro Max，续航还行", ("iPhone 15 Pro Max", "iPhone")),
        ("bought black leather boots last week", ("black leather boots", "boots")),
        ("这款持妆粉底液", ("持妆粉底液", "粉底液")),
        ("凯乐石FUGA值得买吗", ("FUGA", "FUGA")),
    ],
)
def test_products_are_noun_phrases_with_their_head_as_norm(
    found, text: str, expected: tuple[str, str]
) -> None:
    assert expected in found(text, "product")


@pytest.mark.parametrize("text", ["口感像橡皮一样，这个面霜不行", "今天开会到很晚", "这首歌循环一天"])
def test_what_is_no_product(found, text: str) -> None:
    assert all(norm == "面霜" for _, norm in found(text, "product"))


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("🍋家的瑜伽裤", "lululemon"),
        ("露露的瑜伽裤平替", "lululemon"),
        ("🐑姆麻薯平替", "山姆"),
        ("小米插线板做工不错", "小米"),
        ("苹果手机好用吗", "苹果"),
        ("SK2平替面霜", "SK-II"),
        ("喜欢COS绗缝包", "COS"),
    ],
)
def test_brands_fold_to_one_name(found, text: str, brand: str) -> None:
    assert brand in [norm for _, norm in found(text, "brand")]


@pytest.mark.parametrize(
    "text",
    [
        "苹果不错，一下买了十几斤，面霜也好",
        "这只保温杯是杯子界的劳斯莱斯",
        "keep going, these boots are great",
        "小米粥配面包",
        "渴望自由，也想买面霜",
    ],
)
def test_plain_words_are_no_brands(found, text: str) -> None:
    assert found(text, "brand") == []


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("在1688翻到瑜伽裤", "1688"),
        ("1️⃣6️⃣8️⃣8️⃣搜双面呢大衣", "1688"),
        ("某宝搜豆袋沙发", "淘宝"),
        ("拼夕夕买的拖鞋", "拼多多"),
        ("got the leggings at Target for $20", "Target"),
    ],
)
def test_channels(found, text: str, channel: str) -> None:
    assert channel in [norm for _, norm in found(text, "channel")]


@pytest.mark.parametrize(
    "text",
    [
        "这件大衣1688元",
        "大衣要¥1688",
        "我的目标是买到面霜",
        "the target of the diet is no snacks",
        "转转脖子再穿大衣",
    ],
)
def test_what_is_no_channel(found, text: str) -> None:
    assert found(text, "channel") == []


@pytest.mark.parametrize(
    ("text", "belt"),
    [
        ("温岭源头工厂直发拖鞋", "温岭"),
        ("产地澄海的积木", "澄海"),
        ("去佛山工厂看沙发", "佛山"),
        ("曹县马面裙", "曹县"),
    ],
)
def test_belts_are_origins_of_goods(found, text: str, belt: str) -> None:
    assert belt in [norm for _, norm in found(text, "belt")]


@pytest.mark.parametrize(
    "text", ["我在深圳上班，今天买了件大衣", "佛山下雨了，大衣湿了", "广州的朋友推荐的面霜"]
)
def test_where_one_lives_is_no_belt(found, text: str) -> None:
    assert found(text, "belt") == []


@pytest.mark.parametrize(
    ("text", "factory"),
    [
        ("科丝美诗代工的面霜", "科丝美诗"),
        ("我们是南通云织家纺，四件套一手货源", "南通云织家纺"),
        ("娃哈哈纯净水由今麦郎代工", "今麦郎"),
        ("拖鞋是卓云鞋业出的", "卓云鞋业"),
    ],
)
def test_factories(found, text: str, factory: str) -> None:
    assert factory in [norm for _, norm in found(text, "factory")]


@pytest.mark.parametrize("text", ["求拖鞋源头工厂", "大牌家纺代工厂的四件套", "麻六记代工厂的酸辣粉"])
def test_a_factory_without_a_name_is_none(found, text: str) -> None:
    assert found(text, "factory") == []


def test_materials_and_aspects_stand_beside_goods(found) -> None:
    text = "瑜伽裤锦纶含量高，没起球，就是腰头卷边，做工一般"
    assert found(text, "material") == [("锦纶", "锦纶")]
    assert {norm for _, norm in found(text, "aspect")} == {"起球", "腰头", "做工"}
    assert found("今天质量考试，做工很累", "aspect") == []


@pytest.mark.parametrize(
    ("text", "factory"),
    [
        ("面霜背面写着生产商：苏州美妍轩，和大牌一样", "苏州美妍轩"),
        ("这款台灯由中山亮益代工，手感不错", "中山亮益"),
        ("代工厂是宁波凯旺电子，保温杯不漏", "宁波凯旺电子"),
    ],
)
def test_a_maker_named_as_such_needs_no_known_form(found, text: str, factory: str) -> None:
    assert factory in [norm for _, norm in found(text, "factory")]


@pytest.mark.parametrize("text", ["面霜代工厂是同一家，别信", "拖鞋由专业工厂代工", "面霜的代工厂是哪家啊"])
def test_nobody_is_no_maker(found, text: str) -> None:
    assert found(text, "factory") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("顺着外箱查到保温杯工厂叫永泰杯业，到手39元", ["永泰杯业"]),
        ("四件套吊牌上写的生产商是锦棠家纺", ["锦棠家纺"]),
        ("白沟源头，托特包是青穗箱包厂家的", ["青穗箱包厂"]),
        ("托特包源头：新青穗箱包厂，欢迎看厂", ["青穗箱包厂"]),
        ("老板说酸辣粉由阿宏食品代工", ["阿宏食品"]),
        ("拖鞋源头，送货司机称食品厂收坏果", []),
        ("外贸玩具厂纷纷缺柜，盲盒代工停了", []),
        ("赣州南康实木家具厂直发，书桌源头", []),
        ("多家余杭区食品厂商回应代工", []),
    ],
)
def test_a_maker_is_its_name_and_nothing_glued_to_it(found, text: str, names: list[str]) -> None:
    assert [norm for _, norm in found(text, "factory")] == names
