"""What a person sees when the cell comes out of the die: whole, cracked, in pieces, shorted.

Impedance cannot tell: a shorted cell reads the lowest resistance of all, a cracked one may look
merely poor. So somebody looks at every cell, and says it here: in a side file
`<sample_label>.inspection.json` next to the spectrum, or when asked.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

DAMAGE_GRADES = {
    0: "intact",
    1: "hairline crack",
    2: "cracked",
    3: "delaminated or in pieces",
}
FAILURE_MODES = ("cracked", "delaminated", "crumbled", "shorted", "stuck", "unknown")
"""How a cell can fail, as a person sees it; several may be seen at once."""
SUFFIX = ".inspection.json"

Ask = Callable[[str], str]
"""Shows a question to a person and returns the answer."""


@dataclass(frozen=True)
class Inspection:
    """One look at one cell.

    Raises:
        ValueError: if the grade is not 0, 1, 2 or 3, `shorted` is not true or false, or no label.
    """

    sample_label: str
    damage: int
    """0 intact, 1 hairline crack, 2 cracked, 3 delaminated or in pieces."""
    shorted: bool
    """The two sides are connected: no open-circuit voltage, or an ohmmeter says so."""
    note: str = ""
    failure: tuple[str, ...] = ()
    """How it failed, of `FAILURE_MODES`; empty where nobody said."""

    def __post_init__(self) -> None:
        _text("sample_label", self.sample_label)
        if not self.sample_label:
            raise ValueError("sample_label is empty: say which cell was looked at")
        if type(self.damage) is not int or self.damage not in DAMAGE_GRADES:
            raise ValueError(f"damage = {self.damage!r} is not a grade; {_grades()}")
        if not isinstance(self.shorted, bool):
            raise ValueError(f"shorted = {self.shorted!r} must be true or false")
        _text("note", self.note)
        for mode in self.failure:
            if mode not in FAILURE_MODES:
                raise ValueError(f"failure {mode!r} is none of {', '.join(FAILURE_MODES)}")

    @property
    def intact(self) -> bool:
        """True if nothing is wrong with the cell."""
        return self.damage == 0 and not self.shorted


def inspection_path(folder: Path, sample_label: str) -> Path:
    """Where the side file of a cell is."""
    return folder / f"{sample_label}{SUFFIX}"


def write_inspection(folder: Path, inspection: Inspection) -> Path:
    """Write the side file, whole or not at all.

    Returns:
        Its path.
    """
    path = inspection_path(folder, inspection.sample_label)
    next_to = path.with_name(f".{path.name}.part")
    next_to.write_text(json.dumps(asdict(inspection), indent=2) + "\n", encoding="utf-8")
    next_to.replace(path)
    return path


def read_inspection(folder: Path, sample_label: str) -> Inspection | None:
    """Read the side file of a cell.

    Returns:
        None where there is no such file.

    Raises:
        ValueError: if it is not what it should be; the message says where and what to do.
    """
    path = inspection_path(folder, sample_label)
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as failure:
        raise ValueError(
            f"{path} is not readable JSON ({failure}); mend it or delete it and answer when asked"
        ) from failure
    try:
        inspection = inspection_of(found)
    except ValueError as failure:
        raise ValueError(f"{path}: {failure}") from failure
    if inspection.sample_label != sample_label:
        raise ValueError(
            f"{path} is about {inspection.sample_label!r}, not {sample_label!r}: a copied file? "
            "Correct sample_label, or delete the file and look at the cell"
        )
    return inspection


def inspection_of(found: object) -> Inspection:
    """An inspection from what a side file holds.

    Raises:
        ValueError: naming the key that is missing, unknown or wrong.
    """
    wanted = {"sample_label", "damage", "shorted", "note", "failure"}
    if not isinstance(found, Mapping):
        raise ValueError(f"expected an object with {', '.join(sorted(wanted))}")
    if unknown := set(found) - wanted:
        raise ValueError(f"unknown key {sorted(unknown)[0]!r}; known: {', '.join(sorted(wanted))}")
    if missing := wanted - {"note", "failure"} - set(found):
        raise ValueError(f"{sorted(missing)[0]!r} is missing; {_grades()}")
    return Inspection(
        sample_label=found["sample_label"],
        damage=found["damage"],
        shorted=found["shorted"],
        note=found.get("note", ""),
        failure=tuple(found.get("failure", ())),
    )


def ask_inspection(sample_label: str, ask: Ask) -> Inspection:
    """Ask a person about a cell, again until each answer is understood.

    Args:
        sample_label: which cell.
        ask: shows the question and returns the answer, e.g. `input`.
    """
    damage = _ask_damage(sample_label, ask)
    shorted = _ask_yes(
        f"Is {sample_label} shorted (no voltage, or an ohmmeter shows a connection)? [y/n] ", ask
    )
    if not damage and not shorted:
        note = ask(f"Anything else about {sample_label}? (Enter for nothing) ").strip()
        return Inspection(sample_label, damage, shorted, note)
    question = (
        f"How did {sample_label} fail ({', '.join(FAILURE_MODES)}; several may be named)? A note "
        "may follow after a semicolon. (Enter for nothing) "
    )
    failure, note = failure_and_note(ask(question))
    return Inspection(sample_label, damage, shorted, note, failure)


def failure_and_note(text: str) -> tuple[tuple[str, ...], str]:
    """Ways of failing and a note, as typed in one line: `cracked, stuck; fell out of the die`.

    Where the words before the semicolon are not all ways of failing, the whole line is a note.
    """
    first, _, rest = text.partition(";")
    words = first.replace(",", " ").lower().split()
    if words and all(word in FAILURE_MODES for word in words):
        return tuple(mode for mode in FAILURE_MODES if mode in words), rest.strip()
    return (), text.strip()


def _ask_damage(sample_label: str, ask: Ask) -> int:
    question = f"How does {sample_label} look? {_grades()} "
    while True:
        answer = ask(question).strip()
        if answer in {str(grade) for grade in DAMAGE_GRADES}:
            return int(answer)
        question = f"{answer!r} is not one of them. How does {sample_label} look? {_grades()} "


def _ask_yes(question: str, ask: Ask) -> bool:
    answers = {"y": True, "yes": True, "n": False, "no": False}
    asked = question
    while True:
        answer = ask(asked).strip().lower()
        if answer in answers:
            return answers[answer]
        asked = f"Please answer y or n. {question}"


def _grades() -> str:
    return ", ".join(f"{grade} = {text}" for grade, text in DAMAGE_GRADES.items())


def _text(key: str, value: object) -> None:
    if not isinstance(value, str):
        raise ValueError(f"{key} = {value!r} must be text")
