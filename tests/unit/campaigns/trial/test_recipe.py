"""Planned, commanded, achieved: three records, translated in both directions."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.campaign import write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.trial.recipe import achieved_values, press_protocol, protocol_values, varied
from hardware.errors import PressFaultError
from hardware.press.interface import PressRecord, StepRecord
from hardware.recorded_trace import PressTrace

COMMANDED = {
    "copress_mpa": 400.0,
    "copress_dwell_s": 5.0,
    "ramp_mpa_s": 80.0,
    "release_mpa_s": 10.0,
    "anode_mpa": 120.0,
    "anode_dwell_s": 5.0,
    "stack_mpa": 60.0,
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(write_campaign(tmp_path))


def record(**copress: float) -> PressRecord:
    """What the press did: 2 MPa too much, a second too long."""
    planned = press_protocol(COMMANDED)
    steps = tuple(
        StepRecord(
            name=step.name,
            planned=step,
            seq=number,
            peak_mpa=step.target_mpa + 5,
            hold_mean_mpa=step.target_mpa + 2,
            hold_std_mpa=0.3,
            dwell_s=step.dwell_s + 1,
            ramp_mpa_s=79.0,
            release_mpa_s=9.8,
        )
        for number, step in enumerate(planned.steps, start=1)
    )
    none = np.empty(0)
    trace = PressTrace(none, none, none, none, none.astype(np.str_), none.astype(np.int64), none)
    steps = (replace(steps[0], **copress), *steps[1:])
    return PressRecord(1, planned, steps, trace, 61.0, (), simulated=True)


def test_the_protocol_has_what_varies_first_and_then_what_is_fixed(settings: Settings) -> None:
    values = protocol_values(settings, {"anode_mpa": 120.0, "copress_mpa": 400.0})
    assert list(values)[:2] == ["copress_mpa", "anode_mpa"]
    assert values == COMMANDED


@pytest.mark.parametrize(
    "point", [{"copress_mpa": 1.0}, {"copress_mpa": 1.0, "anode_mpa": 1.0, "x": 1.0}]
)
def test_a_point_of_another_campaign_is_refused(
    settings: Settings, point: dict[str, float]
) -> None:
    with pytest.raises(ValueError, match="anode_mpa"):
        protocol_values(settings, point)


def test_steps_come_in_the_order_of_pressing() -> None:
    with_prepress = {
        "anode_dwell_s": 1.0,
        **COMMANDED,
        "prepress_mpa": 90.0,
        "prepress_dwell_s": 5.0,
    }
    protocol = press_protocol(with_prepress)
    assert [step.name for step in protocol.steps] == ["prepress", "copress", "anode"]
    assert [step.target_mpa for step in protocol.steps] == [90.0, 400.0, 120.0]
    assert {step.release_mpa_s for step in protocol.steps} == {10.0}
    assert protocol.stack_mpa == 60.0
    assert protocol.die_degc is None


def test_a_step_without_values_is_left_out() -> None:
    alone = {name: value for name, value in COMMANDED.items() if not name.startswith("anode")}
    assert [step.name for step in press_protocol(alone).steps] == ["copress"]


def test_achieved_is_what_the_trace_shows_never_the_set_point() -> None:
    achieved = achieved_values(record(), COMMANDED)
    assert achieved == {
        "copress_mpa": 402.0,
        "copress_dwell_s": 6.0,
        "ramp_mpa_s": 79.0,
        "release_mpa_s": 9.8,
        "anode_mpa": 122.0,
        "anode_dwell_s": 6.0,
        "stack_mpa": 61.0,
    }


def test_what_no_press_measures_stays_as_commanded() -> None:
    achieved = achieved_values(record(ramp_mpa_s=math.nan), {**COMMANDED, "binder_pct": 2.0})
    assert achieved["binder_pct"] == 2.0
    assert achieved["ramp_mpa_s"] == 80.0


@pytest.mark.parametrize("seen", [{"hold_mean_mpa": math.nan}, {"dwell_s": 0.0}, {"name": "anode"}])
def test_a_record_of_something_else_is_a_fault_of_the_rig(seen: dict[str, float]) -> None:
    with pytest.raises(PressFaultError, match="void"):
        achieved_values(record(**seen), COMMANDED)


def test_varied_keeps_the_order_of_the_file(settings: Settings) -> None:
    assert list(varied(settings, COMMANDED).items()) == [
        ("copress_mpa", 400.0),
        ("anode_mpa", 120.0),
    ]
