"""Watermarks that say what was consumed and by which rules, in the one number a Delta transaction holds.

One id a month or day, so that going back to an earlier lexicon is a change like any other: with an id
per lexicon its old mark would still stand there and vouch for rows another lexicon has written since.
"""

import hashlib

_RULES_BITS = 40


def stamp(batch: int, *rules: object) -> int:
    """The batch consumed (below 2**22) together with a digest of the rules it was done by."""
    digest = hashlib.sha256(repr(rules).encode()).hexdigest()[: _RULES_BITS // 4]
    return batch << _RULES_BITS | int(digest, 16)


def consumed(mark: int | None, *rules: object) -> int | None:
    """The batch of a mark made by the same rules; None where there is none, or the rules were others."""
    if mark is None:
        return None
    batch = mark >> _RULES_BITS
    return batch if stamp(batch, *rules) == mark else None
