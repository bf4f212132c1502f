"""Until when: what a person types at the bench, as a moment in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from campaigns.errors import WrongInputError

_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


def until_utc(text: str | None, *, now: datetime | None = None) -> str | None:
    """`8h`, `30min`, `2d`, or `2026-11-27T18:00` in the clock of this computer; ISO 8601, UTC.

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


def _moment(text: str, now: datetime) -> datetime:
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(min|h|d)", text):
        return now + timedelta(**{_UNITS[found[2]]: float(found[1])})
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise WrongInputError(
            f"--until {text}: write how long (30min, 8h, 2d) or until when (2026-11-27T18:00)"
        ) from error
