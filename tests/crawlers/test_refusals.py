"""Refused rows keep what helps to mend them and nothing about persons."""

import json
from pathlib import Path

import polars as pl

from crawlers.refusals import RefusalFile
from domain.frames import REFUSED

RAW = json.dumps(
    {
        "platform": "xhs", "title": "加我 13812345678 微信 abcd12345", "author_id": "realname_张三",
        "author_name": "张\"三", "nickname": "小三", "user_id": 123456, "created_at": "昨天",
    },
    ensure_ascii=False,
)  # fmt: skip


def test_no_person_in_the_refused_rows(tmp_path: Path) -> None:
    with RefusalFile(tmp_path, "a.jsonl", "0123456789abcdef") as refusals:
        refusals.add(pl.DataFrame([(1, "published_at 昨天 not a time", RAW)], schema=REFUSED, orient="row"))
        refusals.close()
        text = refusals.path.read_text(encoding="utf-8")
    row = json.loads(text)
    assert row["line"] == 1 and "昨天" in row["reason"]
    assert "xhs" in row["raw"] and "昨天" in row["raw"]
    for person in ("13812345678", "abcd12345", "realname_张三", "小三", "张", "123456"):
        assert person not in row["raw"]
