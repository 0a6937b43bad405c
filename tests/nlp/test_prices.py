from itertools import pairwise

import pytest

from nlp.prices import find


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "currency", "unit"),
    [
        ("只要29.9元", "29.9元", 29.9, 29.9, "CNY", None),
        ("拖鞋6.8元一双", "6.8元一双", 6.8, 6.8, "CNY", "双"),
        ("这个3块9的", "3块9", 3.9, 3.9, "CNY", None),
        ("小野 88r，", "88r", 88, 88, "CNY", None),
        ("只要59米！", "59米", 59, 59, "CNY", None),
        ("9.9元3支", "9.9元3支", 3.3, 3.3, "CNY", "支"),
        ("19.9两件", "19.9两件", 9.95, 9.95, "CNY", "件"),
        ("22.9/4斤", "22.9/4斤", 5.725, 5.725, "CNY", "斤"),
        ("22-35元/双", "22-35元/双", 22, 35, "CNY", "双"),
        ("预算100以内", "100", 0, 100, "CNY", None),
        ("$20/kg", "$20/kg", 20, 20, "USD", "kg"),
        ("45 bucks", "45 bucks", 45, 45, "USD", None),
        ("4 pounds", "4 pounds", 4, 4, "GBP", None),
        ("九毛一包", "九毛一包", 0.9, 0.9, "CNY", "包"),
        ("百元键盘", "百元", 100, 100, "CNY", None),
        ("1.5万元的沙发", "1.5万元", 15000, 15000, "CNY", None),
        ("恢复129", "129", 129, 129, "CNY", None),
        ("到手价219元", "219元", 219, 219, "CNY", None),
        ("要1,299元", "1,299元", 1299, 1299, "CNY", None),
        ("烟熏三文鱼45/盒", "45/盒", 45, 45, "CNY", "盒"),
        ("48刀的吊带", "48刀", 48, 48, "USD", None),
    ],
)
def test_forms(text: str, span: str, low: float, high: float, currency: str, unit: str | None) -> None:
    ((start, end, price),) = list(find(text))
    assert text[start:end] == span
    assert price == {"min": low, "max": high, "currency": currency, "unit": unit}


@pytest.mark.parametrize(
    "text",
    [
        "月薪3000元",
        "融资1亿元",
        "满200减20元",
        "罚款500元",
        "便宜两百",
        "立减30元",
        "2024年",
        "第3名",
        "13寸",
        "买了3件",
        "一千多",
    ],
)
def test_other_numbers_are_no_prices(text: str) -> None:
    assert list(find(text)) == []


def test_bare_numbers_only_where_asked_and_beside_a_good() -> None:
    text = "初语 159，版型偏短"
    assert [text[start:end] for start, end, _ in find(text, ends=[2])] == ["159"]
    assert list(find(text)) == []
    assert list(find("卖298", bare=False)) == []


def test_prices_never_overlap_and_come_in_order() -> None:
    text = "A 88r B 159元 C $20 D 9.9元3支 E 22-35元/双" * 5
    spans = [(start, end) for start, end, _ in find(text)]
    assert len(spans) == 25
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
