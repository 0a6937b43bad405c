import polars as pl
import pytest

from nlp.annotate import annotate


@pytest.mark.parametrize(
    ("text", "speaker", "intent"),
    [
        ("我们厂专业生产拖鞋，100双起订，支持来样定制，欢迎看厂", "factory", "wholesale"),
        ("小店上新羊毛大衣，需要的姐妹加微，支持一件代发", "reseller", "resale"),
        ("家人们，直播间粉丝价，面霜拍一发二，闭眼入", "ad", "self_use"),
        ("我买的面霜用了半个月，回购了", "buyer", "self_use"),
        ("记者从市场监管局获悉，某面霜抽检不合格，通报称已下架", "media", "none"),
        ("一份消费调查说，近四成受访者买过平价保温杯", "media", "none"),
        ("有消费者投诉瑞士卷到手化了，商家称可退换", "media", "none"),
        ("做了八年供应链，聊聊露营灯的成本", "other", "none"),
        ("拆了一件羽绒服，用料比想的老实，起订价和拿货价差三倍", "other", "none"),
        ("我投诉了，商家称羽绒服可退换，姐妹们避雷", "buyer", "self_use"),
    ],
)
def test_who_speaks_and_what_for(read, text: str, speaker: str, intent: str) -> None:
    labels = read(text).labels
    assert labels.select("speaker", "intent").row(0) == (speaker, intent)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("这件大衣很好看，爱了", 1),
        ("面霜用了烂脸，退货", -1),
        ("这件大衣怎么样？", 0),
        ("这个保温杯不好用", -1),
        ("没失望，面霜好用", 1),
    ],
)
def test_polarity(read, text: str, polarity: int) -> None:
    assert read(text).labels["polarity"].to_list() == [polarity]


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("求链接！这件大衣好看", "link"),
        ("求靠谱厂家做拖鞋", "factory"),
        ("始祖鸟冲锋衣有没有平替", "dupe"),
        ("蹲一个蕉内平替", "wait"),
        ("大衣哪里买的呀", "where"),
        ("我也想要这双拖鞋", "want"),
        ("大衣到了，很好", None),
    ],
)
def test_asks(read, text: str, ask: str | None) -> None:
    assert read(text).labels["ask"].to_list() == [ask]


def test_risks(read) -> None:
    flags = [
        set(flags)
        for flags in read(
            "高仿包包，原单质量",
            "小店上新瑜伽裤，lululemon平替，加微下单",
            "家人们闭眼入！这个保温杯跟膳魔师一个工厂，直播间秒杀",
            "直播间秒杀面霜，全网最低，闭眼入",
            "紫草面霜三天根治湿疹",
            "大衣很好看",
        ).labels["risk"]
    ]
    assert "counterfeit" in flags[0]
    assert "trademark_hook" in flags[1]
    assert "unproven_same_factory" in flags[2]
    assert "absolute_words" in flags[3]
    assert "medical_claim" in flags[4]
    assert flags[5] == set()


def test_a_debunked_same_factory_is_no_risk(read) -> None:
    labels = read("保温杯和膳魔师根本不是同一个厂，别信").labels
    assert "unproven_same_factory" not in labels["risk"][0]


def test_spam_says_why(read) -> None:
    labels = read("大衣加微 秒杀 #" + " #".join("abcdefghij"), "大衣今天收到了").labels
    assert labels["spam"][0] > 0.5
    assert set(labels["spam_reasons"][0]) == {"ad_copy", "contact", "hashtags"}
    assert (labels["spam"][1], labels["spam_reasons"][1].to_list()) == (0.0, [])


def test_languages(read) -> None:
    texts = (
        "这件大衣",
        "These boots are great",
        "このコートは素敵です",
        "이 코트 너무 예뻐요",
        "UGG 雪地靴 yyds",
        "🙏🙏",
        "",
    )
    assert read(*texts).labels["lang"].to_list() == ["zh", "en", "other", "ko", "zh", "other", "other"]


def test_a_column_of_nothing_but_nulls_is_read(lexicon, tokenizer) -> None:
    posts = pl.DataFrame(
        {"key": ["1"], "platform": ["xhs"], "kind": ["post"], "title": [None], "text": ["拖鞋好用"]}
    )
    assert annotate(posts, lexicon, tokenizer=tokenizer).labels.height == 1


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("小店上新针织衫，媲美lululemon的版型，加微下单", "trademark_hook"),
        ("我们厂的拖鞋全国质量最好，100双起批，欢迎看厂", "absolute_words"),
        ("群里有人卖司美格鲁肽的平替，便宜一半", "medical_claim"),
    ],
)
def test_more_forms_of_risk(read, text: str, flag: str) -> None:
    assert flag in read(text).labels["risk"][0]


def test_who_warns_of_a_same_factory_claim_does_not_make_it(read) -> None:
    labels = read("买了直播间说的膳魔师同厂保温杯，漏水还生锈，退货了，差评，大家避雷").labels
    assert labels["polarity"].to_list() == [-1]
    assert "unproven_same_factory" not in labels["risk"][0]


def test_a_dupe_of_medicine_is_about_medicine(read) -> None:
    assert read("有没有抗癌药的平替").labels["category"].to_list() == ["医药健康"]
