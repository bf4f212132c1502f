"""Until when: what a person types at the bench, as a moment in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FEWEST_LETTERS = 3  # chosen: shorter beginnings of a name are ambiguous
_LAST_HOUR, _LAST_MINUTE = 23, 59  # of a day, where a person gives a date alone
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


def until_utc(text: str | None, *, now: datetime | None = None) -> str | None:
    """`8h`, `30min`, `2d`, `Friday 18:00` or `2026-11-27T18:00` as a moment; ISO 8601, UTC.

    Days and times are those of the clock of this computer.

    Raises:
        WrongInputError: neither, or a moment that has passed.
    """
    if text is None:
        return None
    now = now or datetime.now(UTC)
    moment = _moment(text.strip(), now)
    if moment <= now:
        raise WrongInputError(f"--until {text}: that moment has passed; nothing was done")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def with_deadline(settings: Settings, until: str | None) -> Settings:
    """The campaign with a deadline that was typed; as it is without one.

    Raises:
        WrongInputError: no moment, or one that has passed.
    """
    moment = until_utc(until)
    if moment is None:
        return settings
    ends = datetime.fromisoformat(moment).astimezone()
    campaign = settings.campaign.model_copy(update={"until": ends})
    return settings.model_copy(update={"campaign": campaign})


def _moment(text: str, now: datetime) -> datetime:
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(min|h|d)", text):
        return now + timedelta(**{_UNITS[found[2]]: float(found[1])})
    found = re.fullmatch(r"([A-Za-z]+)(?:\s+(\d{1,2}):(\d{2}))?", text)
    if found and (day := _weekday(found[1])) is not None:
        return _next(day, int(found[2] or _LAST_HOUR), int(found[3] or _LAST_MINUTE), now)
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise WrongInputError(
            f"--until {text}: write how long (30min, 8h, 2d) or until when "
            "(Friday 18:00, 2026-11-27T18:00)"
        ) from error


def _weekday(word: str) -> int | None:
    """The day of the week, Monday 0, by its first letters; None for another word."""
    plain = word.casefold()
    days = [
        k for k, day in enumerate(_DAYS) if len(plain) >= _FEWEST_LETTERS and day.startswith(plain)
    ]
    return days[0] if len(days) == 1 else None


def _next(day: int, hour: int, minute: int, now: datetime) -> datetime:
    """The next such day at that time, today included, in the clock of this computer."""
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise WrongInputError(f"--until {hour}:{minute:02}: there is no such time of day")
    here = now.astimezone()
    moment = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    moment += timedelta(days=(day - here.weekday()) % 7)
    return moment if moment > now else moment + timedelta(days=7)
