"""Three noises: the same cell measured again, another cell of the lot, a cell of another lot."""

from dataclasses import dataclass

from doe.posterior.posterior import Posterior


@dataclass(frozen=True)
class VarianceComponents:
    """Scatter of ln ASR, one sigma; a tenth is about ten per cent of the ASR.

    Attributes:
        measured_again: of one cell; None where no cell was measured twice.
        pressed_again: another cell of the same lot, measurement included.
        another_lot: what lots differ by in addition; None where there are not two.
        lots: how many lots there are; 0 where nobody noted them.
    """

    measured_again: float | None
    pressed_again: float
    another_lot: float | None
    lots: int


def noises(posterior: Posterior, measured_again: float | None) -> VarianceComponents | None:
    """What the history tells of them; None before the first resistance."""
    if posterior.resistance is None:
        return None
    surface, cells = posterior.resistance, posterior.cells
    lots = len({int(code) for code in cells.lots[cells.resistance.rows] if code >= 0})
    another = surface.lot_std or None
    return VarianceComponents(measured_again, surface.noise_std, another, lots)
