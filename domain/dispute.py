"""What a company says against a claim, and what is hidden for it until a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from domain.errors import BadSettings

RELATIONS = ("dupe_of", "made_by", "oem_for", "from_belt", "sold_on")
STATES = ("open", "kept", "removed")


@dataclass(frozen=True, slots=True)
class Dispute:
    """Against a claim (`subject` > `object`, of one `relation` or "" for any) or, with no object, a name.

    `state`: open (hidden), kept (the claim is shown again) or removed (it stays hidden).
    """

    relation: str
    subject: str
    object: str
    filed_by: str
    why: str
    came_by: str
    filed_at: datetime
    state: str = "open"
    decided_by: str = ""
    decided_why: str = ""
    decided_at: datetime | None = None
    id: int | None = None

    @property
    def hides(self) -> bool:
        return self.state != "kept"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.subject, self.object) if name)

    @property
    def claim(self) -> str:
        """As `read_claim` takes it."""
        return (f"{self.relation}:" if self.relation else "") + ">".join(self.names)


def read_claim(text: str) -> tuple[str, str, str]:
    """(relation, subject, object) of `云朵拖鞋>卓云鞋业`, `made_by:云朵拖鞋>卓云鞋业` or `卓云鞋业`."""
    relation, _, rest = text.replace("＞", ">").replace("：", ":").partition(":")
    if not rest:
        relation, rest = "", relation
    sides = [side.strip() for side in rest.split(">")]
    if (relation and relation not in RELATIONS) or len(sides) > 2 or not all(sides):
        raise BadSettings(
            f"{text!r} names no claim",
            hint=f"Write 'NAME', 'A>B' or 'RELATION:A>B' with one of {', '.join(RELATIONS)}",
        )
    if relation and len(sides) == 1:
        raise BadSettings(f"{text!r} names one side only", hint="Write RELATION:A>B")
    return relation, sides[0], sides[1] if len(sides) == 2 else ""


def folded(relations: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """RELATIONS with `subject` and `object` as the lexicon names them, "" where a side is not named."""
    spans = mentions.select("key", "start", "end", "norm").unique(
        ["key", "start", "end"], keep="first", maintain_order=True
    )
    for side in ("subject", "object"):
        relations = (
            relations.join(
                spans,
                left_on=["key", f"{side}_start", f"{side}_end"],
                right_on=["key", "start", "end"],
                how="left",
                maintain_order="left",
            )
            .with_columns(pl.coalesce("norm", side).fill_null("").alias(side))
            .drop("norm")
        )
    return relations


def is_hidden(disputes: Iterable[Dispute]) -> pl.Expr:
    """Whether a claim (columns kind, subject, object) is hidden by one of them; letter case is no matter.

    A claim without a relation named is meant in both directions: who makes, and who is made for.
    """
    found = [pl.lit(False)]
    for one in disputes:
        if not one.hides:
            continue
        if not one.object:
            found.append(_is("subject", one.subject) | _is("object", one.subject))
        elif one.relation:
            same = pl.col("kind") == one.relation
            found.append(same & _is("subject", one.subject) & _is("object", one.object))
        else:
            found.append(_is("subject", one.subject) & _is("object", one.object))
            found.append(_is("subject", one.object) & _is("object", one.subject))
    return pl.any_horizontal(found).fill_null(False)


def _is(side: str, name: str) -> pl.Expr:
    return pl.col(side).str.to_lowercase() == name.lower()


def without_hidden(
    relations: pl.DataFrame, mentions: pl.DataFrame, disputes: Iterable[Dispute]
) -> tuple[pl.DataFrame, pl.Series]:
    """RELATIONS without hidden claims, and keys of the posts that make one: their words are hidden too."""
    hiding = [one for one in disputes if one.hides]
    if not hiding:
        return relations, pl.Series("key", [], pl.String)
    hidden = folded(relations, mentions).select(hidden=is_hidden(hiding))["hidden"]
    return relations.filter(~hidden), relations.filter(hidden)["key"].unique()
