"""需求应答: what factories answered to the demands of the four weeks before, and what nobody can make."""

import polars as pl

from domain.block import Block, Pill
from domain.figures import Figure, Sentence
from reports.cells import block, table
from reports.sectioning import Made
from reports.words import say, word

PLACE = 54
MOST = 40
COUNTED = ("sent", "answered", "can_make", "sample", "ordered", "not_relevant")
_STATES = {"met": "up", "unmet": "risk", "waiting": "calm"}


def build(made: Made) -> Block | None:
    answers, lang = made.inputs.answers, made.inputs.lang
    if answers.is_empty():
        return None
    told = answers.with_columns(state=_state()).sort("sent", "signal_id", descending=[True, False])
    of_all = f"answers@{made.inputs.week}"
    origins: dict[str, tuple[str, ...]] = {of_all: ()}
    rows = []
    for row in told.head(MOST).iter_rows(named=True):
        origin = f"answers:{row['signal_id']}"
        origins[origin] = ()
        rows.append(
            (
                made.names.get(row["entity"], row["entity"].partition(":")[2]),
                Pill(word(f"answered.{row['state']}", lang), _STATES[row["state"]]),
                *(Figure(row[name], origin, name) for name in COUNTED),
            )
        )
    figures = {name: Figure(int(told[name].sum()), of_all, name) for name in ("sent", "answered")}
    figures |= {
        state: Figure(told.filter(pl.col("state") == state).height, of_all, state) for state in _STATES
    }
    lead: Sentence = say(word("answered.lead", lang), items=Figure(told.height, of_all, "items"), **figures)
    columns = "ans_item ans_state " + " ".join(f"ans_{name}" for name in COUNTED)
    whole = block(
        lang, "answered", (lead, word("answered.note", lang)), (table(lang, "answered", "", columns, rows),)
    )
    return Block(whole.id, whole.title, whole.lead, whole.tables, origins=tuple(sorted(origins.items())))


def _state() -> pl.Expr:
    """met: somebody can make it, samples it or got an order; unmet: there are answers, none of them so."""
    able = pl.sum_horizontal("can_make", "sample", "ordered") > 0
    return (
        pl.when(able)
        .then(pl.lit("met"))
        .when(pl.col("answered") > 0)
        .then(pl.lit("unmet"))
        .otherwise(pl.lit("waiting"))
    )
