"""Where cells begin to fail in one way as one load grows: a limit with its own scale.

A limit is a threshold of a logarithmic load. The margin of a cell is (threshold - load + reliefs) /
width, in units of the scatter from cell to cell: it falls with the load, always, and reliefs only
raise it. What is uncertain are the threshold, the width and the sizes of the reliefs; the posterior
is computed on a grid, exactly and without chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from surrogate.integrity.limit import Limit
from surrogate.integrity.limit_grid import TINY, WIDTHS, Grid, LimitPrior, grid, log_sum
from surrogate.integrity.limit_marginal import Marginal

Array = NDArray[np.float64]

_NO_SHARE = 1e-4
"""Of a component of a marginal: below it moves no probability that is printed, and is left out."""
_NOTHING = 1e-4  # ln units; chosen: far below what a printed probability shows
SEEN_OUTSIDE = ("crumbled", "stuck")
"""Modes that show when the pellet is pushed out of the die: of a pressure series at the last rung,
so that a lower rung says nothing of them, and a cell that crumbled had not held before."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A limit given the cells.

    Attributes:
        limit: what it is of.
        grid: nodes of threshold, width and reliefs.
        X: the cells (n, d).
        held: which of them held for certain (n,).
        prior: weights of the nodes before these cells.
        said: ln of what all cells say (g,).
        failures: by row, ln of what each failure says (g,).
        before: row of the same cell's rung before, -1 for none; () where no cell has several.
    """

    limit: Limit
    grid: Grid
    prior: LimitPrior
    X: Array
    held: NDArray[np.bool_]
    said: Array
    failures: Mapping[int, Array] = field(default_factory=dict)
    before: Sequence[int] = ()
    _holds: dict[int, Array] = field(repr=False, default_factory=dict)

    def message(self, cell: int) -> Array:
        """Ln of what that cell says (g,); of one that held it is worked out when it is asked for.

        With five hundred cells and a knob that nothing is published of, all messages would be
        forty megabytes a limit.
        """
        if self.held[cell]:
            return _log(self.holds(cell))
        return self.failures.get(cell, np.zeros_like(self.said))

    @property
    def log_weights(self) -> Array:
        """Ln posterior weights (2, g), not normalised."""
        return np.asarray(self.prior.by_trust + self.said)

    def weights_without(self, cell: int) -> Array:
        """Posterior weights (g,) as if that cell had not been pressed."""
        return weights(self.prior.log_base + self.said - self.message(cell))

    @cached_property
    def _scaled_weights(self) -> tuple[float, Array]:
        """Ln of the greatest posterior weight, and all weights (2, g) relative to it."""
        log = self.log_weights
        greatest = float(log.max())
        log -= greatest
        return greatest, np.exp(log, out=log)

    @cached_property
    def evidence(self) -> float:
        """Ln probability of the messages."""
        greatest, relative = self._scaled_weights
        return greatest + float(np.log(relative.sum()))

    @cached_property
    def _node_weights(self) -> Array:
        """Posterior weights (g,), whether the literature holds or not."""
        return weights(self.prior.log_base + self.said)

    def margins(self, X: Array) -> Array:
        """Margin (n, g) of cells X (n, d) at every node."""
        return self.grid.margins(self.limit.load(X), self.limit.reliefs(X))

    def holds(self, row: int) -> Array:
        """Probability (g,) at every node that the cell of that row held.

        At a later rung of a series: that it held there too. A cell's own strength, in widths, is
        one draw for all its rungs, so that what matters is the least margin it has seen.
        """
        if row not in self._holds:
            self._holds[row] = self._p_hold(row)
        return self._holds[row]

    def rungs(self, row: int) -> list[int]:
        """That row and those of the same cell's rungs before, the last one first."""
        rows = [row]
        while self.before and self.before[rows[-1]] >= 0:
            rows.append(self.before[rows[-1]])
        return rows

    def _p_hold(self, row: int) -> Array:
        rows = self.rungs(row)
        if len(rows) == 1:
            x = self.X[rows]
            return self.grid.p_hold(np.append(self.limit.load(x), self.limit.reliefs(x)))
        margins = self.margins(self.X[rows])
        survived = np.min(margins[1:], axis=0)
        both = np.minimum(margins[0], survived)
        return np.asarray(np.maximum(ndtr(both), TINY) / np.maximum(ndtr(survived), TINY))

    def marginal(self) -> Marginal:
        """What is known of threshold and reliefs, by trust and width."""
        sums = self.grid.summed(self._scaled_weights[1])
        sums = sums.reshape(-1, *sums.shape[2:])  # (2 * widths, 3, c)
        share, size = sums[:, 0, 0] / sums[:, 0, 0].sum(), self.grid.sizes.shape[1]
        kept = share > _NO_SHARE
        share, sums = share[kept] / share[kept].sum(), sums[kept] / sums[kept, :1, :1]
        mean, square = np.empty((len(share), 1 + size)), np.empty((len(share), 1 + size, 1 + size))
        mean[:, 0], mean[:, 1:] = sums[:, 1, 0], sums[:, 0, 1 : 1 + size]
        square[:, 0, 0] = sums[:, 2, 0]
        square[:, 0, 1:] = square[:, 1:, 0] = sums[:, 1, 1 : 1 + size]
        square[:, 1:, 1:] = sums[:, 0, 1 + size :].reshape(len(share), size, size)
        spread = square - mean[:, :, None] * mean[:, None, :]
        spread[:, 0, 0] += self.grid.step**2 / 12  # a node stands for its cell of the grid
        mean[:, 0] += self.grid.threshold[0]
        width = np.tile(WIDTHS, 2)[kept]
        return Marginal(self.limit, share, mean, spread, width)

    @property
    def trust(self) -> float:
        """Probability that the threshold is the published one, at no other scale."""
        held = self.grid.prior.by_trust[0] + self.prior.published + self.said
        return float(np.exp(log_sum(held) - self.evidence))

    def messages(self, rows: Sequence[int]) -> Array:
        """Ln of what the cell of these rows says (g,)."""
        return np.asarray(sum((self.message(row) for row in rows), np.zeros_like(self.said)))

    def dropping(self, rows: Sequence[int]) -> "Fitted":
        """The same, the rows of one cell gone."""
        kept = np.delete(np.arange(len(self.X)), rows)
        return replace(
            self,
            X=self.X[kept],
            held=self.held[kept],
            said=self.said - self.messages(rows),
            failures={
                k - sum(row < k for row in rows): said
                for k, said in self.failures.items()
                if k not in rows
            },
            before=(),
            _holds={},
        )

    def says_nothing(self, rows: Sequence[int]) -> bool:
        """Whether leaving that cell out changes nothing that can be seen of the limit."""
        return self.nearly_flat(self.messages(rows))

    def nearly_flat(self, said: Array) -> bool:
        """Whether a message (g,) changes nothing that can be seen of the limit."""
        weight = self._node_weights
        return bool(weight @ np.abs(said - weight @ said) < _NOTHING)

    def had_held(self, cell: int) -> "Fitted":
        """The same as if that cell had held."""
        now = _log(ndtr(self.margins(self.X[cell : cell + 1])[0]))
        held = self.held.copy()
        held[cell] = True
        failures = {k: row for k, row in self.failures.items() if k != cell}
        said = self.said - self.message(cell) + now
        return replace(self, held=held, said=said, failures=failures)

    def one_more(self, x: Array, *, held: bool) -> "Fitted":
        """The same given one more cell at x (1, d); what earlier failures say of it is kept."""
        holds = self.grid.p_hold(np.append(self.limit.load(x), self.limit.reliefs(x)))
        return replace(
            self,
            X=np.vstack([self.X, x]),
            held=np.append(self.held, held),
            said=self.said + _log(holds) if held else self.said,
            before=(*self.before, -1) if self.before else (),
            _holds={**self._holds, len(self.X): holds},
        )

    def also(self, failures: Mapping[int, Array]) -> "Fitted":
        """The same with what more failures say, by row (g,)."""
        if not failures:
            return self
        said = self.said + np.add.reduce(list(failures.values()), axis=0)
        return replace(self, said=said, failures={**self.failures, **failures})


def limits_that_held(
    limits: Sequence[Limit], X: Array, held: NDArray[np.bool_], before: Sequence[int] = ()
) -> tuple[Fitted, ...]:
    """Thresholds, widths and reliefs given the cells that held.

    Args:
        limits: what cells bear.
        X: cells (n, d).
        held: whether each cell held against each limit for certain (n, k).
        before: row of the same cell's rung before, -1 for none; () where no cell has several.
    """
    single = np.array([not before or before[row] < 0 for row in range(len(X))], dtype=bool)
    X = X.copy()
    X.setflags(write=False)  # nothing changes between one limit and the next
    return tuple(
        _that_held(
            replace(one, held=held[:, k], before=() if one.limit.mode in SEEN_OUTSIDE else before),
            single,
        )
        for k, one in enumerate(_before(limit, X) for limit in limits)
    )


def _that_held(one: Fitted, single: NDArray[np.bool_]) -> Fitted:
    """A limit given the cells that held.

    A cell that held at several rungs held at the hardest of them: P(held there) times P(held at
    the next | held so far) is P(held against the least margin).
    """
    later = np.flatnonzero(one.held & ~single)
    load, reliefs = one.limit.load(one.X), one.limit.reliefs(one.X)
    alone, several = one.held & single, list[int]()
    for row in later:
        rungs = one.rungs(int(row))
        if not np.all(one.held[rungs]) or np.any(reliefs[rungs] != reliefs[row]):
            several.append(int(row))
        else:
            alone[rungs] = False
            alone[rungs[int(np.argmax(load[rungs]))]] = True
    said = one.grid.said_by_held(np.column_stack([load, reliefs])[alone])
    for unlike in several:
        said += one.message(unlike)
    return replace(one, said=said)


def _before(limit: Limit, X: Array) -> Fitted:
    """The prior, nothing said yet."""
    reliefs = tuple(float(std) for std in limit.relief_std)
    nodes = grid(limit.centre, limit.narrow, limit.wide, limit.trust, reliefs, limit.either_way)
    none = np.zeros(len(X), dtype=bool)
    return Fitted(limit, nodes, nodes.prior, X, none, np.zeros(len(nodes.threshold)))


def weights(log: Array) -> Array:
    """Weights (g,) of sum one by their logarithms."""
    weight = log - log.max()
    np.exp(weight, out=weight)
    weight /= weight.sum()
    return np.asarray(weight)


def _log(share: Array) -> Array:
    return np.asarray(np.log(np.maximum(share, TINY)))
