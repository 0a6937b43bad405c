"""Names, ids, contacts and tokens planted in every export: none is left in what would be stored."""

import hashlib
import json
from datetime import UTC, datetime

import openpyxl
import pytest

from crawlers.discovery import importer_for
from crawlers.formats import mediacrawler, zeeschuimer
from crawlers.opening import open_paths
from crawlers.preparing import prepare

PLANTED = {
    "nickname": "隐姓埋名者甲", "avatar": "https://img.example/AVATARSECRET.jpg", "place": "隐居县",
    "user": "5f1aSECRETUSER", "token": "ABTOKENSECRET", "phone": "13912345678", "wechat": "secretwx8899",
    "profile": "https://weibo.com/u/5550001234", "email": "secret.person@mail.example",
    "signature": "签名密语",
}  # fmt: skip
TALK = f"同厂 联系{PLANTED['phone']} 微信：{PLANTED['wechat']} 邮箱{PLANTED['email']} {PLANTED['profile']}"
NOTE = "690c4a800000000003090001"
LINK = f"https://www.xiaohongshu.com/explore/{NOTE}?xsec_token={PLANTED['token']}&xsec_source=pc_feed"
PERSON = {
    "user_id": PLANTED["user"], "nickname": PLANTED["nickname"], "user_nickname": PLANTED["nickname"],
    "avatar": PLANTED["avatar"], "user_avatar": PLANTED["avatar"], "ip_location": PLANTED["place"],
    "profile_url": PLANTED["profile"], "user_link": PLANTED["profile"], "gender": PLANTED["signature"],
    "sec_uid": PLANTED["user"], "short_user_id": PLANTED["user"], "user_unique_id": PLANTED["user"],
    "user_signature": PLANTED["signature"], "sign": PLANTED["signature"], "xsec_token": PLANTED["token"],
}  # fmt: skip


def of_mediacrawler(fixtures):
    """The first row of every golden page, with a person and contacts planted in it, and a row refused."""
    for case in sorted((fixtures / "mediacrawler").iterdir()):
        expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
        names = list(expected["mapping"])
        row = dict.fromkeys(names, "1") | PERSON
        row |= {
            name: TALK for name, field in expected["mapping"].items() if field in ("title", "text", "tags")
        }
        row |= {name: "1762413696" for name, field in expected["mapping"].items() if field.endswith("_at")}
        row |= {name: LINK for name, field in expected["mapping"].items() if field == "url"}
        row.pop("creator_hash", None)
        count = next(name for name, field in expected["mapping"].items() if field in ("likes", "comments"))
        yield case.name, [row, row | {count: "很多"}]


def of_zeeschuimer(fixtures):
    for case in sorted((fixtures / "zeeschuimer").glob("*/page.ndjson")):
        rows = []
        for line in case.read_text(encoding="utf-8").splitlines()[:-1] or [case.read_text(encoding="utf-8")]:
            rows.append(planted(json.loads(line)))
        yield case.parent.name, rows


def planted(value, name=""):
    """The same object with a secret wherever one of its kind lies."""
    if isinstance(value, dict):
        return {key: planted(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [planted(inside, name) for inside in value]
    if name in ("nickname", "nick_name", "author_name", "full_name"):
        return PLANTED["nickname"]
    if name in ("avatar", "image", "author_avatar_url", "avatarThumb"):
        return PLANTED["avatar"]
    if name in ("user_id", "userId", "uid", "sec_uid", "secUid", "unique_id", "uniqueId", "username"):
        return PLANTED["user"]
    if name in ("desc", "text", "content", "title", "display_title") and value:
        return TALK
    if name.startswith("xsec"):
        return PLANTED["token"]
    if name in ("source_platform_url", "user_agent"):
        return f"https://www.xiaohongshu.com/search_result?keyword=x&session={PLANTED['token']}"
    return value


def stored(path, rows):
    """Everything that would reach the lake, and everything refused, as text."""
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    kept, refused, posts = "", "", 0
    for part in open_paths([path]):
        importer = importer_for(part.head, part.name)
        for chunk in importer.read(part):
            ready = prepare(
                chunk.posts, author_key=b"k" * 32, source="t", fetched_at=datetime(2025, 11, 8, tzinfo=UTC)
            )
            kept += json.dumps(ready.to_dicts(), ensure_ascii=False, default=str)
            refused += json.dumps(chunk.refused.to_dicts(), ensure_ascii=False)
            posts += ready.height
    return kept, refused, posts


def test_mediacrawler_keeps_no_person(tmp_path, fixtures):
    digest = hashlib.sha256(PLANTED["user"].encode()).hexdigest()
    for name, rows in of_mediacrawler(fixtures):
        kept, refused, posts = stored(tmp_path / f"{name}.jsonl", rows)
        assert posts == 1, name
        for secret in (*PLANTED.values(), digest[:16]):
            assert secret not in kept, (name, secret)
        # What is refused is kept for a while, with the text, but never with who wrote it or the session.
        for secret in ("nickname", "avatar", "place", "user", "token", "signature"):
            assert PLANTED[secret] not in refused, (name, secret)


def test_zeeschuimer_keeps_no_person(tmp_path, fixtures):
    for name, rows in of_zeeschuimer(fixtures):
        kept, refused, posts = stored(tmp_path / f"{name}.ndjson", rows)
        assert posts > 0, name
        for secret in PLANTED.values():
            assert secret not in kept, (name, secret)
        for secret in ("nickname", "avatar", "user", "token"):
            assert PLANTED[secret] not in refused, (name, secret)


def test_a_vendor_table_keeps_no_person(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["官方笔记地址", "笔记标题", "笔记详情", "点赞数", "达人名称", "小红书号", "封面地址"])
    person = [PLANTED["nickname"], PLANTED["user"], PLANTED["avatar"]]
    book.active.append([LINK, "平替", TALK, "1.2万", *person])
    book.save(tmp_path / "a.xlsx")
    (part,) = open_paths([tmp_path / "a.xlsx"])
    (chunk,) = importer_for(part.head, part.name).read(part)
    ready = prepare(
        chunk.posts, author_key=b"k" * 32, source="t", fetched_at=datetime(2025, 11, 8, tzinfo=UTC)
    )
    kept = json.dumps(ready.to_dicts(), ensure_ascii=False, default=str)
    assert ready.height == 1
    assert [name for name, secret in PLANTED.items() if secret in kept] == []


@pytest.mark.parametrize("private", [mediacrawler.PRIVATE, zeeschuimer.PRIVATE], ids=["crawler", "capture"])
def test_a_broken_line_shows_no_person(private):
    from crawlers.formats.cells import shown_text

    line = ",".join(f'"{name}": "机密{place}"' for place, name in enumerate(private))
    for end in ("", '"desc":"断', f'"{private[0]}":"机密 没有引号'):
        assert "机密" not in shown_text("{" + line + "," + end, private)


def test_both_generations_of_an_author_are_one(tmp_path):
    """creator_hash is sha256(user id)[:16]: an author is the same in old and new exports."""
    base = {"note_id": NOTE, "title": "a", "desc": "b", "liked_count": "1", "last_modify_ts": 1762500000123}
    digests = []
    for person in ({"user_id": "u1"}, {"creator_hash": hashlib.sha256(b"u1").hexdigest()[:16]}):
        path = tmp_path / "a.jsonl"
        path.write_text(json.dumps(base | person))
        (part,) = open_paths([path])
        (chunk,) = importer_for(part.head, part.name).read(part)
        digests += chunk.posts["author_digest"].to_list()
    assert digests[0] == digests[1] is not None
