"""A result as a form says it, and how it is kept: by the same way as `copress record`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.trial.cell_result import CellResult
from campaigns.trial.typed_entry import typed_share
from campaigns.trial.typed_values import typed_value
from campaigns.web.background.bench_tasks import next_rung_in_words
from campaigns.web.forms.fields import Field, FieldKind
from campaigns.web.forms.parse import FieldError, Form
from doe.knobs.knob_values import Value
from doe.trials import FAILURE_MODES

WHAT = {
    "whole": "intact, and measured",
    "broken": "cracked, in pieces or shorted",
    "again": "intact, its measurement failed",
    "skipped": "intact, not worth measuring",
    "void": "void: the rig failed, the recipe did not",
}
FIELDS = (
    Field("what", choices=tuple(WHAT), required=True),
    Field("asr_ohm_cm2", FieldKind.NUMBER),
    Field("asr_std_ohm_cm2", FieldKind.NUMBER),
    Field("damage", FieldKind.WHOLE, ("0", "1", "2", "3")),
    Field("shorted", FieldKind.TICK),
    Field("failure.", FieldKind.TICK),
    Field("retention", longest=30),
    Field("spectrum", FieldKind.FILE),
    Field("ocv_v", FieldKind.NUMBER),
    Field("lot", longest=100),
    Field("operator", longest=100),
    Field("made_on", longest=30),
    Field("note"),
    Field("achieved.", longest=40),
    Field("sure", FieldKind.TICK),
    Field("rung", FieldKind.WHOLE),
    Field("again", FieldKind.TICK),
)

_OPTION = re.compile(r"--([a-z-]+[a-z])")
_WORDS = {
    "asr-ohm-cm2": "the resistance",
    "asr-std-ohm-cm2": "its uncertainty",
    "made-on": "the day",
    "retention": "the capacity kept,",
    "spectrum": "the file",
    "failure": "how it failed",
    "ocv-v": "the voltage at rest",
    "measurement-failed": "the word that its measurement failed",
    "skipped": "the word that it was not worth measuring",
    "correct": "a reason",
    "why": "for the change",
    "yes": "the tick below",
}


@dataclass(frozen=True)
class Sent:
    """A form that makes sense so far.

    Attributes:
        said: The result.
        why: A reason; with it what was said before may change.
        sure: Odd values are right.
        file_name: Of a spectrum; empty when none was sent.
        content: Its bytes.
        ocv_v: Voltage at rest that goes with it.
        again: It is another reading of a cell that was measured already.
    """

    said: CellResult
    why: str = ""
    sure: bool = False
    again: bool = False
    file_name: str = ""
    content: bytes = b""
    ocv_v: float | None = None


@dataclass(frozen=True)
class Kept:
    """What became of a form.

    Attributes:
        sentence: What was kept; empty when nothing was.
        refused: What is wrong, by field; "" for what is about no single field.
        doubts: Odd values, by field, that were asked back.
    """

    sentence: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def result_of(form: Form, settings: Settings) -> CellResult:
    """The result that a form means; its file is not looked at here.

    Args:
        form: As it was sent.
        settings: The campaign; its press says what a gauge reading means.

    Raises:
        FieldError: a field that cannot be used.
    """
    what, why = form.text("what"), form.text("why")
    if form.text("again") == "yes":
        return _measured(form, CellResult())
    if what not in WHAT:
        raise FieldError("what", "say what became of the cell; nothing was kept")
    if what not in ("whole", "broken") and not why:
        raise FieldError("why", "say why there is no resistance; nothing was kept")
    _refuse_contradictions(form, what)
    about = CellResult(
        retention=_retention(form),
        achieved=_achieved(form, settings),
        lot=form.text("lot") or None,
        operator=form.text("operator") or None,
        made_on=form.text("made_on") or None,
        note=form.text("note") or None,
        rung=form.whole("rung", "rung"),
    )
    if what == "broken":
        return _measured(form, replace(about, **_broken(form)))  # type: ignore[arg-type]
    if what == "void":
        return replace(about, void=why, retention=None)
    intact = replace(about, damage=0, shorted=False, failure=())
    if what == "whole":
        return _measured(form, intact)
    if what == "again":
        return replace(intact, unmeasured=why)
    return replace(intact, skipped=why)


def _measured(form: Form, about: CellResult) -> CellResult:
    """With the resistance that was typed, and its uncertainty."""
    return replace(
        about,
        asr_ohm_cm2=form.number("asr_ohm_cm2", "resistance"),
        asr_std_ohm_cm2=form.number("asr_std_ohm_cm2", "its uncertainty"),
    )


def _refuse_contradictions(form: Form, what: str) -> None:
    """Refuse words on the form that say another thing than the button at its head.

    Raises:
        FieldError: at the field that contradicts it.
    """
    said = f'"{WHAT[what]}" is chosen above'
    if what not in ("broken", "void"):
        if modes := [mode for mode in FAILURE_MODES if form.text(f"failure.{mode}") == "yes"]:
            raise FieldError("failure.", f"{said}, and {modes[0]} here: which is right?")
        if form.text("shorted") == "yes" or form.text("damage") in ("1", "2", "3"):
            raise FieldError("damage", f"{said}, and damage here: which is right?")
    measured = form.text("asr_ohm_cm2") or form.file_name
    if what in ("again", "skipped", "void") and measured:
        field = "asr_ohm_cm2" if form.text("asr_ohm_cm2") else "spectrum"
        raise FieldError(field, f"{said}, and a result here: which is right?")


def _retention(form: Form) -> float | None:
    """`0.91`, or `91 %`."""
    text = form.text("retention")
    try:
        return typed_share(text) if text else None
    except WrongInputError as error:
        raise FieldError("retention", f"retention: {error}; nothing was kept") from error


def _achieved(form: Form, settings: Settings) -> dict[str, Value]:
    """What the press did, in MPa or as it was read there: `345 bar`, `43 kN`, `3.5 min`."""
    values: dict[str, Value] = {}
    for name, text in form.texts("achieved").items():
        try:
            own, values[name] = typed_value(settings, name, text)
        except WrongInputError as error:
            sentence = f"{name[:60]}: {error}; nothing was done"
            raise FieldError(f"achieved.{name}", sentence) from error
        if own != name:
            raise FieldError(f"achieved.{name}", f"{name[:60]}: no such value; nothing was done")
    return values


def _broken(form: Form) -> dict[str, object]:
    """Grade, short and ways of failing; a short is one of these ways."""
    modes = tuple(mode for mode in FAILURE_MODES if form.text(f"failure.{mode}") == "yes")
    shorted = form.text("shorted") == "yes" or "shorted" in modes
    damage = form.whole("damage", "damage")
    if damage not in (None, 0, 1, 2, 3):
        raise FieldError("damage", "the damage is 0, 1, 2 or 3; nothing was kept")
    if not damage and not shorted and not modes:
        raise FieldError("damage", "a broken cell has a damage from 1 to 3, or is shorted")
    said: dict[str, object] = {"shorted": shorted or None}
    if modes:
        said["failure"] = modes
    implied = damage == 0 and bool(set(modes) - {"shorted"})  # a button was pressed, no grade given
    if damage is not None and not implied:
        said["damage"] = damage
    return said


def keep_result(path: Path, number: int, person: str, sent: Sent) -> Kept:
    """In the models' process, where spectra can be judged: write it down.

    With a reason it may change what was said before, without one it only adds.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.records.checks.unlikely_values import DoubtfulError, remark_on
    from campaigns.run.by_hand.record_result import record_result
    from hardware.errors import SpectrumRefusedError

    with TemporaryDirectory(prefix="copress-") as folder:
        said = sent.said
        try:
            if sent.file_name:
                file = Path(folder) / sent.file_name
                file.write_bytes(sent.content)
                said = replace(said, spectrum=file, ocv_v=sent.ocv_v)
            recorded = record_result(
                load_settings(path),
                number,
                said,
                person=person,
                way="page",
                why=sent.why,
                act="again" if sent.again else "correct" if sent.why else "add",
                sure=sent.sure,
            )
        except DoubtfulError as error:
            return Kept(doubts={doubt.field: doubt.sentence for doubt in error.doubts})
        except SpectrumRefusedError as error:
            return Kept(refused={"spectrum": str(error)})
        except WrongInputError as error:
            return Kept(refused={field_of(str(error)): page_words(str(error))})
    upcoming = "" if recorded.trial.rung is None else next_rung_in_words(path, number)
    changed = "; ".join(
        f"{field}: {before} → {after}"
        for field, before, after in (one.in_words for one in recorded.changes)
    )
    if sent.again:
        return Kept(f"{recorded.judgement.sentence}. The second reading is kept next to it.")
    was_closed = recorded.trial.state == "closed"
    more = f" Changed: {changed}." if was_closed and changed else ""
    remark = remark_on(recorded.after)
    remarks = (*recorded.overruled, recorded.left_out, remark, recorded.still_counting)
    noted = "".join(f" Noted: {one}." for one in remarks if one)
    return Kept(f"{recorded.judgement.sentence}.{more}{noted} {upcoming}".strip())


def field_of(sentence: str) -> str:
    """The field that an error of the command line is about, by the option that it names first."""
    found = _OPTION.search(sentence)
    name = found[1].replace("-", "_") if found else ""
    name = {"measurement_failed": "why", "skipped": "why", "correct": "why"}.get(name, name)
    if name == "achieved" and (value := re.search(r"--achieved (\w+)", sentence)):
        return f"achieved.{value[1]}"
    if name == "failure":
        return "failure."
    return name if any(one.name == name for one in FIELDS) or name == "why" else ""


def page_words(sentence: str) -> str:
    """The same without options of the command line."""
    return _OPTION.sub(lambda found: _WORDS.get(found[1], found[1].replace("-", " ")), sentence)


def typed_of(known: CellResult, outcome: str | None) -> dict[str, str]:
    """What a form shows before somebody types: all that is known of the cell."""
    what = {
        "recipe failed": "broken",
        "measurement failed": "again",
        "partly observed": "skipped",
        "rig failed": "void",
        "observed": "whole",
    }.get(outcome or "", "")
    typed = {"what": what, "damage": "" if known.damage is None else str(known.damage)}
    for name in ("asr_ohm_cm2", "asr_std_ohm_cm2", "retention"):
        value = getattr(known, name)
        typed[name] = "" if value is None else f"{value:.10g}"
    for name in ("lot", "operator", "made_on", "note"):
        typed[name] = getattr(known, name) or ""
    typed |= {
        f"achieved.{name}": value if isinstance(value, str) else f"{value:.10g}"
        for name, value in known.achieved.items()
    }
    typed |= {f"failure.{mode}": "yes" for mode in known.failure or ()}
    if known.shorted:
        typed["shorted"] = "yes"
    return typed
