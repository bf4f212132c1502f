"""What a title says of the words below it: a denial, a failure of its own, a list of codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from campaigns.files.tables.cell_numbers import read_number
from campaigns.files.tables.columns.table_columns import TableColumn
from campaigns.files.tables.outcome.reading import finding_of_text, plain
from campaigns.files.tables.outcome.words import BLANK, NO, NOTHING, OF_A_STATE, YES
from campaigns.files.tables.sheets.raw_table import RawTable

_COUNT = re.compile(r"^(?:n[or]|number|anzahl|nombre|count|#)\W*(?:of|von|der|de)?\b.*(?:s|e|n)$")
_CODE = re.compile(
    r"(?<![\w.])(?P<code>[^\W_]{1,3}|[-+○×△◯✓✗*])\s*(?:=|:|→|->|\bmeans\b|\bbedeutet\b)\s*"
    r"(?P<word>[^\W\d_].*?)(?=\s*(?:[,;/|)\]]|$|\s[^\W_]{1,3}\s*=))"
)
_BARE_CODE = re.compile(r"\b(?P<code>[01])\s+(?P<word>no|yes|nein|ja|non|oui|ok)\b")
_NAMED = re.compile(
    r"\b(?:cells?|pellets?|samples?|asr|r|no\.?|n[ro]\.?|rep\w*|probe|zelle|tablette|nr\.?|#)\s*#?\s*"
    r"(?P<a>[a-e]|\d{1,2})\b|#\s*(?P<b>\d{1,2})\b|^(?P<c>[a-e]|\d{1,2})\s*[:=)]"
)
_SOME = re.compile(r"^\W*(?:one|two|three|some|\d|eine?r?s?|zwei|drei|une?|deux)\b")


def denies(title: str, kind: str) -> bool:
    """Whether a title denies what it names: `not cracked`, `rissfrei`, `无裂纹`; `not ok`.

    Args:
        title: of the column.
        kind: what it was taken for, such as `cracked`, or `intact`.
    """
    words = plain(re.sub(r"[(\[{（].*", "", title)).strip(" ?？")
    if _COUNT.match(words) and not re.match(r"no\s+\w+$", words):
        return False
    return finding_of_text(words).verdict == ("failed" if kind == "intact" else "intact")


def flag_in_title(column: TableColumn, cells: Sequence[object]) -> str:
    """The failure that a title of a kind not known here names, over yes, no and a few other words.

    `fracture` over strokes and `radial`: whoever wrote the word saw one.
    """
    texts = [plain(cell).removesuffix(".0") for cell in cells]
    said = {*texts} - BLANK
    others = [text for text in texts if text not in YES | NO | NOTHING | BLANK]
    numbers = any(read_number(text, decimal_comma=True).value is not None for text in others)
    if not said or numbers or 2 * len(others) > len(texts):
        return ""
    found = finding_of_text(column.title, remark=False)
    short = OF_A_STATE.get(plain(column.title).strip(" ?.:"))
    if short is not None:
        return short.replace("unknown", "broken")
    return found.modes[0].replace("unknown", "broken") if found.verdict == "failed" else ""


def codes_in(text: str) -> dict[str, str]:
    """What stands for what: `0 = ok, 1 = crack`, `A: intact`, `0 no / 1 yes`."""
    words = plain(text)
    found = {m["code"]: m["word"].strip() for m in _CODE.finditer(words)}
    bare = {m["code"]: m["word"] for m in _BARE_CODE.finditer(words)}
    return found or (bare if len(bare) > 1 else {})


def _with_opposite(codes: dict[str, str], said: set[str]) -> dict[str, str]:
    """`1 = intact` over noughts and ones: 0 is not intact."""
    one = next(iter(codes)) if len(codes) == 1 else ""
    if one not in ("0", "1") or said != {"0", "1"} or codes[one] in YES | NO:
        return codes
    return {**codes, "1" if one == "0" else "0": f"not {codes[one]}"}


def codes_of_columns(
    raw: RawTable, columns: Sequence[TableColumn], lines: Sequence[str]
) -> tuple[dict[str, Mapping[str, str]], set[str]]:
    """Codes of the columns that say what became of the cells, and the lines that explain them.

    They stand in the title of a column or right below it, or in lines around a table of which a
    column holds nothing but codes.
    """
    found: dict[str, Mapping[str, str]] = {}
    used: set[str] = set()
    legend = {code: word for line in lines for code, word in codes_in(line).items()}
    for k, column in enumerate(columns):
        outcome = column.role == "outcome" and column.name != "remark"
        if not (outcome or column.ignored) or (column.sure and column.ignored):
            continue
        said = {plain(row.cells[k]).removesuffix(".0") for row in raw.rows} - BLANK
        below = f"{raw.titles[k].unit} {raw.titles[k].comment}"
        own = _with_opposite(codes_in(column.title) or codes_in(below), said)
        if outcome and said & own.keys():
            found[column.title] = own
        elif len(said) > 1 and said <= legend.keys():
            found[column.title] = legend
            used |= {line for line in lines if codes_in(line)}
    return found, used


def cells_named(remark: object, parts: Sequence[str]) -> set[str] | None:
    """Which replicates a failure is that of: {} for some not named, None for all of the row."""
    text = plain(remark)
    named = {m["a"] or m["b"] or m["c"] for m in _NAMED.finditer(text)} & set(parts)
    if named:
        return named
    return set() if _SOME.match(text) else None
