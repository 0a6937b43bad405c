import pytest

from nlp.segment import ReferenceTokenizer, RustTokenizer

TEXTS = (
    "现代工业文明史",
    "花知晓这款持妆粉底液只要七十九元，上脸服帖度很高",
    "温岭源头工厂直发厚底云朵拖鞋，支持一件代发",
    "小米粥和苹果树都不是品牌",
    "求香水平替，现代工业水平替代不了",
    "跟膳魔师一个工厂出来的焖烧杯，商场卖两三百",
    "听说茅台镇好多小厂给茅台做过基酒，真的假的？",
    "记者探访曹县汉服产业带：一件马面裙出厂价六十元",
)
WORDS = dict.fromkeys(("云朵拖鞋", "花知晓", "膳魔师", "马面裙", "粉底液"), 30) | {"平替": 2000}


@pytest.fixture(scope="module")
def both() -> tuple[RustTokenizer, ReferenceTokenizer]:
    return RustTokenizer(WORDS), ReferenceTokenizer(WORDS)


@pytest.mark.parametrize("text", TEXTS)
def test_rust_cuts_chinese_as_jieba_does(both: tuple[RustTokenizer, ReferenceTokenizer], text: str) -> None:
    rust, reference = both
    assert rust.cut(text) == reference.cut(text)
    assert "".join(rust.cut(text)) == text


def test_names_become_words_in_this_tokenizer_only() -> None:
    assert "花知晓" in RustTokenizer({"花知晓": 30}).cut("花知晓的唇釉")
    assert "花知晓" not in RustTokenizer().cut("花知晓的唇釉")
