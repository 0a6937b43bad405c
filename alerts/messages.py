"""An alert as a message: for the person who passes it on, or for the factory that agreed to be written to."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.alert import Alert, Factory
from domain.message import Actions, Block, File, Message, Paragraph, Picture, Span, Topic, text

# In the order in which they are offered; what comes of a sample or an order is answered later.
OFFERED = {
    "rising": ("能做", "要样", "不相关", "已打样", "已成交", "静音30天"),
    "cooled": ("静音30天",),
}
_BACK = "请转发给工厂；回复填入 待转发.csv 最后一列，再运行 pingti alerts --answers"


def message_fingerprint(fingerprint: str) -> str:
    """What makes the message of an alert that message; in the send ledger once a channel."""
    return f"alert:{fingerprint}"


def forwarding_message(
    alert: Alert,
    factory: Factory,
    *,
    category: str,
    stage: str,
    made_at: datetime,
    links: Mapping[str, str],
    picture: File | None = None,
) -> Message:
    """For people of one's own company: the card, whom it is for, and how its answer comes back.

    `links` are signed addresses by answer in words; without them the answer comes back by the list.
    """
    reach = f"联系渠道：{factory.channel}。" if factory.channel else ""
    quiet = "请转发给工厂，点选即回复" if links else _BACK
    return _message(
        alert, factory, category, stage, made_at, links, picture,
        title=f"给 {factory.name}：{alert.title}",
        more=(Paragraph(text(reach + quiet), quiet=True),),
    )  # fmt: skip


def direct_message(
    alert: Alert,
    factory: Factory,
    *,
    category: str,
    stage: str,
    made_at: datetime,
    links: Mapping[str, str],
    picture: File | None = None,
) -> Message:
    """For the factory itself."""
    quiet = "点选即回复，无需登录" if links else "回复请联系给您发信的人"
    return _message(
        alert, factory, category, stage, made_at, links, picture,
        title=alert.title, more=(Paragraph(text(quiet), quiet=True),),
    )  # fmt: skip


def _message(
    alert: Alert,
    factory: Factory,
    category: str,
    stage: str,
    made_at: datetime,
    links: Mapping[str, str],
    picture: File | None,
    *,
    title: str,
    more: Sequence[Block],
) -> Message:
    blocks: list[Block] = [Paragraph(text(line)) for line in alert.body.split("\n")]
    if picture is not None:
        blocks.append(Picture(picture.name, f"卡片图 {picture.path}"))
    if links:
        blocks.append(Actions(tuple(Span(words, url=url) for words, url in links.items())))
    return Message(
        fingerprint=message_fingerprint(alert.fingerprint),
        what="alerts",
        title=title,
        blocks=(*blocks, *more),
        made_at=made_at,
        topic=Topic(
            categories=(category,) if category else (),
            belts=(factory.belt,) if factory.belt else (),
            stages=(stage,) if stage else (),
            platforms=(alert.platform,) if alert.platform else (),
        ),
        signal_ids=(alert.signal_id,),
        files=(picture,) if picture is not None else (),
    )
