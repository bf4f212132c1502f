"""What a description of an instrument may say: `instruments/NAME.toml`, checked when it is read.

A description says how an instrument is spoken to, as a register map does for a press: who it is,
how each setting is made and read back, how a sweep is started and read, and what marks a bad
point. What is measured stands in the analyser's own file. A new instrument is a text file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, FiniteFloat, ValidationError, model_validator
from typing_extensions import override

from hardware.errors import AnalyserSetupError
from hardware.tables import Positive, Table, complaints, read_toml

SHIPPED = Path(__file__).parent / "instruments"

Quantity = Literal["level_v", "averages", "range_ohm", "bias_v"]
Column = Literal["re_ohm", "im_ohm", "z_ohm", "phase_deg", "frequency_hz", "status", "skip"]


class InstrumentTable(Table):
    """`[instrument]`: who it is, and where this description comes from."""

    name: str
    identity: str
    """Regular expression that the answer to `*IDN?` has to match."""
    source: str
    """Manual and drivers that the commands were taken from."""
    tried: str
    """On which instrument and firmware somebody has tried it; says so where nobody has."""
    lowest_hz: Positive
    highest_hz: Positive
    most_points: Annotated[int, Field(ge=1)] = 201
    write_end: Literal["\n", "\r\n"] = "\n"
    """What ends a message to it."""

    @model_validator(mode="after")
    def _can_be_matched(self) -> Self:
        try:
            re.compile(self.identity)
        except re.error as error:
            raise ValueError(
                f"identity = {self.identity!r} is not a regular expression: {error}"
            ) from error
        if not self.lowest_hz < self.highest_hz:
            raise ValueError("lowest_hz must lie below highest_hz")
        return self


class SettingTable(Table):
    """`[settings.NAME]`: how one quantity is set and read back."""

    set: tuple[str, ...] = Field(strict=False)
    ask: str
    part: Annotated[int, Field(ge=0)] = 0
    """Which of the answer's values, parted by commas, is the quantity."""
    tolerance: Annotated[FiniteFloat, Field(ge=0, lt=1)] = 0.01
    """Relative difference that is rounding by the instrument."""
    automatic: tuple[str, ...] = Field(default=(), strict=False)
    """What is sent where the analyser's file does not name the quantity."""
    automatic_ask: str | None = None
    """Question whose answer shows that the instrument has done so."""
    automatic_is: str = ""
    """Regular expression of that answer."""

    @model_validator(mode="after")
    def _asks_and_knows_the_answer(self) -> Self:
        if (self.automatic_ask is None) != (self.automatic_is == ""):
            raise ValueError("automatic_ask and automatic_is belong together")
        return self


class ParameterTable(Table):
    """`[parameters.NAME]`: what the instrument measures, asked before a sweep and after it.

    One that shows a capacitance sends two numbers a point as well, and they look like ohms.
    """

    ask: str
    answer: str
    """Regular expression of the answer that means what `[[sweep.read]]` reads."""


class CompensationTable(Table):
    """`[compensation.NAME]`: whether a compensation is on; only asked, never changed."""

    ask: str
    on: str
    """Regular expression of the answer that means on."""


class DoneTable(Table):
    """`[sweep.done]`: a status register that shows when a measurement is complete."""

    ask: str
    mask: Annotated[int, Field(ge=1, le=0xFFFF)]
    equals: Annotated[int, Field(ge=0, le=0xFFFF)]
    every_s: Positive = 0.2


class ReadTable(Table):
    """`[[sweep.read]]`: one question and what its values, parted by commas, are in turn."""

    ask: str
    columns: Annotated[tuple[Column, ...], Field(strict=False, min_length=1)]
    before: tuple[str, ...] = Field(default=(), strict=False)


class SweepTable(Table):
    """`[sweep]`: how a spectrum is measured."""

    kind: Literal["points", "list"]
    """`points`: one frequency after the other; `list`: all in one sweep of the instrument."""
    set: tuple[str, ...] = Field(default=(), strict=False)
    """Before each point, or before the sweep; `{frequency_hz}` or `{frequencies_hz}`."""
    frequency: str
    """Question for the frequency, or for the frequencies, that the instrument has taken."""
    trigger: tuple[str, ...] = Field(strict=False)
    done: DoneTable | None = None
    read: Annotated[tuple[ReadTable, ...], Field(strict=False, min_length=1)]
    good_status: tuple[int, ...] = Field(default=(0,), strict=False)
    periods: Positive = 20.0
    """Periods of the frequency that one point may take, for each average; limits the waiting."""
    point_s: Positive = 2.0
    """Seconds that one point may take in addition, for each average."""

    @model_validator(mode="after")
    def _reads_an_impedance(self) -> Self:
        columns = [column for read in self.read for column in read.columns]
        for name in set(columns) - {"skip"}:
            if columns.count(name) > 1:
                raise ValueError(f"{name} is read twice; call one of the two skip")
        if not ({"re_ohm", "im_ohm"} <= set(columns) or {"z_ohm", "phase_deg"} <= set(columns)):
            raise ValueError("read must give re_ohm and im_ohm, or z_ohm and phase_deg")
        return self


class Description(Table):
    """How one make of instrument is spoken to."""

    instrument: InstrumentTable
    prepare: tuple[str, ...] = Field(default=(), strict=False)
    """Sent once, after the identity was checked."""
    finish: tuple[str, ...] = Field(default=(), strict=False)
    """Sent after a sweep, so that the instrument serves people again."""
    errors: str | None = None
    """Question that takes one entry from the error queue."""
    no_error: str = r"\+?0\b.*"
    settings: dict[Quantity, SettingTable] = Field(default_factory=dict)
    parameters: dict[str, ParameterTable] = Field(default_factory=dict)
    compensation: dict[str, CompensationTable] = Field(default_factory=dict)
    sweep: SweepTable

    @model_validator(mode="after")
    def _names_what_is_known(self) -> Self:
        plain = [*self.prepare, *self.finish, *self.sweep.trigger]
        for name, setting in self.settings.items():
            plain += setting.automatic
            _refuse_unknown(setting.set, {name: 1 if name == "averages" else 1.0})
        _refuse_unknown(plain, {})
        _refuse_unknown(self.sweep.set, frequency_words([1e6, 1.0]))
        return self


def _refuse_unknown(messages: Iterable[str], known: Mapping[str, object]) -> None:
    """Refuse a message that does not stand alone, or that cannot be filled in."""
    for message in messages:
        if not message.startswith((":", "*")):
            raise ValueError(f"{message!r} must begin with : or *, so that it stands alone")
        try:
            message.format_map(known)
        except KeyError as error:
            allowed = ", ".join(f"{{{name}}}" for name in known) or "no placeholder"
            raise ValueError(
                f"{message!r} uses {{{error.args[0]}}}; known here: {allowed}"
            ) from error
        except (ValueError, IndexError) as error:
            raise ValueError(f"{message!r}: {error}") from error


class _Hertz(float):
    """Six digits where a description names no other form."""

    @override
    def __format__(self, form: str) -> str:
        return super().__format__(form or ".6g")


def frequency_words(asked_hz: Sequence[float]) -> dict[str, object]:
    """What `[sweep] set` may name, for these frequencies."""
    return {
        "frequency_hz": _Hertz(asked_hz[0]),
        "frequencies_hz": ",".join(f"{f:.6g}" for f in asked_hz),
        "highest_hz": _Hertz(asked_hz[0]),
        "lowest_hz": _Hertz(asked_hz[-1]),
        "points": len(asked_hz),
    }


def shipped_instruments() -> list[str]:
    """Names of the descriptions that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_description(named: str, folder: Path) -> Description:
    """A description by the name of a shipped one, or by a path relative to `folder`.

    Raises:
        AnalyserSetupError: There is none, or it says what it may not.
    """
    path = SHIPPED / f"{named}.toml"
    if not path.is_file():
        path = folder / Path(named).expanduser()
    try:
        return Description.model_validate(read_toml(path))
    except FileNotFoundError as error:
        raise AnalyserSetupError(
            f"instrument = {named!r}: there is no such file, and no shipped description of that "
            f"name ({', '.join(shipped_instruments())})"
        ) from error
    except ValidationError as error:
        raise AnalyserSetupError(complaints(path.name, error)) from error
    except ValueError as error:
        raise AnalyserSetupError(str(error)) from error
