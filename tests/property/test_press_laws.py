"""Laws of the press: never outside the envelope, never started twice, never loaded unsaid.

All 10,000 protocols against all 200 envelopes, some minutes:
COPRESS_PROTOCOLS=10000 pytest tests/property/test_press_laws.py
"""

import math
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples
from support.presses.press import COPRESS, bench

from hardware.errors import HardwareError, PressSilentError, UnsafeProtocolError
from hardware.press.control.setpoints import setpoints, stroke_plan
from hardware.press.protocol import Die, Envelope, PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.twin.plc.faults import FAULTS, Fault
from hardware.twin.plc.registers import Address, State, words_float

ENVELOPES = 200
PROTOCOLS = int(os.environ.get("COPRESS_PROTOCOLS", examples(60)))
GENERIC = load_press_map("generic_plc")


def random_envelope(rng: np.random.Generator) -> tuple[Envelope, Die]:
    low, high = (1.0, 5.0, 0.5, 0.5, 1.0, 1.0), (150.0, 1000.0, 100.0, 100.0, 3600.0, 300.0)
    limits = [float(value) for value in rng.uniform(low, high)]
    diameter, force, mpa = (float(v) for v in rng.uniform((5.0, 1.0, 20.0), (20.0, 150.0, 1000.0)))
    die = Die("random", diameter_mm=diameter, max_force_kn=force, max_mpa=mpa)
    return Envelope(*limits), die


def random_step(rng: np.random.Generator) -> Step:
    values = rng.uniform((0.0, 0.0, 0.0, 0.0), (800.0, 2000.0, 60.0, 60.0)).tolist()
    if rng.random() < 0.1:
        values[int(rng.integers(4))] = float(rng.choice([math.nan, math.inf, -1.0, 0.0]))
    return Step("copress", *values)


def within(step: Step, envelope: Envelope, die: Die) -> bool:
    """The envelope once more, written by somebody else."""
    force_kn = step.target_mpa * math.pi * die.diameter_mm**2 / 4000.0
    return (
        0.0 < step.target_mpa <= min(die.max_mpa, envelope.max_mpa)
        and force_kn <= min(die.max_force_kn, envelope.max_load)
        and 0.0 < step.dwell_s <= envelope.max_dwell_s
        and 0.0 < step.ramp_mpa_s <= envelope.max_ramp_mpa_s
        and 0.0 < step.release_mpa_s <= envelope.max_release_mpa_s
    )


def test_every_random_protocol_against_every_random_envelope() -> None:
    rng = np.random.default_rng(20261123)
    steps = [random_step(rng) for _ in range(PROTOCOLS)]
    passed = refused = 0
    for _ in range(ENVELOPES):
        envelope, die = random_envelope(rng)
        for step in steps:
            try:
                envelope.check(PressProtocol((step,)), die)
            except UnsafeProtocolError:
                assert not within(step, envelope, die)
                refused += 1
            else:
                assert within(step, envelope, die)
                passed += 1
    assert passed + refused == ENVELOPES * PROTOCOLS
    assert min(passed, refused) > 0.01 * ENVELOPES * PROTOCOLS  # both sides were really tried


def test_what_would_go_out_stays_under_the_lowest_cap() -> None:
    rng = np.random.default_rng(7)
    sent = 0
    for _ in range(2000):
        envelope, die = random_envelope(rng)
        press_map, protocol = (
            replace(GENERIC, envelope=envelope),
            PressProtocol((random_step(rng),)),
        )
        plan_limit_kn = float(rng.uniform(1.0, 150.0))
        try:
            envelope.check(protocol, die)
            plan = stroke_plan(protocol.steps[0], die, press_map, plan_limit_kn)
            values = setpoints(plan, press_map, protocol, die, sample=1)
        except UnsafeProtocolError:
            continue
        sent += 1
        words = press_map.registers["sp_force"].encode(values["sp_force"])
        caps = (envelope.max_load, die.max_force_kn, die.force_kn(die.max_mpa), plan_limit_kn)
        assert words_float(words) <= min(caps) * (1.0 + 1e-6)
    assert sent > 50


@given(
    factor=st.floats(0.01, 1.0),
    limit=st.sampled_from(["max_mpa", "max_load", "max_dwell_s", "max_ramp_mpa_s"]),
)
def test_a_tighter_envelope_never_lets_more_through(factor: float, limit: str) -> None:
    protocol = PressProtocol((replace(COPRESS, target_mpa=400.0),))
    wide = GENERIC.envelope
    tight = replace(wide, **{limit: getattr(wide, limit) * factor})
    die = GENERIC.die("steel-10")
    wide.check(protocol, die)
    try:
        tight.check(protocol, die)
    except UnsafeProtocolError as error:
        assert {"max_load": "max_force_kn"}.get(limit, limit) in str(error)
    else:
        assert within(protocol.steps[0], tight, die)


QUICK_FAULTS = sorted(set(FAULTS) - {"silent", "slow"})  # those two spend real time in timeouts


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    name=st.sampled_from(QUICK_FAULTS),
    when=st.sampled_from([None, State.APPROACH, State.RAMP, State.HOLD, State.RELEASE]),
    after_s=st.floats(0.0, 4.0),
    target_mpa=st.floats(50.0, 900.0),
    dwell_s=st.floats(1.0, 20.0),
)
def test_whatever_goes_wrong_the_cell_is_started_once_and_the_end_is_stated(
    name: str, when: State | None, after_s: float, target_mpa: float, dwell_s: float
) -> None:
    step = Step("copress", target_mpa, dwell_s, 50.0, 50.0)
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as b:
        known = FAULTS[name]
        b.lab.board.arm(Fault(known.text, known.effects, when, after_s, known.lasts_s))
        sent_kn: list[float] = []
        take = b.lab.plc._take

        def watched(wanted: list[int]) -> None:
            sent_kn.append(words_float(wanted[Address.SP_FORCE : Address.SP_FORCE + 2]))
            take(wanted)

        b.lab.plc._take = watched  # type: ignore[method-assign]
        stated_silent = False
        try:
            b.run(PressProtocol((step,)))
        except PressSilentError:
            stated_silent = True
        except HardwareError:
            pass
        assert len(b.begun) <= 1
        assert stated_silent or b.true_kn <= 0.2
        if not known.effects.keys() & {"second_writer", "swapped_words", "swapped_bytes"}:
            assert max(sent_kn, default=0.0) <= b.press.die.force_kn(b.press.die.max_mpa)
