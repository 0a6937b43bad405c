"""Hot lists are news: only rows that speak of goods as goods may count."""

import polars as pl
import pytest

HOT = {"kind": "hot", "platform": "weibo_hot"}


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("iPhone17Pro涨价", "家电数码"),
        ("肯德基冰豆浆比热豆浆贵1元", "食品饮料"),
        ("有哪些好用的电动牙刷值得推荐？", "个护清洁"),
        ("小米SU7召回", "汽车用品"),
        ("Labubu补货", "玩具文创"),
        ("始祖鸟平替被疯抢", "运动户外"),
        ("卫生巾抽检不合格", "个护清洁"),
    ],
)
def test_goods(read, title: str, category: str) -> None:
    annotations = read("", title=title, **HOT)
    assert annotations.labels["category"].to_list() == [category]
    assert annotations.mentions.height > 0


@pytest.mark.parametrize(
    "title",
    [
        "男子偷手机被警方抓获",
        "演员红毯羽绒服造型",
        "台风登陆 水果减产",
        "决赛夺冠后吃火锅",
        "公务员平替岗",
        "泰国游平替",
        "熊猫也有平替",
        "16888元的月子中心",
        "路上看到白牌车",
        "现代工业文明史",
        "听苹果乐队唱歌",
        "高考完去打球",
        "王者荣耀新皮肤",
    ],
)
def test_news_is_no_goods(read, title: str) -> None:
    annotations = read("", title=title, **HOT)
    assert annotations.labels["category"].to_list() == ["非商品"]
    assert annotations.mentions.height == 0
    assert annotations.relations.height == 0


def test_a_post_about_no_goods_keeps_its_channel_only(read) -> None:
    annotations = read("", title="1688和淘宝业务调整", **HOT)
    assert annotations.labels["category"].to_list() == ["非商品"]
    assert annotations.mentions["kind"].unique().to_list() == ["channel"]


def test_people_write_of_what_they_own_without_words_of_buying(read) -> None:
    kinds = read("今天的冲锋衣", "昨天看了电影，票房不错", "很不错，会再来").labels["category"]
    assert kinds.to_list() == ["运动户外", "非商品", "非商品"]
    review = read("很不错，会再来", kind="review").labels["category"]
    assert review.to_list() == ["其他"]


def test_the_main_good_decides_the_category(read) -> None:
    labels = read("配了双袜子", title="羊毛大衣测评", kind="post").labels
    assert labels["category"].to_list() == ["服饰"]
    assert read("求戴森平替").labels["category"].to_list() == ["家电数码"]
    assert pl.Series(read("在拼多多下单的东西，质量差，退货").labels["category"]).to_list() == ["其他"]
