"""Whom a post speaks for, and where its writer stands: said, denied, past, of others, of factories."""

import polars as pl
import pytest

from domain.errors import BadInput
from domain.frames import AUDIENCES
from nlp.lexicon import Lexicon, load


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("作为一个学生党，这双云朵拖鞋真的香", ["学生党"]),
        ("敏感肌亲测，这款面霜不刺痛", ["敏感肌"]),
        ("学生党、宝妈、打工人必备的保温杯", ["学生党", "宝妈", "打工人"]),
        ("不只是学生党，打工人也需要这个保温杯", ["学生党", "打工人"]),
        ("我不是学生党是打工人，这个饭盒天天带", ["打工人"]),
        ("#学生党 #租房好物 这个小夜灯才9.9", ["学生党", "租房"]),
        ("给女朋友买的，送女朋友很合适的香水", ["送礼"]),
        ("As a college student I love this Stanley dupe", ["学生党"]),
        ("新中產都在買的床墊，平替才一千", ["新中产"]),
        ("小个\u200b子女生穿这条阔腿裤显高", ["小个子"]),
        # denied, advised against, past, of others, a part of another word
        ("我不是学生党，但这个面霜平价好用", []),
        ("我不是学生党，这个面霜好用 #学生党", []),
        ("学生党慎入，这件大衣三千多", []),
        ("不建议敏感肌用这款面霜", []),
        ("这款面霜对敏感肌不友好", []),
        ("以前是学生党的时候买过这款书包", []),
        ("博主是学生党，推荐的包都很便宜", []),
        ("送礼盒一个，面霜到手价99", []),
        ("100后的童装太贵了", []),
        ("小学生书包求推荐", []),
        ("面霜不错，配送人员态度也好", []),
        ("买大衣老板送给我一条围巾", []),
        ("She's a petite girl and the coat drowns her", []),
        ("这件大衣很好看", []),
    ],
)
def test_groups(read, text: str, groups: list[str]) -> None:
    told = read(text).labels.row(0, named=True)
    assert sorted(told["audience"]) == sorted(groups)
    assert (told["clue_confidence"] is None) == (not groups)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("坐标成都，求瑜伽裤平替", "四川"),
        ("坐标：上海浦东 出闲置包包", "上海"),
        ("我在广东，这件羽绒服够用吗", "广东"),
        ("在越南，哪里买得到云朵拖鞋", "越南"),
        ("作为广东人，凉席真的刚需", "广东"),
        ("I'm based in Canada, any dupe for the Lululemon leggings?", "加拿大"),
        ("我在广州这边的，凉席哪里买", "广东"),
        ("在德国几乎每户都有的保温杯", None),
        ("客服说他住在大连，保温杯坏了不管", None),
        ("在天津路买的毛巾", None),
        ("在越南生产的运动鞋质量怎么样", None),
        ("义乌发货，保温杯三天到", None),
        ("我在义乌拿货的，保温杯八块", None),
        ("工厂坐标佛山，源头家具厂", None),
        ("我们厂专业生产拖鞋，我们在温州，100双起订，支持来样定制，欢迎看厂", None),
        ("来自韩国的面霜不错", None),
        ("我不在北京，这家店的床品怎么买", None),
        ("我在三明治店打工，围裙求推荐", None),
        ("广东人表示凉席很需要", None),
        ("made in Vietnam sneakers, good quality", None),
        ("Looking for a dupe of the Hermes slides, here in Indianapolis", None),
    ],
)
def test_regions(read, text: str, region: str | None) -> None:
    assert read(text).labels["region"].to_list() == [region]


def test_a_weak_cue_is_told_with_less_confidence(read) -> None:
    texts = ("学生党必备的水杯", "这个水杯学生党都在用", "水杯真好看 #学生党", "是不是学生党都在用这个水杯")
    sure = read(*texts).labels["clue_confidence"].to_list()
    assert sure == sorted(sure, reverse=True) and len(set(sure)) == 4 and 0 < sure[-1] < sure[0] < 1
    both = read("坐标成都，水杯真好看 #学生党").labels["clue_confidence"].item()
    assert both == sure[2]  # the least sure of the two


def test_news_of_a_group_are_no_clue(read) -> None:
    text = "记者从市场监管局获悉，Z世代爱买的面霜抽检不合格，通报称已下架"
    assert read(text).labels["audience"].to_list() == [[]]
    assert read("学生党必备的水杯火了", kind="hot").labels["audience"].to_list() == [[]]


def test_the_list_is_closed_and_every_group_has_cues(lexicon: Lexicon, tmp_path) -> None:
    table = lexicon.tables["audiences"]
    weights = table["confidence"].cast(pl.Float64)
    assert set(table.filter(weights > 0)["group"]) == set(AUDIENCES)
    assert weights.is_between(0, 1).all()
    (tmp_path / "audiences.tsv").write_text("cue\tgroup\tconfidence\n摇滚青年\t乐迷\t0.7\n", "utf-8")
    with pytest.raises(BadInput, match="乐迷"):
        load(tmp_path)
    (tmp_path / "audiences.tsv").write_text("cue\tgroup\tconfidence\n校园卡用户\t学生党\t很多\n", "utf-8")
    with pytest.raises(BadInput, match="很多"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Dép đi trong nhà giá rẻ, mềm lắm, mua ở Shopee", "vi"),
        ("ÁO KHOÁC UNIQLO ĐẸP QUÁ, CHẤT LIỆU TỐT", "vi"),
        ("이 슬리퍼 진짜 편해요 UGG 대체품 추천", "ko"),
        ("このスリッパはUGGの代わりになる", "other"),
        ("Эти тапочки лучше чем UGG", "other"),
        ("Crème de jour très bonne pour l'été", "en"),
        ("越南朋友说 dép này rẻ，拖鞋平替真的香，我也买了一双", "zh"),
        ("UGG的平替，한국 직구也有", "zh"),
        ("Best dupe for UGG slippers", "en"),
    ],
)
def test_languages(read, text: str, lang: str) -> None:
    found = read(text)
    assert found.labels["lang"].to_list() == [lang]
    assert found.mentions.is_empty() == (lang not in ("zh", "en") or "Crème" in text)


def test_what_is_not_read_says_nothing(read) -> None:
    found = read("이 UGG 슬리퍼 진짜 편해요 평이 좋아요 1688 공장", kind="review")
    told = found.labels.drop("key").row(0, named=True)
    assert found.mentions.is_empty() and found.relations.is_empty()
    assert told == {
        "lang": "ko", "speaker": "other", "intent": "none", "ask": None, "category": "非商品", "polarity": 0,
        "risk": [], "spam": 0.0, "spam_reasons": [], "audience": [], "region": None, "clue_confidence": None,
    }  # fmt: skip
    assert read("1688").mentions["kind"].to_list() == ["channel"]  # no letters, nothing to be foreign
