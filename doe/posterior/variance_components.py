"""Three noises: the same cell measured again, another cell of the lot, a cell of another lot."""

from dataclasses import dataclass

from doe.posterior.posterior import Belief


@dataclass(frozen=True)
class Noises:
    """Scatter of ln ASR, one sigma; a tenth is about ten per cent of the ASR.

    Attributes:
        measured_again: of one cell; None where no cell was measured twice.
        pressed_again: another cell of the same lot, measurement included.
        another_lot: what lots differ by, beside; None where there are not two.
        lots: how many lots there are; 0 where nobody noted them.
    """

    measured_again: float | None
    pressed_again: float
    another_lot: float | None
    lots: int


def noises(belief: Belief, measured_again: float | None) -> Noises | None:
    """What the history tells of them; None before the first resistance."""
    if belief.resistance is None:
        return None
    lots = len({int(code) for code in belief.cells.lots[belief.cells.resistance.rows] if code >= 0})
    another = belief.resistance.lot_std or None
    return Noises(measured_again, belief.resistance.noise_std, another, lots)
