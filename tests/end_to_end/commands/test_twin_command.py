"""`copress twin` as a person starts it: it says where it is, serves, and stops on Ctrl-C."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pymodbus.client import ModbusTcpClient
from support import command_line

COPRESS = Path(sys.executable).with_name("copress")


def copress(*arguments):
    return command_line.copress("twin", *arguments, folder=Path.cwd())


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a POSIX signal")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(tmp_path, sign):
    command = [COPRESS, "twin", "--json", "--folder", tmp_path / "drop", "--seed", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as on:
        document = ""
        while not document.endswith("}\n"):
            document += on.stdout.readline()
        where = json.loads(document)
        client = ModbusTcpClient(where["host"], port=where["port"], timeout=5)
        assert client.connect()
        assert client.read_holding_registers(106, count=1, device_id=1).registers == [0x1234]
        client.close()
        on.send_signal(sign)
        out, err = on.communicate(timeout=30)
    assert on.returncode == 0
    assert where["simulated"] is True
    assert Path(where["folder"]).is_dir()
    assert "stopped" in err
    assert "Traceback" not in out + err


def test_every_fault_can_be_listed_with_what_goes_wrong():
    shown = copress("--list-faults").stdout
    assert "estop               emergency stop" in shown
    faults = json.loads(copress("--list-faults", "--json").stdout)["faults"]
    assert faults["gone"] == "nobody can be reached for 1.5 s (1 s into hold, for 1.5 s)"
    assert all(name in shown for name in faults)


def test_a_fault_is_seen_by_who_presses(tmp_path):
    command = [COPRESS, "twin", "--json", "--folder", tmp_path / "drop", "--fault", "guard"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as on:
        document = ""
        while not document.endswith("}\n"):
            document += on.stdout.readline()
        where = ("generic_plc", "--port", str(json.loads(document)["port"]), "--die", "steel-10")
        rates = ("--ramp-mpa-s", "60", "--release-mpa-s", "60", "--copress-dwell-s", "20")
        pressed = command_line.copress(
            *("press", "press", *where, "--copress-mpa", "40", *rates, "--yes"), folder=tmp_path
        )
        on.terminate()
        on.communicate(timeout=30)
    assert pressed.returncode == 4
    assert "guard open" in pressed.stderr
    assert "The press has released" in pressed.stderr
    assert "Traceback" not in pressed.stderr


def test_explain_prints_every_number_with_its_origin():
    run = copress("--explain", "--preset", "lithium")
    assert run.returncode == 0
    assert "SIMULATED" in run.stdout
    line = next(line for line in run.stdout.splitlines() if line.startswith("powder.yield_mpa"))
    assert line.split()[1:3] == ["247", "fitted"]
    assert "Miss 2026" in line
    numbers = json.loads(copress("--explain", "--json").stdout)["numbers"]
    assert {row["origin"] for row in numbers} == {"fitted", "stated", "assumed"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "gremlin"], "there are: lost-start-reply"),
        (["--preset", "potassium"], "there are: sodium, lithium"),
        (["--instrument", "zahner"], "there are: eclab, gamry"),
        (["--time-scale", "0"], "must be above 0"),
        (["--anode", "gold"], "there are: lithium_metal"),
        (["--explain", "--preset", "potassium"], "there are: sodium, lithium"),
    ],
)
def test_wrong_input_is_one_clear_message(tmp_path, arguments, message):
    run = copress("--folder", tmp_path / "drop", *arguments)
    assert run.returncode == 2
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "drop").exists()
