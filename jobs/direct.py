"""Factories that agreed to be written to: by mail through one channel, or at a configured channel.

Each address of mail is a lane of its own, `factory:ID`, so that its quiet hours hold up nobody else.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from channels.sending.door import Door
from domain.alert import Factory
from domain.errors import PingtiError
from domain.message import Message
from jobs.channel_accounts import OpenedChannel, open_one
from jobs.home import Home
from jobs.routing import next_bundle
from store.alerts import load_factories
from store.deliveries import queue_messages

LANE = "factory:"


def lane_of(home: Home, factory: Factory) -> str | None:
    """The channel a factory is reached by; None where it is not, or not by us."""
    if not factory.direct or not factory.channel:
        return None
    if factory.channel in {channel.id for channel in home.settings.channels}:
        return factory.channel
    return f"{LANE}{factory.id}" if "@" in factory.channel and home.settings.factory_mail else None


def queue_direct(home: Home, factory: Factory, messages: list[Message], at: datetime) -> int:
    """Queue alerts for the factory itself, outside its quiet hours: in a digest, or at once if it wants."""
    lane = lane_of(home, factory)
    if lane is None or not messages:
        return 0
    settings = home.settings
    when = at if factory.instant else next_bundle("daily", at, settings.zone, settings.digest_at)
    due = awake(factory, when, settings.zone)
    bundle = f"daily:alerts:{due.astimezone(ZoneInfo(settings.zone)):%Y-%m-%d}"
    return queue_messages(
        home.engine, [(message, lane) for message in messages], at,
        due_at=due, bundle=None if factory.instant else bundle,
    )  # fmt: skip


def awake(factory: Factory, at: datetime, zone: str) -> datetime:
    """`at`, or the end of the quiet hours it falls into."""
    here = at.astimezone(ZoneInfo(zone))
    if not factory.is_quiet(here.hour):
        return at
    here = here.replace(minute=0, second=0, microsecond=0)
    while factory.is_quiet(here.hour):
        here += timedelta(hours=1)
    return here


def open_direct(home: Home, at: datetime) -> tuple[dict[str, OpenedChannel], dict[str, str]]:
    """The lanes of factories that may be written to now, opened; and what is wrong with the others.

    A lane in its quiet hours, or silent by wish, is not opened: what is tried again there waits too.
    """
    through = next((one for one in home.settings.channels if one.id == home.settings.factory_mail), None)
    if through is None:
        return {}, {}
    door = Door(home.settings.private_hosts)
    here = at.astimezone(ZoneInfo(home.settings.zone))
    opened, wrong = {}, {}
    for factory in load_factories(home.engine):
        lane = lane_of(home, factory)
        if lane is None or not lane.startswith(LANE) or factory.is_quiet(here.hour):
            continue
        if factory.muted_until is not None and here.date() <= factory.muted_until:
            continue  # asked for after these were queued: they grow too old and end as dead letters
        try:
            own = through.model_copy(update={"id": lane, "recipients": [factory.channel]})
            opened[lane] = open_one(home, own, door)
        except PingtiError as error:
            wrong[lane] = str(error)
    return opened, wrong
