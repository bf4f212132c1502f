"""The envelope refuses, never clips, and says whose limit it was."""

import math
from dataclasses import replace

import pytest

from hardware.errors import UnsafeProtocolError
from hardware.press.protocol import Die, Envelope, PressProtocol, Step
from hardware.units import line_bar, pellet_mpa, ram_force_kn

DIE = Die("steel-13", diameter_mm=13.0, max_force_kn=99.0, max_mpa=750.0)
ENVELOPE = Envelope(
    max_load=100.0,
    max_mpa=800.0,
    max_ramp_mpa_s=50.0,
    max_release_mpa_s=50.0,
    max_dwell_s=600.0,
    max_stack_mpa=100.0,
    min_load=1.0,
)
STEP = Step("copress", 700.0, 60.0, 5.0, 5.0)


def refused(protocol: PressProtocol, die: Die = DIE) -> str:
    with pytest.raises(UnsafeProtocolError) as caught:
        ENVELOPE.check(protocol, die)
    return str(caught.value)


def test_the_largest_lawful_protocol_passes() -> None:
    ENVELOPE.check(PressProtocol((STEP,), stack_mpa=100.0), DIE)


def test_force_and_pressure_of_the_reference_die() -> None:
    assert DIE.force_kn(700.0) == pytest.approx(92.91, abs=0.01)
    assert pellet_mpa(99.6, DIE.area_mm2) == pytest.approx(750.4, abs=0.1)
    assert ram_force_kn(100.0, 15.0) == 15.0
    assert line_bar(15.0, 15.0) == 100.0


@pytest.mark.parametrize(
    ("key", "value", "owner"),
    [
        ("target_mpa", 751.0, "die 'steel-13' max_mpa"),
        ("target_mpa", 900.0, "max_mpa"),
        ("ramp_mpa_s", 51.0, "max_ramp_mpa_s"),
        ("release_mpa_s", 51.0, "max_release_mpa_s"),
        ("dwell_s", 601.0, "max_dwell_s"),
    ],
)
def test_each_limit_is_named(key: str, value: float, owner: str) -> None:
    output = refused(PressProtocol((replace(STEP, **{key: value}),)))
    assert f"{key} = {value!r}" in output
    assert owner in output
    assert "Nothing was sent to the press." in output


@pytest.mark.parametrize("key", ["target_mpa", "ramp_mpa_s", "release_mpa_s", "dwell_s"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 0.0, True, "60", None])
def test_what_is_no_positive_number_is_refused(key: str, value: object) -> None:
    assert key in refused(PressProtocol((replace(STEP, **{key: value}),)))  # type: ignore[arg-type]


def test_the_same_pressure_on_a_larger_die_breaks_the_force_limit() -> None:
    big = replace(DIE, name="steel-16", diameter_mm=16.0, max_force_kn=200.0)
    assert "force_kn = 140.7" in refused(PressProtocol((STEP,)), big)


def test_the_same_force_on_a_smaller_die_would_be_2590_mpa() -> None:
    small = Die("steel-7", diameter_mm=7.0, max_force_kn=20.0, max_mpa=500.0)
    assert small.mpa(99.6) == pytest.approx(2588.0, abs=1.0)
    assert "max_mpa" in refused(PressProtocol((STEP,)), small)


def test_a_target_too_small_for_the_force_cell_is_refused() -> None:
    assert "min_force_kn" in refused(PressProtocol((replace(STEP, target_mpa=5.0),)))


def test_stack_and_heat_have_their_own_limits() -> None:
    assert "max_stack_mpa" in refused(PressProtocol((STEP,), stack_mpa=101.0))
    assert "has no heating" in refused(PressProtocol((STEP,), die_degc=80.0))
    with pytest.raises(ValueError, match="max_heat_k_min = None"):
        replace(ENVELOPE, max_die_degc=150.0)
    warm = replace(ENVELOPE, max_die_degc=150.0, max_heat_k_min=10.0)
    warm.check(PressProtocol((STEP,), die_degc=80.0), DIE)
    with pytest.raises(UnsafeProtocolError, match="max_die_degc"):
        warm.check(PressProtocol((STEP,), die_degc=151.0), DIE)


def test_no_step_and_unknown_step_are_refused() -> None:
    assert "no pressing step" in refused(PressProtocol(()))
    assert "'squeeze' is not one of" in refused(PressProtocol((replace(STEP, name="squeeze"),)))


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf, True])
def test_a_missing_limit_is_not_no_limit(value: float) -> None:
    with pytest.raises(ValueError, match="would mean 'no limit'"):
        replace(ENVELOPE, max_load=value)
    with pytest.raises(ValueError, match="State what the maker allows"):
        replace(DIE, max_mpa=value)


def test_a_protocol_for_the_fixture_alone_has_a_stack_pressure_and_no_step() -> None:
    alone = PressProtocol((), stack_mpa=50.0, fixture_only=True)
    ENVELOPE.check(alone, DIE)
    assert alone.peak_mpa == 0.0
    for wrong in (
        replace(alone, stack_mpa=None),
        replace(alone, steps=(STEP,)),
        replace(alone, steps=(STEP,), stack_mpa=None),
    ):
        assert "fixture alone" in refused(wrong)
    assert "stack_mpa" in refused(replace(alone, stack_mpa=101.0))


@pytest.mark.parametrize(
    ("limit", "key"), [("max_load", "max_force_kn"), ("min_load", "min_force_kn")]
)
def test_a_limit_that_is_no_number_is_called_as_in_the_file(limit: str, key: str) -> None:
    with pytest.raises(ValueError, match=key):
        replace(ENVELOPE, **{limit: math.nan})
