"""What is asked back before a result is kept: values that are more likely a slip than a cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import log

from sqlalchemy import select

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.outcome.reading import finding_of_text
from campaigns.records.load_trials import TrialRecord
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.trial.cell_labels import rung_label
from campaigns.trial.cell_result import CellResult
from campaigns.trial.hand_press import PRESSED, HandPress
from campaigns.trial.press_limits import PressLimits, limits_of, why_not_achieved
from campaigns.trial.search_space import log_knobs, off_scale
from doe.knobs.knob_values import Value, number_text, numbers_of

OFF_PLAN = 8.0
"""A value that differs by this factor from the plan is a slip of a digit (430 typed as 43 for a
planned 425 is off by 9.9), or another unit."""

OFF_BEFORE = 10.0
"""A correction by this factor: the reading before was a slip of a digit, or this one is."""

FAR_OUT = 2.0
"""Half-widths of the 90 % interval: with normal scatter one cell in a thousand is as far out."""

FAR_FROM_ALL = OFF_PLAN
"""Where no interval is known: so many times below or above every cell measured so far. A slip of a
digit reads so among cells that differ by a quarter, and so does a short."""

SAME_READING = 0.05
"""Share by which a cell is pressed off its plan by hand: one mark of a common gauge."""


@dataclass(frozen=True)
class Doubt:
    """One question.

    Attributes:
        field: The field of the result that it is about; `achieved.copress_mpa` for a value.
        sentence: What is odd, with the value and what it is held against.
    """

    field: str
    sentence: str


class DoubtfulError(WrongInputError):
    """A result is odd and nobody has said yet that it is right; nothing was recorded."""

    def __init__(self, doubts: Sequence[Doubt], *, say_yes: str = "--yes") -> None:
        self.doubts = tuple(doubts)
        sentences = " ".join(f"{doubt.sentence}." for doubt in doubts)
        super().__init__(
            f"{sentences} Nothing was recorded. If it is right all the same, add {say_yes}: that "
            "is recorded too."
        )


@dataclass(frozen=True)
class Background:
    """What a result is held against, read once for many cells.

    Attributes:
        settings: The campaign.
        limits: What press and die bear.
        trials: All trials of the campaign.
        spectra: SHA-256 of each spectrum that was kept, and the label of its cell.
        lots: Lots of powder that were named so far, with the id of the trial; 0 for a new one.
        measured: Resistance of each cell that has one, in ohm cm2, by its label.
    """

    settings: Settings
    limits: PressLimits
    trials: tuple[TrialRecord, ...]
    spectra: Mapping[str, str]
    lots: tuple[tuple[int, str], ...]
    measured: Mapping[str, float]

    @classmethod
    def of(cls, store: Store, settings: Settings, trials: Sequence[TrialRecord]) -> Background:
        """As the store has it now."""
        labels = {trial.id: trial.label for trial in trials}
        spectrum, making = schema.spectrum, schema.making
        with store.connect() as connection:
            files = connection.execute(
                select(spectrum.c.trial_id, spectrum.c.sha256, spectrum.c.rung)
            ).all()
            made = connection.execute(
                select(making.c.trial_id, making.c.lot).order_by(making.c.id)
            ).all()
        lots = {row.trial_id: row.lot for row in made if row.trial_id in labels and row.lot}
        lots |= {t.id: t.observation.lot for t in trials if t.observation and t.observation.lot}
        return cls(
            settings,
            limits_of(settings),
            tuple(trials),
            {
                row.sha256: labels[row.trial_id]
                if row.rung is None
                else rung_label(labels[row.trial_id], row.rung)
                for row in files
                if row.trial_id in labels
            },
            tuple(lots.items()),
            {
                trial.label: trial.observation.asr_ohm_cm2
                for trial in trials
                if trial.observation and trial.observation.asr_ohm_cm2 is not None
            },
        )

    def with_lot(self, lot: str | None) -> Background:
        """The same, after a cell of that lot."""
        return self if lot is None else replace(self, lots=(*self.lots, (0, lot)))

    def with_cell(
        self, trial: TrialRecord, asr_ohm_cm2: float | None, raw: bytes | None
    ) -> Background:
        """The same, after a cell with this resistance and the bytes of its spectrum."""
        measured = {} if asr_ohm_cm2 is None else {trial.label: asr_ohm_cm2}
        spectra = {} if raw is None else {hashlib.sha256(raw).hexdigest(): trial.reading_label}
        return replace(
            self, measured={**self.measured, **measured}, spectra={**spectra, **self.spectra}
        )

    def lots_of_others(self, trial: TrialRecord | None) -> list[str]:
        """Lots of all cells but that one: its own spelling may be corrected."""
        return [lot for owner, lot in self.lots if trial is None or owner != trial.id]


def doubts_of(
    said: CellResult,
    trial: TrialRecord | None,
    planned: Mapping[str, Value],
    background: Background,
    *,
    asr_ohm_cm2: float | None = None,
    sha256: str = "",
) -> list[Doubt]:
    """Everything odd about what was said now.

    Args:
        said: The result.
        trial: Its trial; None for a cell that has none yet.
        planned: Every value of the protocol as it was to be pressed.
        background: What it is held against.
        asr_ohm_cm2: The resistance, typed or from the spectrum; None where there is none.
        sha256: Of the spectrum's file; empty where there is none.
    """
    found = list(_achieved(said.achieved, planned, background))
    if asr_ohm_cm2 is not None:
        found += _resistance(asr_ohm_cm2, trial, background)
    std, asr = said.asr_std_ohm_cm2, said.asr_ohm_cm2
    if std is not None and asr is not None and std > asr:
        sentence = f"asr_std_ohm_cm2 = {std:g} is more than the resistance of {asr:g} ohm cm2"
        found.append(Doubt("asr_std_ohm_cm2", sentence))
    if said.made_on is not None and date.fromisoformat(said.made_on) > _tomorrow():
        found.append(Doubt("made_on", f"made_on = {said.made_on} lies in the future"))
    owner = background.spectra.get(sha256, "")
    if owner and (trial is None or owner != trial.reading_label):
        sentence = (
            f"the spectrum is, byte for byte, the one of {owner}: each measurement has a file of "
            "its own"
        )
        found.append(Doubt("spectrum", sentence))
    if said.lot is not None and (
        other := _spelled_otherwise(said.lot, background.lots_of_others(trial))
    ):
        sentence = f'lot "{said.lot}": there is a lot "{other}"; two spellings are two lots'
        found.append(Doubt("lot", sentence))
    return found


def remark_on(result: CellResult) -> str:
    """What a note says against the rest of a result that counts as intact; "" where nothing."""
    if result.note is None or not result.intact:
        return ""
    found = finding_of_text(result.note)
    if found.verdict not in ("failed", "doubtful"):
        return ""
    return f"the note says {found.word!r}, and the cell counts as intact: if it broke, correct that"


def _achieved(
    achieved: Mapping[str, Value], planned: Mapping[str, Value], background: Background
) -> Iterable[Doubt]:
    logarithmic = log_knobs(background.settings)
    plans = numbers_of(planned)
    for name, value in achieved.items():
        if isinstance(value, str) or name in background.settings.choices:
            if value not in background.settings.choices.get(name, ()):
                known = background.settings.space
                words = known[name].in_words if name in known else "numbers"
                yield Doubt(f"achieved.{name}", f"{name} = {value!r}: the campaign knows {words}")
            continue
        plan = plans.get(name, 0.0)
        if why := off_scale(logarithmic & {name}, {name: value}):
            yield Doubt(f"achieved.{name}", why)
        elif why := why_not_achieved(name, value, background.limits):
            mark = " is" if why.startswith("outside") else ":"
            yield Doubt(f"achieved.{name}", f"{name} = {value:g}{mark} {why}")
        elif plan > 0.0 and not plan / OFF_PLAN < value < plan * OFF_PLAN:
            sentence = f"{name} = {value:g} is far from the planned {plan:.4g}"
            if value > 0.0:
                sentence += f", by a factor of {max(value / plan, plan / value):.2g}"
            yield Doubt(f"achieved.{name}", sentence)
        elif plan > 0.0 and (unit := _read_elsewhere(name, value, plan, background.settings)):
            sentence = (
                f"{name} = {value:g} is what the press shows in {unit} at the planned {plan:.4g} "
                f"MPa. If it was read there, write {value:g} {unit}"
            )
            yield Doubt(f"achieved.{name}", sentence)


def _read_elsewhere(name: str, value: float, plan: float, settings: Settings) -> str:
    """Unit in which the press shows this number at the planned stress; "" where it shows another.

    A number that is as near to the plan in MPa is one in MPa.
    """
    press = HandPress.of(settings)
    if press is None or name not in PRESSED or abs(value / plan - 1.0) <= 2.0 * SAME_READING:
        return ""
    shown = press.shown(plan)
    return next((u for u, number in shown.items() if abs(value / number - 1.0) <= SAME_READING), "")


def _resistance(
    asr_ohm_cm2: float, trial: TrialRecord | None, background: Background
) -> Iterable[Doubt]:
    said = number_text(asr_ohm_cm2)
    expected = None if trial is None else trial.expected.get("asr_ohm_cm2")
    if isinstance(expected, Mapping):
        low, high = float(str(expected["low"])), float(str(expected["high"]))
        middle, half = (log(low) + log(high)) / 2.0, (log(high) - log(low)) / 2.0
        if abs(log(asr_ohm_cm2) - middle) > FAR_OUT * half:
            yield Doubt(
                "asr_ohm_cm2",
                f"{said} ohm cm2 is far outside the prediction interval of this cell "
                f"({number_text(low, 3)} to {number_text(high, 3)} for nine cells of ten); a short "
                "reads low, a resistance in another unit or of another area reads off by a factor",
            )
        return
    own = "" if trial is None else trial.label
    others = [asr for label, asr in background.measured.items() if label != own]
    before = None if trial is None or trial.observation is None else trial.observation.asr_ohm_cm2
    if before is not None and abs(log(asr_ohm_cm2 / before)) >= log(OFF_BEFORE):
        factor = max(asr_ohm_cm2 / before, before / asr_ohm_cm2)
        yield Doubt(
            "asr_ohm_cm2",
            f"{said} ohm cm2 differs from the {number_text(before)} kept so far by a factor of "
            f"{factor:.3g}",
        )
        return
    if not others:
        return
    low, high = min(others), max(others)
    if not low / FAR_FROM_ALL < asr_ohm_cm2 < high * FAR_FROM_ALL:
        span = " to ".join(dict.fromkeys((number_text(low, 3), number_text(high, 3))))
        off = max(asr_ohm_cm2 / high, low / asr_ohm_cm2)
        side = "above" if asr_ohm_cm2 > high else "below"
        yield Doubt(
            "asr_ohm_cm2",
            f"{said} ohm cm2 is {off:.3g} times {side} all other cells measured so far ({span}); "
            "a slip of a digit reads so" + (", and a short reads low" if side == "below" else ""),
        )


def _tomorrow() -> date:
    """Where the sheet was filled in it may be tomorrow already."""
    return datetime.now().astimezone().date() + timedelta(days=1)


def _spelled_otherwise(lot: str, known: Iterable[str]) -> str:
    """A lot that differs only in case, blanks or hyphens; empty when there is none."""
    known = tuple(known)
    if lot in known:
        return ""
    return next((other for other in known if _bare(other) == _bare(lot)), "")


def _bare(lot: str) -> str:
    return "".join(sign for sign in lot.casefold() if sign.isalnum())
