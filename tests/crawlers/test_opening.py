"""Whatever lies behind a path is opened or gets one clear line; a cut archive keeps its good lines."""

import gzip
import zipfile

import pytest
import zstandard

from crawlers import unpacking
from crawlers.decoding import sniff_encoding
from crawlers.opening import Opened, Unreadable, open_paths

LINES = b"".join(b'{"platform":"xhs","title":"%d"}\n' % number for number in range(200_000))


def only(path):
    (opened,) = open_paths([path])
    return opened


def text_of(opened):
    return b"".join(chunk.text for chunk in opened.line_chunks())


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_the_content_says_how_it_is_packed(tmp_path, pack):
    path = tmp_path / "posts.dat"
    path.write_bytes(pack(LINES))
    opened = only(path)
    assert text_of(opened) == LINES
    assert opened.loss is None


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_cut_archive_keeps_its_whole_lines(tmp_path, pack):
    path = tmp_path / "cut"
    packed = pack(LINES)
    path.write_bytes(packed[: len(packed) * 2 // 3])
    opened = only(path)
    text = text_of(opened)
    assert LINES.startswith(text)
    assert text.endswith(b"\n")
    assert len(text) > len(LINES) // 3
    assert "cut short" in opened.loss


def test_a_damaged_archive_says_so(tmp_path):
    path = tmp_path / "damaged.gz"
    packed = bytearray(gzip.compress(LINES))
    packed[len(packed) // 2 : len(packed) // 2 + 100] = b"\xff" * 100
    path.write_bytes(packed)
    opened = only(path)
    text = text_of(opened)
    assert text[: len(LINES) // 3] == LINES[: len(LINES) // 3]
    assert text.endswith(b"\n")
    assert "damaged" in opened.loss


def test_frames_and_members_behind_one_another_are_one_file(tmp_path):
    for name, pack in (("a.gz", gzip.compress), ("a.zst", zstandard.compress)):
        (tmp_path / name).write_bytes(pack(b"one\n") + pack(b"two\n"))
        assert text_of(only(tmp_path / name)) == b"one\ntwo\n"


def test_chunks_are_cut_at_lines_and_the_same_every_time(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + LINES.rstrip(b"\n"))
    opened = only(path)
    chunks = list(opened.line_chunks(lines=60_000))
    assert [chunk.first for chunk in chunks] == [1, 60_001, 120_001, 180_001]
    assert all(chunk.text.endswith(b"\n") for chunk in chunks[:-1])
    assert b"".join(chunk.text for chunk in chunks) == LINES.rstrip(b"\n")
    assert chunks == list(opened.line_chunks(lines=60_000))
    small = list(opened.line_chunks(size=1 << 20))
    assert len(small) > 3
    assert b"".join(chunk.text for chunk in small) == LINES.rstrip(b"\n")
    assert [chunk.first for chunk in small[1:]] == [
        1 + sum(other.text.count(b"\n") for other in small[: place + 1]) for place in range(len(small) - 1)
    ]


def test_blocks_have_one_size(tmp_path):
    path = tmp_path / "a.zst"
    path.write_bytes(zstandard.compress(LINES))
    sizes = [len(block) for block in only(path).blocks()]
    assert set(sizes[:-1]) == {unpacking.BLOCK_BYTES}


def test_an_endless_line_ends_the_reading(tmp_path, monkeypatch):
    monkeypatch.setattr("crawlers.opened.LINE_BYTES", 1 << 20)
    path = tmp_path / "one-line.json"
    path.write_bytes(b'{"platform":1}\n' + b"x" * (3 << 20))
    opened = only(path)
    assert text_of(opened) == b'{"platform":1}\n'
    assert "line 2 is longer than 1 MiB" in opened.loss


def test_a_folder_is_opened_file_by_file(tmp_path):
    (tmp_path / "in" / ".hidden").mkdir(parents=True)
    (tmp_path / "in" / ".hidden" / "x.csv").write_text("title,text\n")
    (tmp_path / "in" / "b.csv").write_text("title,text\n")
    (tmp_path / "in" / "a.md").write_text("# notes\n")
    assert [(one.name, one.asked_for) for one in open_paths([tmp_path / "in"])] == [
        ("in/a.md", False),
        ("in/b.csv", True),
    ]


def test_a_zip_is_opened_member_by_member(tmp_path):
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("内/a.jsonl", LINES)
        archive.writestr("b.csv.zst", zstandard.compress(b"title,text\n1,2\n"))
        archive.writestr("__MACOSX/._a.jsonl", "x")
        archive.writestr("empty.csv", "")
    first, second = open_paths([path])
    assert (first.name, text_of(first)) == ("posts.zip/内/a.jsonl", LINES)
    assert text_of(second) == b"title,text\n1,2\n"
    assert first.sha256 != second.sha256


def test_what_gives_nothing_says_why(tmp_path):
    made = {
        "empty.jsonl": b"",
        "blank.csv": b" \n\n",
        "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00",
        "utf16.csv": "标题,正文\n".encode("utf-16"),
        "half.gz": gzip.compress(LINES)[:5],
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    for name, files in {"book.xlsx": ["[Content_Types].xml", "xl/a.xml"], "nothing.zip": []}.items():
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for file in files:
                archive.writestr(file, "<a/>")
    (tmp_path / "cut.zip").write_bytes((tmp_path / "book.xlsx").read_bytes()[:60])
    (tmp_path / "hollow").mkdir()
    found = {}
    for name in [*made, "book.xlsx", "nothing.zip", "cut.zip", "hollow", "missing"]:
        opened = only(tmp_path / name)
        assert isinstance(opened, Unreadable), name
        found[name] = opened.problem
    assert found == {
        "empty.jsonl": "the file is empty",
        "blank.csv": "the file is empty",
        "picture.csv": "unknown format: not text in UTF-8 or GB18030",
        "utf16.csv": "unknown format: not text in UTF-8 or GB18030",
        "half.gz": "the gzip file is cut short; everything before the cut was read",
        "book.xlsx": "cannot be read: the workbook is damaged: it has no xl/_rels/workbook.xml.rels",
        "nothing.zip": "the archive holds no files",
        "cut.zip": "a damaged or cut zip archive, or one inside another; unpack it and import what is in it",
        "hollow": "the folder holds no files",
        "missing": "there is no such file or folder",
    }


def test_the_encoding_is_voted_by_lines():
    chinese = "平替\n源头工厂\n".encode()
    assert sniff_encoding(chinese) == "utf-8"
    assert sniff_encoding(b"plain\n") == "utf-8"
    assert sniff_encoding(chinese.decode().encode("gb18030")) == "gb18030"
    # One broken line does not turn a UTF-8 file into another language.
    assert sniff_encoding("同厂\n".encode()[1:] + chinese) == "utf-8"
    # A character cut at the end of the head is no vote.
    assert sniff_encoding(chinese + "平".encode()[:2]) == "utf-8"


def test_opened_is_closed_again(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    opened = only(path)
    assert isinstance(opened, Opened)
    next(opened.blocks())
    path.unlink()
    assert not path.exists()
