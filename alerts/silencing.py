"""Which match is kept silent: by a person's word, by a dispute, by an item that has just cooled."""

from collections.abc import Iterable
from datetime import date

from domain.alert import Demand, Factory, Silence

_KINDS = {"factory": "工厂", "signal": "条目", "category": "类目"}


def silenced(silences: Iterable[Silence], factory: Factory, demand: Demand, today: date) -> str | None:
    """The reason of the first silence that holds today, in words; None where none does."""
    said = {"factory": factory.id, "signal": demand.entity, "category": demand.category}
    for one in silences:
        if today <= one.until and said.get(one.kind) == one.value:
            by = f"（{one.by}）" if one.by else ""
            why = f"：{one.why}" if one.why else ""
            return f"{_KINDS[one.kind]}静默至 {one.until}{by}{why}"
    return None
