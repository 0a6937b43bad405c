"""Picks as rows for people: the columns of the workbook, the CSV and the preview."""

from collections.abc import Sequence

from campaigns.risks import labels
from domain.pick import Pick, RiskFlag, Said
from domain.platforms import platform_name
from domain.signal import STAGES

WIDTHS = {
    "编号": 26,
    "条目": 16,
    "话题词": 30,
    "卖点": 30,
    "痛点": 30,
    "风险": 46,
    "更稳妥的写法": 40,
    "证据": 70,
}
# What people fill in and give back (`pingti picks --results`); the rest is written anew each time.
GIVEN_BACK = ("编号", "负责人", "状态", "结果")
COLUMNS = (
    "编号", "名次", "优先级", "条目", "类目", "平替对象", "阶段", "倍数", "80%区间", "本周声量",
    "话题词", "卖点", "痛点", "价格带", "与品牌价之比", "旺季至", "最晚上架", "可供工厂（说法）",
    "主要平台", "风险", "更稳妥的写法", "证据", "同类过往", "负责人", "状态", "结果",
)  # fmt: skip
STATUS_WORDS = {"new": "待认领", "taken": "已认领", "launched": "已上架", "dropped": "放弃"}
RESULT_WORDS = {"hit": "达标", "miss": "未达标", "": ""}
_NOTHING = "—"


def rows(picks: Sequence[Pick]) -> list[tuple[str | float | int, ...]]:
    """One tuple a pick in the order of COLUMNS."""
    return [_row(pick) for pick in picks]


def _row(pick: Pick) -> tuple[str | float | int, ...]:
    named = labels()
    return (
        pick.id,
        pick.rank,
        pick.priority,
        pick.name,
        pick.category,
        pick.dupe_of or _NOTHING,
        STAGES.get(pick.stage, pick.stage),
        round(pick.lift, 2) if pick.lift is not None else _NOTHING,
        f"×{pick.lift_low:.1f}–×{pick.lift_high:.1f}" if pick.lift_low and pick.lift_high else _NOTHING,
        pick.voices,
        _said(pick.hooks),
        _said(pick.selling_points),
        _said(pick.pain_points),
        band_of(pick),
        f"{pick.price_gap:.0%}" if pick.price_gap is not None else _NOTHING,
        f"{pick.window.peak_day:%Y-%m-%d}" if pick.window.peak_day else "无法预测",
        f"{pick.window.last_launch_day:%Y-%m-%d}" if pick.window.last_launch_day else _NOTHING,
        pick.makers,
        "、".join(platform_name(name, "zh-CN") for name in pick.channels),
        "；".join(_risk(risk, named[risk.flag]) for risk in pick.risks) or "未见",
        "；".join(dict.fromkeys(risk.safer for risk in pick.risks)) or _NOTHING,
        "\n".join(
            f"{e.day:%m-%d} {platform_name(e.platform, 'zh-CN')}「{e.quote}」{e.url}"
            for e in pick.evidence
            if e.day
        ),
        f"{pick.past_results} 次中 {pick.past_hits} 次达标" if pick.past_results else "尚无结果",
        pick.owner,
        STATUS_WORDS.get(pick.status, pick.status),
        RESULT_WORDS.get(pick.result, pick.result),
    )


def _said(said: Sequence[Said]) -> str:
    return "、".join(f"{one.words}（{one.voices}）" for one in said) or _NOTHING


def _risk(risk: RiskFlag, label: str) -> str:
    posts = f"，{risk.posts} 帖" if risk.posts else ""
    return f"{label}（{'、'.join(risk.words)}{posts}）"


def band_of(pick: Pick) -> str:
    """`19–29 元/双`."""
    if pick.price_low is None or pick.price_high is None:
        return _NOTHING
    currency, _, unit = pick.price_unit.partition("/")
    money = {"CNY": "元", "USD": "美元"}.get(currency, currency)
    band = (
        f"{pick.price_low:g}"
        if pick.price_low == pick.price_high
        else f"{pick.price_low:g}–{pick.price_high:g}"
    )
    return f"{band} {money}{'/' + unit if unit else ''}"
