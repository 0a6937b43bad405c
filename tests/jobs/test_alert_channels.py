"""Alerts and picks on their way: to people who pass them on, to factories; silenced and explained."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

import pingti
from alerts import fonts
from alerts.building import build_alerts
from alerts.contract import AlertInputs
from domain.alert import Demand, Factory, SentBefore, Silence
from domain.errors import BadSettings
from domain.message import Actions, Picture
from jobs import alert_why, cards, deliver, direct, picks
from jobs.announce_alerts import announce_alerts
from jobs.delivery_health import of_channels
from jobs.home import create_home, opened_home
from jobs.lanes import empty_lane
from jobs.settings import load_settings
from jobs.summary import Summary
from store.alerts import AlertTold, load_alerts, record_answer, save_factories, tell_alerts
from store.deliveries import load_deliveries
from store.picks import PickKept, save_picks
from store.silences import load_silences, save_silence

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)  # Monday 10:00 in Shanghai
WEEK = "2026-W46"
SLIPPERS = Demand(
    "product:云朵拖鞋@*@2026-11-15", "product:云朵拖鞋", "云朵拖鞋", "鞋靴", date(2026, 11, 15), "rising",
    2.4, 1.8, 3.2, 40, "xhs", 19, 29, ("掉色", "味道大"), ("EVA发泡",), ("EVA",), ("温岭", "揭阳"), (), 500,
    10,
)  # fmt: skip
FLASK = replace(
    SLIPPERS, signal_id="product:保温杯@*@2026-11-15", entity="product:保温杯", name="保温杯",
    category="厨具餐具", processes=("冲压",), materials=("不锈钢",), belts=("永康",), platform="douyin",
)  # fmt: skip
MAKER = Factory("f1", "卓云鞋业", "温岭", ("鞋靴",), ("EVA发泡", "缝制"), ("EVA",), 200, 7, channel="微信 zy")
PRESS = Factory("f2", "永康压力", "永康", ("厨具餐具",), ("冲压",), ("不锈钢",))
ROBOT = (
    '[[channels]]\nid = "{id}"\nkind = "wecom"\nurl = "file:secrets/wecom"\n'
    '[[subscriptions]]\nchannel = "{id}"\nwhat = "alerts"\n{more}'
)
MAIL = '[[channels]]\nid = "mail"\nkind = "smtp"\nurl = "smtp://127.0.0.1:{port}"\nsender = "a@b.cn"\n'
MAIL += 'recipients = ["team@b.cn"]\n'


def settle(root: Path, more: str, **values: str) -> None:
    path = root / "pingti.toml"
    body = path.read_text("utf-8")
    for name, value in values.items():
        body = body.replace(f'{name} = ""', f'{name} = "{value}"')
    body = body.replace("private_hosts = []", 'private_hosts = ["127.0.0.1"]')
    path.write_text(body + more, "utf-8")
    (root / "secrets").mkdir(exist_ok=True)
    (root / "secrets" / "wecom").write_text("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "utf-8")


def tell(home, factories=(MAKER, PRESS), demands=(SLIPPERS, FLASK), **more):
    """Decide and write down, as the job does, and announce with pictures."""
    save_factories(home.engine, factories, NOW)
    inputs = AlertInputs(tuple(demands), tuple(factories), NOW, **more)
    decided, by_id = build_alerts(inputs), {one.signal_id: one for one in (*demands, *inputs.cooled)}
    told = [
        AlertTold(a, WEEK, by_id[a.signal_id].category, by_id[a.signal_id].stage, NOW) for a in decided.alerts
    ]
    held = [(one.factory_id, one.signal_id, one.reason) for one in decided.held_back]
    tell_alerts(home.engine, WEEK, told, held)
    return announce(home, factories)


def announce(home, factories=(MAKER, PRESS)):
    of_week, by_id = load_alerts(home.engine, week=WEEK), {one.id: one for one in factories}
    return announce_alerts(home, of_week, by_id, cards.lay_out(home, WEEK, of_week, by_id, Summary("alerts")))


@pytest.fixture(autouse=True)
def clock_and_font(monkeypatch):
    monkeypatch.setattr("jobs.cards.has_chinese_font", lambda: True)  # whatever this machine has
    for module in ("jobs.announce_alerts", "jobs.deliver", "jobs.alert_why", "jobs.home", "jobs.picks"):
        monkeypatch.setattr(f"{module}.now", lambda: NOW)


@pytest.fixture
def open_home(home_dir: Path):
    opened = []

    def open_with(more: str, **values: str):
        settle(home_dir, more, **values)
        opened.append(opened_home(home_dir))
        return opened[-1].__enter__()

    yield open_with
    for one in opened:
        one.__exit__(None, None, None)


def bodies(home):
    """The messages that wait, by channel: titles of what is in each."""
    found: dict[str, list[str]] = {}
    for row in load_deliveries(home.engine):
        found.setdefault(row.channel, []).append(row.title)
    return {name: sorted(titles) for name, titles in found.items()}


def rows_of(listed: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(listed.read_text("utf-8-sig").splitlines(keepends=True)))


def queued_message(home) -> dict:
    with home.engine.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT message FROM deliveries").all()
    return json.loads(row[0])


def test_subscribers_get_the_cards_of_what_they_asked_for_and_once(open_home):
    home = open_home(
        ROBOT.format(id="all", more="")
        + ROBOT.format(id="shoes", more='categories = ["鞋靴"]\n')
        + ROBOT.format(id="wenling", more='belts = ["温岭"]\nplatforms = ["xhs"]\n')
        + ROBOT.format(id="flasks", more='keywords = ["保温杯"]\nwhen = "weekly"\n')
        + ROBOT.format(id="nobody", more='stages = ["surging"]\n')
    )
    assert tell(home) == 5
    slippers, flask = "给 卓云鞋业：【需求上升】云朵拖鞋", "给 永康压力：【需求上升】保温杯"
    assert bodies(home) == {
        "all": [slippers, flask], "shoes": [slippers], "wenling": [slippers], "flasks": [flask]
    }  # fmt: skip
    assert announce(home) == 0  # the send ledger: nothing is queued twice
    (weekly,) = load_deliveries(home.engine, channel="flasks")
    assert weekly.due_at.astimezone(ZoneInfo("Asia/Shanghai")) == datetime(
        2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai")
    )


def test_what_is_told_at_once_is_told_together(open_home, monkeypatch):
    home = open_home(ROBOT.format(id="all", more=""))
    tell(home)
    monkeypatch.setattr("jobs.deliver.open_channels", lambda home: ({}, {}))
    deliver.run(home)
    waiting = load_deliveries(home.engine, states=("waiting",))
    assert [one.title for one in waiting] == ["需求提醒汇总 2026-11-16（2 条）"]


def test_a_robot_that_takes_pictures_gets_the_card_as_one(open_home):
    from jobs.channel_accounts import open_channels
    from store.lanes import take_lane

    home = open_home(ROBOT.format(id="shoes", more='categories = ["鞋靴"]\n'))
    tell(home)
    with home.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET bundle = NULL")
    lane = take_lane(home.engine, "shoes", "me", 60, NOW)
    ((_, message),) = lane.claim(5, NOW)
    opened, _ = open_channels(home)
    parts = opened["shoes"].channel.render(message, deliver.load_files(home, message))
    assert [(part.number, part.of) for part in parts] == [(1, 2), (2, 2)]
    assert json.loads(parts[0].body)["msgtype"] == "markdown"
    assert json.loads(parts[1].body)["msgtype"] == "image"
    again = opened["shoes"].channel.render(message, deliver.load_files(home, message))
    assert again == parts
    assert not any(isinstance(block, Actions) for block in message.blocks)  # no public_url, no links
    assert "待转发.csv" in json.loads(parts[0].body)["markdown"]["content"]


def test_links_come_with_a_public_url(open_home, home_dir):
    home = open_home(ROBOT.format(id="all", more=""), public_url="https://p.example.com/")
    tell(home, (MAKER,), (replace(SLIPPERS, evidence=("xhs:a/b 1",)),))
    body = (home_dir / "alerts" / WEEK / "f1.txt").read_text("utf-8")
    assert body.count("https://p.example.com/a/") == 1
    assert (home_dir / "secrets" / "links.key").stat().st_mode & 0o077 == 0
    message = queued_message(home)
    (actions,) = [block for block in message["blocks"] if block["kind"] == "actions"]
    assert [link["text"] for link in actions["links"]][:3] == ["看证据", "能做", "要样"]
    assert len({link["url"] for link in actions["links"]}) == 7
    assert actions["links"][0]["url"] == "https://p.example.com/evidence/xhs:a%2Fb%201?audience=factory"


def test_factories_that_agreed_are_written_to_outside_their_quiet_hours(open_home, receivers, monkeypatch):
    with receivers.smtp() as server:
        home = open_home(MAIL.format(port=server.port), factory_mail="mail")
        early = replace(MAKER, channel="boss@zy.cn", direct=True, instant=True, quiet_from=21, quiet_until=8)
        digest = replace(PRESS, channel="boss@yk.cn", direct=True)
        silent = replace(PRESS, id="f3", name="不同意", channel="boss@no.cn")
        night = datetime(2026, 11, 15, 18, tzinfo=UTC)  # 02:00 in Shanghai
        monkeypatch.setattr("jobs.announce_alerts.now", lambda: night)
        factories = (early, digest, silent)
        assert tell(home, factories) == 2
        due = {
            row.channel: row.due_at.astimezone(ZoneInfo("Asia/Shanghai"))
            for row in load_deliveries(home.engine)
        }
        assert {name: f"{at:%d %H:%M}" for name, at in due.items()} == {
            "factory:f1": "16 08:00", "factory:f2": "16 09:00"
        }  # fmt: skip
        monkeypatch.setattr("jobs.deliver.now", lambda: NOW + timedelta(hours=12))  # 22:00: quiet again
        assert deliver.run(home).written == 0
        monkeypatch.setattr("jobs.deliver.now", lambda: NOW)
        monkeypatch.setattr("jobs.deliver.empty_lane", partial(empty_lane, clock=lambda: NOW))
        done = deliver.run(home)
        assert (done.written, done.problems) == (2, [])
        assert sorted(to for to, _ in server.letters) == ["boss@yk.cn", "boss@zy.cn"]
        assert [found for found in of_channels(home) if found[1] == "letters to factories"] == [
            (True, "letters to factories", "0 wait for 2 factories")
        ]
        assert deliver.run(home).written == 0


def test_a_factory_that_asked_for_silence_meanwhile_gets_nothing(open_home, receivers, monkeypatch):
    with receivers.smtp() as server:
        home = open_home(MAIL.format(port=server.port), factory_mail="mail")
        maker = replace(MAKER, channel="boss@zy.cn", direct=True, instant=True)
        assert tell(home, (maker,), (SLIPPERS,)) == 1
        (one,) = load_alerts(home.engine, week=WEEK)
        record_answer(home.engine, one.alert.fingerprint, "mute", "link", NOW)
        assert deliver.run(home).written == 0
        later = NOW + timedelta(days=31)
        monkeypatch.setattr("jobs.deliver.now", lambda: later)
        monkeypatch.setattr("jobs.deliver.empty_lane", partial(empty_lane, clock=lambda: later))
        assert deliver.run(home).written == 0
        (row,) = load_deliveries(home.engine)
        assert (row.state, server.letters) == ("dead", [])


def test_factory_mail_must_be_a_channel_of_mail(home_dir):
    settle(home_dir, ROBOT.format(id="all", more=""), factory_mail="all")
    with pytest.raises(BadSettings, match="no channel of kind smtp"):
        load_settings(home_dir)


@pytest.mark.parametrize(("at", "until"), [(7, "08:00"), (22, "08:00"), (8, "08:30"), (20, "20:30")])
def test_quiet_hours_end_on_the_hour(at, until):
    zone = ZoneInfo("Asia/Shanghai")
    asked = datetime(2026, 11, 16, at, 30, tzinfo=zone)
    assert f"{direct.awake(MAKER, asked, 'Asia/Shanghai').astimezone(zone):%H:%M}" == until
    never = replace(MAKER, quiet_from=0, quiet_until=0)
    assert direct.awake(never, asked, "Asia/Shanghai") == asked


def test_replies_filled_in_by_hand_survive_alerts_that_are_added(open_home, home_dir):
    home = open_home("")
    tell(home, (MAKER,), (SLIPPERS,))
    listed = home_dir / "alerts" / WEEK / cards.LIST
    rows = rows_of(listed)
    rows[0]["回复"] = "能做"
    with listed.open("w", encoding="gb18030", newline="") as out:  # as Excel saves it here
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    tell(home, (MAKER, PRESS))
    after = {row["工厂"]: row["回复"] for row in rows_of(listed)}
    assert after == {"卓云鞋业": "能做", "永康压力": ""}
    listed.write_bytes(b"PK\x03\x04 not a table")
    summary = Summary("alerts")
    of_week = load_alerts(home.engine, week=WEEK)
    cards.lay_out(home, WEEK, of_week, {"f1": MAKER, "f2": PRESS}, summary)
    assert len(list(listed.parent.glob("待转发.*.csv"))) == 1
    assert "原表留作" in summary.problems[0]


def test_without_a_chinese_font_there_are_texts_and_a_word_about_it(open_home, home_dir, monkeypatch):
    monkeypatch.setattr("jobs.cards.has_chinese_font", lambda: False)
    home = open_home("")
    save_factories(home.engine, (MAKER,), NOW)
    tell(home, (MAKER,), (SLIPPERS,))
    summary = Summary("alerts")
    assert cards.lay_out(home, WEEK, load_alerts(home.engine, week=WEEK), {"f1": MAKER}, summary) == {}
    assert fonts.DEBIAN_PACKAGE in summary.notes[0]
    folder = home_dir / "alerts" / WEEK
    assert sorted(path.name for path in folder.iterdir()) == ["f1.txt", cards.LIST]


def test_a_font_is_there_only_if_two_characters_are_drawn_differently(monkeypatch):
    monkeypatch.setattr(fonts, "_drawn", lambda letter: b"the same box")
    fonts.has_chinese_font.cache_clear()
    assert not fonts.has_chinese_font()
    fonts.has_chinese_font.cache_clear()


@pytest.mark.parametrize("about", ["卓云鞋业", "云朵拖鞋", "product:云朵拖鞋", "鞋靴"])
def test_silences_hold_until_their_day_and_say_why(open_home, about):
    home = open_home("")
    tell(home, (MAKER,), (SLIPPERS,))
    done = alert_why.silence(home, about, "2026-12-01", "老板出差", "小王")
    silences = tuple(load_silences(home.engine, date(2026, 11, 16)))
    inputs = AlertInputs((SLIPPERS,), (MAKER,), NOW, silences=silences)
    (held,) = build_alerts(inputs).held_back
    assert held.reason.endswith("静默至 2026-12-01（小王）：老板出差")
    assert done.details["until"] == "2026-12-01"
    assert build_alerts(replace(inputs, now=NOW + timedelta(days=16))).alerts  # the day after
    alert_why.silence(home, about, "2026-12-09", "")
    assert [one.until for one in load_silences(home.engine, date(2026, 11, 16))] == [date(2026, 12, 9)]


def test_the_command_silences_with_its_reason(home_dir):
    asked = ["--home", str(home_dir), "alerts", "--silence", "鞋靴", "--until", "2099-01-01", "--why", "淡季"]
    assert CliRunner().invoke(pingti.app, asked).exit_code == 0
    with opened_home(home_dir) as home:
        (one,) = load_silences(home.engine, date(2026, 11, 16))
    assert (one.kind, one.value, one.until, one.why) == ("category", "鞋靴", date(2099, 1, 1), "淡季")


def test_a_silence_needs_a_day_ahead_and_something_known(open_home):
    home = open_home("")
    save_factories(home.engine, (MAKER,), NOW)
    with pytest.raises(BadSettings, match="is over"):
        alert_why.silence(home, "卓云鞋业", "2020-01-01", "")
    with pytest.raises(BadSettings, match="no factory, item or category"):
        alert_why.silence(home, "没有的厂", "2030-01-01", "")


def test_what_has_cooled_inhibits():
    rise = SentBefore("f1", SLIPPERS.entity, "rising", "emerging", NOW - timedelta(days=9))
    both = AlertInputs((SLIPPERS,), (MAKER,), NOW, cooled=(SLIPPERS,), sent_before=(rise,))
    decided = build_alerts(both)
    assert [alert.kind for alert in decided.alerts] == ["cooled"]
    assert [one.reason for one in decided.held_back] == ["已降温，不再提醒"]
    cooled = SentBefore("f1", SLIPPERS.entity, "cooled", "cooling", NOW - timedelta(days=3))
    surging = replace(SLIPPERS, stage="surging")
    again = AlertInputs((surging,), (MAKER,), NOW, sent_before=(rise, cooled))
    assert [one.reason for one in build_alerts(again).held_back] == ["7 天内刚告知已降温"]
    hushed = replace(both, silences=(Silence("factory", "f1", date(2026, 12, 1)),))
    assert build_alerts(hushed).alerts == ()


def test_why_an_alert_was_sent_or_was_not(open_home, home_dir, monkeypatch):
    home = open_home(ROBOT.format(id="all", more=""))
    demands = (SLIPPERS, replace(FLASK, open_claims="异议 1"))
    tell(home, (MAKER, PRESS), demands)
    inputs = AlertInputs(demands, (MAKER, PRESS), NOW)
    monkeypatch.setattr(alert_why, "gather_alerts", lambda home, week: inputs)
    monkeypatch.setattr(alert_why, "default_week", lambda *_: WEEK)
    (alert,) = load_alerts(home.engine, week=WEEK)
    record_answer(home.engine, alert.alert.fingerprint, "can_make", "csv", NOW)
    save_silence(home.engine, Silence("factory", "f1", date(2026, 12, 1), "出差", "小王"), NOW)
    told, lines = alert_why.explain(home, "卓云鞋业")
    assert (told.kind, told.sent[0].deliveries, told.sent[0].answers[0][0]) == (
        "factory", {"all": "waiting"}, "can_make"
    )  # fmt: skip
    assert lines[0] == "静默至 2026-12-01：出差（小王）"
    assert "对上 EVA发泡、EVA、温岭产业带；all 等待；答复 can_make" in lines[1]
    assert lines[2] == (
        "不匹配 卓云鞋业 ← product:保温杯@*@2026-11-15：工艺、材料没有相同的：需要 冲压、不锈钢"
    )
    _, of_item = alert_why.explain(home, "保温杯")
    assert of_item[0] == "未发 永康压力 ← product:保温杯@*@2026-11-15：有未决争议：异议 1"
    ran = CliRunner().invoke(pingti.app, ["--home", str(home_dir), "alerts", "--why", "没有这个"])
    assert isinstance(ran.exception, BadSettings)


def test_picks_are_told_by_category_with_the_workbook(open_home):
    team = '[[channels]]\nid = "team"\nkind = "wecom"\nurl = "env:X"\n'
    home = open_home(team + '[[subscriptions]]\nchannel = "team"\nwhat = "picks"\ncategories = ["鞋靴"]\n')
    body = {
        "signal": "s", "name": "云朵拖鞋", "stage": "rising", "lift": 2.41, "lift_low": 1.8,
        "lift_high": 3.2, "voices": 40, "dupe_of": "Ugg", "selling_points": [], "risks": [],
        "hooks": [{"words": "踩屎感", "voices": 12}], "pain_points": [{"words": "掉色", "voices": 3}],
        "price_low": 19.0, "price_high": 29.0, "price_unit": "CNY/双", "price_gap": None, "makers": 0,
        "window": {"basis": "none"}, "channels": ["xhs"], "evidence": [],
    }  # fmt: skip
    kept = [
        PickKept(f"{WEEK}:{n}", WEEK, f"product:{n}", category, n, priority, NOW, body=body | {
            "id": f"{WEEK}:{n}", "entity": f"product:{n}", "category": category, "rank": n,
            "priority": priority,
        })
        for n, (category, priority) in enumerate((("鞋靴", "P0"), ("鞋靴", "P2"), ("箱包", "P0")), 1)
    ]  # fmt: skip
    save_picks(home.engine, WEEK, kept)
    from domain.weeks import Week

    assert picks._announce(home, Week.parse(WEEK)) == 1
    assert picks._announce(home, Week.parse(WEEK)) == 0
    assert bodies(home) == {"team": ["P0 云朵拖鞋（平替对象 Ugg）"]}
    message = queued_message(home)
    assert message["blocks"][0]["spans"][0]["text"] == (
        "上升，是预期的 2.4 倍（1.8–3.2），本周声量 40 人次，19–29 元/双"
    )
    assert [file["path"] for file in message["files"]] == [f"picks/{WEEK}/picks.{x}" for x in ("xlsx", "csv")]


def test_pictures_stand_in_the_message(open_home):
    home = open_home(ROBOT.format(id="all", more=""))
    tell(home, (MAKER,), (SLIPPERS,))
    message = queued_message(home)
    (picture,) = [block for block in message["blocks"] if block["kind"] == Picture("", "").kind]
    assert (home.root / message["files"][0]["path"]).read_bytes().startswith(b"\x89PNG")
    assert picture["file"] == message["files"][0]["name"]


def test_create_home_has_the_new_settings(tmp_path):
    create_home(tmp_path / "h")
    assert load_settings(tmp_path / "h").factory_mail == ""
