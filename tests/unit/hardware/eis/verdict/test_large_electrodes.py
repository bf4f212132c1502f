"""A pellet that ends in a large capacitor does not conduct at rest."""

import numpy as np
import pytest

from hardware.eis.verdict.tail import of_blocking_tail

HZ = np.logspace(5, -1, 61)
AREA_CM2 = 0.785


def pellet(farad: float, leak_ohm: float = np.inf) -> np.ndarray:
    """220 ohm in series with an electrode of nearly ideal capacitance, and a path around it."""
    electrode = 1.0 / (farad * (2j * np.pi * HZ) ** 0.9 + 1.0 / leak_ohm)
    return 220.0 + electrode


@pytest.mark.parametrize("farad", [1e-5, 3e-4, 1.3e-3, 2.5e-3])
def test_a_tail_of_a_large_electrode_is_no_short(farad: float) -> None:
    found = of_blocking_tail(HZ, pellet(farad), 1e-3, AREA_CM2)
    assert [one.verdict for one in found] == []


@pytest.mark.parametrize("farad", [1e-5, 3e-4, 1.3e-3])
def test_a_path_around_the_electrode_is_one(farad: float) -> None:
    found = of_blocking_tail(HZ, pellet(farad, leak_ohm=60.0), 1e-3, AREA_CM2)
    assert [one.verdict for one in found] == ["short"]
