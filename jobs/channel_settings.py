"""Settings of channels and subscriptions. A secret is never in the file: it is named, and lies elsewhere."""

import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from domain.errors import BadSettings


class ChannelSettings(BaseModel):
    """One receiver. `url` and `secret` are env:NAME or file:PATH (relative to the home).

    An address that is no secret (a webhook's, a mail server's) may stand as it is.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    kind: str
    url: str
    secret: list[str] = []
    recipients: list[str] = []
    sender: str = ""
    unsubscribe: str = Field(default="", pattern=r"^(|mailto:.+|https://.+)$")

    @field_validator("secret", mode="before")
    @classmethod
    def _references(cls, secret: object) -> list[str]:
        """One or several (the new one and the old, while a key is being replaced); never the key itself."""
        given = [secret] if isinstance(secret, str) else secret
        if not isinstance(given, list) or not all(is_reference(one) for one in given):
            raise ValueError("write env:NAME or file:PATH, never the secret itself")
        return given


class SubscriptionSettings(BaseModel):
    """Who gets what. An empty list means all; `when` gathers into one message a day or a week."""

    model_config = ConfigDict(extra="forbid")

    channel: str
    what: Literal["report", "alerts", "picks", "health"]
    categories: list[str] = []
    belts: list[str] = []
    stages: list[str] = []
    platforms: list[str] = []
    keywords: list[str] = []
    when: Literal["instant", "daily", "weekly"] = "instant"


def is_reference(text: object) -> bool:
    return isinstance(text, str) and text.startswith(("env:", "file:")) and text.partition(":")[2] != ""


def resolve(reference: str, root: Path, what: str) -> str:
    """The secret that a reference names; raises BadSettings that names the reference, never the secret."""
    where, _, name = reference.partition(":")
    if where == "env":
        value = os.environ.get(name, "").strip()
        if not value:
            raise BadSettings(f"{what} is to come from {name}, which is not set", hint=f"Set {name}")
        return value
    path = root / Path(name).expanduser()
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"{what} is to come from {path}, which cannot be read", hint="Write it there"
        ) from error
    if not value:
        raise BadSettings(f"{what} is to come from {path}, which is empty", hint="Write it there")
    return value
