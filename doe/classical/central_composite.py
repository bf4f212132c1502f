"""Central composite designs: a factorial, star points and a centre: the parabola's workhorse."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from doe.classical.factorial import GENERATORS, fractional_factorial, full_factorial

Array = NDArray[np.float64]
Axial = Literal["face", "rotatable", "inscribed"]


def central_composite(
    factors: int, axial: Axial = "face", *, fraction: bool | None = None
) -> Array:
    """Factorial part, then 2 d star points; centre points are added with the run order.

    alpha = F^(1/4) with F runs in the factorial part makes the variance of prediction depend on
    the distance from the centre alone ("rotatable"). "inscribed" is the rotatable design shrunk
    until its star points lie on the bounds; "face" puts them on the faces of the box.

    Source: Box and Wilson, J. R. Stat. Soc. B 13 (1951) 1; Box and Hunter, Ann. Math. Stat. 28
    (1957) 195.

    Args:
        factors: 2 to 8.
        axial: where the star points lie.
        fraction: take the resolution-V fraction as factorial part; None from 6 factors on.

    Returns:
        Coded settings (F + 2 d, d). Rotatable star points lie at alpha > 1: outside the box.

    Raises:
        ValueError: fewer than 2 or more than 8 factors.
    """
    if not 2 <= factors <= 8:
        raise ValueError(f"A central composite design takes 2 to 8 factors here, got {factors}.")
    corners = _factorial_part(factors, factors >= 6 if fraction is None else fraction)
    alpha = 1.0 if axial == "face" else len(corners) ** 0.25
    stars = np.repeat(np.eye(factors), 2, axis=0) * alpha
    stars[::2] *= -1
    design = np.vstack([corners, stars])
    return design / alpha if axial == "inscribed" else design


def _factorial_part(factors: int, fraction: bool) -> Array:
    clear = [runs for (f, runs), (_, r) in GENERATORS.items() if f == factors and r >= 5]
    if fraction and clear:
        return fractional_factorial(factors, min(clear))
    return full_factorial([2] * factors)
