"""Factory alerts: true reasons, kept limits, fair turns, words for a phone, and what answers teach."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.building import build_alerts
from alerts.contract import AlertInputs
from alerts.fanout import QUOTA, is_small
from alerts.learning import USUAL_WEIGHTS, learn
from alerts.matching import match
from alerts.pricing import ex_factory, shipped_shares
from alerts.wording import TITLE_LENGTH
from domain.alert import Answer, Demand, Factory, SentBefore

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
PROCESSES = ("EVA发泡", "注塑", "针织", "梭织", "吹塑", "冲压", "缝制", "压铸", "印花", "烘焙")
MATERIALS = ("EVA", "不锈钢", "纯棉", "锦纶", "PP", "牛皮", "硅胶", "小麦粉")
CATEGORIES = ("鞋靴", "服饰", "厨具餐具", "箱包", "家居家纺")
BELTS = ("温岭", "晋江", "永康", "义乌", "白沟")

SLIPPERS = Demand(
    "s1", "product:云朵拖鞋", "云朵拖鞋", "鞋靴", date(2026, 11, 15), "rising", 2.4, 1.8, 3.2, 40, "xhs",
    19, 29, ("掉色", "味道大"), ("EVA发泡",), ("EVA",), ("温岭", "揭阳"), (), 500, 10,
)  # fmt: skip
MAKER = Factory("f1", "卓云鞋业", "温岭", ("鞋靴",), ("EVA发泡", "缝制"), ("EVA",), 200, 7)


def told(demands, factories, **more):
    return build_alerts(AlertInputs(tuple(demands), tuple(factories), NOW, **more))


def test_an_alert_says_why_you_in_five_lines():
    (alert,) = told([SLIPPERS], [MAKER]).alerts
    assert alert.title == "【需求上升】云朵拖鞋"
    assert len(alert.title) <= TITLE_LENGTH
    assert alert.why_you == ("EVA发泡", "EVA", "温岭产业带")
    lines = alert.body.split("\n")
    assert len(lines) <= 5
    assert lines[0] == "本周讨论是平时的2.4倍（区间1.8–3.2），小红书为主"
    assert lines[2] == "市面19–29元，倒推出厂5.5–14元；买家嫌「掉色」「味道大」"
    assert "非订单承诺" in lines[-1]
    assert len(alert.body) <= 150


def test_a_long_name_is_cut_to_the_title():
    long = replace(SLIPPERS, name="加绒加厚防滑居家云朵棉拖鞋情侣款")
    assert len(told([long], [MAKER]).alerts[0].title) == TITLE_LENGTH


def test_a_category_alone_is_no_match_where_it_is_known_how_the_item_is_made():
    tailor = replace(MAKER, id="f2", processes=("缝制",), materials=("牛皮",))
    assert told([SLIPPERS], [tailor]).alerts == ()
    unknown = replace(SLIPPERS, processes=(), materials=())
    assert [alert.why_you for alert in told([unknown], [tailor]).alerts] == [
        ("温岭产业带", "起订200件", "7天交期")
    ]
    assert told([unknown], [replace(tailor, belt="白沟")]).alerts == ()


def test_a_factory_that_lacks_a_needed_certificate_is_not_told():
    papers = replace(SLIPPERS, certificates=("SC",))
    assert told([papers], [replace(MAKER, certificates=("ISO9001",))]).alerts == ()
    assert told([papers], [replace(MAKER, certificates=("SC", "ISO9001"))]).alerts
    assert told([papers], [MAKER]).alerts  # it states none: it may be asked


def test_past_the_last_order_day_nothing_is_sent_and_it_says_why():
    soon = replace(SLIPPERS, peak_day=date(2026, 12, 1))
    result = told([soon], [replace(MAKER, lead_days=20)])
    assert result.alerts == ()
    assert result.held_back[0].reason == "已过最晚下单日 2026-11-04"
    in_time = told([replace(SLIPPERS, peak_day=date(2027, 1, 20))], [MAKER]).alerts[0]
    assert in_time.order_by == date(2027, 1, 6)
    assert "下单最晚1月6日，开模最晚12月22日" in in_time.body


def test_disputed_muted_repeated_and_escalated():
    def reason(**more):
        (held,) = told([SLIPPERS], [MAKER], **more).held_back
        return held.reason

    before = SentBefore("f1", SLIPPERS.entity, "rising", "rising", NOW - timedelta(days=10))
    assert reason(sent_before=(before,)) == "28 天内已告知过"
    surging = replace(SLIPPERS, stage="surging")
    assert told([surging], [MAKER], sent_before=(before,)).alerts
    assert (
        told([replace(SLIPPERS, open_claims="同厂异议")], [MAKER]).held_back[0].reason
        == "有未决争议：同厂异议"
    )
    assert told([SLIPPERS], [replace(MAKER, muted_until=date(2026, 12, 1))]).alerts == ()


def test_cooling_is_told_once_to_those_who_were_told_of_the_rise():
    rise = SentBefore("f1", SLIPPERS.entity, "rising", "rising", NOW - timedelta(days=20))
    other = replace(MAKER, id="f2")
    (alert,) = told([], [MAKER, other], cooled=(SLIPPERS,), sent_before=(rise,)).alerts
    assert (alert.factory_id, alert.kind, alert.title) == ("f1", "cooled", "【已降温】云朵拖鞋")
    done = SentBefore("f1", SLIPPERS.entity, "cooled", "cooling", NOW - timedelta(days=1))
    assert told([], [MAKER], cooled=(SLIPPERS,), sent_before=(rise, done)).alerts == ()


@pytest.mark.parametrize(
    ("retail", "band"), [((19, 29), (5.5, 14.0)), ((1.2, 1.2), (0.4, 0.7)), ((None, 3), None)]
)
def test_ex_factory_prices_are_said_as_people_say_them(retail, band):
    category = "鞋靴" if retail[0] != 1.2 else "食品饮料"
    assert ex_factory(category, *retail, shipped_shares()) == band


def crowd(seed=7):
    """300 factories and 40 demands of a made-up trade."""
    dice = random.Random(seed)

    def some(words, least, most):
        return tuple(dice.sample(words, dice.randint(least, most)))

    factories = [
        Factory(
            f"f{n}", f"厂{n}", dice.choice(BELTS), some(CATEGORIES, 1, 2), some(PROCESSES, 1, 3),
            some(MATERIALS, 0, 2), dice.choice([None, 50, 100, 300, 500, 2000, 5000]),
            dice.choice([None, 5, 7, 15, 30]),
            instant=dice.random() < 0.3,
        )
        for n in range(300)
    ]  # fmt: skip
    demands = [
        replace(
            SLIPPERS, signal_id=f"s{n}", entity=f"product:物{n}", name=f"物{n}",
            category=dice.choice(CATEGORIES),
            processes=some(PROCESSES, 0, 2), materials=some(MATERIALS, 0, 1), belts=some(BELTS, 0, 2),
        )
        for n in range(40)
    ]  # fmt: skip
    return factories, demands


def test_300_factories_and_40_demands_for_four_weeks():
    factories, demands = crowd()
    by_id, wanted = {one.id: one for one in factories}, {one.signal_id: one for one in demands}
    eligible = {one.factory_id for one in match(demands, factories)}
    sent, seen = [], set()
    for day in range(28):
        now = NOW + timedelta(days=day)
        # New items every week: else the repeat interval alone would empty the later ones.
        this_week = [replace(one, entity=f"{one.entity}@{day // 7}") for one in demands]
        result = build_alerts(AlertInputs(tuple(this_week), tuple(factories), now, sent_before=tuple(sent)))
        assert max(Counter(alert.signal_id for alert in result.alerts).values(), default=0) <= QUOTA
        for alert in result.alerts:
            factory, demand = by_id[alert.factory_id], wanted[alert.signal_id]
            stated = {*factory.processes, *factory.materials, *factory.categories, f"{factory.belt}产业带"}
            stated |= {
                f"起订{factory.moq_pieces:,}件" if factory.moq_pieces else "",
                f"{factory.lead_days}天交期",
            }
            assert set(alert.why_you) <= stated
            takes = {
                *demand.processes,
                *demand.materials,
                demand.category,
                *(f"{b}产业带" for b in demand.belts),
            }
            assert set(alert.why_you) & takes
        sent += [SentBefore(a.factory_id, a.entity, "rising", "rising", now) for a in result.alerts]
        seen |= {alert.factory_id for alert in result.alerts}
        assert {(a.factory_id, a.signal_id) for a in result.alerts}.isdisjoint(
            {(h.factory_id, h.signal_id) for h in result.held_back}
        )
    for name, factory in by_id.items():
        days = [(one.sent_at - NOW).days for one in sent if one.factory_id == name]
        assert all(sum(first <= day < first + 7 for day in days) <= factory.per_week for first in range(28))
        if factory.instant:
            assert max(Counter(days).values(), default=0) <= factory.per_day
    small = {name for name in eligible if is_small(by_id[name])}
    assert len(small) > 100
    assert small <= seen


def test_answers_raise_the_precision_of_matches():
    """In truth only the process counts: after 200 answers the best matches are more often relevant."""
    factories, demands = crowd(11)
    by_id, wanted = {one.id: one for one in factories}, {one.signal_id: one for one in demands}

    def relevant(found):
        return bool(set(by_id[found.factory_id].processes) & set(wanted[found.signal_id].processes))

    def precision(matches, least=0):
        best = matches[least : least + 300]
        return sum(map(relevant, best)) / len(best)

    # A room that had been taught that belts and categories are all.
    usual = replace(USUAL_WEIGHTS, of=(0.2, 1.5, 2.0, 2.0, 0.4, 0.3))
    before = match(demands, factories, usual)
    dice = random.Random(3)
    answers = [
        Answer(one.factory_id, "", "", "can_make" if relevant(one) else "not_relevant", one.features)
        for one in dice.sample(before, 200)
    ]
    after = match(demands, factories, learn(answers, usual))
    assert precision(after) > precision(before) + 0.1
    assert learn([]) == USUAL_WEIGHTS
    assert learn([Answer("f", "", "", "mute", (1.0,) * 6)]) == USUAL_WEIGHTS
