"""A full import and a crawl of data in which persons are planted: nothing of them is anywhere but in raw/.

Every form of every importer, and pages of every way of crawling a stranger's JSON, markup or feed. All names,
numbers and tokens are made up.
"""

import csv
import hashlib
import json
import logging
import sqlite3
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import openpyxl
import polars as pl
import pytest

from crawlers.discovery import find_importers
from jobs import annotate, chain, crawl, importing
from jobs.home import create_home, opened_home
from jobs.provenance import Declared

FIXTURES = Path(__file__).parent.parent / "fixtures"
CODE = Path(__file__).parents[2] / "crawlers" / "importers"
IMPORTERS = {path.stem for path in CODE.glob("*.py") if path.stem != "__init__"}
USER, SEC = "5f1aSECRETUSER0001", "MS4wLjABAAAASECRETSECUID"
NICK, AVATAR = "隐姓埋名者甲", "https://img.example/AVATARSECRET.jpg"
# fmt: off
PLANTED = {
    "nickname": NICK, "avatar": "AVATARSECRET", "place": "隐居县", "user": "SECRETUSER",
    "sec_uid": "SECRETSECUID",
    "token": "TOKENSECRET", "session": "SESSIONSECRET", "signature": "签名密语", "phone": "13912345678",
    "spaced phone": "139 8765 4321", "landline": "62345678", "wechat": "secretwx8899", "qq": "987650321",
    "email": "secret.person", "weibo": "5550001234", "handle": "hidden_name", "host": "hidden-host",
    "bluesky": "hidden-sky", "space": "778899001122",
    "digest": hashlib.sha256(USER.encode()).hexdigest()[:16],
}
TALK = (
    f"云朵拖鞋同厂平替 19.9元 联系{PLANTED['phone']} 或 {PLANTED['spaced phone']} "
    f"座机 0755-{PLANTED['landline']} "
    f"微信：{PLANTED['wechat']} QQ：{PLANTED['qq']} 邮箱{PLANTED['email']}@mail.example "
    f"回复 @{NICK}:好 //@{NICK}：同款 @{PLANTED['handle']}@{PLANTED['host']}.example "
    f"@{PLANTED['handle']}.example {PLANTED['bluesky']}.bsky.social "
    f"https://weibo.com/{PLANTED['weibo']}/Nabc12345 weibo.com/u/{PLANTED['weibo']} "
    f"https://space.bilibili.com/{PLANTED['space']} https://www.douyin.com/user/{SEC} "
    f"https://www.xiaohongshu.com/explore/690c4a800000000003090001?xsec_token={PLANTED['token']}"
)
LINKS = (
    f"https://weibo.com/{PLANTED['weibo']}/Nabc12345?sid={PLANTED['session']}",
    f"https://www.xiaohongshu.com/user/profile/{USER}/690c4a800000000003090002?xsec_token={PLANTED['token']}",
    f"https://www.douyin.com/user/{SEC}?modal_id=7345678901234567890&msToken={PLANTED['token']}",
    f"https://inst.example/@{PLANTED['handle']}/77001",
    f"https://me:{PLANTED['session']}@example.org/p/9?nickname={NICK}",
)
# Names of columns and of keys, in whatever export they stand.
VALUES = {
    NICK: "nickname user_nickname nick_name author author_name full_name username unique_id uniqueId 作者 "
    "达人名称 昵称",
    AVATAR: "avatar user_avatar avatarThumb author_avatar_url image images 达人头像",
    USER: "user_id userId uid author_id short_user_id user_unique_id user_url_token acct did member_id "
    "小红书号 作者id",
    SEC: "sec_uid secUid author_sec_uid",
    PLANTED["place"]: "ip_location ip_label 归属地",
    PLANTED["signature"]: "signature user_signature sign bio",
    PLANTED["token"]: "xsec_token xsecToken token",
    f"https://weibo.com/u/{PLANTED['weibo']}": "profile_url user_link 达人主页",
    TALK: "desc text content body content_text summary display_title title 笔记标题 笔记详情 微博正文 "
    "评论内容 标题 正文",
    f"https://a.example/?session={PLANTED['session']}": "source_platform_url user_agent source_url",
}
# fmt: on
OF_NAME = {name: value for value, names in VALUES.items() for name in names.split()}
ADDRESSES = {"url", "note_url", "aweme_url", "content_url", "video_url", "官方笔记地址", "link", "href"}


def planted(value: object, name: str = "", n: int = 0) -> object:
    """The same with a person wherever one of its kind may stand."""
    if isinstance(value, dict):
        return {key: planted(inside, key, n) for key, inside in value.items()}
    if isinstance(value, list):
        return [planted(inside, name, n) for inside in value]
    if name in ADDRESSES and isinstance(value, str):
        return LINKS[n % len(LINKS)]
    return OF_NAME[name] if name in OF_NAME and isinstance(value, str) else value


def person(row: dict[str, object]) -> dict[str, object]:
    """A flat row with every column in which an export may name somebody."""
    return row | {name: value for name, value in OF_NAME.items() if value not in (TALK,)}


def rows_of(page: Path) -> list[dict[str, object]]:
    if page.suffix == ".json":
        whole = json.loads(page.read_text(encoding="utf-8"))
        return whole if isinstance(whole, list) else [row for row in whole["data"]["list"] if row != 7]
    if page.suffix in (".csv", ".tsv"):
        encoding = "gb18030" if "gb18030" in page.parent.name else "utf-8-sig"
        text = page.read_bytes().decode(encoding)
        separator = max(";,\t", key=text.partition("\n")[0].count)
        return list(csv.DictReader(text.splitlines(), delimiter=separator))
    found = []
    for line in page.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return [row for row in found if isinstance(row, dict)]


def spoiled(row: dict[str, object]) -> dict[str, object]:
    """The row with something that gets it refused."""
    counts = (
        "likes",
        "liked_count",
        "like_count",
        "voteup_count",
        "comment_count",
        "点赞数",
        "sub_comment_count",
    )
    return row | {next((name for name in counts if name in row), "liked_count"): "很多"}


def write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    cut = json.dumps(rows[0] | {"nickname": NICK}, ensure_ascii=False)
    broken = cut[: cut.index(NICK) + 3]  # in the midst of a name
    path.write_text(text + broken + "\n", encoding="utf-8")


def write_csv(path: Path, rows: list[dict[str, object]], separator: str = ",") -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out, delimiter=separator)
        table.writerow(names)
        cells = [[row.get(name, "") for name in names] for row in rows]
        table.writerows([*cells, [*cells[0], NICK, "x"], [NICK, *cells[0], USER]])


def write_sheet(path: Path, rows: list[dict[str, object]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    book = openpyxl.Workbook()
    for cells in (names, *([str(row.get(name) or "") for name in names] for row in rows)):
        book.active.append(cells)
    book.active.append(["" for _ in names] + [NICK])
    book.save(path)


def write_base(path: Path, rows: list[dict[str, object]]) -> None:
    names = list(rows[0])
    base = sqlite3.connect(path)
    columns = ", ".join('"' + name + '"' for name in names)
    base.execute(f"CREATE TABLE xhs_note ({columns})")
    places = ", ".join("?" * len(names))
    cells = [[str(row.get(name)) for name in names] for row in rows]
    base.executemany(f"INSERT INTO xhs_note VALUES ({places})", cells)
    base.commit()
    base.close()


def with_buyers(page: bytes) -> bytes:
    """A table of facts, whose shop has put its buyers beside the goods."""
    try:
        text = page.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = page.decode("gb18030")
    lines = text.splitlines()
    header = max(range(len(lines)), key=lambda at: len([cell for cell in lines[at].split(",") if cell]))
    lines[header] += ",买家昵称,手机号,收货地址"
    told = f",{NICK},{PLANTED['phone']},{PLANTED['place']}"
    return "\n".join([*lines[: header + 1], *(line + told for line in lines[header + 1 :])]).encode()


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Planted files of every importer's fixtures, of MediaCrawler's in every form."""
    folder = tmp_path_factory.mktemp("planted")
    for case in sorted(FIXTURES.glob("*/*/")):
        importer = case.parent.name
        if importer not in IMPORTERS:
            continue
        page = next(case.glob("page.*"))
        if hasattr(find_importers()[importer], "TABLE") and page.suffix == ".csv":
            body = with_buyers(page.read_bytes())
            (folder / f"{importer}-{case.name}.csv").write_bytes(body)
            continue
        if page.suffix == ".xlsx":
            names = ("官方笔记地址", "笔记标题", "笔记详情", "达人名称", "小红书号")
            rows = [{"点赞数": "3"} | dict.fromkeys(names, "")]
        else:
            rows = rows_of(page)
        if importer == "hot_list_dump":  # nobody stands in it: a list of words and addresses
            rows = [
                row | {name: TALK for name in ("title", "display_query") if row.get(name)} for row in rows
            ]
            stem = folder / f"{importer}-{case.name}.json"
            stem.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            continue
        rows = [row for n, old in enumerate(rows) if isinstance(row := planted(old, n=n), dict)]
        if not rows:
            continue
        if importer == "table_json":
            stem = folder / f"{importer}-{case.name}.json"
            stem.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            continue
        if importer in ("mediacrawler", "csv_table", "own_jsonl"):
            rows = [person(row) for row in rows]
        rows.append(spoiled(rows[0]))
        stem = folder / f"{importer}-{case.name}"
        if importer in ("csv_table",) or page.suffix in (".csv", ".tsv"):
            write_csv(stem.with_suffix(".csv"), rows, ";" if importer == "zeeschuimer" else ",")
        elif importer == "table_xlsx":
            write_sheet(stem.with_suffix(".xlsx"), rows)
        else:
            write_lines(stem.with_suffix(".jsonl"), rows)
        if importer == "mediacrawler":
            write_csv(stem.with_suffix(".csv"), rows)
            write_sheet(stem.with_suffix(".xlsx"), rows)
            stem.with_suffix(".json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        if case.name == "xhs_contents_full":
            write_base(stem.with_suffix(".db"), rows)
    return folder


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Fixture pages of platforms with persons planted, by reader and case."""
    pages: dict[str, tuple[str, bytes]] = {}
    for path in FIXTURES.glob("*/*/page.*"):
        place = f"/{path.parent.parent.name}/{path.parent.name}"
        body = path.read_bytes()
        if path.suffix == ".json":
            pages[place] = ("application/json", json.dumps(planted(json.loads(body))).encode())
        elif path.suffix == ".xml":
            talk = TALK.replace("&", "&amp;")
            text = body.decode("utf-8").replace("平替", f"平替 {talk}", 3)
            author = f"<author><name>{NICK}</name><uri>https://x.example/{USER}</uri></author>"
            pages[place] = ("application/xml", text.replace("</entry>", author + "</entry>").encode())
        elif path.suffix == ".html" and path.parent.name == "list":
            text = (
                body.decode("utf-8")
                .replace("平替", f"平替 {TALK}")
                .replace("某某", NICK)
                .replace('"u1"', f'"{USER}"')
            )
            pages[place] = ("text/html", text.replace("/p/a1", LINKS[3]).encode())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = pages.get(self.path.split("?")[0], ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Set-Cookie", f"session={PLANTED['session']}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


SOURCES = {
    "feed": ("rss",),
    "json": ("list",),
    "page": ("list",),
    "mastodon": ("tag",),
    "bluesky": ("search",),
}


def declared(url: str) -> str:
    text = ""
    for reader, cases in SOURCES.items():
        for case in cases:
            meta = json.loads((FIXTURES / reader / case / "meta.json").read_text(encoding="utf-8"))
            source = meta.get("source", {})
            asked = next((word for word in ("{query}", "{tag}") if word in source.get("url", "")), "")
            ask = f"&q={asked}" if asked else ""
            address = f"{url}/{reader}/{case}?session={PLANTED['session']}{ask}"
            lines = [
                "[[sources]]",
                f'id = "{reader}-{case.replace("_", "-")}"',
                f'reader = "{reader}"',
                "max_pages = 1",
                f'url = "{address}"',
                f'platform = "{source["platform"]}"',
                "switched_on = true",
                'looked_at = "2026-11-22"',
                'looked_by = "test"',
            ]
            lines += ['queries = ["平替"]'] if ask else []
            picked = ", ".join(
                f"{name} = {json.dumps(path)}" for name, path in source.get("selectors", {}).items()
            )
            lines += [f"selectors = {{{picked}}}"] if picked else []
            text += "\n" + "\n".join(lines) + "\n"
    return text


def said_in(root: Path) -> dict[str, bytes]:
    """Every file of the home outside raw/ as what it says, and every value of every table."""
    found = {}
    for path in (one for one in root.rglob("*") if one.is_file()):
        name = str(path.relative_to(root))
        if name.startswith("raw/") or name == "pingti.toml":  # the settings are what a person wrote
            continue
        if path.suffix == ".parquet":
            found[name] = pl.read_parquet(path, hive_partitioning=False).write_json().encode()
        elif path.name.endswith(".arrow"):
            found[name] = pl.read_ipc(path).write_json().encode()
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found[name] = b"".join(archive.read(member) for member in archive.namelist())
        else:
            found[name] = path.read_bytes()
    base = sqlite3.connect(root / "pingti.db")
    for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = base.execute(f'SELECT * FROM "{table}"').fetchall()
        found[f"database {table}"] = json.dumps(rows, ensure_ascii=False, default=str).encode()
    base.close()
    return found


def test_no_person_is_kept_anywhere(
    tmp_path: Path, exports: Path, site: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    root = tmp_path / "home"
    create_home(root, more=declared(site))
    with opened_home(root) as home:
        held = importing.run(home, [exports])
        assert held.details["quarantined"] > 40 and held.refused > 20
        told = [held.as_dict()]
        imported = importing.run(home, [exports], said=Declared("own"))
        told.append(imported.as_dict())
        assert {file["format"] for file in imported.details["per_file"]} >= IMPORTERS
        crawled = crawl.run(home)
        told.append(crawled.as_dict())
        answers = {name: answer["items"] for name, answer in crawled.details.items()}
        assert sum(count > 0 for count in answers.values()) == sum(map(len, SOURCES.values())), (
            crawled.details
        )
        told += [one.as_dict() for one in chain.run(home)]
        annotate.run(home, everything=True)
        posts = home.post_log().view()
        assert posts.height > 60
        crawls = {source for source in posts["source"].unique() if source.startswith("crawl:")}
        assert len(crawls) == sum(map(len, SOURCES.values()))
        assert posts["text"].str.contains(r"\[phone\].*\[wechat\].*\[qq\].*\[email\]").any()
        assert posts["author"].is_not_null().any()
    files = said_in(root) | {"log": caplog.text.encode()}
    files["summaries"] = json.dumps(told, ensure_ascii=False, default=str).encode()
    assert any(name.startswith("refused/") for name in files)
    assert any(name.startswith("lake/quarantine/") for name in files)
    leaks = {
        (what, name)
        for name, body in files.items()
        for what, secret in PLANTED.items()
        if secret.encode() in body
    }
    assert sorted(leaks) == []
    raw = b"".join(path.read_bytes() for path in (root / "raw").rglob("*") if path.is_file())
    assert raw  # pages as they came are kept there, for days, and only there


def test_the_plants_are_found_where_nothing_is_masked(exports: Path) -> None:
    """The search itself: every planted word stands in the files that were imported."""
    whole = b"".join(
        path.read_bytes() for path in exports.iterdir() if path.suffix in (".jsonl", ".csv", ".json")
    )
    assert [what for what, secret in PLANTED.items() if secret.encode() not in whole] == ["digest"]
