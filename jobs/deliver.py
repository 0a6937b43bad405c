"""Sending what waits: every channel in a thread of its own, within its limits, killable at any moment."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from domain.delivery import Delivery
from domain.errors import BadInput, PingtiError
from domain.message import Message
from jobs.announce import tell_of_untold
from jobs.channel_accounts import OpenedChannel, open_channels
from jobs.direct import LANE, open_direct
from jobs.home import Home, now
from jobs.lanes import Emptied, Policy, empty_lane
from jobs.routing import merge
from jobs.summary import Summary
from store.deliveries import bundle_due, load_deliveries, load_lanes, send_again
from store.lanes import channels_due

# The timetable looks every five minutes; a turn ends before the next begins.
BUDGET_SECONDS = 240.0
_LANES_AT_ONCE = 8


def run(home: Home, *, budget_seconds: float = BUDGET_SECONDS, policy: Policy | None = None) -> Summary:
    """Send what is due on every channel; what cannot be sent now waits, what never can is kept."""
    summary = Summary("deliver")
    if not home.settings.channels and not load_lanes(home.engine):
        return summary
    at = now()
    tell_of_untold(home, at)
    bundle_due(home.engine, at, lambda name, messages: merge(name, messages, home.settings.language))
    opened, wrong = open_channels(home)
    direct, wrong_direct = open_direct(home, at)
    opened, wrong = opened | direct, wrong | wrong_direct
    due = channels_due(home.engine, at)
    until = at + timedelta(seconds=budget_seconds)
    empty = partial(_emptied, home, until=until, policy=policy or Policy())
    with ThreadPoolExecutor(_LANES_AT_ONCE, thread_name_prefix="lane") as pool:
        turns = list(pool.map(empty, [opened[name] for name in due if name in opened]))
    summary.written = sum(turn.sent for turn in turns)
    summary.read = summary.written + sum(turn.retried for turn in turns)
    summary.problems = [problem for turn in turns for problem in turn.problems]
    _tell_what_waits(home, summary, wrong, {turn.channel for turn in turns})
    return summary


def _emptied(home: Home, opened: OpenedChannel, **how: object) -> Emptied:
    """One channel's turn; what stops it is a problem of that channel alone."""
    try:
        return empty_lane(home.engine, opened, partial(load_files, home), **how)  # type: ignore[arg-type]
    except PingtiError as error:
        return Emptied(opened.id, problems=[f"{opened.id}: {error}"])


def _tell_what_waits(home: Home, summary: Summary, wrong: Mapping[str, str], tried: set[str]) -> None:
    declared = {channel.id for channel in home.settings.channels}
    lanes = {lane.channel: lane for lane in load_lanes(home.engine)}
    summary.problems.extend(f"{name}: {words}" for name, words in wrong.items())
    for lane in lanes.values():
        if lane.waiting and lane.channel not in declared and not lane.channel.startswith(LANE):
            summary.problems.append(f"{lane.channel}：设置里没有这个渠道，{lane.waiting} 条消息在等")
        elif lane.waiting and lane.problem and lane.not_before and lane.channel not in tried:
            summary.notes.append(f"{lane.channel} 暂停到 {lane.not_before:%m-%d %H:%M} UTC：{lane.problem}")
    summary.details |= {
        "channels": {
            lane.channel: {"waiting": lane.waiting, "dead": lane.dead, "problem": lane.problem}
            for lane in lanes.values()
        }
    }


def load_files(home: Home, message: Message) -> dict[str, bytes]:
    """The bytes of the files that go along; raises BadInput for one that is gone or lies elsewhere."""
    root = home.root.resolve()
    found = {}
    for file in message.files:
        path = (root / file.path).resolve()
        if not path.is_relative_to(root):
            raise BadInput(f"{file.path} lies outside the home")
        try:
            found[file.name] = path.read_bytes()
        except OSError as error:
            raise BadInput(f"{file.path} cannot be read", hint="Write it again") from error
    return found


def dead_letters(home: Home) -> list[Delivery]:
    """What was given up and may be sent again, newest first."""
    return load_deliveries(home.engine, states=("dead",), n=1000)


def again(home: Home, ids: list[int]) -> list[Delivery]:
    """Let dead letters be sent again; they go out with the next turn."""
    return [send_again(home.engine, one, now()) for one in ids]
