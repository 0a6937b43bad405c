"""A text and the aspect meant in it as one text, for models of what is said of each aspect.

A review praises one thing and blames another; what stands in the aspect's own clause must weigh apart from
what stands anywhere. The clause is therefore written a second time, in letters of a plane of its own.
"""

STOPS = "，,。！!？?；;\n \u3000"
_MASK, _PLANE, _EDGE = "\ue006", 0xF0000, "\ue0ff"


def about(text: str, start: int, end: int) -> str:
    """The clause around text[start:end], with the aspect out of sight, then the whole text."""
    first = max(text.rfind(stop, 0, start) for stop in STOPS) + 1
    stops = [at for stop in STOPS if (at := text.find(stop, end)) >= 0]
    clause = text[first:start] + _MASK + text[end : min(stops, default=len(text))]
    apart = "".join(chr(ord(letter) + _PLANE) if ord(letter) < _PLANE // 16 else letter for letter in clause)
    return f"{apart}{_EDGE}{text}"
