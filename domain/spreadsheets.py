"""Text as it may stand in a spreadsheet, be it a workbook or a CSV that will be opened as one."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 32767


def guard(text: str) -> str:
    """The text so that no spreadsheet, nor a CSV made from it, takes it for a formula."""
    clean = "".join(c for c in text if c in "\t\n" or ord(c) >= 32)[: LONGEST_CELL - 1]
    return f"'{clean}" if clean.startswith(_RISKY) else clean
