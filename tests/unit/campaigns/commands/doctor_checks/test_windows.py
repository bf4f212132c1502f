"""What `copress doctor` says of a Windows computer; each system call stands behind a parameter."""

import pytest

from campaigns.commands.doctor_checks import computer, press_line
from campaigns.commands.doctor_checks.computer import clock_finding, serial_findings, text_finding
from campaigns.commands.doctor_checks.press_line import is_there


def test_a_coarse_clock_names_the_python_for_a_press() -> None:
    coarse = clock_finding(0.015625)
    assert (coarse.state, coarse.said) == ("note", "clock ticks in 15.6 ms")
    assert "Python 3.13" in coarse.advice
    assert clock_finding(1e-7).state == "good"


def test_a_port_is_there_only_if_the_system_lists_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press_line, "listed_ports", lambda: ["COM3", "COM11"])
    assert is_there("com3", windows=True)
    assert not is_there("COM7", windows=True)


def test_ports_that_cannot_be_listed_are_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> list[str]:
        raise OSError("CM_Get_Device_Interface_List failed")

    monkeypatch.setattr(computer, "listed_ports", refused)
    (finding,) = serial_findings()
    assert finding.state == "note"
    assert "does not list them" in finding.said


def test_the_code_page_trap_is_named_and_its_advice_works_in_cmd() -> None:
    finding = text_finding("cp932")
    assert finding.state == "note"
    assert "PYTHONUTF8=1" in finding.advice
    advice = (finding.advice, clock_finding(1.0).advice, computer._SERIAL_GROUP)
    assert not any("'" in one or ">" in one for one in advice)
