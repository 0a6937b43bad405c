"""What people decide over what was found: written down, never changed; the newest on a matter holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import BadInput
from domain.frames import COUNTED_KINDS, SPEAKERS
from domain.graph import EDGE_KINDS

# kind of decision -> what may be decided. `open` and `split` take an earlier decision back.
VERDICTS = {
    "merge": ("merged", "split"),
    "edge": ("confirmed", "rejected", "hidden", "open"),
    "label": ("corrected", "open"),
    "mention": ("corrected", "dropped", "open"),
    "term": ("accepted", "refused"),
}
# labels a person may set, with their values; None: checked where the taxonomy lives
LABELS: dict[str, tuple[str, ...] | None] = {
    "speaker": SPEAKERS,
    "intent": ("self_use", "resale", "wholesale", "none"),
    "polarity": ("-1", "0", "1"),
    "category": None,
}
TERM_KINDS = ("product", "brand", "factory", "channel")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. What the columns hold by `kind`:

    merge: subject and object are entities; edge: subject, relation, object of the graph; label: subject a
    post key, relation a label, value what it is; mention: subject a post key, relation the kind, object the
    name found, value the right name; term: subject a word, relation its kind, value its category.
    """

    kind: str
    subject: str
    verdict: str
    by: str
    decided_at: datetime
    relation: str = ""
    object: str = ""
    value: str = ""
    reason: str = ""

    @property
    def matter(self) -> tuple[str, ...]:
        """What it is about: a later decision on the same matter takes its place."""
        if self.kind in ("merge", "term"):
            return (self.kind, self.subject)
        return (self.kind, self.subject, self.relation, self.object)


def check(one: Decision) -> None:
    """Raises BadInput that says what is wrong with a decision as it was written down."""
    if one.verdict not in VERDICTS.get(one.kind, ()):
        known = ", ".join(VERDICTS.get(one.kind, VERDICTS))
        raise BadInput(f"{one.kind} {one.verdict} is no decision", hint=f"Known: {known}")
    if not one.subject or not one.by.strip():
        raise BadInput("a decision needs what it is about, and who decides", hint="Fill in both")
    if one.kind == "merge":
        kinds = {name.partition(":")[0] for name in (one.subject, one.object)}
        same = one.subject == one.object or len(kinds) > 1 or not kinds <= set(COUNTED_KINDS)
        if one.verdict == "merged" and same:
            raise BadInput(
                f"{one.subject} cannot be merged into {one.object or 'nothing'}",
                hint="Name two entities of one kind, such as brand:露露 and brand:lululemon",
            )
    if one.kind == "edge" and (one.relation not in EDGE_KINDS or not one.object):
        raise BadInput(
            f"{one.relation or 'nothing'} is no edge of the graph", hint=f"Known: {', '.join(EDGE_KINDS)}"
        )
    if one.kind == "label":
        known_values = LABELS.get(one.relation, ())
        fits = known_values is None or one.value in known_values or one.verdict == "open"
        if one.relation not in LABELS or not fits:
            raise BadInput(
                f"{one.relation} cannot be {one.value!r}",
                hint=f"Labels: {', '.join(LABELS)}; {one.relation}: {', '.join(known_values or ())}",
            )
    if one.kind == "mention" and (not one.object or (one.verdict == "corrected" and not one.value)):
        raise BadInput("a mention needs its name, and the right one where it is corrected")
    if one.kind == "term" and (one.subject[0] in "-#" or not one.subject.isprintable()):
        raise BadInput(f"{one.subject!r} cannot stand in a lexicon", hint="Write the word by itself")
    if one.kind == "term" and one.verdict == "accepted" and one.relation not in TERM_KINDS:
        raise BadInput(
            f"{one.relation or 'nothing'} is no kind of word", hint=f"Known: {', '.join(TERM_KINDS)}"
        )


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that hold: the last of each matter; decisions in the order they were made."""
    newest = {one.matter: one for one in decisions}
    return list(newest.values())


def merges(decisions: Iterable[Decision]) -> dict[str, str]:
    """Entity -> the entity it is counted as, chains followed to their end."""
    into = {
        one.subject: one.object
        for one in standing(decisions)
        if one.kind == "merge" and one.verdict == "merged"
    }
    resolved = {}
    for name in into:
        last, seen = name, {name}
        while last in into and into[last] not in seen:
            last = into[last]
            seen.add(last)
        resolved[name] = last
    return resolved


def closes_a_ring(decisions: Iterable[Decision], one: Decision) -> bool:
    """Whether a merge would lead back to where it starts: then nobody could say what is counted."""
    if one.kind != "merge" or one.verdict != "merged":
        return False
    return merges(decisions).get(one.object, one.object) == one.subject
