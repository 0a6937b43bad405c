"""Which encoding a file is in: UTF-8 (with or without BOM) or GB18030, told by its first lines."""

from functools import lru_cache

UTF8 = "utf-8"
GB18030 = "gb18030"
UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@lru_cache(maxsize=4)
def sniff_encoding(head: bytes) -> str:
    """The encoding of the most lines that are not plain ASCII.

    A vote, not the first failure: one broken byte in a UTF-8 file would else turn the whole file into
    GB18030 nonsense, which decodes without complaint.
    """
    if head.startswith(UTF8_BOM):
        return UTF8
    lines = head.split(b"\n")
    # The last line may be cut in the middle of a character.
    lines = [line for line in (lines[:-1] or [_uncut(head)]) if not line.isascii()]
    utf8 = sum(decodes(line, UTF8) for line in lines)
    other = sum(not decodes(line, UTF8) and decodes(line, GB18030) for line in lines)
    return GB18030 if other > utf8 else UTF8


def _uncut(line: bytes) -> bytes:
    """Without a character cut in two at its end, in whichever encoding."""
    for encoding in (UTF8, GB18030):
        short = next(
            (line[: len(line) - less] for less in range(4) if decodes(line[: len(line) - less], encoding)),
            None,
        )
        if short is not None:
            return short
    return line


def is_text(head: bytes) -> bool:
    """Whether this can be text in an encoding we read; UTF-16 and binary formats are not."""
    return not head.startswith(_UTF16_BOMS) and b"\x00" not in head[:4096]


def decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
