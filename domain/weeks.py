"""ISO weeks and business days in a named time zone. A day is a date there; instants are UTC."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import BadSettings

BUSINESS_ZONE = "Asia/Shanghai"
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week, written 2026-W46; Monday first."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Week":
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read `2026-W46` (or `2026W46`); raises BadSettings for anything else."""
        found = _WEEK.fullmatch(text.strip())
        try:
            if found:
                date.fromisocalendar(int(found[1]), int(found[2]), 1)
                return cls(int(found[1]), int(found[2]))
        except ValueError:
            pass
        raise BadSettings(f"{text!r} is not an ISO week", hint="Write it as 2026-W46")

    @property
    def first_day(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=6)

    def back(self, weeks: int) -> "Week":
        """The week that many weeks earlier (later, when negative)."""
        return Week.of(self.first_day - timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def business_day(at: datetime, zone: str = BUSINESS_ZONE) -> date:
    """The business day an aware instant falls on."""
    return at.astimezone(ZoneInfo(zone)).date()


def latest_complete_week(day: date) -> Week:
    """The newest week that is over on that day: on a Sunday the week still runs."""
    return Week.of(day).back(1)


def months_between(first: date, last: date) -> list[str]:
    """Month partitions that hold the days from first to last."""
    months, day = [], first.replace(day=1)
    while day <= last:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=32)).replace(day=1)
    return months
