"""The heated die of the simulated press: it follows its set-point, never faster than it may."""

from dataclasses import dataclass

from hardware.twin.cell.pressing_history import ROOM_DEGC

OWN_RATE_K_MIN = 60.0
"""How fast the cartridge can heat; the rate where none is commanded."""
COOLS_K_MIN = 6.0  # assumed: a die of steel in still air
_LAG_S = 8.0  # assumed: the heater is inside the die
_STEP_S = 0.5  # chosen: short against the lag
_S_PER_MIN = 60.0  # by definition


@dataclass
class Heater:
    """Die temperature in time; a set-point of 0 switches the heating off."""

    degc: float = ROOM_DEGC
    _now_s: float = 0.0

    def advance(self, to_s: float, wanted_degc: float, rate_k_min: float, factor: float) -> None:
        """Follow the set-point up to `to_s`; `factor` on the rate is what a fault does."""
        goal_degc = wanted_degc or ROOM_DEGC
        if self.degc == goal_degc:
            self._now_s = to_s
        while self._now_s + _STEP_S <= to_s:
            self._now_s += _STEP_S
            up_k = factor * (rate_k_min or OWN_RATE_K_MIN) * _STEP_S / _S_PER_MIN
            down_k = COOLS_K_MIN * _STEP_S / _S_PER_MIN
            lagging_k = factor * (goal_degc - self.degc) * min(_STEP_S / _LAG_S, 1.0)
            self.degc += min(max(lagging_k, -down_k), up_k)
            if abs(self.degc - goal_degc) < 0.01:
                self.degc = goal_degc
                self._now_s = to_s
