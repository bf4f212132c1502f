"""What `copress press press` says of a stroke."""

from math import nan

import pytest

from campaigns.commands.terminal.press_output import show_record
from hardware.press.interface import StepRecord
from hardware.press.protocol import Step


def said(capsys: pytest.CaptureFixture[str], record: StepRecord) -> str:
    show_record(record, None, (), simulated=False, as_json=False)
    return capsys.readouterr().out


STEP = Step("copress", target_mpa=30.0, dwell_s=4.0, ramp_mpa_s=20.0, release_mpa_s=20.0)


def test_a_stroke_is_said_with_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    record = StepRecord("copress", STEP, 1, 30.07, 30.0, 0.01, 4.003, 19.99, 20.08)
    assert said(capsys, record).startswith("achieved: 30 MPa held for 4.003 s (peak 30.07 MPa)")


def test_what_the_trace_does_not_show_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    record = StepRecord("copress", STEP, 1, 30.07, nan, nan, 0.0, 20.03, nan)
    text = said(capsys, record)
    assert "nan" not in text
    assert "no hold was seen (peak 30.07 MPa), ramp 20.03 MPa/s, release not known" in text
