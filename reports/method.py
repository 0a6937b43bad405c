"""Block 11: how the numbers come about, with the parameters that were in force."""

from domain.signal import MIN_VOICES
from reports.health import MIN_DAYS, MIN_HISTORY_WEEKS, MIN_ITEMS, MIN_POSTS
from reports.inputs import WeeklyInputs
from reports.words import holes, word, word_or, words_under, zone_name

# What the sentences call the detector's parameters.
NAMES = {"q_limit": "q", "month_voices": "month", "week_voices": "week"}


def method_lines(inputs: WeeklyInputs, *, week_zero: bool = False) -> tuple[str, ...]:
    """The sentences; one that needs a parameter which nobody handed in is left out.

    A report of week zero detects nothing and says how it counts instead.
    """
    known: dict[str, object] = {
        "posts": MIN_POSTS,
        "days": MIN_DAYS,
        "history": MIN_HISTORY_WEEKS,
        "items": MIN_ITEMS,
        "voices": MIN_VOICES,
        "zone": zone_name(inputs.zone, inputs.lang),
    }
    known |= {NAMES[name]: value for name, value in inputs.method.items() if name in NAMES}
    lines = words_under("method_zero" if week_zero else "method", inputs.lang)
    return tuple(line.format(**known) for line in lines if holes(line) <= known.keys())


def parameters(inputs: WeeklyInputs) -> tuple[tuple[str, str], ...]:
    """(name, value) for people; one without a word keeps its own name."""
    lang = inputs.lang
    told = [
        (word_or(f"param.{name}", lang, name), word_or(f"value.{value}", lang, str(value)))
        for name, value in inputs.method.items()
    ]
    if inputs.lake_version is not None:
        told.append((word("param.lake", lang), str(inputs.lake_version)))
    return tuple(told)
