"""Blocks: which cells share a lot or a day, so that a bad lot spoils no comparison."""

import numpy as np
from numpy.typing import NDArray

from doe.classical.model_terms import model_matrix, terms_of

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

_STARTS = 20  # chosen: random beginnings, of which the best end is taken


def assign_blocks(coded: Array, blocks: int, rng: np.random.Generator) -> Indices:
    """Equal blocks, as orthogonal to main effects, pairs and squares as swapping gets them.

    The settings' averages over a block are what a lot's shift could be mistaken for; swaps of two
    cells go on while they shrink sum |mean over block - mean over all|^2, main effects counted
    tenfold. A two-level factorial in 2^k blocks so finds its classical confounding.

    Args:
        coded: settings (n, d).
        blocks: number of blocks, at most n.
        rng: of the random starts.

    Returns:
        Block (n,) of each cell, from 1.

    Raises:
        ValueError: fewer cells than blocks.
    """
    n = len(coded)
    if not 1 <= blocks <= n:
        raise ValueError(f"{blocks} blocks of {n} cells: each block needs a cell.")
    if blocks == 1:
        return np.ones(n, dtype=np.int64)
    X = _columns(coded)
    best: tuple[float, Indices] | None = None
    for _ in range(_STARTS):
        found = _swapped(X, rng.permutation(np.arange(n) % blocks), blocks)
        if best is None or found[0] < best[0] - 1e-9:
            best = found
    assert best is not None  # noqa: S101 -- at least one start
    return best[1] + 1


def _columns(coded: Array) -> Array:
    d = coded.shape[1]
    X = model_matrix(coded, terms_of(d, "quadratic")[1:])
    X = X - X.mean(axis=0)
    X[:, :d] *= np.sqrt(10.0)
    return np.asarray(X)


def _swapped(X: Array, label: Indices, blocks: int) -> tuple[float, Indices]:
    """Pairwise swaps to a local optimum; the imbalance and the labels."""
    size = np.bincount(label, minlength=blocks).astype(float)
    sums = np.stack([X[label == b].sum(axis=0) for b in range(blocks)])
    improved = True
    while improved:
        improved = False
        for i in range(len(X)):
            a, move = label[i], X - X[i]
            before = (np.sum(sums**2, axis=1) / size)[a] + (np.sum(sums**2, axis=1) / size)[label]
            after = (
                np.sum((sums[a] + move) ** 2, axis=1) / size[a]
                + np.sum((sums[label] - move) ** 2, axis=1) / size[label]
            )
            gain = np.where(label == a, -np.inf, before - after)
            j = int(np.argmax(gain))
            if gain[j] > 1e-9:
                sums[a] += move[j]
                sums[label[j]] -= move[j]
                label[i], label[j] = label[j], a
                improved = True
    return float(np.sum(np.sum(sums**2, axis=1) / size)), label
