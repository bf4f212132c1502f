"""Did the cell or the instrument change while the sweep was taken?

A steady linear cell obeys the Kramers-Kronig relations: its modulus cannot change along the
frequency axis without a phase that goes with it. A current range that reads another gain, and a
cell
that drifts, change the modulus alone. Both are linear in the ladder of the Kramers-Kronig test:
where `z` was measured, a step at one frequency adds `s z` on its slow side, a drift in time adds
`d z t / T`. The part of such a column that the ladder cannot imitate says how large s or d is, and
how well that is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.eis.spectrum import Complexes, Floats, Spectrum
from hardware.eis.validation.kramers_kronig import ladder

PERIODS_PER_POINT = 3.0  # see below
SECONDS_PER_POINT = 1.0
"""What a point takes where the file has no times: a second and three periods, as usual."""
MOST_STEPS = 4  # chosen: an instrument changes its range two or three times a sweep
SURE_STEP = 5.0  # see below
LEAST_STEP = 0.002
"""A step counts from five standard deviations on (some seventy places are tried) and from 0.2 %,
the gain accuracy of a good instrument between its ranges."""
LEAST_FREEDOM = 8
"""With fewer degrees of freedom left, what is called a step may be the ladder's own misfit."""
FROM_ENDS = 3
"""A step has at least this many points on either side; of fewer nothing can be said."""
GAIN_SHARE = 0.7
"""Which side of a step is right is not known: half of it is taken off either side, so a gain is
off by half the step; for gain errors drawn again in each range it is the step over the square root
of two, and a second step that is too small to be found often goes with it."""


@dataclass(frozen=True, eq=False)
class Steadiness:
    """What changed during the sweep.

    Attributes:
        frequency_hz: Frequencies, shape (n,), descending.
        impedance_ohm: The points with half of every step taken off either side, shape (n,).
        steps: (frequency in Hz, relative step towards the slow side) of every step found.
        gain_sd: Relative standard deviation that the steps leave.
        share: Time at which each point was taken as a share of the sweep, shape (n,).
        noise: Relative standard deviation of real and imaginary part apart from steps and drift.
    """

    frequency_hz: Floats
    impedance_ohm: Complexes
    steps: tuple[tuple[float, float], ...]
    gain_sd: float
    share: Floats
    noise: float
    _space: _Ladder
    _places: tuple[int, ...]

    def sizes(self, changes_ohm: Complexes) -> tuple[Floats, Floats]:
        """How large each of several changes is if it is the only one.

        Args:
            changes_ohm: What a change of size one adds to every point, shape (n, changes).

        Returns:
            Sizes and their standard deviations, each of shape (changes,).
        """
        return self._space.sizes(changes_ohm, self._places, self.noise)


def time_share(spectrum: Spectrum) -> Floats:
    """When each point was taken, from 0 to 1: from the file's times, else from the periods.

    Args:
        spectrum: The sweep; points stand from the highest frequency down, `order` says when.

    Returns:
        Shares, shape (n,).
    """
    if spectrum.elapsed_s is not None and np.isfinite(spectrum.elapsed_s).all():
        moment = spectrum.elapsed_s - spectrum.elapsed_s.min()
        if moment.max() > 0.0:
            return np.asarray(moment / moment.max())
    order = np.arange(len(spectrum)) if spectrum.order is None else spectrum.order
    took_s = SECONDS_PER_POINT + PERIODS_PER_POINT / spectrum.frequency_hz
    taken = np.argsort(order, kind="stable")
    moment = np.empty(len(spectrum))
    moment[taken] = np.cumsum(took_s[taken])
    return np.asarray(moment / moment.max())


def steadiness(
    frequency_hz: Floats, impedance_ohm: Complexes, share: Floats, per_decade: float
) -> Steadiness:
    """Look for steps and a drift in the points that are in use.

    Args:
        frequency_hz: Frequencies, shape (n,), descending.
        impedance_ohm: Impedances, shape (n,).
        share: When each point was taken, 0 to 1, shape (n,).
        per_decade: Elements per decade that the Kramers-Kronig test chose.

    Returns:
        What changed, and the points with the steps evened out.
    """
    space = _Ladder(frequency_hz, impedance_ohm, share, per_decade)
    places: list[int] = []
    while len(places) < MOST_STEPS and (more := space.next_step(places)) is not None:
        places.append(more)
    steps, noise = space.fitted(places)
    factor = np.ones(frequency_hz.size)
    for place, step in zip(places, steps, strict=True):
        slow = np.arange(frequency_hz.size) >= place
        factor *= np.where(slow, 1.0 - 0.5 * step, 1.0 + 0.5 * step)
    return Steadiness(
        frequency_hz=frequency_hz,
        impedance_ohm=impedance_ohm * factor,
        steps=tuple((float(frequency_hz[k]), float(s)) for k, s in zip(places, steps, strict=True)),
        gain_sd=GAIN_SHARE * float(np.linalg.norm(steps)),
        share=share,
        noise=noise,
        _space=space,
        _places=tuple(places),
    )


class _Ladder:
    """What the elements of the Kramers-Kronig test can describe, and what is left of a column."""

    def __init__(
        self, frequency_hz: Floats, impedance_ohm: Complexes, share: Floats, per_decade: float
    ) -> None:
        self.size = size = np.abs(impedance_ohm)
        self.unit = impedance_ohm / size
        real = _stacked(ladder(frequency_hz, per_decade) / size[:, None])
        self.basis = np.linalg.qr(real / np.linalg.norm(real, axis=0))[0]
        self.freedom = 2 * size.size - real.shape[1]
        self.target = self._left(_stacked(self.unit[:, None]))[:, 0]
        times = np.stack([share, np.sqrt(share)], axis=1)
        self.drifting = self._left(_stacked(self.unit[:, None] * times))
        slow = np.tril(np.ones((size.size, size.size)))
        self.stepping = self._left(_stacked(self.unit[:, None] * slow))

    def _left(self, columns: Floats) -> Floats:
        return np.asarray(columns - self.basis @ (self.basis.T @ columns))

    def fitted(self, places: Sequence[int]) -> tuple[Floats, float]:
        """Relative steps next to a drift, and the noise that is left."""
        columns = np.hstack([self.drifting, self.stepping[:, list(places)]])
        found = np.linalg.pinv(columns) @ self.target
        rest = float(np.sum((self.target - columns @ found) ** 2))
        variance = max(rest, 1e-12) / max(self.freedom - columns.shape[1], 1)
        return np.asarray(found[2:]), float(np.sqrt(variance))

    def sizes(
        self, changes_ohm: Complexes, places: Sequence[int], noise: float
    ) -> tuple[Floats, Floats]:
        """Size of each change next to the steps, and its standard deviation."""
        known = np.linalg.qr(self.stepping[:, list(places)])[0]
        left = self._left(_stacked(changes_ohm / self.size[:, None]))
        left = left - known @ (known.T @ left)
        power = np.maximum(np.sum(left**2, axis=0), 1e-12)
        return np.asarray(left.T @ self.target / power), np.asarray(noise / np.sqrt(power))

    def next_step(self, places: Sequence[int]) -> int | None:
        """The place of the surest further step; None if none is sure."""
        n = self.unit.size
        free = np.arange(FROM_ENDS, n - FROM_ENDS + 1)
        for taken in places:
            free = free[np.abs(free - taken) > 1]
        freedom = self.freedom - 3 - len(places)
        if free.size == 0 or freedom < LEAST_FREEDOM:
            return None
        known = np.linalg.qr(np.hstack([self.drifting, self.stepping[:, list(places)]]))[0]
        left = self.stepping[:, free] - known @ (known.T @ self.stepping[:, free])
        target = self.target - known @ (known.T @ self.target)
        power = np.maximum(np.sum(left**2, axis=0), 1e-12)
        size = left.T @ target / power
        best = int(np.argmax(size**2 * power))
        rest = float(target @ target) - float(size[best] ** 2 * power[best])
        sd = float(np.sqrt(max(rest, 1e-12) / freedom / power[best]))
        sure = abs(float(size[best])) > max(SURE_STEP * sd, LEAST_STEP)
        return int(free[best]) if sure else None


def _stacked(columns: Complexes) -> Floats:
    return np.vstack([columns.real, columns.imag])
