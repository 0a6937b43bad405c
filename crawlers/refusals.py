"""Where refused rows of a file lie: one JSON Lines file each, written whole and put in place at once."""

import json
from pathlib import Path
from types import TracebackType
from typing import IO

import polars as pl

from crawlers.privacy import mask_personal

# In a row of JSON, be it a broken one: what names or shows a person, whatever the export calls it.
_PERSON = (
    r'"((?:author|user|creator|owner|nick|avatar|sec_|short_user|ip_|screen_?name|display_?name|real_?name|profile'
    r"|phone|mobile|wechat|openid|unionid|account)[A-Za-z_]*|uid|mid|did|tel|qq|e?mail|sex|gender|sign|signature|handle"
    r'|acct|xsec_[a-z]+|[a-z_]*token|cookie|session[a-z_]*|作者[^"]*|[^"]*昵称|达人[^"]*|博主[^"]*|账号[^"]*|小红书号|抖音号'
    r'|用户[^"]*|发布者[^"]*|[^"]*头像[^"]*|[^"]*主页[^"]*|手机[^"]*|电话[^"]*|微信[^"]*|姓名|邮箱[^"]*)"'
    r'\s*:\s*(?:"(?:[^"\\]|\\.)*"?|[-0-9.]+)'
)


class RefusalFile:
    """`<name>-<first 8 of sha256>.jsonl` in the folder; nothing is left there when nothing was refused.

    Rows go to a file beside it until `close`, so that a killed import leaves no half list and the next
    one, which reads every chunk again, writes the same.
    """

    def __init__(self, folder: Path, name: str, sha256: str) -> None:
        self.path = folder / f"{_file_name(name)}-{sha256[:8]}.jsonl"
        self.count = 0
        self._beside = self.path.with_suffix(".part")
        self._out: IO[str] | None = None

    def add(self, refused: pl.DataFrame) -> None:
        """Rows of the REFUSED schema."""
        if refused.is_empty():
            return
        if self._out is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._out = self._beside.open("w", encoding="utf-8")
        for row in without_persons(refused).iter_rows(named=True):
            self._out.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.count += refused.height

    def close(self) -> None:
        """Put the list in its place, or take an older one away when there is nothing to list."""
        if self._out is None:
            self.path.unlink(missing_ok=True)
            return
        self._out.close()
        self._out = None
        self._beside.replace(self.path)

    def __enter__(self) -> "RefusalFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out is not None:
            self._out.close()
            self._beside.unlink(missing_ok=True)


def without_persons(refused: pl.DataFrame) -> pl.DataFrame:
    """REFUSED with contacts masked and whoever wrote it left out: the file it came from still has them."""
    kept = pl.Series(mask_personal(refused["raw"])).str.replace_all(_PERSON, '"${1}": "[author]"')
    return refused.with_columns(kept.alias("raw"))


def count_refused(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def _file_name(name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)
    return kept[-80:].lstrip("._-")
