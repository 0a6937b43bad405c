"""Settings of a home: pingti.toml, overruled by the environment (PINGTI_...), validated once.

A secret may also come from a file named by the same variable with _FILE at its end.
"""

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from domain.errors import BadSettings
from domain.weeks import BUSINESS_ZONE
from jobs.channel_settings import ChannelSettings, SubscriptionSettings

FILE_NAME = "pingti.toml"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class SourceSettings(BaseModel):
    """One public source. It crawls only when switched on by somebody who looked at its terms."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    reader: str
    url: str = Field(pattern=r"^https?://")
    platform: str
    kind: str = "post"
    selectors: dict[str, str] = {}
    queries: list[str] = []
    packs: list[str] = []
    credentials: str = ""
    every_minutes: int = Field(default=360, ge=1)
    least_minutes: int = Field(default=0, ge=0)
    most_minutes: int = Field(default=0, ge=0)
    max_pages: int = Field(default=20, ge=1)
    switched_on: bool = False
    looked_at: str = ""
    looked_by: str = ""
    terms_note: str = ""


class PlanSettings(BaseModel):
    """What people capture by hand each week, on platforms that no crawler may enter."""

    model_config = ConfigDict(extra="forbid")

    platforms: list[str] = Field(default=["xhs"], min_length=1)
    packs: list[str] = ["通用"]
    queries: list[str] = []
    people: list[str] = []
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(
        default=["mon", "tue", "wed", "thu", "fri"], min_length=1
    )
    depth_notes: int = Field(default=100, ge=1)
    # Exposure reaches back seven days: to go further says nothing more.
    depth_days: int = Field(default=7, ge=1, le=7)

    @field_validator("days")
    @classmethod
    def _days_unique(cls, days: list[str]) -> list[str]:
        twice = sorted({day for day in days if days.count(day) > 1})
        if twice:
            raise ValueError(f"days named twice: {', '.join(twice)}")
        return days


class Settings(BaseSettings):
    """All settings of one home."""

    model_config = SettingsConfigDict(env_prefix="PINGTI_", extra="forbid")

    name: str = "pingti"
    zone: str = BUSINESS_ZONE
    language: Literal["zh-CN", "en"] = "zh-CN"
    demo: bool = False
    contact: str = ""
    lake_url: str = ""
    database_url: SecretStr = SecretStr("")
    raw_page_days: int = Field(default=30, ge=0)
    refused_days: int = Field(default=30, ge=0)
    inbox_done_days: int = Field(default=30, ge=0)
    post_text_days: int = Field(default=180, ge=0)
    vouched_formats: list[str] = ["own_jsonl"]
    launch_lead_days: int = Field(default=30, ge=0)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    sources: list[SourceSettings] = []
    plan: PlanSettings = PlanSettings()
    public_url: str = Field(default="", pattern=r"^(|https?://[^\s]+)$")
    digest_at: str = Field(default="09:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    weekly_by: str = Field(default="09:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    private_hosts: list[str] = []
    factory_mail: str = ""
    channels: list[ChannelSettings] = []
    subscriptions: list[SubscriptionSettings] = []

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{zone!r} is not a time zone; write it like Asia/Shanghai") from error
        return zone

    @field_validator("sources")
    @classmethod
    def _ids_unique(cls, sources: list[SourceSettings]) -> list[SourceSettings]:
        ids = [source.id for source in sources]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"source ids used twice: {', '.join(twice)}")
        unsigned = [s.id for s in sources if s.switched_on and not (s.looked_at and s.looked_by)]
        if unsigned:
            raise ValueError(
                f"switched on without looked_at and looked_by: {', '.join(unsigned)}; "
                "read robots.txt and the terms of the site, then write the day and your name"
            )
        return sources

    @model_validator(mode="after")
    def _subscriptions_lead_somewhere(self) -> "Settings":
        ids = [channel.id for channel in self.channels]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"channel ids used twice: {', '.join(twice)}")
        if unknown := sorted({one.channel for one in self.subscriptions} - set(ids)):
            raise ValueError(f"subscriptions of channels that are not declared: {', '.join(unknown)}")
        if self.factory_mail and (self.factory_mail, "smtp") not in {(c.id, c.kind) for c in self.channels}:
            raise ValueError(f"factory_mail names {self.factory_mail!r}, which is no channel of kind smtp")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment overrules the file (whose values come in as init arguments)."""
        return env_settings, init_settings


_TABLES: dict[str, type[BaseModel]] = {
    "sources": SourceSettings,
    "plan": PlanSettings,
    "channels": ChannelSettings,
    "subscriptions": SubscriptionSettings,
}


def load_settings(home: Path) -> Settings:
    """Settings of the home in that folder; raises BadSettings naming each mistake."""
    path = home / FILE_NAME
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not valid TOML: {error}") from error
    secret_file = os.environ.get("PINGTI_DATABASE_URL_FILE")
    if secret_file:
        try:
            values["database_url"] = Path(secret_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSettings(f"PINGTI_DATABASE_URL_FILE cannot be read: {error}") from error
    try:
        return Settings(**values)
    except ValidationError as error:
        raise BadSettings(f"{path}: {'; '.join(_mistake(found) for found in error.errors())}") from error


def _mistake(found: Any) -> str:
    """One mistake in words; a name nobody knows comes with the one it resembles."""
    where = ".".join(map(str, found["loc"])) or FILE_NAME
    if found["type"] != "extra_forbidden":
        return f"{where}: {found['msg']}"
    section = _TABLES[found["loc"][0]] if len(found["loc"]) > 1 else Settings
    like = get_close_matches(str(found["loc"][-1]), section.model_fields, n=1)
    return f"{where}: no such setting" + (f"; did you mean {like[0]}?" if like else "")
