"""What one stroke of the press really did, and the machine's view of the cell under its piston."""

from dataclasses import dataclass
from typing import Protocol

from hardware.twin.cell.pressing_history import ROOM_DEGC


@dataclass(frozen=True)
class Orders:
    """Set-points of one stroke as the PLC took them over at START."""

    sample: int
    force_kn: float
    ramp_kn_s: float
    dwell_s: float
    release_kn_s: float
    hold_tol_kn: float
    die_degc: float = ROOM_DEGC


@dataclass(frozen=True)
class SimulatedStroke:
    """One stroke as it was: true forces, not the sensor's."""

    sample: int
    hold_kn: float
    """Mean of the hold; the highest force where it was cut short."""
    peak_kn: float
    dwell_s: float
    ramp_kn_s: float
    release_kn_s: float
    die_degc: float = ROOM_DEGC


class PressBench(Protocol):
    """What stands under the piston: die, powder, fixture, and those who measure and look."""

    def regulated_kn(self, orders: Orders) -> float:
        """Force that the regulator really settles at for a wanted one."""
        ...

    def cracks_on_release(self, stroke: SimulatedStroke) -> bool:
        """True if the cell in the die breaks when this stroke is released."""
        ...

    def travel_mm(self, force_kn: float, highest_kn: float, loaded_s: float) -> float:
        """How far powder and frame have given way."""
        ...

    def struck(self, stroke: SimulatedStroke) -> None:
        """A stroke has ended."""
        ...

    def fixed_kn(self, sample: int, wanted_kn: float) -> float:
        """Force that the fixture really applies for a wanted one."""
        ...

    def fixture_closed(self, sample: int, stack_kn: float) -> None:
        """The cell is in its fixture, under force: it can be measured and looked at."""
        ...
