"""The policy record: what people signed for each source, and what its robots.txt and our crawl said since."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from jobs.home import Home
from jobs.settings import SourceSettings
from store.policy import SourcePolicy, load_policies, record_policy


def declare(home: Home, at: datetime) -> None:
    """Write down what the settings say of every source; one that left them is switched off from now on."""
    known = load_policies(home.engine)
    holding = {source.id: _declared(source, known.get(source.id), at) for source in home.settings.sources}
    for name in set(known) - set(holding):
        holding[name] = replace(known[name], switched_on=False, since=at)
    for name, policy in holding.items():
        if name not in known or replace(policy, since=known[name].since) != known[name]:
            record_policy(home.engine, policy)


def learn(home: Home, source: SourceSettings, said: Mapping[str, Any] | None, at: datetime) -> None:
    """Write down what a crawl found: the spider reports it, as it sees no database."""
    if not said:
        return
    standing = load_policies(home.engine).get(source.id)
    policy = replace(
        _declared(source, standing, at), delay_seconds=said["delay_seconds"], user_agent=said["user_agent"]
    )
    robots = said.get("robots")
    if robots:
        fetched = robots.get("fetched_at")
        policy = replace(
            policy,
            robots=robots["outcome"],
            robots_said=robots["said"],
            robots_digest=robots.get("digest"),
            robots_fetched_at=datetime.fromisoformat(fetched) if fetched else None,
        )
    record_policy(home.engine, policy)


def _declared(source: SourceSettings, known: SourcePolicy | None, at: datetime) -> SourcePolicy:
    """As the settings have it, with what is known of the same host."""
    host = urlsplit(source.url).netloc
    base = known if known and known.host == host else SourcePolicy(source.id, source.reader, host, False, at)
    return replace(
        base,
        reader=source.reader,
        switched_on=source.switched_on,
        looked_at=source.looked_at,
        looked_by=source.looked_by,
        terms_note=source.terms_note,
        every_minutes=source.every_minutes,
        since=at,
    )
