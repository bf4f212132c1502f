"""The designs by name: what each is called, what it is for, how its table of settings is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.classical import space_filling
from doe.classical.box_behnken import box_behnken
from doe.classical.candidate_grid import allowed_rows, candidate_grid, rows_of
from doe.classical.central_composite import central_composite
from doe.classical.factorial import GENERATORS, best_fraction, fractional_factorial, full_factorial
from doe.classical.model_terms import Model, terms_of
from doe.classical.optimal import Criterion, optimal_design
from doe.classical.screening import definitive_screening, plackett_burman
from doe.domain.candidates import Candidates
from doe.domain.constraints import Mask
from doe.domain.latin_hypercube import even_hypercube
from doe.space import Space

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DesignRequest:
    """What is asked for.

    Attributes:
        kind: one of `KINDS`.
        runs: number of cells; None for the design's own size.
        levels: levels a factor, for a full factorial.
        model: what an optimal design is optimal for.
        centre_points: cells at the middle; None for the kind's usual number.
        replicates: how often the whole table is repeated; None for as often as `runs` allows.
        blocks: groups of cells that share a lot or a day.
        hard_to_change: knobs that are changed as rarely as possible (die, temperature).
        seed: of every random choice, the run order included.
    """

    kind: str
    runs: int | None = None
    levels: int = 2
    model: Model = "quadratic"
    centre_points: int | None = None
    replicates: int | None = None
    blocks: int = 1
    hard_to_change: tuple[str, ...] = ()
    seed: int = 0


Build = Callable[[Space, tuple[Mask, ...], DesignRequest], Array]


@dataclass(frozen=True)
class DesignKind:
    """One kind of design.

    Attributes:
        words: what it is for, in one line.
        build: its coded settings (n, d), centre points excluded.
        centre_points: how many of them it usually gets.
        free_size: its number of runs can be chosen.
    """

    words: str
    build: Build
    centre_points: int = 0
    free_size: bool = False


_CELLS_A_KNOB = 10
"""Of a space-filling design (Loeppky, Sacks, Welch, Technometrics 51 (2009) 366)."""


def _full(space: Space, rules: tuple[Mask, ...], ask: DesignRequest) -> Array:
    return full_factorial([ask.levels] * space.dimensions)


def _fraction(space: Space, rules: tuple[Mask, ...], ask: DesignRequest) -> Array:
    d = space.dimensions
    if ask.runs is not None:
        runs = best_fraction(d, ask.runs) or ask.runs
        return fractional_factorial(d, runs)
    clear = [runs for (f, runs), (_, r) in sorted(GENERATORS.items()) if f == d and r >= 4]
    return fractional_factorial(d, clear[0] if clear else 4)


def _sobol(space: Space, rules: tuple[Mask, ...], ask: DesignRequest) -> Array:
    def allowed(coded: Array) -> NDArray[np.bool_]:
        return allowed_rows(space, space.snap(rows_of(space, _shared_out(space, coded))), rules)

    size = _size(space, ask)
    if not rules:
        return _shared_out(space, space_filling.sobol(size, space.dimensions, ask.seed))
    found, _ = space_filling.first_allowed(size, space.dimensions, ask.seed, allowed)
    return (
        _shared_out(space, found)
        if len(found) == size
        else _in_a_sliver(space, rules, size, ask.seed)
    )


def _in_a_sliver(space: Space, rules: tuple[Mask, ...], size: int, seed: int) -> Array:
    """Points that are approached, where rules leave too little for an even cover of the box.

    Raises:
        ValueError: so few settings obey the rules that the runs do not fit.
    """
    points = Candidates(space, rules).everywhere(seed)
    if len(points) < size:
        raise ValueError(
            f"The constraints leave {len(points)} settings that can be dialled; {size} runs do not "
            "fit. Widen the ranges or drop a constraint."
        )
    return 2.0 * space_filling.far_apart(points, size) - 1.0


def _latin(space: Space, rules: tuple[Mask, ...], ask: DesignRequest) -> Array:
    cube = even_hypercube(_size(space, ask), space.dimensions, ask.seed)
    return _shared_out(space, 2.0 * cube - 1.0)


def _shared_out(space: Space, coded: Array) -> Array:
    """Coded settings (n, d) of an even cover, each setting of a knob with an equal share."""
    return 2.0 * space.shared_out((coded + 1.0) / 2.0) - 1.0


def _optimal(criterion: Criterion) -> Build:
    def build(space: Space, rules: tuple[Mask, ...], ask: DesignRequest) -> Array:
        terms = terms_of(space.dimensions, ask.model)
        runs = _usual_terms(terms) if ask.runs is None else ask.runs - (ask.centre_points or 0)
        grid = candidate_grid(space, rules, ask.hard_to_change)
        return optimal_design(grid, runs, terms, criterion=criterion, seed=ask.seed)

    return build


def _usual_terms(terms: Sequence[object]) -> int:
    """Four cells more than a model has terms: some are left to judge it by."""
    return len(terms) + 4


def usual_size(dimensions: int, ask: DesignRequest) -> int:
    """Cells of a design of free size where nobody says how many, its centre points included."""
    if ask.kind in ("d-optimal", "i-optimal"):
        return _usual_terms(terms_of(dimensions, ask.model)) + (ask.centre_points or 0)
    return _CELLS_A_KNOB * dimensions + (ask.centre_points or 0)


def _size(space: Space, ask: DesignRequest) -> int:
    """Ten cells a knob, unless another count is asked for."""
    runs = (
        _CELLS_A_KNOB * space.dimensions
        if ask.runs is None
        else ask.runs - (ask.centre_points or 0)
    )
    if runs < 1:
        raise ValueError(f"{ask.runs} runs leave no cell besides the centre points.")
    return runs


KINDS: dict[str, DesignKind] = {
    "full-factorial": DesignKind(
        "every corner: all effects and interactions of few knobs", _full, 3
    ),
    "fractional-factorial": DesignKind("some corners: main effects of 3-8 knobs", _fraction, 3),
    "plackett-burman": DesignKind(
        "which of many knobs matters, interactions ignored",
        lambda space, rules, ask: plackett_burman(space.dimensions),
        3,
    ),
    "definitive-screening": DesignKind(
        "which of many knobs matters, and does it bend",
        lambda space, rules, ask: definitive_screening(space.dimensions),
    ),
    "ccd-face": DesignKind(
        "a parabola, within the bounds: corners, faces, centre",
        lambda space, rules, ask: central_composite(space.dimensions, "face"),
        3,
    ),
    "ccd-rotatable": DesignKind(
        "a parabola, equally sure in all directions; star points outside the corners",
        lambda space, rules, ask: central_composite(space.dimensions, "rotatable"),
        5,
    ),
    "ccd-inscribed": DesignKind(
        "the rotatable design shrunk until its star points lie on the bounds",
        lambda space, rules, ask: central_composite(space.dimensions, "inscribed"),
        5,
    ),
    "box-behnken": DesignKind(
        "a parabola without corners: nothing is pressed hard in everything at once",
        lambda space, rules, ask: box_behnken(space.dimensions),
        3,
    ),
    "latin-hypercube": DesignKind(
        "no model assumed; every slice of every knob visited", _latin, 0, True
    ),
    "sobol": DesignKind("no model assumed; fills what the constraints leave", _sobol, 0, True),
    "d-optimal": DesignKind(
        "sharpest coefficients, under constraints, on steps, any size", _optimal("D"), 0, True
    ),
    "i-optimal": DesignKind(
        "sharpest predictions, under constraints, on steps, any size", _optimal("I"), 0, True
    ),
}
