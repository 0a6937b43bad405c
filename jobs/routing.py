"""Who gets which message, and when: made once, queued for every subscription that wants it.

Instant messages are due at once, those of one run together; daily and weekly ones wait until the settings'
hour.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.message import Block, Heading, Message, Topic, plain_lines
from domain.weeks import Week
from jobs.channel_settings import SubscriptionSettings
from jobs.home import Home, now
from store.deliveries import queue_messages

_SOONEST_FIRST = ("instant", "daily", "weekly")
# Neither narrowed down nor kept for a bundle: a report is of its week, trouble is of now.
_FOR_ALL = ("report", "health")
_TITLES = {
    ("alerts", "zh-CN"): "需求提醒汇总 {day}（{n} 条）",
    ("alerts", "en"): "Demand alerts of {day} ({n})",
    ("picks", "zh-CN"): "选品汇总 {day}（{n} 条）",
    ("picks", "en"): "Picks of {day} ({n})",
}


def wanted(subscription: SubscriptionSettings, message: Message) -> bool:
    """Whether the message is one that was subscribed to; of lists that are not empty, each must be met.

    A report covers everything and trouble concerns everybody: the lists narrow down neither.
    """
    if subscription.what != message.what:
        return False
    if message.what in _FOR_ALL:
        return True
    topic = message.topic
    pairs = (
        (subscription.categories, topic.categories),
        (subscription.belts, topic.belts),
        (subscription.stages, topic.stages),
        (subscription.platforms, topic.platforms),
    )
    if any(asked and not set(asked) & set(said) for asked, said in pairs):
        return False
    words = "\n".join(plain_lines(message)).casefold() if subscription.keywords else ""
    return not subscription.keywords or any(word.casefold() in words for word in subscription.keywords)


def queue_for_subscribers(home: Home, messages: Iterable[Message], at: datetime | None = None) -> int:
    """Queue each message for every channel that subscribed to it, once; returns how many are new."""
    at = at or now()
    groups: dict[tuple[str, str], list[tuple[Message, str]]] = {}
    for message in messages:
        for channel, when in subscribers(home.settings.subscriptions, message).items():
            groups.setdefault((when, message.what), []).append((message, channel))
    queued = 0
    for (when, what), pairs in groups.items():
        if when == "instant":
            group = None if what in _FOR_ALL else f"instant:{what}:{_day(at, home)}"
            queued += queue_messages(home.engine, pairs, at, bundle=group)
            continue
        due = next_bundle(when, at, home.settings.zone, home.settings.digest_at)
        name = f"{when}:{what}:{_day(due, home)}"
        queued += queue_messages(home.engine, pairs, at, due_at=due, bundle=name)
    return queued


def _day(at: datetime, home: Home) -> str:
    return f"{at.astimezone(ZoneInfo(home.settings.zone)):%Y-%m-%d}"


def subscribers(subscriptions: Sequence[SubscriptionSettings], message: Message) -> dict[str, str]:
    """Channel -> when. A channel that subscribed twice gets it once, at the sooner of both."""
    found: dict[str, str] = {}
    for subscription in subscriptions:
        if wanted(subscription, message):
            when = "instant" if message.what in _FOR_ALL else subscription.when
            before = found.get(subscription.channel, when)
            found[subscription.channel] = min(before, when, key=_SOONEST_FIRST.index)
    return found


def next_bundle(when: str, at: datetime, zone: str, hour: str) -> datetime:
    """The next time a daily or weekly (Monday) bundle goes out, strictly after `at`, on the zone's clock."""
    here = at.astimezone(ZoneInfo(zone))
    day = here.date() if when == "daily" else Week.of(here.date()).first_day
    step = timedelta(days=1 if when == "daily" else 7)
    while (due := datetime.combine(day, time.fromisoformat(hour), ZoneInfo(zone))) <= at:
        day += step
    return due


def merge(bundle: str, messages: Sequence[Message], lang: str) -> Message:
    """Several messages as one, each under its own title; the same messages make the same one."""
    _, what, day = bundle.split(":")
    digest = hashlib.sha256("\n".join(message.fingerprint for message in messages).encode()).hexdigest()[:16]
    blocks: list[Block] = []
    for message in messages:
        blocks.extend((Heading(message.title), *message.blocks))
    fields = ("categories", "belts", "stages", "platforms")
    return Message(
        fingerprint=f"bundle:{bundle}:{digest}",
        what=messages[0].what,
        title=_TITLES[what, lang].format(day=day, n=len(messages)),
        blocks=tuple(blocks),
        made_at=max(message.made_at for message in messages),
        topic=Topic(**{name: tuple(dict.fromkeys(_all(messages, name))) for name in fields}),
        signal_ids=tuple(dict.fromkeys(one for message in messages for one in message.signal_ids)),
        files=tuple({file.name: file for message in messages for file in message.files}.values()),
    )


def _all(messages: Sequence[Message], name: str) -> Iterable[str]:
    for message in messages:
        yield from getattr(message.topic, name)
