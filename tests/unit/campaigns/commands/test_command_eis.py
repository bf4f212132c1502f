"""`copress eis` as its user sees it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.instruments.spectra import full_cell
from support.instruments.tables import MADE, Made, csv_table, made
from support.instruments.texts import chi, eclab, gamry
from support.systems import signal_that_is_heard
from typer.testing import CliRunner, Result

from campaigns.commands.cli import app

COPRESS = Path(sys.executable).parent / "copress"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cell-1.mpt").write_bytes(eclab(made(61, low_hz=1.0, ohm=640.0)))
    (tmp_path / "cell-2.DTA").write_bytes(gamry(made(61, low_hz=1.0, ohm=320.0)))
    (tmp_path / "cell-3.DTA").write_bytes(gamry(made(30, low_hz=1e3), aborted=True, final_hz=0.01))
    (tmp_path / "cell-1.inspection.json").write_text("{}")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["eis", *map(str, arguments)])


def test_one_file_gives_value_uncertainty_and_verdict(folder: Path) -> None:
    output = run(folder / "cell-1.mpt", "--area-cm2", 0.785, "--cell", "blocking")
    assert output.exit_code == 0
    assert "good" in output.stdout
    assert "ohm cm2" in output.stdout
    assert "high frequency" in output.stdout


def test_json_has_the_keys_of_the_contract_and_nothing_else_on_stdout(folder: Path) -> None:
    output = run(folder / "cell-1.mpt", "--area-cm2", 0.785, "--thickness-um", 700, "--json")
    document = json.loads(output.stdout)
    promised = {"file", "asr_ohm_cm2", "asr_std_ohm_cm2", "resistance_ohm", "contributions",
                "verdict", "reasons"}  # fmt: skip
    assert promised <= set(document)
    assert document["asr_ohm_cm2"] == pytest.approx(0.785 * document["resistance_ohm"])
    assert document["resistance_ohm"] == pytest.approx(652.0, rel=0.02)
    sigma = 1e3 * 0.07 / document["asr_ohm_cm2"]
    assert document["conductivity_ms_cm"] == pytest.approx(sigma)
    assert document["simulated"] is False


def test_several_loops_are_listed_and_the_last_counts(folder: Path) -> None:
    loops = folder / "loops.mpt"
    loops.write_bytes(eclab(made(61, ohm=600.0), made(61, ohm=604.0)))
    document = json.loads(run(loops, "--area-cm2", 1, "--json").stdout)
    assert [sweep["label"] for sweep in document["sweeps"]] == ["loops loop 1", "loops loop 2"]
    assert document["asr_ohm_cm2"] == document["sweeps"][-1]["asr_ohm_cm2"]


def test_a_folder_gives_a_table_and_a_csv_with_the_refused_named(folder: Path) -> None:
    table = folder / "out.csv"
    output = run(folder, "--area-cm2", 0.785, "--csv", table)
    assert output.exit_code == 0
    for shown in ("cell-1", "cell-2", "cell-3.DTA", "refused", "aborted"):
        assert shown in output.stdout
    assert "inspection" not in output.stdout
    with table.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert [Path(row["file"]).name for row in rows] == ["cell-1.mpt", "cell-2.DTA", "cell-3.DTA"]
    assert float(rows[0]["asr_ohm_cm2"]) > float(rows[1]["asr_ohm_cm2"]) > 0.0
    assert rows[2]["asr_ohm_cm2"] == ""
    assert "aborted" in rows[2]["refused"]


def test_an_aborted_sweep_gives_one_clear_message(folder: Path) -> None:
    output = run(folder / "cell-3.DTA", "--area-cm2", 1)
    assert output.exit_code == 2
    assert output.stdout == ""
    assert output.stderr.count("\n") == 1
    assert "aborted: 30 points down to 1e+03 Hz instead of 0.01 Hz" in output.stderr
    assert "--partial" in output.stderr
    assert run(folder / "cell-3.DTA", "--area-cm2", 1, "--partial").exit_code == 0


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (["--area-cm2", "0"], "must be above 0 cm2"),
        (["--area-cm2", "nan"], "must be above 0 cm2"),
        (["--area-cm2", "1", "--cell", "pouch"], "write auto, blocking, symmetric, full"),
        (["--area-cm2", "1", "--format", "mpt"], "there are autolab, chi"),
        (["--area-cm2", "1", "--imaginary", "yes"], "write im or minus-im"),
        (["--area-cm2", "1", "--thickness-um", "-3"], "must be above 0 um"),
        (["--area-cm2", "1", "--plot", "out.docx"], "must end in .png"),
        (["--area-cm2", "1", "--least-ocv-v", "1.5"], "with --cell full"),
        (["--area-cm2", "1", "--activation-ev", "-1"], "0 to 2 eV"),
        ([], "--area-cm2"),
    ],
)
def test_wrong_usage_gets_one_message_and_exit_2(folder: Path, wrong: list[str], why: str) -> None:
    output = run(folder / "cell-1.mpt", *wrong)
    assert output.exit_code == 2
    assert why in " ".join(output.stderr.replace("│", " ").split())
    assert "Traceback" not in output.stderr


def test_a_missing_file_and_an_empty_folder_are_wrong_input(tmp_path: Path) -> None:
    assert "cannot be read" in run(tmp_path / "absent.mpt", "--area-cm2", 1).stderr
    assert "no file in this folder" in run(tmp_path, "--area-cm2", 1).stderr


def test_the_sign_can_be_stated(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(csv_table(("f/Hz", "Re/ohm", "Im/ohm"), ("f", "re", "-im")))
    assert "--imaginary im or minus-im" in run(path, "--area-cm2", 1).stderr
    assert run(path, "--area-cm2", 1, "--imaginary", "minus-im").exit_code == 0


def test_a_full_cell_without_its_voltage_is_shorted(tmp_path: Path) -> None:
    path, f = tmp_path / "cell-7.csv", np.geomspace(1e6, 0.1, 71)
    path.write_bytes(csv_table(sweep=Made(f, full_cell(f))))
    asked = (path, "--area-cm2", 0.785, "--cell", "full", "--least-ocv-v", 1.5, "--json")
    assert json.loads(run(*asked).stdout)["verdict"] == "remeasure"
    assert json.loads(run(*asked, "--ocv-v", 2.3).stdout)["verdict"] == "good"
    (tmp_path / "cell-7.csv.sample.json").write_text('{"ocv_v": 0.2}')
    document = json.loads(run(*asked).stdout)
    assert document["verdict"] == "short"
    assert "at least 1.5 V" in " ".join(document["reasons"])


def test_the_file_of_a_full_cell_may_have_its_voltage(tmp_path: Path) -> None:
    path, f = tmp_path / "cell-7.mpt", np.geomspace(1e6, 0.1, 71)
    path.write_bytes(eclab(Made(f, full_cell(f))))
    asked = (path, "--area-cm2", 0.785, "--cell", "full", "--least-ocv-v", 1.5, "--json")
    document = json.loads(run(*asked).stdout)
    assert document["verdict"] == "short"
    assert "from columns <Ewe>/V and <I>/mA" in " ".join(document["reasons"])


def test_the_temperature_of_the_asr_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "cell-7.csv"
    rows = [f"{f},{re},{im},35" for f, re, im in made(61).rows()]
    path.write_text("\n".join(["freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm,T/degC", *rows]))
    one = (path, "--area-cm2", 1, "--cell", "blocking", "--json")
    room = json.loads(run(*one).stdout)
    assert room["temperature_degc"] == 35.0
    assert room["asr_ohm_cm2"] / room["resistance_ohm"] == pytest.approx(1.556, rel=0.002)
    for chosen in (("--activation-ev", 0), ("--reference-degc", 35)):
        document = json.loads(run(*one, *chosen).stdout)
        assert document["asr_ohm_cm2"] == pytest.approx(document["resistance_ohm"])


def test_what_was_assumed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(csv_table(("f", "Re", "Im"), ("f", "re", "im")))
    said = "no unit is stated: read f as Hz, Re as ohm, Im as ohm"
    assert said in run(path, "--area-cm2", 1).stdout
    (tmp_path / "again.csv").write_bytes(path.read_bytes())
    assert f"again and 1 more: {said}" in run(tmp_path, "--area-cm2", 1).stdout


def test_an_angular_frequency_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(csv_table(("omega", "Re/ohm", "Im/ohm"), ("omega", "re", "im")))
    assert "no unit is stated: read omega as rad/s" in run(path, "--area-cm2", 1).stdout


def test_simulated_files_say_so_on_screen_in_json_and_in_the_table(tmp_path: Path) -> None:
    path, table = tmp_path / "cell.mpt", tmp_path / "t.csv"
    simulated = eclab().replace(b"User : ", b"User : SIMULATED by Copress, not a measurement")
    path.write_bytes(simulated)
    assert "SIMULATED" in run(path, "--area-cm2", 1, "--csv", table).stdout
    assert json.loads(run(path, "--area-cm2", 1, "--json").stdout)["simulated"] is True
    assert "True" in table.read_text(encoding="utf-8")


def test_pictures_are_drawn_one_for_each_sweep(folder: Path) -> None:
    one = folder / "one.png"
    assert run(folder / "cell-1.mpt", "--area-cm2", 1, "--plot", one).exit_code == 0
    assert one.read_bytes().startswith(b"\x89PNG")
    run(folder / "cell-1.mpt", folder / "cell-2.DTA", "--area-cm2", 1, "--plot", folder / "all.svg")
    assert {path.name for path in folder.glob("*.svg")} == {"all-cell-1.svg", "all-cell-2.svg"}


def test_one_refused_among_several_named_is_stated_by_exit_2(folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear all,\n")
    output = run(folder / "cell-1.mpt", folder / "letter.txt", "--area-cm2", 1, "--json")
    assert output.exit_code == 2
    good, bad = json.loads(output.stdout)
    assert good["verdict"]
    assert "no impedance table" in bad["refused"]
    assert (bad["verdict"], bad["asr_ohm_cm2"]) == ("refused", None)
    assert "1 of 2 files cannot be used" in output.stderr


def test_made_spectra_are_what_the_tests_think(tmp_path: Path) -> None:
    (tmp_path / "cell.txt").write_bytes(chi())
    assert MADE.impedance_ohm[-1].imag < -1e4  # a blocking tail
    assert run(tmp_path / "cell.txt", "--area-cm2", 1).exit_code == 0


def test_columns_are_named_once_and_remembered_for_the_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPRESS_COLUMNS_FILE", str(tmp_path / "columns.json"))
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(csv_table(("A", "B", "C"), ("f", "re", "im")))
    refused = run(tmp_path / "one.csv", "--area-cm2", 1)
    assert refused.exit_code == 2
    assert "'A', 'B', 'C'" in refused.stderr
    assert "--columns frequency=" in refused.stderr
    named = ("--columns", "frequency=A,real=B,imag=C")
    output = run(tmp_path / "one.csv", "--area-cm2", 1, *named)
    assert output.exit_code == 0
    assert "columns remembered" in output.stderr
    again = run(tmp_path / "two.csv", "--area-cm2", 1)
    assert again.exit_code == 0
    assert "named for this layout" in again.stdout


def test_the_overview_of_many_spectra_marks_decades_and_answers_to_the_pointer(
    folder: Path,
) -> None:
    pages, pointed = folder / "all.pdf", folder / "all.html"
    assert run(folder, "--area-cm2", 1, "--overview", pages).exit_code == 0
    assert pages.read_bytes().startswith(b"%PDF")
    assert run(folder, "--area-cm2", 1, "--overview", pointed).exit_code == 0
    page = pointed.read_text(encoding="utf-8")
    assert "<title>cell-1: 1 MHz, Z = " in page
    assert page.count("<circle") > 40
    wrong = run(folder, "--area-cm2", 1, "--overview", folder / "all.doc")
    assert (wrong.exit_code, "must end in .pdf" in wrong.stderr) == (2, True)


def test_watch_wants_one_folder(folder: Path) -> None:
    output = run(folder / "cell-1.mpt", "--area-cm2", 1, "--watch")
    assert (output.exit_code, "follows one folder" in output.stderr) == (2, True)


def test_a_folder_is_followed_until_a_person_stops_it(folder: Path) -> None:
    ctrl_c = signal_that_is_heard("SIGINT")
    command = [COPRESS, "eis", folder, "--area-cm2", "1", "--watch", "--settle-s", "0",
               "--json", "--csv", folder / "table.csv"]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as following:
        assert following.stdout is not None
        document = [json.loads(following.stdout.readline()) for _ in range(3)]
        following.send_signal(ctrl_c)
        assert following.wait(timeout=60) == 130
    assert [Path(one["file"]).name for one in document] == [
        "cell-1.mpt",
        "cell-2.DTA",
        "cell-3.DTA",
    ]
    assert [one["verdict"] for one in document][2] == "refused"
