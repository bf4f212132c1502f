"""A result as a form says it, and how it is kept: by the same way as `copress record`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from campaigns.errors import WrongInputError
from campaigns.web.forms.fields import Field, Kind
from campaigns.web.forms.parse import Form

WHAT = {
    "whole": "whole, and measured",
    "broken": "cracked, in pieces or shorted",
    "again": "whole, its measurement failed",
    "skipped": "whole, not worth measuring",
    "void": "void: the rig failed, the recipe did not",
}
RESULT = (
    Field("what", choices=tuple(WHAT), required=True),
    Field("asr_ohm_cm2", Kind.NUMBER),
    Field("asr_std_ohm_cm2", Kind.NUMBER),
    Field("damage", Kind.WHOLE, ("0", "1", "2", "3")),
    Field("shorted", Kind.TICK),
)

Said = tuple[tuple[str, object], ...]
"""What of `campaigns.by_hand.record_result.Report` was said."""

File = tuple[str, bytes]
"""Name and content of a file that was sent; both empty when none was."""

NO_FILE: File = ("", b"")


def result_of(form: Form) -> dict[str, object]:
    """The result that a form means.

    Raises:
        WrongInputError: an answer that makes no sense.
    """
    what, why = form.text("what"), form.text("why")
    if what not in WHAT:
        raise WrongInputError("say what became of the cell; nothing was kept")
    if what not in ("whole", "broken") and not why:
        raise WrongInputError("say why there is no resistance; nothing was kept")
    damage = form.whole("damage", "damage")
    if what == "whole":
        asr = form.number("asr_ohm_cm2", "resistance")
        std = form.number("asr_std_ohm_cm2", "its uncertainty")
        return {"damage": 0, "asr_ohm_cm2": asr, "asr_std_ohm_cm2": std}
    if what == "broken":
        shorted = form.text("shorted") == "yes"
        if damage not in (0, 1, 2, 3) or (damage == 0 and not shorted):
            raise WrongInputError("a broken cell has a damage from 1 to 3, or is shorted")
        return {"damage": damage, "shorted": shorted}
    if what == "void":
        return {"void": True, "reason": why}
    return {"damage": 0, "unmeasured" if what == "again" else "skipped": why}


def keep_result(path: Path, number: int, person: str, said: Said, spectrum: File = NO_FILE) -> str:
    """In the models' process, where spectra can be judged: write it down; the outcome in words.

    Raises:
        WrongInputError: it does not add up, or the file is no spectrum; nothing was kept.
    """
    from campaigns.by_hand.record_result import Report, record_result
    from campaigns.config.load import load_settings
    from hardware.errors import SpectrumRefusedError

    report = dict(said)
    with TemporaryDirectory(prefix="copress-") as folder:
        name, content = spectrum
        if name:
            report["spectrum"] = Path(folder) / name
            (Path(folder) / name).write_bytes(content)
        try:
            meant = Report(**report)  # type: ignore[arg-type]
            return record_result(load_settings(path), number, meant, person=person).sentence
        except SpectrumRefusedError as error:
            raise WrongInputError(str(error)) from error
