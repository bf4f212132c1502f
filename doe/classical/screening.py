"""Screening designs: which of many knobs matters, in the fewest cells."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_FEWEST_FOR_SCREENING = 3  # as a definitive screening design needs (Jones and Nachtsheim 2011)


def plackett_burman(factors: int) -> Array:
    """Plackett-Burman design: main effects clear of each other, blurred by pairs.

    Source: Plackett and Burman, Biometrika 33 (1946) 305. Signs as printed there, the all-low run
    last (pyDOE's table is its mirror image, with an all-high run).

    Args:
        factors: 2 to 47.

    Returns:
        Coded settings (N, factors) at -1 and +1; N is the next multiple of four above `factors`.

    Raises:
        ValueError: fewer than 2 or more than 47 factors.
    """
    if not 2 <= factors <= 47:
        raise ValueError(f"Plackett-Burman is tabled for 2 to 47 factors, got {factors}.")
    import pydoe  # as in `factorial`

    return -np.asarray(pydoe.pbdesign(factors), dtype=float)


def definitive_screening(factors: int, *, fake_factors: int = 2) -> Array:
    """Definitive screening design: three levels, main effects clear of pairs and of curvature.

    Built from a conference matrix C as [C; -C; 0]. Two fake factors (columns that are then
    dropped) leave degrees of freedom for the error, as its authors advise.

    Source: Jones and Nachtsheim, J. Qual. Technol. 43 (2011) 1; Xiao, Lin and Bai, 44 (2012) 2;
    fake factors: Jones and Nachtsheim, Technometrics 59 (2017) 319.

    Args:
        factors: 3 to 30.
        fake_factors: 0 for the smallest design, 2 k + 1 runs for even k.

    Returns:
        Coded settings (N, factors) at -1, 0 and +1, the centre point last.

    Raises:
        ValueError: fewer than 3 or more than 30 factors.
    """
    if not _FEWEST_FOR_SCREENING <= factors <= 30:
        raise ValueError(f"A definitive screening design takes 3 to 30 factors, got {factors}.")
    import pydoe  # as in `factorial`

    table = np.asarray(
        pydoe.definitive_screening_design(factors, n_fake_factors=fake_factors), dtype=float
    )
    centre = np.all(table == 0, axis=1)
    return np.vstack([table[~centre], table[centre]])
