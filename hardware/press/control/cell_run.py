"""One cell, from unloaded to unloaded and into its fixture: the strokes of a protocol in order."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from hardware.errors import NOT_SENT, PressUnreachableError, UnsafeProtocolError
from hardware.press.connect.machine_limits import MachineLimits
from hardware.press.connect.unreachable import unreachable
from hardware.press.control.fixture import FixtureClosing
from hardware.press.control.heating import Heating
from hardware.press.control.readiness import not_ours, not_ready
from hardware.press.control.setpoints import setpoints, stroke_plan
from hardware.press.control.stroke import Stroke
from hardware.press.control.stroke_end import after_strokes
from hardware.press.interface import Journal, PressRecord, StepRecord
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.modbus.writer_lock import PressLock
from hardware.press.options import PowderFill
from hardware.press.protocol import PressProtocol
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.supervisor import Scene, Supervisor
from hardware.press.trace.fingerprint import fingerprinted
from hardware.press.trace.trace import achieved, not_sharp

BEATS_AT_REST = 2  # one change could be a start; two show that it runs
RATES = {
    "ramp_mpa_s": ("ramp", "ramp rate"),
    "release_mpa_s": ("release", "release rate"),
}
"""Rates of a step: what a set-point for it is called in a map, and what a person calls it."""
OTHER_RATE = 1.5
"""Times the rate that was asked for, either way: no regulator is so far off. Chosen; a minute for a
second is 60, bar for MPa 10."""
Seen = TypeVar("Seen")


@dataclass
class CellRun:
    """Presses one cell.

    Args:
        eye: the supervisor, with the machine, the die and the clock.
        lock: gives sequence numbers.
        latch: where a person asks for a release.
        journal: the campaign's write-ahead record.
        limits: what the machine itself allows.
        boot_id: the machine's, when we connected.
        simulated: said in the record.
        powder: what is in the die, if it is known.
    """

    eye: Supervisor
    lock: PressLock
    latch: AbortLatch
    journal: Journal
    limits: MachineLimits
    boot_id: int | None
    simulated: bool
    powder: PowderFill | None = None
    flags: dict[str, None] = field(default_factory=dict)

    def press(self, sample: int, protocol: PressProtocol) -> PressRecord:
        """All strokes in order, then the fixture.

        Raises:
            UnsafeProtocolError: refused; the press was not started.
            PressFaultError: stopped; the force is off.
            PressSilentError: the force is not known to be off.
        """
        plans = [
            stroke_plan(s, self.eye.die, self.eye.machine.map, self.limits.load)
            for s in protocol.steps
        ]
        values = [
            setpoints(plan, self.eye.machine.map, protocol, self.eye.die, sample) for plan in plans
        ]
        self._check_ramps(protocol)
        zero_load = self._ready()
        self._sensor_at_rest()
        if protocol.die_degc is not None:
            Heating(self.eye, protocol.die_degc, self.latch).run()
            self._ready()  # heating takes minutes to hours
        seqs: list[int] = []
        held_degc: list[float | None] = []
        for index, (step, plan) in enumerate(zip(protocol.steps, plans, strict=True)):
            with after_strokes(protocol.steps[:index]):
                if index:
                    self._ready()
                self.eye.scene = Scene(step=index, name=step.name)
                detail = {"sample": sample, "step": step.name, "target_mpa": step.target_mpa}
                pair = self.lock.next_pair(self._acknowledged())
                seqs.append(pair[0])
                stroke = Stroke(self.eye, plan, pair, self.latch, self.journal, detail)
                stroke.run(values[index])
            self.flags.update(stroke.flags)
            held_degc.append(stroke.held_degc)
        self._uncommanded()
        with after_strokes(protocol.steps):
            stack_mpa = self._close_fixture(sample, protocol)
        self._check_zero(zero_load)
        return self._record(sample, protocol, seqs, held_degc, stack_mpa)

    def _commanded(self) -> tuple[str, ...]:
        """Rates of a step for which the machine takes a set-point."""
        press_map = self.eye.machine.map
        started = {value for step in press_map.commands.get("start", ()) for value in step.values}
        return tuple(
            name
            for name, (word, _) in RATES.items()
            if f"sp_{word}" in press_map.setpoints or f"${word}" in started
        )

    def _uncommanded(self) -> None:
        """Say which rates were asked for but cannot be commanded; the achieved ones are known."""
        for name, (_, rate) in RATES.items():
            if name not in self._commanded():
                self.flags[f"the {rate} is the machine's own: it takes no set-point for it"] = None

    def _acknowledged(self) -> int | None:
        return self.eye.last.ack_seq if self.eye.last is not None else None

    def _check_ramps(self, protocol: PressProtocol) -> None:
        die, unit = self.eye.die, f"{self.eye.die.load_kind.unit}/s"
        for step in protocol.steps:
            for key in ("ramp_mpa_s", "release_mpa_s"):
                rate = die.load(getattr(step, key))
                if rate > self.limits.ramp_rate:
                    raise UnsafeProtocolError(
                        f"step {step.name!r}: {key} = {getattr(step, key):g} is {rate:.3g} "
                        f"{unit} in {die.in_words}, above {self.limits.ramp_rate:g} {unit}, the "
                        f"PLC's own limit. {NOT_SENT} Use a lower rate."
                    )

    def _ready(self) -> float:
        """Refuse unless the press stands idle, healthy and unloaded; returns the load it shows."""
        look = self._at_rest(self._glance)
        reasons = not_ready(look, self.eye.machine.map)
        since = "we connected: connect again"
        reasons += not_ours(look, self.boot_id, self.eye.strangers, since)
        if reasons:
            raise UnsafeProtocolError(
                f"the press is not ready: {'; '.join(reasons)}. It was not started. See to it at "
                "the machine, then try again."
            )
        return look.load

    def _glance(self) -> MachineSnapshot:
        self.eye.beat_if_due()
        look = self.eye.look()
        self.eye.strangers = self.eye.machine.strangers()
        return look

    def _at_rest(self, act: Callable[[], Seen]) -> Seen:
        """Through a short interruption: nothing moves, so it may be done again."""
        try:
            return self.eye.patiently(act, self.eye.machine.map.supervision.back_within_s)
        except LinkError as error:
            raise PressUnreachableError(unreachable(self.eye.machine.map, error)) from error

    def _sensor_at_rest(self) -> None:
        """Refuse if the force reading moves while nothing does, or the PLC hangs."""
        limits = self.eye.machine.map.supervision
        seen, beats = self._at_rest(self._watched_at_rest)
        self.eye.lively = len({load for _, load in seen}) > 1
        if None not in beats and len(beats) < BEATS_AT_REST:
            raise UnsafeProtocolError(
                f"the heartbeat of the PLC stood still for {limits.idle_watch_s:g} s: its readings "
                "are not live. The press was not started. Look at the PLC."
            )
        drift_rate = _slope(seen)
        if not abs(drift_rate) <= limits.idle_drift_rate:
            kind = self.eye.die.load_kind
            raise UnsafeProtocolError(
                f"the {kind.noun} sensor drifts by {drift_rate:+.3f} {kind.unit}/s at rest, more "
                f"than {limits.idle_drift_rate:g} {kind.unit}/s. The press was not started. Let it "
                "warm up, tare it, or have the sensor looked at."
            )

    def _watched_at_rest(self) -> tuple[list[tuple[float, float]], set[int | None]]:
        """Times and forces, and heartbeats of the machine, while nothing moves."""
        seen: list[tuple[float, float]] = []
        beats: set[int | None] = set()
        until_s = self.eye.clock.now_s() + self.eye.machine.map.supervision.idle_watch_s
        while self.eye.clock.now_s() < until_s:
            look = self.eye.steady_look()
            seen.append((look.now_s, look.load))
            beats.add(look.beat)
        return seen, beats

    def _close_fixture(self, sample: int, protocol: PressProtocol) -> float | None:
        if not protocol.stack_mpa:
            return None
        if "close_fixture" not in self.eye.machine.map.commands:
            self.flags["the fixture is closed by hand: the press has no command for it"] = None
            return None
        self._ready()
        self.eye.scene = Scene(step=-1, name="fixture")
        wanted_kn = self.eye.die.force_kn(protocol.stack_mpa)
        self.journal("fixture_intent", {"sample": sample, "stack_mpa": protocol.stack_mpa})
        if protocol.fixture_only:
            self._offer_stack(sample, wanted_kn)
        pair = self.lock.next_pair(self._acknowledged())
        reached_kn = FixtureClosing(self.eye, pair, wanted_kn, self.latch).run()
        self.journal("fixture_closed", {"sample": sample, "stack_kn": reached_kn})
        return None if reached_kn is None else self.eye.die.mpa(reached_kn)

    def _offer_stack(self, sample: int, wanted_kn: float) -> None:
        """Write and verify the fixture's set-point, which otherwise comes with a stroke's."""
        known = {"sp_stack": wanted_kn, "sample": float(sample & 0xFFFF)}
        values = {n: v for n, v in known.items() if n in self.eye.machine.map.setpoints}
        self._at_rest(lambda: self.eye.machine.write_setpoints(values))

    def _check_zero(self, zero_load: float) -> None:
        if self.eye.last is None or math.isnan(self.eye.last.load):
            return
        moved = self.eye.last.load - zero_load
        if abs(moved) > self.eye.machine.map.supervision.drift_load:
            kind = self.eye.die.load_kind
            sentence = f"the zero of the {kind.noun} sensor moved by {moved:+.2f} {kind.unit}"
            self.flags[f"{sentence}: tare it"] = None

    def _record(
        self,
        sample: int,
        protocol: PressProtocol,
        seqs: list[int],
        held_degc: list[float | None],
        stack_mpa: float | None,
    ) -> PressRecord:
        trace = self.eye.recorder.trace()
        timing = self.eye.recorder.timing()
        steps = tuple(
            replace(achieved(trace, index, step, seqs[index], timing), die_degc=held_degc[index])
            for index, step in enumerate(protocol.steps)
        )
        for step in steps:
            self.flags.update(_short_holds(step))
            self.flags.update(_other_rates(step, self._commanded()))
            self.flags.update(not_sharp(step))
        fingerprint = fingerprinted(
            trace, steps, self.eye.die, self.eye.machine.map.press, self.powder
        )
        steps, self.flags = fingerprint[0], self.flags | fingerprint[1]
        return PressRecord(
            sample, protocol, steps, trace, stack_mpa, tuple(self.flags), simulated=self.simulated
        )


def _slope(seen: list[tuple[float, float]]) -> float:
    """Least-squares slope of (time, force) pairs; nan if more than one reading was invalid.

    A reading of no force may by chance be so near to zero that it counts as invalid.
    """
    if len(seen) < 2:
        return 0.0
    time_s, load = np.asarray(seen, dtype=float).T
    valid = np.isfinite(load)
    if np.sum(~valid) > 1 or np.sum(valid) < 2:
        return math.nan
    return float(np.polyfit(time_s[valid] - time_s[0], load[valid], 1)[0])


def _other_rates(step: StepRecord, commanded: tuple[str, ...]) -> dict[str, None]:
    """The machine took the set-points of its rates, and moved at others."""
    found: dict[str, None] = {}
    for name in commanded:
        planned, achieved_rate = getattr(step.planned, name), getattr(step, name)
        off = abs(math.log(achieved_rate / planned)) if achieved_rate > 0.0 else 0.0
        if name not in step.between and off > math.log(OTHER_RATE):
            sentence = f"the {RATES[name][1]} was {achieved_rate:.3g} MPa/s, not {planned:g} MPa/s"
            found[f"{step.name}: {sentence} (is its set-point in another unit?)"] = None
    return found


def _short_holds(step: StepRecord) -> dict[str, None]:
    planned_s = step.planned.dwell_s
    longest_s = step.between.get("dwell_s", (0.0, step.dwell_s))[1]
    if longest_s >= planned_s - max(1.0, 0.02 * planned_s):
        return {}
    return {f"{step.name}: held {step.dwell_s:.1f} s of {planned_s:.1f} s": None}
