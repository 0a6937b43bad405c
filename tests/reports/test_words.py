"""The catalogue: both languages whole, the same holes, every key that the code asks for."""

import re
from pathlib import Path

import reports
from domain.frames import COUNTED_KINDS, SPEAKERS
from domain.platforms import platform_name
from domain.signal import KINDS, STAGES
from reports.tables import blocks
from reports.words import say, word, word_lines
from reports.workbook import ITEM_COLUMNS

LINES = word_lines()


def test_both_languages_with_the_same_holes():
    keys = [key for key, *_ in LINES]
    assert len(keys) == len(set(keys))
    for key, *texts in LINES:
        assert len(texts) == 2, key
        assert all(texts), key
        chinese, english = (sorted(re.findall(r"\{(\w+)\}", text)) for text in texts)
        assert chinese == english, key
        if not key.startswith("platform."):
            assert not re.search(r"[\u4e00-\u9fff]", texts[1]), key


def test_chinese_sentences_have_chinese_punctuation():
    bare = re.compile(r"[\u4e00-\u9fff”」）][,:;!?(]|[,:;!?)\"'][\u4e00-\u9fff「（]|[“”]")
    for key, chinese, english in LINES:
        assert not bare.search(chinese), key
        assert '"' not in english, key


def test_every_key_asked_for_is_there():
    keys = {key for key, *_ in LINES}
    room = Path(reports.__file__).parent
    text = "".join(
        path.read_text(encoding="utf-8") for path in [*room.glob("**/*.py"), *room.glob("templates/*.j2")]
    )
    asked = set(re.findall(r'(?:word|\bt)\("([\w.]+)"', text))
    asked = {key for key in asked if not key.endswith(".")}
    assert len(asked) > 20
    assert asked <= keys, asked - keys
    families = {"kind": COUNTED_KINDS, "speaker": SPEAKERS, "stage": STAGES, "pattern": KINDS}
    for family, names in families.items():
        assert {f"{family}.{name}" for name in names} <= keys


def test_every_heading_is_a_word(report):
    keys = {key for key, *_ in LINES}
    columns = {key for block in blocks(report) for table in block.tables for key, _ in table.columns}
    columns |= set(ITEM_COLUMNS) | {"need", "have", "takes", "state"}
    assert {f"col.{name}" for name in columns} <= keys


def test_an_unknown_platform_keeps_its_id():
    assert platform_name("newsite", "zh-CN") == "newsite"
    assert word("speaker.", "en") == "unknown speaker"


def test_say_keeps_values_apart():
    assert say("{a}和{b}", a="x", b="y").parts == ("x", "和", "y")
