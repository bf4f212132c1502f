"""What is expected of a knob of which nothing is published: a binder content, a milling speed.

Nobody knows which way it acts, but a knob that people vary acts, and by itself: alike whatever the
pressures are. So ln ASR gets a line and a bend along it (a response surface of second order, Box
and Wilson 1951), which a few cells settle, where a surface over all knobs takes many. What such a
knob changes is most often the powder, and with it the strength of the pellet: the limits of
cracking and crumbling may lean either way along it.
"""

import numpy as np

from doe.domain.learners import Array
from doe.space import Space

LEANING_MODES = ("cracked", "crumbled")
"""Failures of the pellet; layers and shorts are left to the margin of what no limit explains."""
LEAN_STD = 0.2
"""Ln units of a threshold from the middle of such a knob to its end: a factor of 1.5 from end to
end. Assumed; strengths of tablets differ as much by binder and by milling."""
LINE_STD = 0.25
"""Ln units of the ASR from the middle to the end, a factor of 1.6 from end to end. Chosen with
powders that have such a knob, where line and bend halve the cells (benchmarks/POWDERS.md)."""
BEND_STD = 0.25  # as LINE_STD


def unfamiliar_knobs(space: Space, named: set[str]) -> tuple[int, ...]:
    """Columns of the numbers that no line of the knowledge names."""
    return tuple(
        column
        for column, knob in enumerate(space.parameters)
        if knob.is_number and knob.name not in named
    )


def from_the_middle(X: Array, columns: tuple[int, ...]) -> Array:
    """Coordinates X (n, d) of some knobs as -1 to 1 (n, k)."""
    return 2 * X[:, columns] - 1


def lines_and_bends(X: Array, columns: tuple[int, ...]) -> Array:
    """Shapes (n, 2 k) of ln ASR along some knobs at X (n, d)."""
    away = from_the_middle(X, columns)
    return np.hstack([away, away**2])
