"""Channels are the files of this folder that can open one; there is no second list to keep."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import cast

import channels
from channels.contract import Kind
from domain.errors import BadSettings, ModelMissing

NOT_CHANNELS = ("contract", "discovery")


@cache
def kinds() -> tuple[str, ...]:
    """Every file of channels/ but these two; what channels share is in channels/sending/."""
    found = pkgutil.iter_modules(channels.__path__)
    return tuple(sorted(one.name for one in found if not one.ispkg and one.name not in NOT_CHANNELS))


def find_channels() -> dict[str, Kind]:
    """KIND -> module."""
    return {kind: kind_named(kind) for kind in kinds()}


def kind_named(kind: str) -> Kind:
    """The channel of that kind, and no other: one that cannot be loaded stands in nobody's way.

    Raises BadSettings naming the kinds there are, ModelMissing for a library that is not installed.
    """
    if kind not in kinds():
        raise BadSettings(f"There is no channel {kind!r}", hint=f"Known channels: {', '.join(kinds())}")
    try:
        return cast(Kind, import_module(f"channels.{kind}"))
    except ModuleNotFoundError as error:
        raise ModelMissing(
            f"The channel {kind} needs {error.name}, which is not installed",
            hint="Install it, or run make run again",
        ) from error
