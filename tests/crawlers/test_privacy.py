"""Contacts go, whatever they wear; prices, models and 1688 stay. All numbers and names are made up."""

import polars as pl
import pytest

from crawlers.privacy import mask_personal, mask_tags


def masked(text):
    return mask_personal(pl.Series([text]))[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话13800001111谢谢", "电话[phone]谢谢"),
        ("138 0000 1111，139-0000-1111", "[phone]，[phone]"),
        ("联系+86 13800001111", "联系[phone]"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣1️⃣1️⃣1️⃣来电", "[phone]来电"),
        ("１３８００００１１１１", "[phone]"),
        ("1 3 8 0 0 0 0 1 1 1 1", "[phone]"),
        ("座机 0755-26660000 或 010 62220000", "座机 [phone] 或 [phone]"),
        ("客服400-000-1234", "客服[phone]"),
        ("call +1 415 555 0100", "call [phone]"),
        ("微信：abc_def12", "[wechat]"),
        ("加微信 shop8899a 拿货", "加[wechat] 拿货"),
        ("vx: factory_88", "[wechat]"),
        ("➕V：abcd1234", "➕[wechat]"),
        ("加v abc12345", "[wechat]"),
        ("微信同号13800001111", "微信同号[phone]"),
        ("QQ：123456789", "[qq]"),
        ("qq群 12345678，快来", "[qq]，快来"),
        ("交流群：123456789", "[qq]"),
        ("邮箱 some.one+a@mail.example.com。", "邮箱 [email]。"),
        ("谢谢 @阿青的店 推荐", "谢谢 @user 推荐"),
        ("@🍑桃子 @abc_1 看看", "@user @user 看看"),
        ("@95后妈妈 你好", "@user 你好"),
        ("＠某某 在吗", "@user 在吗"),
        ("回复 @隐姓埋名者甲:同款", "回复 @user:同款"),
        ("//@隐姓埋名者甲：好用", "//@user：好用"),
        ("@-小鱼干- 和 @·阿青 和 @用户5823019283", "@user 和 @user 和 @user"),
        ("看 @hidden.name.example 说", "看 @user 说"),
        ("thanks @hidden_name@inst.example!", "thanks @user!"),
        ("@小明@inst.example 好", "@user 好"),
        ("hidden-name.bsky.social 推荐", "[user-url] 推荐"),
        ("主页 weibo.com/5550001234 或 https://weibo.com/u/5550001234", "主页 [user-url] 或 [user-url]"),
        ("https://www.tiktok.com/@hidden/video/7 好", "[user-url] 好"),
        ("https://www.douyin.com/user/MS4wLjAB?x=1", "[user-url]"),
        ("https://space.bilibili.com/12345 UP主", "[user-url] UP主"),
        ("看 https://a.example/64a?xsec_token=AB&id=7", "看 https://a.example/64a?xsec_token=…&id=7"),
        ("thanks /u/made_up and u/other-one", "thanks @user and @user"),
        ("https://www.xiaohongshu.com/user/profile/5f00aa 主页", "[user-url] 主页"),
        ("vx abc12345 拿货", "[wechat] 拿货"),
        ("➕v abc12345", "[wechat]"),
        ("薇abc12345", "[wechat]"),
        ("进群 q：123456789", "进群 [qq]"),
        ("小红书号：1234567890", "[id]"),
        ("手机1381234567８", "手机[phone]"),
        ("同号 一三八一二三四五六七八", "同号 [phone]"),
        ("身份证 110101199003070000", "身份证 [id]"),
    ],
)  # fmt: skip
def test_contacts_go(text, expected):
    assert masked(text) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1688 拿货 9.9 包邮，13800 元的平替只要 138",
        "#1688# #平替[话题]# #@#",
        "iPhone 15 Pro 128G 5999 元，RTX4090 12999",
        "薇诺娜和薇婷，账号被封，q弹面膜，一三五排队二四六买",
        "奇瑞QQ 39800元，QQ音乐 2000 万用户",
        "VX1000 和 WX500 是型号，v2.0 也是",
        "尺码 36 37 38 39 40 41，码数 13 14 15 16 17 18",
        "2024-11-08 09:54:09 到 2024-11-09",
        "订单 202411080012345678901",
        "https://item.example.com/item.htm?id=13800001111",
        "SKU13800001111 货号 A13800001111",
        "10 个@5元，@3.5/件",
        "https://s.weibo.com/weibo?q=%23x%23 和 https://detail.1688.com/offer/1.html?id=3",
        "官网 example.com/home/live，netflix.com/watch",
        "在析构函数中添加 virtual",
        "微信小程序和微信支付都能用，微信 8.0",
        "编号0402033095",
        "价格 1,380,000 元",
        "群里 3000 人，加 5 元",
        "wechat official account",
    ],
)
def test_goods_talk_stays(text):
    assert masked(text) == text


def test_nulls_and_order_stay():
    texts = pl.Series([None, "QQ：123456789", "", "平替", None, "@某某"])
    before = texts.to_list()
    assert mask_personal(texts).to_list() == [None, "[qq]", "", "平替", None, "@user"]
    assert texts.to_list() == before


def test_tags_are_masked_in_their_lists():
    tags = pl.Series([["平替", "vx：abc12345"], [], None, ["1688"]])
    assert mask_tags(tags).to_list() == [["平替", "[wechat]"], [], None, ["1688"]]
    clean = pl.Series([["平替"], []])
    assert mask_tags(clean).to_list() == [["平替"], []]
