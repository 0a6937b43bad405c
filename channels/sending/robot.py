"""What the three Chinese group robots have in common: markdown text in JSON, and a code inside the 200."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from channels.contract import Part
from channels.sending.answers import read_json, refusal, said
from channels.sending.door import Answer
from channels.sending.marks import Dialect, headline, numbered, tail
from channels.sending.packing import pack
from domain.delivery import Outcome, Rejected, Retry, Sent
from domain.message import Message


def text_parts(
    message: Message,
    identity: str,
    dialect: Dialect,
    *,
    body: Callable[[str, str], Mapping[str, Any]],
    limit: int,
    measure: Callable[[str], int],
    glue: str,
    counted: Callable[[Mapping[str, Any]], int] | None = None,
) -> tuple[Part, ...]:
    """Parts whose measured size stays within `limit`.

    `body` makes the JSON of a title and a text; `counted` says how much of it the receiver counts (by
    default the bytes of all of it), `measure` how much a piece of text adds to that.
    """
    title, told = headline(message, dialect)
    end = dialect.quiet(tail(identity))
    around = body(numbered(title, 999, 999), glue + end)
    room = limit - (counted(around) if counted else len(_json(around)))
    packed = pack(told, room, measure, glue) or ((),)
    return tuple(
        Part(
            id=identity if len(packed) == 1 else f"{identity}.{number}",
            number=number,
            of=len(packed),
            body=_json(body(numbered(title, number, len(packed)), glue.join((*words, end)))),
        )
        for number, words in enumerate(packed, 1)
    )


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def read_code(
    answer: Answer,
    at: datetime,
    *,
    names: Sequence[str],
    throttled: Mapping[int, float],
    misconfigured: Mapping[int, str],
    hopeless: Mapping[int, str],
    words: str = "errmsg",
) -> Outcome:
    """The robot's own answer: 0 under one of `names` is a yes, and nothing else is.

    `throttled` gives seconds to wait, `misconfigured` what a person must put right, `hopeless` why this
    message will never pass. An unknown code is tried again: nothing is given up on a guess.
    """
    refused = refusal(answer, at)
    if refused is not None:
        return refused
    told = read_json(answer)
    code = next((told[name] for name in names if name in told), None)
    if not isinstance(code, int) or isinstance(code, bool):
        return Retry(f"HTTP {answer.status} without an answer of the robot: {said(answer, 80)}")
    if code == 0:
        return Sent()
    reason = f"{code}: {' '.join(str(told.get(words, '')).split())[:200]}"
    if code in hopeless:
        return Rejected(f"{reason} ({hopeless[code]})")
    if code in misconfigured:
        reason += f" ({misconfigured[code]})"
    return Retry(reason, throttled.get(code), whole_channel=code in throttled or code in misconfigured)
