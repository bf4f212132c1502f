"""Force in time: pump, valve and frame of the simulated press, one scan at a time.

The regulator follows a reference with a short lag and a small overshoot; in the hold the valve is
shut, the powder relaxes and the pump tops up; a pellet that breaks shows as a drop of force and a
step of travel.
"""

from dataclasses import dataclass

from hardware.twin.plc.faults import Upset
from hardware.twin.plc.simulated_stroke import Orders, SimulatedStroke

SCAN_S = 0.02
"""Cycle time of the PLC's program."""
UNLOADED_KN = 0.02  # assumed: what the load cell reads at rest, with its noise
CRACK_STEP_MM = 0.03  # assumed: what a crack lets the ram gain

_LAG_S = 0.08  # assumed: a proportional valve
_SETTLE_S = 1.2  # assumed: overshoot dies away within a second
_RELAX_PER_S = 2e-4  # assumed: a powder gives way by a hundredth in the first minute
_RELAX_S = 100.0  # assumed: and by less later
_TOP_UP_BELOW = 0.003  # assumed: the band of the controller, 0.3 %
_TOP_UP_KN_S = 0.15  # assumed: the small pump
_VENT_S = 1.5  # assumed: an open valve
_CRACK_AT = 0.45  # assumed: pellets crack while the load falls (capping)
_CRACK_DROP = 0.03  # assumed: as large as a supervisor can still see

_NO_ORDERS = Orders(0, 0.0, 1.0, 0.0, 1.0, 1.0)


@dataclass
class Hydraulics:
    """One stroke of the ram, from no force to no force. True forces in kN."""

    orders: Orders = _NO_ORDERS
    target_kn: float = 0.0
    dwell_s: float = 0.0
    force_kn: float = 0.0
    reference_kn: float = 0.0
    peak_kn: float = 0.0
    ramp_s: float = 0.0
    hold_s: float = 0.0
    hold_sum_kn_s: float = 0.0
    off_band_s: float = 0.0
    pumping: bool = False
    release_from_kn: float = 0.0
    crack_below_kn: float = -1.0
    step_mm: float = 0.0

    @property
    def loaded_s(self) -> float:
        """Time since the powder first felt force."""
        return self.ramp_s + self.hold_s

    def ramp(self, upset: Upset) -> None:
        """One scan of loading."""
        self.ramp_s += SCAN_S
        raised_kn = self.reference_kn + self.orders.ramp_kn_s * SCAN_S
        self.reference_kn = 0.0 if upset.no_rise else min(raised_kn, self.target_kn)
        self._follow()

    @property
    def at_target(self) -> bool:
        """True when the hold may begin."""
        return self.force_kn >= 0.995 * self.target_kn

    @property
    def ramp_overdue(self) -> bool:
        """True when the force should have been reached long ago."""
        return self.ramp_s > 1.5 * self.target_kn / self.orders.ramp_kn_s + 10.0

    def hold(self, upset: Upset) -> None:
        """One scan of the hold."""
        self.hold_s += SCAN_S
        if self.hold_s < _SETTLE_S:
            left = 1.0 - self.hold_s / _SETTLE_S
            self.reference_kn = self.target_kn * (1.0 + upset.overshoot * left)
            self._follow()
        else:
            self._relax()
        self.force_kn = max(self.force_kn - upset.leak_kn_s * SCAN_S, 0.0)
        self.hold_sum_kn_s += self.force_kn * SCAN_S
        off = abs(self.force_kn - self.target_kn) > self.orders.hold_tol_kn
        self.off_band_s = self.off_band_s + SCAN_S if off else 0.0

    def _relax(self) -> None:
        """Valve shut: the powder gives way, ever more slowly, and the pump tops up."""
        if self.force_kn < self.target_kn * (1.0 - _TOP_UP_BELOW):
            self.pumping = True
        elif self.force_kn >= self.target_kn:
            self.pumping = False
        given = self.force_kn * _RELAX_PER_S * _RELAX_S / (_RELAX_S + self.hold_s)
        raised_kn_s = _TOP_UP_KN_S if self.pumping else 0.0
        self.force_kn += (raised_kn_s - given) * SCAN_S

    def begin_release(self, *, cracks: bool) -> None:
        """Open the valve under control; a cell that cracks does so on the way down."""
        self.release_from_kn = self.reference_kn = self.force_kn
        if cracks:
            self.crack_below_kn = _CRACK_AT * self.force_kn

    def release(self) -> None:
        """One scan of unloading."""
        self.reference_kn = max(self.reference_kn - self.orders.release_kn_s * SCAN_S, 0.0)
        self._follow()
        if self.force_kn < self.crack_below_kn:
            self.crack_below_kn = -1.0
            self.force_kn = max(self.force_kn - _CRACK_DROP * self.release_from_kn, 0.0)
            self.step_mm = CRACK_STEP_MM

    def vent(self) -> None:
        """One scan with the valve open and nobody regulating."""
        self.force_kn -= self.force_kn * SCAN_S / _VENT_S
        if self.unloaded:
            self.force_kn = 0.0

    @property
    def unloaded(self) -> bool:
        """True when the die can be opened."""
        return self.force_kn <= UNLOADED_KN

    def stroke(self) -> SimulatedStroke:
        """What has been done so far."""
        held_kn = self.hold_sum_kn_s / self.hold_s if self.hold_s > 0.0 else self.peak_kn
        return SimulatedStroke(
            sample=self.orders.sample,
            hold_kn=held_kn,
            peak_kn=self.peak_kn,
            dwell_s=self.hold_s,
            ramp_kn_s=self.orders.ramp_kn_s,
            release_kn_s=self.orders.release_kn_s,
            die_degc=self.orders.die_degc,
        )

    def _follow(self) -> None:
        self.force_kn += (self.reference_kn - self.force_kn) * (SCAN_S / _LAG_S)
        self.peak_kn = max(self.peak_kn, self.force_kn)
