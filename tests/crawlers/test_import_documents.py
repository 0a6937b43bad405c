"""JSON documents of any size and wrapping: every element once, a broken one alone, lines as in an editor."""

import io
import json

import pytest

from crawlers.formats.cells import words_of
from crawlers.formats.forms import form_of
from crawlers.formats.json_document import list_start, records_of
from crawlers.opening import Opened
from crawlers.unpacking import BLOCK_BYTES


def opened(text: str, encoding: str = "utf-8") -> Opened:
    data = text.encode(encoding)
    return Opened("export", "0" * 64, lambda: io.BytesIO(data), asked_for=True)


def rows(count):
    return [
        {"标题": f"第 {number} 双云朵拖鞋", "正文": "平替" * (number % 97), "n": number}
        for number in range(count)
    ]


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_document_of_several_blocks(indent, encoding):
    text = json.dumps(rows(9_000), ensure_ascii=False, indent=indent)
    found = list(records_of(opened(text, encoding)))
    assert len(text.encode(encoding)) > BLOCK_BYTES
    assert [record.values for record in found] == rows(9_000)
    assert [record.line for record in found[:3]] == ([2, 7, 12] if indent else [1, 1, 1])
    assert not any(record.fault for record in found)


def test_a_broken_element_costs_itself():
    texts = [json.dumps(row, ensure_ascii=False) for row in rows(6)]
    texts[1] = texts[1].replace('"正文"', '正文"')
    texts[3] = texts[3][:-9]
    texts[4] = "17"
    found = list(records_of(opened("[\n" + ",\n".join(texts) + "\n]")))
    good = [record.values["n"] for record in found if not record.fault]
    assert good == [0, 2, 5]
    assert [(record.line, record.fault[:14]) for record in found if record.fault] == [
        (3, "not valid JSON"),
        (5, "not valid JSON"),
    ]


def test_a_cut_document_says_so():
    text = json.dumps(rows(50), ensure_ascii=False)
    found = list(records_of(opened(text[: len(text) // 2])))
    assert [record.values["n"] for record in found[:-1]] == list(range(len(found) - 1))
    assert found[-1].fault.startswith("the file ends")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('[{"a": 1}]', ("a",)),
        ('{"code": 0, "data": {"page": [1, 2], "list": [{"a": 1}]}}', ("a",)),
        ('{"msg": "[{", "rows": [\n{"a": 1},\n{"b": 2}\n]}', ("a",)),
        ('[1, null, {"a": 1}]', ("a",)),
        ('{"title": "x", "text": "y", "images": [{"u": 1}]}', ("title", "text", "images")),
        ('{"a": 1}\n{"a": 2}\n', ("a",)),
        ('{"a": [{"b": 1}]}\n{"a": []}\n', ("a",)),
        ("[]", ()),
        ("{", ()),
        ("[" * 100_000, ()),
        ('{"a":' * 100_000, ()),
    ],
)
def test_the_list_is_found_wherever_it_lies(text, names):
    assert form_of(text.encode()).names == names


def test_no_list_no_records():
    for text in ('{"a": {"b": "c"}}', "{", '{"a"', '{"a": [1, 2]}', '{"a" 1}', "{1: 2}"):
        assert list_start(text) is None
        assert list(records_of(opened(text))) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("旅行,平替", ["旅行", "平替"]),
        ('"\\u65c5\\u884c,平替"', ["旅行", "平替"]),
        ('["a", "b"]', ["a", "b"]),
        ("['a', 'b']", ["a", "b"]),
        ("#a[话题]##b[话题]#", ["a", "b"]),
        ("#平替 #好物", ["平替", "好物"]),
        ([1, "x", {"name": "n"}, None, {}], ["1", "x", "n"]),
        (None, []),
        ("[[[[", []),
    ],
)
def test_tags_in_every_form(value, words):
    assert words_of(value) == words
