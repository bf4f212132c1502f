"""One label for a cell, the one that is written on it: terminal, sheet, page, report."""

import csv
import re
from html import unescape
from pathlib import Path

import pytest
from support.command_line import copress
from support.web.page import Page, page_of

NUMBERED = re.compile(r"#\d|\b[Cc]ell \d|\bcells \d+(,| and)|\btrial #")
"""Ways of calling a cell by its number in running text."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six cells by hand, one of them cracked, and one that waits."""
    folder = tmp_path_factory.mktemp("bench")
    gauge = ("--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 5)
    copress("new", "hand.toml", *gauge, folder=folder)
    for trial, asr in enumerate((150, 140, None, 161, 144, 139), 1):
        assert copress("propose", "hand.toml", folder=folder).returncode == 0
        seen = ("--damage", 2, "--failure", "cracked") if asr is None else ("--damage", 0)
        measured = () if asr is None else ("--asr-ohm-cm2", asr)
        kept = copress("record", "hand.toml", "--trial", trial, *seen, *measured, "--yes",
                       folder=folder)  # fmt: skip
        assert kept.returncode == 0, kept.stderr
    return folder


def words(html: str) -> str:
    """The running text of a page, without pictures and addresses."""
    bare = re.sub(r"<(svg|style|script|pre)\b.*?</\1>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def test_the_terminal_calls_cells_by_their_labels(bench: Path) -> None:
    said = copress("propose", "hand.toml", folder=bench).stdout
    assert re.search(r"\ncell-0007: ", said)
    assert re.search(r"nearest cells so far: cell-000\d, cell-000\d", said)
    advised = copress("recommend", "hand.toml", folder=bench).stdout
    assert re.search(r"Evidence +cell-000\d, ", advised)
    assert "\u03a9" not in advised, "ohm cm2 everywhere at the terminal"
    status = copress("status", "hand.toml", folder=bench).stdout
    assert "lowest resistance so far: cell-0006, 139 ohm cm2" in status
    why = copress("why", "hand.toml", folder=bench).stdout
    assert why.startswith("Trial 7, cell-0007")
    assert re.search(r"Near cells +cell-000\d", why)
    for text in (said, advised, why):
        assert not NUMBERED.search(text), NUMBERED.search(text)


def test_the_report_calls_cells_by_their_labels(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    copress("report", "hand.toml", "--out", "r.html", folder=bench)
    text = words((bench / "r.html").read_text(encoding="utf-8"))
    assert "best cell measured (cell-0006)" in text
    assert re.search(r"It rests most on cell-000\d ", text)
    assert "cell-0007 (planned already):" in text
    assert re.search(r"cracked 1 cell-0003 used for the integrity", text)
    assert not NUMBERED.search(text), text[max(0, NUMBERED.search(text).start() - 80) :][:160]  # type: ignore[union-attr]


def test_the_page_calls_cells_by_their_labels(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    with page_of(bench / "hand.toml") as client:
        pages = {name: words(client.get(name).text) for name in
                 ("now", "decide", "cells", "cells/6", "cells/7", "audit")}  # fmt: skip
        understood = words(client.understood())
    assert "cell-0007 waits to be pressed, and for its result." in pages["now"]
    assert "cell-0007 – waits to be pressed" in pages["decide"]
    assert re.search(r"‹ cell-0005 · all cells · cell-0007 ›", pages["cells/6"])
    assert "7 cells (6 pressed, 1 open)" in pages["cells"]
    assert re.search(r"cell-0003 .{10,60} cracked ", pages["cells"])
    next_one = understood[understood.index("What to press next") :]
    assert re.search(r"cell-0007 waits: co-press pressure \d", next_one)
    for name, text in {**pages, "understand": understood}.items():
        found = NUMBERED.search(text)
        assert not found, f"{name}: {text[max(0, found.start() - 80) :][:160]}"


def test_a_sheet_that_comes_back_is_answered_with_the_labels(bench: Path) -> None:
    copress("propose", "hand.toml", "--sheet", "monday.csv", folder=bench)
    printed = words((bench / "monday.html").read_text(encoding="utf-8"))
    assert "cell-0007" in printed
    answer = copress("record", "hand.toml", "--sheet", "monday.csv", folder=bench)
    assert re.match(r"cell-0007 +trial 7 +not filled in yet", answer.stdout)
    with (bench / "monday.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"damage": "0", "asr_ohm_cm2": "1.2"}
    with (bench / "odd.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    refused = copress("record", "hand.toml", "--sheet", "odd.csv", folder=bench)
    assert "(cell-0007): 1.2 ohm cm2 is far outside" in refused.stderr


def form(client: Page, number: int, way: str = "result", **fields: object) -> tuple[int, str]:
    answer = client.post(f"cells/{number}/{way}", **fields)
    return answer.status_code, words(answer.text)


def test_a_form_that_contradicts_itself_is_asked_back_at_the_field(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    with page_of(bench / "hand.toml") as client:
        ticked = {"what": "whole", "asr_ohm_cm2": "140", "failure__cracked": "yes"}
        code, text = form(client, 7, **ticked)
        assert code == 400
        assert '"intact, and measured" is chosen above, and cracked here: which is right?' in text
        code, text = form(client, 7, what="whole", asr_ohm_cm2="140", damage="2")
        assert code == 400
        assert "and damage here: which is right?" in text
        code, text = form(client, 7, what="again", why="loose clip", asr_ohm_cm2="140")
        assert code == 400
        assert "and a result here: which is right?" in text
    status = copress("status", "hand.toml", folder=bench).stdout
    assert re.search(r"7 +cell-0007.* planned", status), "nothing of it was kept"


def test_a_broken_cell_keeps_the_resistance_that_was_typed(tmp_path: Path) -> None:
    copress("new", "b.toml", "--press", "manual", folder=tmp_path)
    copress("propose", "b.toml", folder=tmp_path)
    with page_of(tmp_path / "b.toml") as client:
        fields = {"what": "broken", "damage": "2", "asr_ohm_cm2": "171,5"}
        assert form(client, 1, **fields)[0] == 303
        shown = client.get("cells/1").text
    assert 'name="asr_ohm_cm2" value="171.5"' in shown
    assert "counts for integrity, not for resistance" in shown


def test_a_second_reading_is_entered_on_the_page(tmp_path: Path) -> None:
    copress("new", "b.toml", "--press", "manual", folder=tmp_path)
    copress("propose", "b.toml", folder=tmp_path)
    first = ("--trial", 1, "--damage", 0, "--asr-ohm-cm2", 171.5, "--lot", "A")
    copress("record", "b.toml", *first, folder=tmp_path)
    with page_of(tmp_path / "b.toml") as client:
        code, text = form(client, 1, "correct", again="yes", asr_ohm_cm2="17x")
        assert code == 400
        assert "is not a finite number" in text
        shown = client.post("cells/1/correct", again="yes", asr_ohm_cm2="17x").text
        assert 'value="17x"' in shown
        assert 'name="lot" maxlength="100" size="16" value="A"' in shown, "the form above stays"
        assert form(client, 1, "correct", again="yes")[0] == 400
        assert form(client, 1, "correct", again="yes", asr_ohm_cm2="175,5")[0] == 303
        after = words(client.get("cells/1").text)
    assert "measured 171.5 Ω cm²" in after
    assert "measured again 175.5 Ω cm²" in after
