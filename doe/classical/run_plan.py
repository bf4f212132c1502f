"""A design made ready for the bench: on steps, replicated, blocked, in random order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doe.classical.blocking import assign_blocks
from doe.classical.candidate_grid import allowed_rows, coded_of, rows_of
from doe.classical.catalogue import KINDS, DesignKind, DesignRequest
from doe.domain.constraints import Mask
from doe.space import Space, Value

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

_OUTSIDE = 1.0 + 1e-9  # the bounds, with rounding
_MOVED = 0.05  # of half the range: a step that moves a setting further is worth a word
_SHARES_TRIED = 41  # from the full distance to the middle in steps of a fortieth


@dataclass(frozen=True, eq=False)
class DesignPlan:
    """The cells of a design, in the order in which they are pressed.

    Attributes:
        request: what was asked for.
        space: the knobs.
        rows: physical settings (n, d), inside the bounds and on the steps.
        coded: the same (n, d) on -1..1.
        role: `design` or `centre`, a cell.
        block: lot or day of each cell (n,), from 1.
        group: run of cells (n,) that share the hard-to-change settings, from 1.
        notes: what the person who presses or analyses should know, one sentence each.
    """

    request: DesignRequest
    space: Space
    rows: Array
    coded: Array
    role: tuple[str, ...]
    block: Indices
    group: Indices
    notes: tuple[str, ...]

    @property
    def points(self) -> list[dict[str, Value]]:
        """The cells as points, in run order."""
        return [self.space.point(row) for row in self.rows]


def make_plan(space: Space, request: DesignRequest, constraints: Iterable[Mask] = ()) -> DesignPlan:
    """Build a design of the campaign's own knobs.

    Args:
        space: knobs with bounds, scale and steps. Classical tables put -1 and +1 on the bounds.
        request: kind, size, centre points, replicates, blocks, knobs that are hard to change, seed.
        constraints: rules that every cell obeys.

    Returns:
        The cells in run order.

    Raises:
        ValueError: an unknown kind or knob, a design that does not fit into the runs, the bounds
            or the rules; the message says which and what to do instead.
    """
    rules = tuple(constraints)
    kind = _kind(request.kind)
    _check_hard(space, request)
    base = kind.build(space, rules, request)
    coded, role = _with_copies(base, kind, request)
    rows, notes = _realised(space, coded, rules, request.kind)
    real = coded_of(space, rows)
    rng = np.random.default_rng(request.seed)
    block = _blocks(real, role, request.blocks, rng)
    order, group = _order(space, rows, block, request, rng)
    return DesignPlan(
        request,
        space,
        rows[order],
        real[order],
        tuple(role[k] for k in order),
        block[order],
        group,
        (*notes, *_order_notes(space, request, group)),
    )


def _kind(name: str) -> DesignKind:
    if name not in KINDS:
        raise ValueError(f"There is no design {name!r}; known are {', '.join(KINDS)}.")
    return KINDS[name]


def _check_hard(space: Space, request: DesignRequest) -> None:
    for name in request.hard_to_change:
        if name not in space.names:
            raise ValueError(
                f"{name!r} is hard to change but not varied; varied are {', '.join(space.names)}."
            )


def _with_copies(base: Array, kind: DesignKind, request: DesignRequest) -> tuple[Array, list[str]]:
    """The table as often as asked, then its centre points."""
    centres = kind.centre_points if request.centre_points is None else request.centre_points
    copies = request.replicates or 1
    if request.runs is not None and not kind.free_size:
        if request.runs < len(base):
            raise ValueError(
                f"{request.kind} of {base.shape[1]} knobs needs {len(base)} cells, "
                f"{request.runs} are given; try definitive-screening, d-optimal or sobol."
            )
        copies = request.replicates or request.runs // len(base)
        centres = request.runs - copies * len(base)
        if centres < 0:
            raise ValueError(
                f"{copies} replicates of {len(base)} cells are more than {request.runs} runs."
            )
    coded = np.vstack([np.tile(base, (copies, 1)), np.zeros((centres, base.shape[1]))])
    middle = np.all(np.abs(coded) < 1e-9, axis=1)
    return coded, ["centre" if is_middle else "design" for is_middle in middle]


def _realised(
    space: Space, coded: Array, rules: tuple[Mask, ...], kind: str
) -> tuple[Array, list[str]]:
    """Physical settings on steps; refuses what lies outside the box or breaks a rule."""
    wanted = rows_of(space, coded)
    if np.any(np.abs(coded) > _OUTSIDE):
        row, column = np.argwhere(np.abs(coded) > _OUTSIDE)[0]
        knob = space.parameters[column]
        raise ValueError(
            f"{kind}: a star point lies at {knob.name} = {wanted[row, column]:.4g}, outside "
            f"{knob.low:g}..{knob.high:g}. Take ccd-inscribed (the same design shrunk into the "
            "bounds) or ccd-face."
        )
    rows = space.snap(wanted)
    broken = ~allowed_rows(space, rows, rules)
    if not broken.any():
        return rows, _step_notes(space, coded, rows)
    inside, moved = _moved_inside(space, coded, rules, kind)
    return inside, [moved, *_step_notes(space, coded[~broken], rows[~broken])]


def _moved_inside(
    space: Space, coded: Array, rules: tuple[Mask, ...], kind: str
) -> tuple[Array, str]:
    """Settings that break a rule go towards the middle of the box until they obey it; said so.

    Raises:
        ValueError: not even the middle obeys the rules.
    """
    rows = space.snap(rows_of(space, coded))
    broken = np.flatnonzero(~allowed_rows(space, rows, rules))
    first = space.point(rows[broken[0]])
    for share in np.linspace(1.0, 0.0, _SHARES_TRIED)[1:]:
        still = broken[~allowed_rows(space, rows[broken], rules)]
        rows[still] = space.snap(rows_of(space, share * coded[still]))
    if not allowed_rows(space, rows, rules).all():
        raise ValueError(
            f"{kind}: {len(broken)} of {len(rows)} cells break a constraint, and so does the "
            f"middle of the box; the first at {_in_words(first)}. Take d-optimal, "
            "i-optimal or sobol: they choose among what the constraints allow."
        )
    return rows, (
        f"{len(broken)} of {len(rows)} cells break a constraint and are moved towards the middle "
        f"of the box until they obey it, the first from {_in_words(first)} to "
        f"{_in_words(space.point(rows[broken[0]]))}. "
        "d-optimal, i-optimal and sobol choose among what the constraints allow instead."
    )


def _in_words(point: Mapping[str, Value]) -> str:
    """`copress_mpa 100, copress_dwell_s 7.382`."""
    return ", ".join(
        f"{name} {value if isinstance(value, str) else format(value, '.4g')}"
        for name, value in point.items()
    )


def _step_notes(space: Space, coded: Array, rows: Array) -> list[str]:
    moved = np.abs(coded_of(space, rows) - coded).max(axis=0)
    notes = [
        f"{name} moved by up to {shift / 2:.0%} of its range to reach a step that can be set."
        for name, shift in zip(space.names, moved, strict=True)
        if shift > _MOVED
    ]
    logs = [p.name for p in space.parameters if p.scale == "log"]
    if logs:
        notes.append(f"Middle of {', '.join(logs)} is the geometric one: the scale is logarithmic.")
    return notes


def _blocks(coded: Array, role: list[str], blocks: int, rng: np.random.Generator) -> Indices:
    """Centre points are dealt out evenly: they tell one block's level from another's."""
    middle = np.array([name == "centre" for name in role])
    if not 1 <= blocks <= max(1, int((~middle).sum())):
        raise ValueError(f"{blocks} blocks of {len(coded)} cells: each block needs a cell.")
    block = np.ones(len(coded), dtype=np.int64)
    if (~middle).any():
        block[~middle] = assign_blocks(coded[~middle], blocks, rng)
    block[middle] = np.arange(int(middle.sum())) % blocks + 1
    return block


def _order(
    space: Space, rows: Array, block: Indices, request: DesignRequest, rng: np.random.Generator
) -> tuple[Indices, Indices]:
    """Random order within blocks; cells with the same hard-to-change settings stay together."""
    hard = [space.names.index(name) for name in request.hard_to_change]
    _, plot = np.unique(rows[:, hard], axis=0, return_inverse=True) if hard else (0, rows[:, 0] * 0)
    plot = np.asarray(plot).ravel().astype(np.int64)
    order: list[int] = []
    group: list[int] = []
    for b in rng.permutation(np.unique(block)) if request.blocks > 1 else [1]:
        for p in rng.permutation(np.unique(plot[block == b])):
            members = rng.permutation(np.flatnonzero((block == b) & (plot == p)))
            order += members.tolist()
            group += [group[-1] + 1 if group else 1] * len(members)
    return np.array(order), np.array(group)


def _order_notes(space: Space, request: DesignRequest, group: Indices) -> list[str]:
    notes = [f"Order randomised with seed {request.seed}; press in this order."]
    if request.blocks > 1:
        notes.append(f"{request.blocks} blocks: one lot or day each; do not mix them.")
    if request.hard_to_change:
        notes.append(
            f"{', '.join(request.hard_to_change)} changes {int(group[-1]) - 1} times; effects of "
            "what is hard to change are judged against the scatter between groups (split plot)."
        )
    return notes
