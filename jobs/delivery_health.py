"""What is wrong with sending: channels in trouble, dead letters, a weekly report that came too late."""

from collections.abc import Iterator
from datetime import timedelta

from jobs.announce import untold
from jobs.channel_accounts import open_channels
from jobs.direct import LANE
from jobs.home import Home, now
from store.deliveries import load_deliveries, load_lanes

# Dead letters older than this are history; they stay in `pingti deliver --dead`.
RECENT = timedelta(days=14)


def of_channels(home: Home) -> Iterator[tuple[bool, str, str]]:
    """For each declared channel whether all is well, its name and how it stands."""
    opened, wrong = open_channels(home)
    lanes = {lane.channel: lane for lane in load_lanes(home.engine)}
    for name in opened:
        lane = lanes.get(name)
        letters = load_deliveries(home.engine, states=("dead",), channel=name, n=1000)
        dead = sum(now() - letter.due_at < RECENT for letter in letters)
        if lane and lane.problem:
            yield False, f"channel {name}", f"{lane.waiting} wait: {lane.problem}"
        elif dead:
            words = f"{dead} dead letters: see pingti deliver --dead, send with --again ID"
            yield False, f"channel {name}", words
        else:
            yield True, f"channel {name}", f"{lane.waiting if lane else 0} wait"
    direct = [lane for name, lane in lanes.items() if name.startswith(LANE)]
    if direct:
        letters = load_deliveries(home.engine, states=("dead",), n=1000)
        lost = [one for one in letters if one.channel.startswith(LANE) and now() - one.due_at < RECENT]
        troubled = [lane for lane in direct if lane.problem]
        words = f"{sum(lane.waiting for lane in direct)} wait for {len(direct)} factories"
        if lost or troubled:
            words += f"; {len(lost)} dead letters, {len(troubled)} in trouble: see pingti deliver --dead"
        yield not (lost or troubled), "letters to factories", words
    for name, words in wrong.items():
        yield False, f"channel {name}", words


def of_weekly(home: Home) -> Iterator[tuple[bool, str, str]]:
    """Whether everybody who subscribed has the weekly report by the hour it is due."""
    late = untold(home, now())
    for one in late:
        words = f"{one.week} not delivered to {one.channel} by {home.settings.weekly_by}: {one.words}"
        yield False, "weekly report", words
    if not late and any(one.what == "report" for one in home.settings.subscriptions):
        yield True, "weekly report", "delivered to every subscriber"
