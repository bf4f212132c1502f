"""Every cell of a campaign as a row: planned, achieved, intact or not, resistance, verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.files.documents.knob_labels import number_of
from campaigns.records.views import TrialView
from campaigns.report.figures.style import MARKS
from campaigns.trial.cell_labels import Condition, condition_of
from campaigns.trial.measurement import fixture_doubt
from campaigns.trial.rung_words import climbing_names
from doe.knobs.knob_values import numbers_of
from doe.trials import Observation

_CLIMBED_BEFORE = "rig failed, climbed before"
VOID_WORDS = {
    "rig failed": "void: the rig failed",
    _CLIMBED_BEFORE: "void at its last rung: the rig failed",
    "rejected": "rejected, not pressed",
}


@dataclass(frozen=True)
class CellRow:
    """One row.

    Attributes:
        number: Of the trial.
        label: Name of the cell and of its files, as on sheet, terminal and page.
        kind: A word that fits a style sheet: `intact`, `cracked`, ..., `void`, `open`.
        condition: The same for a reader.
        knobs: What was planned and what the press achieved, for each varied knob.
        asr: `163 ± 3`, or a dash.
        stack: What the fixture kept during the spectrum, MPa, or a dash.
        verdict: Of the spectrum.
        note: What else is to be known of this cell.
        made: Lot, day, operator.
    """

    number: int
    label: str
    kind: str
    condition: str
    knobs: tuple[tuple[str, str], ...]
    asr: str
    stack: str
    verdict: str
    note: str
    made: str


@dataclass(frozen=True)
class FailureRow:
    """One kind of failure: which cells, and what the campaign learned from it."""

    kind: str
    words: str
    cells: tuple[int, ...]
    lesson: str


_LESSONS: dict[Condition, str] = {
    "hairline": "used for the integrity model; its resistance was not used",
    "cracked": "used for the integrity model; its resistance was not used",
    "delaminated": "used for the integrity model; its resistance was not used",
    "shorted": "used for the integrity model; a short reads low and was not used as resistance",
    "unread": "intact, without a resistance: used as a cell that held, its spectrum is not read",
}
_MODE_WORDS = {"stuck": "spoilt by ejection", "unknown": "broken, not known how"}
"""Of a mode of failure whose name alone says too little."""

_VOID_LESSONS = {
    "rig failed": "press, die or power failed, not the recipe: nothing learned",
    _CLIMBED_BEFORE: "press, die or power failed, not the recipe: nothing learned of that rung; "
    "the rungs before were seen and are used",
    "rejected": "a person rejected it before it was pressed: nothing learned",
    "measurement failed": "the measurement failed, not the recipe: measure the cell again",
}


def cell_rows(trials: Iterable[TrialView], knobs: Iterable[str]) -> list[CellRow]:
    """The table of all cells, by number."""
    names = tuple(knobs)
    return [_row(trial, names) for trial in trials]


def failure_rows(rows: Iterable[CellRow]) -> list[FailureRow]:
    """The cells that gave no resistance, by kind; empty kinds left out."""
    listed = list(rows)
    found = []
    for kind, lesson in _LESSONS.items():
        cells = tuple(row.number for row in listed if row.kind == kind)
        if cells:
            found.append(FailureRow(kind, MARKS[kind].word, cells, lesson))
    for outcome, lesson in _VOID_LESSONS.items():
        words = VOID_WORDS.get(outcome, outcome)
        cells = tuple(r.number for r in listed if r.kind == "void" and r.condition == words)
        if cells:
            found.append(FailureRow("void", words, cells, lesson))
    return found


def _row(trial: TrialView, names: tuple[str, ...]) -> CellRow:
    kind, condition = _kind(trial)
    return CellRow(
        number=trial.number,
        label=trial.sample_label,
        kind=kind,
        condition=condition,
        knobs=tuple((_planned(trial, name), _achieved(trial, name)) for name in names),
        asr=_asr(trial),
        verdict="–" if trial.resistance is None else trial.resistance.verdict,
        stack=_stack(trial),
        note="; ".join(filter(None, _notes(trial))),
        made=", ".join(filter(None, (trial.made.lot, trial.made.day, trial.made.operator))),
    )


def _notes(trial: TrialView) -> tuple[str, ...]:
    return (_climbed(trial), trial.note, *trial.flags, _loose(trial), trial.left_out)


def _climbed(trial: TrialView) -> str:
    """What a cell of a pressure series showed at each rung; empty for one that was pressed once."""
    seen = [one.observation for one in trial.climbed if one.observation is not None]
    last = max((one.number for one in trial.climbed), default=0)
    names = climbing_names(trial.rungs[:last])  # as planned: a press meets no value twice alike
    if not names:
        return ""
    return "rungs: " + ", ".join(
        f"{' / '.join(number_of(one.point[name]) for name in names)} MPa {_seen(one)}"
        for one in seen
    )


def _seen(one: Observation) -> str:
    if one.intact and one.asr_ohm_cm2 is not None:
        return f"{number_of(one.asr_ohm_cm2)} Ω cm²"
    return ", ".join(one.failure) or MARKS[condition_of(one)].word


def _stack(trial: TrialView) -> str:
    measured_mpa = trial.stack_measured_mpa
    return "–" if measured_mpa is None else number_of(measured_mpa, 3)


def _loose(trial: TrialView) -> str:
    """Said of a cell whose fixture did not keep its pressure for the spectrum."""
    closed_mpa = numbers_of({**trial.protocol, **(trial.achieved or {})}).get("stack_mpa")
    return fixture_doubt(trial.stack_measured_mpa, closed_mpa)


def _kind(trial: TrialView) -> tuple[str, str]:
    if trial.observation is not None:
        condition = condition_of(trial.observation)
        said = ", ".join(_MODE_WORDS.get(mode, mode) for mode in trial.observation.failure)
        graded = condition in ("hairline", "intact", "unread") or not said
        return condition, MARKS[condition].word if graded else said
    if trial.outcome is not None:
        before = trial.outcome == "rig failed" and trial.still_counting
        outcome = _CLIMBED_BEFORE if before else trial.outcome
        return "void", VOID_WORDS.get(outcome, outcome)
    return "open", trial.state


def _planned(trial: TrialView, name: str) -> str:
    return number_of(trial.planned[name], 4) if name in trial.planned else "–"


def _achieved(trial: TrialView, name: str) -> str:
    if trial.achieved is None or name not in trial.achieved:
        return "–"
    return number_of(trial.achieved[name], 4)


def _asr(trial: TrialView) -> str:
    if trial.asr_ohm_cm2 is None:
        return "–"
    std = trial.asr_std_ohm_cm2
    doubt = f" ± {number_of(std, 2)}" if std is not None else ""
    return f"{number_of(trial.asr_ohm_cm2, 4)}{doubt}"
