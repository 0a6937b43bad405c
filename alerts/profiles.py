"""Factory profiles from a table that people filled in: Chinese or English headings, a reason a bad row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from domain.alert import Factory
from domain.errors import BadInput

_HEADINGS = {
    "id": "id 编号 工厂编号 factory_id",
    "name": "name 工厂 工厂名称 厂名 名称 企业名称 公司",
    "belt": "belt 产业带 所在地 地区 城市",
    "categories": "categories category 类目 品类 主营类目 主营",
    "processes": "processes process 工艺 工序 制程",
    "materials": "materials material 材料 材质 面料",
    "moq_pieces": "moq moq_pieces 起订量 最小起订量 起批量",
    "lead_days": "lead_days lead_time 交期 交期天数 货期 生产周期",
    "certificates": "certificates 资质 认证 证书",
    "capacity_month": "capacity_month capacity 月产能 产能",
    "exports": "exports export 出口 外贸",
    "languages": "languages 语言",
    "channel": "channel 联系渠道 推送渠道 渠道",
    "per_day": "per_day 每天最多",
    "per_week": "per_week 每周最多",
    "instant": "instant 即时提醒",
    "direct": "direct 直接推送 直接联系",
    "muted_until": "muted_until 静音至",
    "quiet": "quiet quiet_hours 勿扰时段",
}
FIELDS = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split()}
_LISTS = ("categories", "processes", "materials", "certificates", "languages")
_NUMBERS = {"moq_pieces": 10**8, "lead_days": 730, "capacity_month": 10**10, "per_day": 20, "per_week": 50}
_YES = {"是", "有", "y", "yes", "true", "1", "可", "√", "出口"}
_NO = {"否", "无", "n", "no", "false", "0", "不", "×", "不出口"}
_NOTHING = {"", "-", "—", "/", "无", "不详", "n/a", "none"}


@dataclass(frozen=True, slots=True)
class Profiles:
    """What a table held: profiles, and (line, reason) of each row that is none."""

    factories: tuple[Factory, ...]
    refused: tuple[tuple[int, str], ...]


def read_profiles(rows: Sequence[Mapping[str, str]]) -> Profiles:
    """Rows of text by heading. Raises BadInput when no column names the factory."""
    fields = {heading: FIELDS.get(heading.strip().lower()) for heading in (rows[0] if rows else {})}
    if "name" not in fields.values():
        known = "、".join(_HEADINGS["name"].split()[1:3])
        raise BadInput(
            "No column names the factory", hint=f"Call it {known}; others: {'、'.join(sorted(FIELDS))}"
        )
    found: dict[str, Factory] = {}
    refused = []
    for line, row in enumerate(rows, 2):
        said = {field: row[heading].strip() for heading, field in fields.items() if field}
        try:
            factory = _factory(said)
        except ValueError as wrong:
            refused.append((line, str(wrong)))
            continue
        if factory.id in found:
            refused.append((line, f"{factory.name} 重复出现"))
            continue
        found[factory.id] = factory
    return Profiles(tuple(found.values()), tuple(refused))


def _factory(said: Mapping[str, str]) -> Factory:
    name = said["name"]
    if not name:
        raise ValueError("没有工厂名称")
    values: dict[str, Any] = {field: _split(said.get(field, "")) for field in _LISTS}
    if not (values["categories"] or values["processes"] or values["materials"]):
        raise ValueError("类目、工艺、材料至少写一项，否则无从匹配")
    for field, most in _NUMBERS.items():
        number = _number(field, said.get(field, ""), most)
        if number is not None:
            values[field] = number
    for field in ("exports", "instant", "direct"):
        answer = _answer(field, said.get(field, ""))
        if answer is not None:
            values[field] = answer
    if said.get("muted_until"):
        try:
            values["muted_until"] = date.fromisoformat(said["muted_until"][:10])
        except ValueError:
            raise ValueError(f"静音至 {said['muted_until']!r} 不是日期，写成 2026-12-31") from None
    quiet = re.fullmatch(r"(\d{1,2})(?:[:：]00)?\s*[-–~至到]\s*(\d{1,2})(?:[:：]00)?", said.get("quiet", ""))
    if said.get("quiet", "") not in _NOTHING:
        if quiet is None or max(map(int, quiet.groups())) > 24:
            raise ValueError(f"勿扰时段 {said['quiet']!r} 读不懂，写成 21-8")
        values["quiet_from"], values["quiet_until"] = (int(hour) % 24 for hour in quiet.groups())
    stated = said.get("id") or "f" + sha256(name.encode()).hexdigest()[:12]
    return Factory(
        id=stated,
        name=name,
        belt=_blank(said.get("belt", "")),
        channel=_blank(said.get("channel", "")),
        **values,
    )


def _split(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(r"[、，,;；/|\n]+", text))
    return tuple(dict.fromkeys(part for part in parts if part.lower() not in _NOTHING))


def _blank(text: str) -> str | None:
    return None if text.lower() in _NOTHING else text


def _number(field: str, text: str, most: int) -> int | None:
    """200, 200件, 1,000 双, 2万; the smaller end of 200-500."""
    if text.lower() in _NOTHING:
        return None
    found = re.match(r"[≥>约]?\s*(\d+(?:\.\d+)?)\s*([万千kKwW]?)", text.replace(",", "").replace("，", ""))
    if not found:
        raise ValueError(f"{field} {text!r} 不是数字")
    times = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}.get(found[2].lower(), 1)
    number = int(float(found[1]) * times)
    if number > most:
        raise ValueError(f"{field} {text!r} 太大")
    return number


def _answer(field: str, text: str) -> bool | None:
    folded = text.strip().lower()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    if folded in _NOTHING:
        return None
    raise ValueError(f"{field} {text!r} 读不懂，写是或否")
