"""`copress analyser` as a person types it, against `copress twin --analyser` in another process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from support.command_line import copress

from hardware.eis.file_formats import read_spectra

COPRESS = Path(sys.executable).with_name("copress")

ANALYSER = """\
[analyser]
kind = "scpi"
instrument = "hioki_im3590"
tries = 1
{more}
[connection]
resource = "{resource}"

[sweep]
highest_hz = 200e3
lowest_hz = 0.1
points_per_decade = 6
level_v = 0.01
"""


@contextmanager
def twin(folder: Path, *arguments: str) -> Iterator[dict[str, object]]:
    command = [COPRESS, "twin", "--json", "--folder", folder / "lab", "--time-scale", "1000"]
    command += ["--analyser", "scpi", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as on:
        assert on.stdout is not None
        document = ""
        while not document.endswith("}\n"):
            line = on.stdout.readline()
            assert line, "the twin has ended"
            document += line
        try:
            yield json.loads(document)
        finally:
            on.terminate()
            on.communicate(timeout=30)


def write_file(folder: Path, where: dict[str, object], more: str = "") -> None:
    text = ANALYSER.format(resource=where["analyser_resource"], more=more)
    (folder / "analyser.toml").write_text(text, encoding="utf-8")


def test_a_dummy_cell_is_measured_over_scpi(tmp_path: Path) -> None:
    with twin(tmp_path, "--dummy-cell") as where:
        write_file(tmp_path, where)
        measured = copress(
            *("analyser", "measure", "analyser.toml", "--out", "dummy", "--json"), folder=tmp_path
        )
    assert measured.returncode == 0, measured.stderr
    assert json.loads(measured.stdout)["file"] == "dummy.csv"
    assert json.loads(measured.stdout)["simulated"] is True
    spectrum = read_spectra(tmp_path / "dummy.csv")[-1]
    parts_ohm = 100.0 + 1000.0 / (1.0 + 2j * np.pi * spectrum.frequency_hz * 1000.0 * 1e-7)
    np.testing.assert_allclose(spectrum.impedance_ohm, parts_ohm, rtol=1e-6)
    read = copress("eis", "dummy.csv", "--area-cm2", 0.785, "--json", folder=tmp_path)
    assert json.loads(read.stdout)["simulated"] is True


def test_checking_says_who_it_is_and_what_it_has_set(tmp_path: Path) -> None:
    with twin(tmp_path) as where:
        write_file(tmp_path, where, 'compensation = ["open"]')
        shown = copress("analyser", "check", "analyser.toml", folder=tmp_path)
        as_json = copress("analyser", "check", "analyser.toml", "--json", folder=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "HIOKI,IM3590" in shown.stdout
    assert "level_v 0.01" in shown.stdout
    assert "open compensation is on" in shown.stdout
    assert "SIMULATED" in shown.stdout
    assert "Nothing was measured" in shown.stdout
    document = json.loads(as_json.stdout)
    assert (document["fits"], document["simulated"]) == (True, True)


def test_without_a_cell_there_is_no_file_and_the_person_is_stated_why(tmp_path: Path) -> None:
    with twin(tmp_path) as where:
        write_file(tmp_path, where)
        measured = copress(
            "analyser", "measure", "analyser.toml", "--out", "cell-9", folder=tmp_path
        )
    assert measured.returncode == 1
    assert "overload" in measured.stderr
    assert "Traceback" not in measured.stderr
    assert not list(tmp_path.glob("cell-9*"))


@pytest.mark.parametrize(("fault", "code"), [("analyser-wrong", 2), ("analyser-twice", 1)])
def test_a_fault_of_the_twin_is_seen(fault: str, code: int, tmp_path: Path) -> None:
    with twin(tmp_path, "--fault", fault) as where:
        write_file(tmp_path, where)
        measured = copress("analyser", "measure", "analyser.toml", "--out", "c", folder=tmp_path)
    assert measured.returncode == code, measured.stderr
    assert not list(tmp_path.glob("c.*"))


def test_an_existing_file_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "analyser.toml").write_text(
        ANALYSER.format(resource="TCPIP::127.0.0.1::1::SOCKET", more=""), encoding="utf-8"
    )
    (tmp_path / "cell-7.csv").write_text("mine", encoding="utf-8")
    done = copress("analyser", "measure", "analyser.toml", "--out", "cell-7", folder=tmp_path)
    assert done.returncode == 2
    assert "left as it was" in done.stderr
    assert (tmp_path / "cell-7.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("resource", "written"),
    [
        ("192.168.0.20:5025", "TCPIP::192.168.0.20::5025::SOCKET"),
        ("lcr:5025", "TCPIP::lcr::5025::SOCKET"),
        ("http://lcr.lab.edu/", "TCPIP::lcr.lab.edu::PORT::SOCKET"),
        ("192.168.0.20", "TCPIP::192.168.0.20::PORT::SOCKET"),
    ],
)
def test_the_address_of_a_browser_is_no_name_of_visa(
    resource: str, written: str, tmp_path: Path
) -> None:
    write_file(tmp_path, {"analyser_resource": resource})
    said = copress("analyser", "check", "analyser.toml", folder=tmp_path)
    assert said.returncode == 2
    assert f'is written "{written}"' in said.stderr
