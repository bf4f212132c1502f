"""Which die stands in the press: a person reads it off and says so, once a mount.

The record lies next to the press file and names what was confirmed: change diameter, limits or
serial of that die in the file, and the press is disarmed until a person has looked again.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware.errors import NOT_SENT, UnsafeProtocolError
from hardware.press.protocol import Die, vessel
from hardware.press.register_map.model import MapError

SUFFIX = ".mounted.json"


@dataclass(frozen=True)
class MountedDie:
    """Who saw which die in the press, and when; the numbers are those of the press file then."""

    name: str
    diameter_mm: float | None
    max_force_kn: float | None
    max_mpa: float
    serial: str
    by: str
    at_utc: str
    isostatic: bool = False

    def fits(self, die: Die) -> bool:
        """True if `die` is the one that was seen."""
        if self.isostatic:  # older records hold a diameter and a force that no vessel has
            return vessel(self.name, self.max_mpa, self.serial) == die
        return Die(self.name, self.diameter_mm, self.max_force_kn, self.max_mpa, self.serial) == die


def mounted_path(press_file: Path) -> Path:
    """Where the record of a press file lives: next to it."""
    return press_file.with_name(press_file.stem + SUFFIX)


def question(die: Die) -> str:
    """What to ask the person at the press."""
    kind = die.noun
    wanted = "serial number engraved on it" if die.serial else f"name of the {kind} ({die.name})"
    size = "" if die.isostatic else f": {die.diameter_mm:g} mm"
    return f"Look at the {kind} in the press{size}. Type the {wanted}: "


def confirm(press_file: Path, die: Die, typed: str, by: str, at_utc: str) -> MountedDie:
    """Keep what a person read off the mounted die.

    Raises:
        UnsafeProtocolError: if it is another die; nothing was kept.
    """
    wanted = die.serial or die.name
    if typed.strip() != wanted:
        raise UnsafeProtocolError(
            f"{typed.strip()!r} was read off the mounted {die.noun}, but {die.noun} "
            f"{die.name!r} of {press_file.name} is {wanted!r}. {NOT_SENT} "
            f"Mount that {die.noun}, or name the mounted one."
        )
    seen = MountedDie(**asdict(die), by=by.strip(), at_utc=at_utc)
    path = mounted_path(press_file)
    text = json.dumps(asdict(seen), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return seen


def mounted(press_file: Path, die: Die) -> MountedDie | None:
    """The record, if it is of this very die; None if nobody has confirmed it.

    Raises:
        MapError: if the record is damaged.
    """
    path = mounted_path(press_file)
    if not path.is_file():
        return None
    try:
        seen = MountedDie(**json.loads(path.read_text(encoding="utf-8-sig")))
        return seen if seen.fits(die) else None
    except (ValueError, TypeError) as error:
        raise MapError(
            f"{path.name}: is damaged ({error}). Look at the {die.noun}, then: copress press mount."
        ) from error
