"""What the press' sensors show: true values with noise, offset, and whatever is wrong with them.

Noise is a fixed series read at the PLC's scan number, so that a reading depends on when it is
taken, not on how often somebody asks.
"""

import math

import numpy as np

from hardware.twin.plc.faults import FaultBoard
from hardware.twin.plc.hydraulics import SCAN_S
from hardware.twin.plc.state_machine import SimulatedMachine

_LENGTH = 4096  # chosen: scans before the noise repeats
_FORCE_NOISE_KN = 0.003  # assumed: a load cell of 100 kN, class 0.05
_FORCE_NOISE_SHARE = 4e-4  # assumed likewise
_OIL_NOISE_BAR = 0.3  # assumed: a transmitter of 600 bar, 0.05 %
_TRAVEL_NOISE_MM = 0.001  # assumed: a position encoder of a micrometre
_TRAVEL_OPEN_MM = 25.0  # assumed: the ram's way to the die


class Sensors:
    """Load cell, oil gauge and displacement transducer of one machine."""

    def __init__(
        self, machine: SimulatedMachine, board: FaultBoard, ram_area_cm2: float, seed: int
    ) -> None:
        self.tare_kn = 0.0
        self._machine = machine
        self._board = board
        self._ram_area_cm2 = ram_area_cm2
        noise = np.random.default_rng([seed, 6]).standard_normal((3, _LENGTH))
        self._noise: list[list[float]] = noise.tolist()
        self._last_kn: float | None = None

    @property
    def offset_kn(self) -> float:
        """What the load cell shows under no load, before taring."""
        upset = self._board.upset
        return upset.tare_kn + upset.drift_kn_s * self._machine.now_s

    def force_kn(self) -> float:
        """Reading of the load cell; NaN when it has failed."""
        upset, true_kn = self._board.upset, self._machine.ram.force_kn
        if upset.invalid:
            return math.nan
        if upset.frozen and self._last_kn is not None:
            return self._last_kn
        spread_kn = _FORCE_NOISE_KN + _FORCE_NOISE_SHARE * true_kn
        shown_kn = true_kn * upset.force_scale + spread_kn * self._at_scan(0)
        self._last_kn = shown_kn + self.offset_kn - self.tare_kn
        return self._last_kn

    def peak_kn(self) -> float:
        """Drag pointer of the load cell."""
        return self._machine.ram.peak_kn * self._board.upset.force_scale

    def oil_bar(self) -> float:
        """Reading of the oil gauge, which knows nothing of the load cell's faults."""
        true_bar = 100.0 * self._machine.ram.force_kn / self._ram_area_cm2
        return true_bar + _OIL_NOISE_BAR * self._at_scan(1)

    def travel_mm(self) -> float:
        """Position of the piston; grows as the powder gives way."""
        ram = self._machine.ram
        given_mm = self._machine.bench.travel_mm(ram.force_kn, ram.peak_kn, ram.loaded_s)
        return _TRAVEL_OPEN_MM + given_mm - ram.step_mm + _TRAVEL_NOISE_MM * self._at_scan(2)

    def _at_scan(self, series: int) -> float:
        return self._noise[series][int(self._machine.now_s / SCAN_S) % _LENGTH]
