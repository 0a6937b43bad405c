"""The alerts of a week laid out in home/alerts/WEEK/: texts and pictures to pass on, and 待转发.csv.

Robots only reach a company's own groups; a person who knows the factory passes these on and brings back
what it answered, in the last column of the list.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from alerts.card import draw_card
from alerts.fonts import HINT, has_chinese_font
from crawlers.plain_tables import read_table
from domain.alert import Factory
from domain.errors import BadInput
from domain.spreadsheets import guard
from jobs.answer_links import reply_link
from jobs.home import Home
from jobs.summary import Summary
from store.alerts import AlertTold

LIST = "待转发.csv"
ID, REPLY = "编号", "回复"
COLUMNS = (ID, "工厂", "联系渠道", "标题", "正文", "为什么是您", "信号", "卡片图", REPLY)


def lay_out(
    home: Home, week: str, told: Sequence[AlertTold], factories: Mapping[str, Factory], summary: Summary
) -> dict[str, str]:
    """Write what is not there yet and put the list anew, with the replies already filled in.

    Gives the path in the home of each picture, by fingerprint; none where no font has Chinese characters.
    """
    folder = home.root / "alerts" / week
    folder.mkdir(parents=True, exist_ok=True)
    pictures = _draw(home, folder, week, told, summary)
    texts: dict[str, list[str]] = {}
    for one in told:
        link = reply_link(home, one.alert, one.made_at)
        lines = [one.alert.title, one.alert.body, *([f"点开即可回复：{link}"] if link else [])]
        texts.setdefault(one.alert.factory_id, []).append("\n".join(lines))
    for name, cards in texts.items():
        (folder / f"{_file_name(name)}.txt").write_text("\n\n".join(cards) + "\n", encoding="utf-8")
    listed = folder / LIST
    replies = _replies(listed, summary)
    beside = listed.with_name(f".{listed.name}.part")
    beside.write_bytes(_table(told, factories, pictures, replies).encode("utf-8-sig"))
    beside.replace(listed)  # last and whole: where it is, the cards are
    summary.details["files"] = [str(listed)]
    summary.notes.append(str(listed))
    return pictures


def _draw(home: Home, folder: Path, week: str, told: Sequence[AlertTold], summary: Summary) -> dict[str, str]:
    if not has_chinese_font():
        summary.notes.append(f"没有中文字体，只写了文字卡片，没有画图。{HINT}")
        return {}
    pictures = {}
    for one in told:
        name = f"{_file_name(one.alert.factory_id)}-{one.alert.fingerprint[:8]}.png"
        path = folder / name
        if not path.is_file():  # an alert that was told never changes
            beside = folder / f".{name}.part"
            beside.write_bytes(draw_card(one.alert, week, demo=home.settings.demo))
            beside.replace(path)
        pictures[one.alert.fingerprint] = f"alerts/{week}/{name}"
    return pictures


def _replies(listed: Path, summary: Summary) -> dict[str, str]:
    """What people filled in since it was written; a list that cannot be read is kept under another name."""
    if not listed.is_file():
        return {}
    try:
        rows = read_table(listed, COLUMNS)
    except BadInput as error:
        kept = listed.with_name(f"{listed.stem}.{int(listed.stat().st_mtime)}{listed.suffix}")
        listed.replace(kept)
        summary.problems.append(f"{error} 原表留作 {kept.name}，里面的回复请抄到新表")
        return {}
    return {row.get(ID, "").lstrip("'"): row[REPLY] for row in rows if row.get(REPLY)}


def _table(
    told: Sequence[AlertTold],
    factories: Mapping[str, Factory],
    pictures: Mapping[str, str],
    replies: Mapping[str, str],
) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in told:
        alert, factory = one.alert, factories.get(one.alert.factory_id)
        cells = (
            alert.fingerprint,
            factory.name if factory else alert.factory_id,
            (factory.channel if factory else None) or "",
            alert.title,
            alert.body,
            "、".join(alert.why_you),
            alert.signal_id,
            pictures.get(alert.fingerprint, "").rpartition("/")[2],
            replies.get(alert.fingerprint, ""),
        )
        writer.writerow(guard(cell) for cell in cells)
    return out.getvalue()


def _file_name(factory_id: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in factory_id)[:60]
