"""What a person with a hand press reads in the terminal when something odd was typed."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from support.command_line import Called, copress
from support.instruments.spectra import full_cell
from support.instruments.tables import Made
from support.instruments.texts import eclab


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A folder with the campaign file of a press with a gauge."""
    gauge = ("--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 5)
    assert copress("new", "hand.toml", *gauge, folder=tmp_path).returncode == 0
    return tmp_path


def edited(bench: Path, old: str, new: str) -> Called:
    """The answer of `copress propose` once that was changed in the file."""
    file = bench / "hand.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return copress("propose", "hand.toml", folder=bench)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("high = 700", "high = 900", "900.0 is outside (0, 800] set by die 'steel-10' max_mpa"),
        ("ramp_mpa_s = 10", "ramp_mpa_s = 0", "outside (0, 1000] set by what a hand can do"),
        ("anode_dwell_s = 60", "anode_dwell_s = -3", "dwell_s = -3.0 is outside (0, 86400]"),
        ("diameter_mm = 10", "diameter_mm = 17", "force_kn = 158.886 is outside (0, 63]"),
    ],
)
def test_a_value_beyond_die_or_hand_is_refused_without_words_of_a_machine(
    bench: Path, old: str, new: str, said: str
) -> None:
    refused = edited(bench, old, new)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Nothing was sent" not in refused.stderr
    assert "press file" not in refused.stderr
    assert "[press] in this file" in refused.stderr


@pytest.mark.parametrize(
    "rule", ["anode_mpa / (copress_mpa - copress_mpa) < 3", "copress_mpa ** 1000 < 3"]
)
def test_a_rule_that_never_has_a_value_is_named_without_a_warning_of_numpy(
    bench: Path, rule: str
) -> None:
    refused = edited(bench, "anode_mpa <= 0.75 * copress_mpa", rule)
    assert refused.returncode == 2
    line = f"copress: hand.toml: No point of the space obeys the constraints: {rule}.\n"
    assert refused.stderr == line


def test_an_edit_says_first_that_it_comes_too_late(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    result = ("--trial", 1, "--damage", 0, "--asr-ohm-cm2", 200)
    copress("record", "hand.toml", *result, folder=bench)
    edit = ("edit", "hand.toml", "--trial", 1, "--set", "copress_mpa=425")
    late = copress(*edit, folder=bench)
    assert late.returncode == 2
    assert "trial 1 is closed: too late to edit it" in late.stderr


def test_an_edit_of_a_rate_that_no_hand_sets_is_refused(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    rate = ("edit", "hand.toml", "--trial", 1, "--set", "ramp_mpa_s=4")
    refused = copress(*rate, folder=bench)
    assert refused.returncode == 2
    assert "this press sets no such rate. Nothing was changed" in refused.stderr


def test_an_edit_lists_what_has_changed_and_nothing_else(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    first = copress("edit", "hand.toml", "--trial", 1, "--set", "copress_mpa=160 bar", folder=bench)
    assert "copress_mpa: 425 -> 400" in first.stdout
    both = ("--set", "copress_mpa=400", "--set", "anode_mpa=150")
    second = copress("edit", "hand.toml", "--trial", 1, *both, folder=bench)
    assert "anode_mpa: 125 -> 150" in second.stdout
    assert "copress_mpa" not in second.stdout


@pytest.mark.parametrize("what", ["stop", "abort"])
def test_nothing_is_stopped_where_no_press_runs(bench: Path, what: str) -> None:
    copress("propose", "hand.toml", folder=bench)
    refused = copress(what, "hand.toml", "--why", "smoke", folder=bench)
    assert refused.returncode == 2
    assert f"pressed by hand: there is no press that Copress could {what}" in refused.stderr


def test_press_check_of_a_campaign_file_says_what_it_wants(bench: Path) -> None:
    refused = copress("press", "check", "hand.toml", folder=bench)
    assert refused.returncode == 2
    assert refused.stderr.startswith("copress: hand.toml is a campaign file and describes no press")
    assert len(refused.stderr.splitlines()) == 1


def test_a_result_of_a_rejected_trial_says_that_it_was_rejected(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    copress("reject", "hand.toml", "--trial", 1, "--why", "die is away", folder=bench)
    result = ("record", "hand.toml", "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 200)
    refused = copress(*result, folder=bench)
    assert refused.returncode == 2
    assert "trial 1 was rejected (die is away). Nothing was recorded" in refused.stderr
    kept = copress(*result, "--correct", "--why", "pressed all the same", folder=bench)
    assert "observed; intact, 200 ohm cm2" in kept.stdout


def test_blanks_around_a_lot_make_no_second_lot(bench: Path) -> None:
    copress("propose", "hand.toml", "--count", 2, folder=bench)
    for trial, lot in ((1, "A"), (2, " A ")):
        result = ("--trial", trial, "--damage", 0, "--asr-ohm-cm2", 200, "--lot", lot)
        kept = copress("record", "hand.toml", *result, folder=bench)
        assert kept.returncode == 0, kept.stderr
    status = copress("status", "hand.toml", folder=bench).stdout
    assert len(re.findall(r" A +20\d\d-", status)) == 2


def test_the_sheet_says_what_to_type_without_a_file(bench: Path) -> None:
    said = copress("propose", "hand.toml", folder=bench).stdout
    assert "without a file: --asr-ohm-cm2 X" in said


def test_an_export_is_what_its_name_says(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    assert copress("export", "hand.toml", "--out", "cells.xlsx", folder=bench).returncode == 0
    assert (bench / "cells.xlsx").read_bytes()[:2] == b"PK", "a workbook, not text of that name"
    odd = copress("export", "hand.toml", "--out", "cells.xyz", folder=bench)
    assert (odd.returncode, odd.stderr[:34]) == (2, "copress: --out cells.xyz: which fo")
    contradicted = ("--out", "cells.csv", "--format", "xlsx")
    both = copress("export", "hand.toml", *contradicted, folder=bench)
    assert both.returncode == 2
    assert "ends like csv, and --format says xlsx: which?" in both.stderr
    nowhere = copress("export", "hand.toml", "--out", "no/cells.csv", folder=bench)
    assert nowhere.returncode == 2
    assert "there is no folder no. Make it first" in nowhere.stderr


def test_the_same_sweep_is_no_second_reading(bench: Path) -> None:
    copress("propose", "hand.toml", folder=bench)
    f_hz = np.geomspace(1e6, 0.1, 71)
    (bench / "a.mpt").write_bytes(eclab(Made(f_hz, full_cell(f_hz))))
    (bench / "b.mpt").write_bytes((bench / "a.mpt").read_bytes())
    first = ("--spectrum", "a.mpt", "--damage", 0, "--ocv-v", 2.3)
    kept = copress("record", "hand.toml", "--trial", 1, *first, folder=bench)
    assert kept.returncode == 0, kept.stderr
    second = ("record", "hand.toml", "--trial", 1, "--spectrum", "b.mpt", "--again")
    asked = copress(*second, folder=bench)
    assert asked.returncode == 2
    assert "one that cell-0001 has already: a second reading is a second sweep" in asked.stderr


def returned(bench: Path, **first: str) -> Called:
    """The answer to a sheet of two cells with this written into its first row."""
    sheet = bench / "sheet.csv"
    if not sheet.exists():
        copress("propose", "hand.toml", "--count", 2, "--sheet", "sheet.csv", folder=bench)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"damage": "0", "asr_ohm_cm2": "170", **first}
    with (bench / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return copress("record", "hand.toml", "--sheet", "back.csv", folder=bench)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ({"damage": "two"}, "(cell-0001): damage holds 'two', which is not understood; write 0"),
        ({"asr_ohm_cm2": "170 ohm"}, "asr_ohm_cm2 holds '170 ohm'; write the number alone."),
        ({"cell_id": "abcdef-009"}, "cell_id is abcdef-009, and that of trial 1 is"),
        ({"shorted": "maybe"}, "(cell-0001): shorted is 'maybe'; write yes or no."),
    ],
)
def test_a_row_that_is_wrong_is_named_by_its_label_and_said_once(
    bench: Path, first: dict[str, str], said: str
) -> None:
    refused = returned(bench, **first)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stderr.count("row 2") == 1
    status = copress("status", "hand.toml", folder=bench).stdout
    assert "0 of 25 cells" in status
    assert "cell-0003" not in status, "no trial is made of a cell that nobody knows"


def test_a_retention_in_per_cent_is_understood_on_a_sheet(bench: Path) -> None:
    kept = returned(bench, retention="91 %")
    assert kept.returncode == 0, kept.stderr
    status = json.loads(copress("status", "hand.toml", "--json", folder=bench).stdout)
    assert status["trials"][0]["retention"] == pytest.approx(0.91)
