"""Factory profiles from a table: what people write, and what is said to them of rows that are none."""

import pytest

from alerts.profiles import read_profiles
from domain.errors import BadInput

ROW = {
    "工厂名称": "卓云鞋业",
    "产业带": "温岭",
    "类目": "鞋靴、箱包",
    "工艺": "EVA发泡，缝制",
    "起订量": "200双",
    "交期": "7天",
}


def test_a_row_as_people_write_it():
    row = ROW | {
        "材料": "EVA/橡胶",
        "月产能": "2万",
        "出口": "是",
        "认证": "无",
        "勿扰时段": "22-9",
        "即时提醒": "否",
    }
    (factory,) = read_profiles([row]).factories
    assert (factory.name, factory.belt, factory.categories) == ("卓云鞋业", "温岭", ("鞋靴", "箱包"))
    assert (factory.processes, factory.materials) == (("EVA发泡", "缝制"), ("EVA", "橡胶"))
    assert (factory.moq_pieces, factory.lead_days, factory.capacity_month) == (200, 7, 20_000)
    assert (factory.exports, factory.certificates, factory.instant) == (True, (), False)
    assert (factory.quiet_from, factory.quiet_until) == (22, 9)
    assert factory.id == read_profiles([ROW]).factories[0].id  # the same factory next time


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"工厂名称": ""}, "没有工厂名称"),
        ({"类目": "", "工艺": ""}, "至少写一项"),
        ({"起订量": "面议"}, "moq_pieces '面议' 不是数字"),
        ({"交期": "9999"}, "太大"),
    ],
)
def test_a_row_that_is_no_profile_is_refused_with_its_reason(change, reason):
    found = read_profiles([ROW, ROW | {"工厂名称": "别家"} | change])
    assert len(found.factories) == 1
    ((line, why),) = found.refused
    assert line == 3
    assert reason in why


def test_a_factory_named_twice_and_a_table_without_names():
    assert read_profiles([ROW, ROW]).refused == ((3, "卓云鞋业 重复出现"),)
    with pytest.raises(BadInput, match="No column names the factory"):
        read_profiles([{"类目": "鞋靴"}])
