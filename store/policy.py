"""By which rules each source was collected, and since when: a change is a new row, none is rewritten."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import col, select

from store.engine import reading, writing
from store.tables import SourcePolicyRow


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """What holds for a source: what people signed for, what its robots.txt says, how we ask.

    `robots`: rules, none, unreachable, busy, or contract (a key of one's own stands in); None = not asked
    yet. `robots_said` is what that means for us, `delay_seconds` the least pause between two requests.
    """

    source: str
    reader: str
    host: str
    switched_on: bool
    since: datetime
    looked_at: str = ""
    looked_by: str = ""
    terms_note: str = ""
    every_minutes: int = 360
    robots: str | None = None
    robots_said: str | None = None
    robots_digest: str | None = None
    robots_fetched_at: datetime | None = None
    delay_seconds: float | None = None
    user_agent: str | None = None


def record_policy(engine: Engine, policy: SourcePolicy) -> SourcePolicy:
    """Write the policy down if it says something new; `since` then says when it began to hold.

    The same robots.txt fetched again only moves `robots_fetched_at` on. Returns what holds now.
    """
    newest = (
        select(SourcePolicyRow)
        .where(col(SourcePolicyRow.source) == policy.source)
        .order_by(col(SourcePolicyRow.id).desc())
        .limit(1)
    )
    with writing(engine) as session:
        row = session.exec(newest).one_or_none()
        if row is not None:
            standing = _policy(row)
            fetched_at = policy.robots_fetched_at or standing.robots_fetched_at
            if (
                replace(policy, since=standing.since, robots_fetched_at=standing.robots_fetched_at)
                == standing
            ):
                row.robots_fetched_at = fetched_at
                return replace(standing, robots_fetched_at=fetched_at)
        session.add(SourcePolicyRow(**asdict(policy)))
    return policy


def load_policies(engine: Engine) -> dict[str, SourcePolicy]:
    """What holds now, by source."""
    with reading(engine) as session:
        rows = session.exec(
            select(SourcePolicyRow).order_by(col(SourcePolicyRow.source), col(SourcePolicyRow.id))
        )
        return {row.source: _policy(row) for row in rows}


def load_policy_history(engine: Engine, source: str) -> list[SourcePolicy]:
    """Everything that ever held for a source, newest first."""
    query = (
        select(SourcePolicyRow)
        .where(col(SourcePolicyRow.source) == source)
        .order_by(col(SourcePolicyRow.id).desc())
    )
    with reading(engine) as session:
        return [_policy(row) for row in session.exec(query)]


def on_since(engine: Engine, source: str) -> datetime | None:
    """Since when a source is switched on without a break; None while it is off, or was never declared."""
    began = None
    for policy in load_policy_history(engine, source):
        if not policy.switched_on:
            break
        began = policy.since
    return began


def _policy(row: SourcePolicyRow) -> SourcePolicy:
    return SourcePolicy(**{item.name: getattr(row, item.name) for item in fields(SourcePolicy)})
