"""A campaign file of a hand press that somebody edits between cells: nothing is lost unsaid."""

import csv
import re
from pathlib import Path

import pytest
from support.command_line import Called, copress


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two planned cells."""
    path = tmp_path / "my-cells.toml"
    said = copress(
        *("new", path.name, "--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 5),
        folder=tmp_path,
    )
    assert said.returncode == 0, said.output
    asked(path, "propose", "--count", 2)
    return path


def asked(file: Path, command: str, *words: object, code: int = 0) -> Called:
    called = copress(command, file.name, *words, folder=file.parent)
    assert called.returncode == code, called.output
    return called


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def stack_fixed(file: Path) -> None:
    """The stack pressure is taken out of the space and stands in [fixed]."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"\[space\.stack_mpa\][^[]*?high = 250\n", "", text)
    file.write_text(text.replace("[fixed]\n", "[fixed]\nstack_mpa = 41\n"), encoding="utf-8")


def test_a_new_name_hides_no_cells(file: Path) -> None:
    edited(file, 'name = "my-cells"', 'name = "powder B"')

    said = asked(file, "propose", code=1).stderr

    assert 'name = "powder B", but the cells in my-cells.db are of my-cells' in said
    assert "Write the name as it was" in said
    edited(file, 'name = "powder B"', 'name = "powder B"\nstore = "b.db"')
    assert "cell-0001" in asked(file, "propose").stdout, "a store of its own may be begun"


def test_a_value_that_is_fixed_now_sets_the_planned_cells_aside(file: Path) -> None:
    stack_fixed(file)

    said = asked(file, "propose").stdout

    assert "Trial 1 is set aside" in said
    assert "stack_mpa = 60, but [fixed] says 41 in the campaign file" in " ".join(said.split())
    assert "trial 3" in said
    asked(file, "edit", "--trial", 1, "--set", "stack_mpa=41", "--why", "as the file says")
    assert "trial 1" in asked(file, "propose").stdout


def test_why_names_a_knob_that_is_not_varied_any_more(file: Path) -> None:
    stack_fixed(file)

    assert "The next cell" in asked(file, "why").stdout
    said = asked(file, "why", "--trial", 2, code=2).stderr
    assert "trial 2 was planned when [space] had stack_mpa" in said


def test_a_rate_that_no_hand_sets_may_be_written_anew(file: Path) -> None:
    edited(file, "release_mpa_s = 5 ", "release_mpa_s = 2 ")

    assert "set aside" not in asked(file, "propose").stdout


def test_a_knob_is_not_named_as_a_result(file: Path) -> None:
    edited(file, "[space.stack_mpa]", "[space.damage]\nlow = 0\nhigh = 3\n\n[space.stack_mpa]")

    said = asked(file, "propose", code=2).stderr

    assert "[space] damage: damage is a column of run sheets and results" in said


@pytest.mark.parametrize("command", ["why", "propose", "design"])
def test_bounds_beyond_all_numbers_are_refused(file: Path, command: str) -> None:
    edited(
        file, "[space.stack_mpa]", "[space.humidity]\nlow = 1\nhigh = 1e300\n\n[space.stack_mpa]"
    )

    said = asked(file, command, code=2).stderr

    assert "[space.humidity]: high = 1e+300 cannot be searched" in said


def test_an_empty_name_is_said_plainly(file: Path) -> None:
    edited(file, 'name = "my-cells"', 'name = ""')

    assert "it is empty: write at least one character" in asked(file, "propose", code=2).stderr


def test_the_sheet_of_a_design_has_force_and_gauge(file: Path) -> None:
    asked(file, "design", "--kind", "i-optimal", "--model", "linear", "--out", "plan.csv")

    with (file.parent / "plan.csv").open(encoding="utf-8", newline="") as sheet:
        row = next(csv.DictReader(sheet))
    bar = float(row["show_copress_bar"])
    assert float(row["planned_copress_mpa"]) == pytest.approx(2.5 * bar)  # 50 mm ram, 10 mm die
    assert float(row["show_copress_kn"]) > 0


def test_a_high_resistance_is_written_without_exponent(file: Path) -> None:
    said = asked(file, "record", "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 109501, "--yes")

    assert "Trial 1: observed; intact, 109\u00a0500 ohm cm2" in said.stdout
    assert "109\u00a0500 ohm cm2" in asked(file, "status").stdout


def test_rules_that_leave_what_breaks_are_said_before_a_cell_is_pressed(file: Path) -> None:
    asked(file, "record", "--trial", 1, "--damage", 2, "--failure", "cracked")
    asked(file, "record", "--trial", 2, "--damage", 2, "--failure", "cracked")
    edited(file, 'constraints = ["', 'constraints = ["copress_mpa >= 690", "')

    said = " ".join(asked(file, "propose").stdout.split())

    assert re.search(r"Most probably broken \(probability to stay intact: trial 3: 0\.[0-4]", said)
    assert "Where bounds and rules leave nothing that holds, change them" in said


def test_no_design_is_recommended_where_no_point_obeys_the_rules(file: Path) -> None:
    edited(file, 'constraints = ["', 'constraints = ["copress_mpa <= 200", "copress_mpa >= 300", "')

    said = asked(file, "design", "--recommend", code=2).stderr

    assert "my-cells.toml: No point of the space obeys the constraints" in said


def test_a_folder_is_named_as_a_folder(file: Path) -> None:
    called = copress("status", ".", folder=file.parent)

    assert called.returncode == 2
    assert "is a folder. Name the campaign file in it" in called.stderr
    assert "my-cells.toml" in called.stderr


def test_what_was_not_measured_first_reads_plainly_when_it_is(file: Path) -> None:
    asked(file, "record", "--trial", 1, "--damage", 0, "--measurement-failed", "cable loose")

    said = asked(file, "record", "--trial", 1, "--asr-ohm-cm2", 150, "--yes").stdout

    assert re.search(r"why not measured +cable loose +measured", said)


def test_a_gauge_that_shows_nothing_is_refused_before_a_file_is_written(tmp_path: Path) -> None:
    said = copress(
        *("new", "x.toml", "--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 0),
        folder=tmp_path,
    )

    assert said.returncode == 2
    assert "--gauge-step-bar" in said.stderr
    assert not (tmp_path / "x.toml").exists()


def test_a_ram_of_metres_is_named(file: Path) -> None:
    edited(file, "ram_mm = 50 ", "ram_mm = 5000 ")

    said = asked(file, "propose", code=2).stderr

    assert "one mark is 125\u00a0000 MPa on this die" in said
    assert "correct the gauge's step or the diameter of the ram in [press]" in said
