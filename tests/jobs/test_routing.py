"""One message, many audiences: who wants it, when they get it, and bundles on the zone's clock."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.message import Heading, Message, Paragraph, Topic, text
from jobs.channel_settings import SubscriptionSettings
from jobs.home import opened_home
from jobs.routing import merge, next_bundle, queue_for_subscribers, subscribers, wanted
from store.deliveries import bundle_due, load_deliveries

AT = datetime(2026, 11, 18, 2, tzinfo=UTC)  # Wednesday 10:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")


def alert(n: int = 1, what: str = "alerts", **topic: tuple[str, ...]) -> Message:
    return Message(f"a{n}", what, f"云朵拖鞋第{n}款", (Paragraph(text("厚底")),), AT, topic=Topic(**topic))


def asked(**narrowed: object) -> SubscriptionSettings:
    return SubscriptionSettings(**{"channel": "team", "what": "alerts"} | narrowed)


SHOES = {"categories": ("鞋靴",), "belts": ("晋江",), "stages": ("rising",), "platforms": ("xhs", "douyin")}


@pytest.mark.parametrize(
    ("narrowed", "yes"),
    [
        ({}, True),
        ({"what": "picks"}, False),
        ({"categories": ["鞋靴", "箱包"]}, True),
        ({"categories": ["箱包"]}, False),
        ({"belts": ["晋江"], "stages": ["rising"], "platforms": ["douyin"]}, True),
        ({"belts": ["晋江"], "stages": ["emerging"]}, False),
        ({"keywords": ["厚底", "洞洞鞋"]}, True),
        ({"keywords": ["洞洞鞋"]}, False),
    ],
)
def test_each_list_that_is_not_empty_must_be_met(narrowed, yes):
    assert wanted(asked(**narrowed), alert(**SHOES)) is yes


def test_what_a_message_does_not_say_it_does_not_meet():
    assert not wanted(asked(categories=["鞋靴"]), alert())


def test_a_report_and_trouble_are_for_all_who_asked():
    for what in ("report", "health"):
        one = asked(what=what, categories=["鞋靴"], when="weekly")
        assert subscribers([one], alert(what=what)) == {"team": "instant"}


def test_a_channel_gets_a_message_once_at_the_sooner_time():
    both = [asked(when="weekly"), asked(categories=["鞋靴"], when="daily"), asked(channel="mail")]
    assert subscribers(both, alert(**SHOES)) == {"team": "daily", "mail": "instant"}
    assert subscribers(both, alert()) == {"team": "weekly", "mail": "instant"}


@pytest.mark.parametrize(
    ("when", "at", "due"),
    [
        ("daily", datetime(2026, 11, 18, 8, 59, tzinfo=SHANGHAI), datetime(2026, 11, 18, 9, tzinfo=SHANGHAI)),
        ("daily", datetime(2026, 11, 18, 9, 0, tzinfo=SHANGHAI), datetime(2026, 11, 19, 9, tzinfo=SHANGHAI)),
        ("daily", datetime(2026, 11, 17, 23, 0, tzinfo=UTC), datetime(2026, 11, 18, 9, tzinfo=SHANGHAI)),
        ("weekly", datetime(2026, 11, 18, 10, tzinfo=SHANGHAI), datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)),
        ("weekly", datetime(2026, 11, 23, 8, tzinfo=SHANGHAI), datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)),
        ("weekly", datetime(2026, 12, 31, 8, tzinfo=SHANGHAI), datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)),
    ],
)
def test_bundles_go_out_on_the_zones_clock(when, at, due):
    assert next_bundle(when, at, "Asia/Shanghai", "09:00") == due


def test_a_daily_bundle_is_one_message(home_dir: Path) -> None:
    settings = (home_dir / "pingti.toml").read_text("utf-8") + (
        '[[channels]]\nid = "team"\nkind = "wecom"\nurl = "env:X"\n'
        '[[subscriptions]]\nchannel = "team"\nwhat = "alerts"\nwhen = "daily"\n'
    )
    (home_dir / "pingti.toml").write_text(settings, "utf-8")
    with opened_home(home_dir) as home:
        assert queue_for_subscribers(home, [alert(n, **SHOES) for n in (1, 2, 3)], AT) == 3
        assert queue_for_subscribers(home, [alert(2, **SHOES)], AT) == 0
        due = next_bundle("daily", AT, "Asia/Shanghai", "09:00")
        assert bundle_due(home.engine, AT, lambda n, m: merge(n, m, "zh-CN")) == 0
        assert bundle_due(home.engine, due, lambda n, m: merge(n, m, "zh-CN")) == 1
        (together,) = load_deliveries(home.engine, states=("waiting",))
        assert together.title == "需求提醒汇总 2026-11-19（3 条）"
        assert len(load_deliveries(home.engine, states=("bundled",))) == 3


def test_a_bundle_keeps_everything_of_its_messages():
    members = [alert(1, **SHOES), alert(2, categories=("箱包",))]
    one = merge("daily:alerts:2026-11-19", members, "zh-CN")
    assert [b.text for b in one.blocks if isinstance(b, Heading)] == ["云朵拖鞋第1款", "云朵拖鞋第2款"]
    assert one.topic.categories == ("鞋靴", "箱包")
    assert one.fingerprint == merge("daily:alerts:2026-11-19", members, "en").fingerprint
    assert one.fingerprint != merge("daily:alerts:2026-11-19", members[:1], "zh-CN").fingerprint
