"""At a limit is lawful, just beyond is not; what dies, vessels and protocols say of themselves."""

import math
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from hardware.errors import UnsafeProtocolError
from hardware.press.load_unit import FORCE, PRESSURE
from hardware.press.protocol import Die, Envelope, PressProtocol, Step, vessel

DIE = Die("steel-10", diameter_mm=10.0, max_force_kn=40.0, max_mpa=600.0)
VESSEL = vessel("autoclave", 400.0, serial="V7")
LIMITS = Envelope(
    max_load=35.0,
    max_mpa=500.0,
    max_ramp_mpa_s=20.0,
    max_release_mpa_s=10.0,
    max_dwell_s=900.0,
    max_stack_mpa=80.0,
)
STEP = Step("copress", 300.0, 60.0, 10.0, 5.0)


def bears(protocol: PressProtocol, die: Die = DIE, limits: Envelope = LIMITS) -> bool:
    """Whether the envelope lets it through; a refusal says that nothing was sent."""
    try:
        limits.check(protocol, die)
    except UnsafeProtocolError as refusal:
        assert "Nothing was sent to the press." in str(refusal)
        return False
    return True


def one(**other: Any) -> PressProtocol:
    return PressProtocol((replace(STEP, **other),))


@pytest.mark.parametrize(
    ("key", "limit"), [("ramp_mpa_s", 20.0), ("release_mpa_s", 10.0), ("dwell_s", 900.0)]
)
def test_a_limit_itself_may_be_asked_for(key: str, limit: float) -> None:
    assert bears(one(**{key: limit}))
    assert not bears(one(**{key: math.nextafter(limit, math.inf)}))
    assert bears(one(**{key: 0.5}))
    assert not bears(one(**{key: 0.0}))


def test_the_lower_of_two_limits_counts_whosever_it_is() -> None:
    strong = replace(LIMITS, max_load=1000.0, max_mpa=1000.0)
    tough = replace(DIE, max_force_kn=1000.0, max_mpa=1000.0)
    for die, limits in (
        (replace(tough, max_mpa=300.0), strong),
        (tough, replace(strong, max_mpa=300.0)),
    ):
        assert bears(one(), die, limits)
        assert not bears(one(target_mpa=300.1), die, limits)
    exactly = tough.force_kn(300.0)
    for die, limits in (
        (replace(tough, max_force_kn=exactly), strong),
        (tough, replace(strong, max_load=exactly)),
    ):
        assert bears(one(), die, limits)
        assert not bears(one(target_mpa=300.1), die, limits)


def test_every_step_is_asked_not_only_the_first() -> None:
    too_fast = replace(STEP, name="anode", ramp_mpa_s=21.0)
    assert bears(PressProtocol((STEP, replace(STEP, name="anode"))))
    assert not bears(PressProtocol((STEP, too_fast)))
    assert not bears(PressProtocol((replace(STEP, name="prepress"), STEP, too_fast)))


def test_the_least_that_can_be_controlled_may_be_asked_for() -> None:
    exactly = replace(LIMITS, min_load=DIE.force_kn(100.0))
    assert bears(one(target_mpa=100.0), DIE, exactly)
    assert not bears(one(target_mpa=99.9), DIE, exactly)
    assert bears(one(target_mpa=0.01))  # where no least force is stated, there is none


def test_the_fixture_has_two_limits_and_may_stay_open() -> None:
    weak = replace(DIE, max_mpa=300.0)
    wide = replace(LIMITS, max_stack_mpa=400.0)
    for stack in (None, 0.0, 0.5, 80.0):
        assert bears(replace(one(), stack_mpa=stack))
    for stack in (-0.1, 80.1, math.nan):
        assert not bears(replace(one(), stack_mpa=stack))
    assert bears(replace(one(), stack_mpa=300.0), weak, wide)
    assert not bears(replace(one(), stack_mpa=300.1), weak, wide)
    assert not bears(replace(one(), stack_mpa=300.1), replace(VESSEL, max_mpa=300.0), wide)


def test_the_die_may_be_cold_but_not_below_any_laboratory() -> None:
    heated = replace(LIMITS, max_die_degc=150.0, max_heat_k_min=10.0)
    for degc in (-49.9, 0.0, 25.0, 150.0):
        assert bears(replace(one(), die_degc=degc), limits=heated)
        assert not bears(replace(one(), die_degc=degc))
    for degc in (-50.0, 150.1, math.nan):
        assert not bears(replace(one(), die_degc=degc), limits=heated)
    assert bears(replace(one(), die_degc=None), limits=heated)


def test_a_heated_press_states_both_limits_of_its_heat() -> None:
    assert replace(LIMITS, max_die_degc=150.0, max_heat_k_min=10.0).max_heat_k_min == 10.0
    for known in ({"max_die_degc": 150.0}, {"max_heat_k_min": 10.0}):
        with pytest.raises(ValueError, match="must be a finite number above 0"):
            replace(LIMITS, **known)  # type: ignore[arg-type]


def test_only_the_least_force_may_be_zero() -> None:
    assert replace(LIMITS, min_load=0.0).min_load == 0.0
    assert replace(LIMITS, max_stack_mpa=0.5).max_stack_mpa == 0.5
    with pytest.raises(ValueError, match=r"min_force_kn = -0\.1"):
        replace(LIMITS, min_load=-0.1)
    for key in ("max_mpa", "max_ramp_mpa_s", "max_release_mpa_s", "max_dwell_s", "max_stack_mpa"):
        with pytest.raises(ValueError, match=f"{key} = 0.0"):
            replace(LIMITS, **{key: 0.0})  # type: ignore[arg-type]
    for key in ("diameter_mm", "max_force_kn", "max_mpa"):
        with pytest.raises(ValueError, match=f"die 'steel-10' {key} = 0.0"):
            replace(DIE, **{key: 0.0})  # type: ignore[arg-type]


def test_a_vessel_knows_pressure_and_no_force() -> None:
    assert VESSEL.isostatic
    assert (VESSEL.name, VESSEL.serial, VESSEL.max_mpa) == ("autoclave", "V7", 400.0)
    assert (VESSEL.load(250.3), VESSEL.mpa(250.3), VESSEL.max_load) == (250.3, 250.3, 400.0)
    assert (VESSEL.diameter_mm, VESSEL.max_force_kn) == (None, None)
    with pytest.raises(ValueError, match="vessel 'autoclave' has no diameter"):
        VESSEL.force_kn(250.0)
    with pytest.raises(ValueError, match="vessel 'autoclave' has no diameter"):
        _ = VESSEL.area_cm2
    assert VESSEL.load_kind is PRESSURE
    assert VESSEL.in_words == "vessel 'autoclave'"
    with pytest.raises(ValueError, match="vessel 'autoclave' max_mpa = nan"):
        vessel("autoclave", math.nan)


def test_a_vessel_is_asked_for_pressure_alone() -> None:
    limits = replace(LIMITS, max_load=10.0, min_load=50.0)
    assert bears(one(), VESSEL, limits)  # 300 MPa; ten kilonewtons are no limit of a fluid
    assert bears(one(target_mpa=50.0), VESSEL, limits)
    assert not bears(one(target_mpa=401.0), VESSEL, limits)
    with pytest.raises(UnsafeProtocolError, match=r"49 MPa, below min_mpa = 50 MPa"):
        limits.check(one(target_mpa=49.0), VESSEL)
    with pytest.raises(UnsafeProtocolError, match="set by vessel 'autoclave' max_mpa"):
        limits.check(one(target_mpa=401.0), VESSEL)


def test_a_die_tells_force_and_area() -> None:
    assert not DIE.isostatic
    assert DIE.area_mm2 == pytest.approx(78.5398, abs=1e-4)
    assert DIE.area_cm2 == pytest.approx(0.785398, abs=1e-6)
    assert DIE.force_kn(500.0) == pytest.approx(39.27, abs=0.01)
    assert DIE.mpa(DIE.force_kn(123.0)) == pytest.approx(123.0)
    assert (DIE.load(500.0), DIE.max_load) == (DIE.force_kn(500.0), 40.0)
    assert DIE.load_kind is FORCE
    assert DIE.in_words == "10 mm die 'steel-10'"
    limits = replace(LIMITS, min_load=10.0)
    with pytest.raises(UnsafeProtocolError, match=r"7\.85 kN, below min_force_kn = 10 kN"):
        limits.check(one(target_mpa=100.0), DIE)


def test_how_long_and_how_hard_a_protocol_presses() -> None:
    assert STEP.duration_s == pytest.approx(300.0 / 10.0 + 60.0 + 300.0 / 5.0)
    low = Step("prepress", 50.0, 10.0, 5.0, 5.0)
    protocol = PressProtocol((low, STEP))
    assert low.duration_s == pytest.approx(30.0)
    assert protocol.duration_s == pytest.approx(180.0)
    assert protocol.peak_mpa == 300.0


@pytest.mark.parametrize(
    ("thing", "field"),
    [(STEP, "target_mpa"), (one(), "stack_mpa"), (DIE, "max_mpa"), (LIMITS, "max_mpa")],
)
def test_a_limit_once_stated_cannot_be_moved(thing: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(thing, field, 9999.0)
