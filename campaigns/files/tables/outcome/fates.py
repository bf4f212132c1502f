"""What became of each cell, put together from all columns that say anything about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from campaigns.files.tables.outcome.cell_findings import FLAGS
from campaigns.files.tables.outcome.reading import CellWord
from campaigns.files.tables.outcome.sources import OF_SHORTS, OutcomeColumn
from campaigns.files.tables.outcome.unknown_words import REMARKS_ON_CELLS
from campaigns.files.tables.sheets.sheet_marks import is_colour

Verdict = Literal["intact", "failed", "kept out", "nobody looked"]


@dataclass(frozen=True)
class CellFate:
    """What became of one cell.

    Attributes:
        verdict: `kept out` where a person has to say more; `nobody looked` where nothing is noted.
        damage: grade 0..3; None where nobody looked.
        shorted: None where nobody looked.
        failure: how it failed, as far as words say it.
        deciding: column and word that decided, or leave it open; "" where nothing is noted.
        no_short: somebody says of this very cell that it is not short-circuited.
        why: why the cell is kept out; "" where it is not.
    """

    verdict: Verdict
    damage: int | None = None
    shorted: bool | None = None
    failure: tuple[str, ...] = ()
    deciding: str = ""
    no_short: bool = False
    why: str = ""


def fate(sources: Sequence[OutcomeColumn], row: int, part: str) -> CellFate:
    """What became of the cell in one row, and of one replicate in it.

    A failure that anyone noted counts, whatever other columns say. Doubt and words that are not
    understood keep the cell out. A blank counts as intact only in columns that mark what went
    wrong and nothing else.
    """
    said = [(s, s.findings[row]) for s in sources if not s.part or not part or s.part == part]
    if failed := [(s, f) for s, f in said if f.verdict == "failed"]:
        return _failed(failed, said)
    intact = [(s, f) for s, f in said if f.verdict == "intact"]
    if left_open := _open(said, judged=bool(intact)):
        return left_open
    if intact:
        source, finding = intact[0]
        return _intact(intact, f"{source.title}: {finding.word}")
    return _blank([source for source, _ in said])


def _blank(sources: Sequence[OutcomeColumn]) -> CellFate:
    """A cell of which nothing is written."""
    if blank := [s for s in sources if s.dedicated and not s.marks_exceptions]:
        titles = ", ".join(dict.fromkeys(s.title for s in blank))
        return CellFate("kept out", why=f"{titles}: blank, so nobody looked at the cell")
    if marking := [s for s in sources if s.marks_exceptions]:
        return CellFate("intact", 0, False, deciding=f"{marking[0].title}: blank")
    return CellFate("nobody looked")


def _strange(source: OutcomeColumn, finding: CellWord) -> str:
    if not finding.word:
        return (
            f"{source.title} is blank, and the intact cells are marked there; write yes or no into "
            "it"
        )
    said = f"{source.title} says {finding.word!r}"
    if source.kind == "damage":
        return f"{said}; damage is 0 intact, 1 hairline, 2 cracked, 3 delaminated"
    if source.kind in FLAGS:
        return f"{said}; write yes or no, or say what it means: {_option(finding)}"
    if source.kind == "number":
        return (
            f"{said} where the others have a number: --word '{finding.word}=nothing' if it was not "
            "measured, or =shorted, or =unknown for a cell that failed in another way"
        )
    unknown = f"and {finding.strange!r}" if finding.strange else "which"
    said = f"{said}, {unknown} is not known here; say what it means: {_option(finding)}"
    if source.kind == "remark" and not source.judges and source.title != REMARKS_ON_CELLS:
        said += f", or --column '{source.title}=text' if nothing there is about the cells"
    return said


def _option(finding: CellWord) -> str:
    """How a person says what a word means."""
    if finding.strange:
        return f"--word '{finding.strange}=nothing' (or cracked, shorted ...)"
    return f"--word '{finding.word}=intact' (or cracked, shorted ..., nothing)"


def _open(said: Sequence[tuple[OutcomeColumn, CellWord]], *, judged: bool) -> CellFate | None:
    """What a person has to say more about; None where nothing is open.

    A remark that is not understood leaves a cell open that another column calls intact: it may be
    the one word that says that it cracked. A colour alone does not; people mark the best ones too.
    Nor do the notes of our own tables, whose `damage` somebody has graded.
    """
    for source, finding in said:
        word = f"{source.title}: {finding.word or 'blank'}"
        if finding.verdict == "doubtful":
            said_so = f"{source.title} says {finding.word!r} with doubt"
            why = f"{said_so}; intact or not? {_option(finding)}"
            return CellFate("kept out", deciding=word, why=why)
        aside = source.own or is_colour(finding.word)
        if finding.verdict == "not understood" and not (judged and aside):
            return CellFate("kept out", deciding=word, why=_strange(source, finding))
    return None


def _failed(
    failed: Sequence[tuple[OutcomeColumn, CellWord]], said: Sequence[tuple[OutcomeColumn, CellWord]]
) -> CellFate:
    modes = dict.fromkeys(mode for _, finding in failed for mode in finding.modes)
    if len(modes) > 1:
        modes.pop("unknown", None)
    shorted = "shorted" in modes
    damage = max(finding.grade for _, finding in failed)
    looked = [s for s, f in said if f.verdict in ("failed", "intact")]
    if damage == 0 and set(modes) <= {"shorted"}:
        known = any(s.kind not in OF_SHORTS for s in looked)
        grade = 0 if known or shorted else None
    else:
        grade = max(damage, 1)
    source, finding = failed[0]
    noted_short = shorted or any(s.kind in OF_SHORTS for s in looked) or None
    return CellFate(
        "failed",
        grade,
        shorted if noted_short else None,
        tuple(modes),
        f"{source.title}: {finding.word}",
    )


def _intact(intact: Sequence[tuple[OutcomeColumn, CellWord]], deciding: str) -> CellFate:
    kinds = {source.kind for source, _ in intact}
    physical = {"damage", "cracked", "delaminated", "crumbled", "stuck", "pieces"}
    damage = None if kinds <= set(OF_SHORTS) else 0
    shorted = None if kinds <= physical else False
    no_short = any(source.kind in OF_SHORTS or found.no_short for source, found in intact)
    return CellFate("intact", damage, shorted, deciding=deciding, no_short=no_short)
