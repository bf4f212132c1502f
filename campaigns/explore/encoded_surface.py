"""The surface of a table with choices: the same Gaussian process, asked with coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from doe.domain.encoding import Encoding
from doe.models import Trend as Shape
from doe.space import Space
from surrogate.calibration import Calibration
from surrogate.gp.gp import GaussianProcess, fit_gaussian_process
from surrogate.gp.trend_kernel import Trend

Array = NDArray[np.float64]


class ShownSurface(Protocol):
    """What is asked of a surface of ln cost; X (n, d) are coordinates in the unit cube."""

    @property
    def noise_std(self) -> float:
        """Scatter of one more cell."""

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,), noise excluded."""

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n), noise excluded."""

    def leave_one_out(self) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of each cell without itself."""

    def rescaled(self, count: int, generator: np.random.Generator) -> Sequence[ShownSurface]:
        """The same cells under scales and noise drawn from what the cells say of them."""

    @property
    def calibration(self) -> Calibration:
        """The surface judged by its own cells, each left out."""


@dataclass(frozen=True, eq=False)
class EncodedSurface:
    """A surface of columns, asked with coordinates; see `doe.domain.encoding`."""

    model: GaussianProcess
    encoding: Encoding

    @property
    def noise_std(self) -> float:
        """Scatter of one more cell."""
        return self.model.noise_std

    def predict(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) at X (n, d), noise excluded."""
        return self.model.predict(self.encoding.encoded(X))

    def joint(self, X: Array) -> tuple[Array, Array]:
        """Mean (n,) and covariance (n, n) at X (n, d), noise excluded."""
        return self.model.joint(self.encoding.encoded(X))

    def leave_one_out(self) -> tuple[Array, Array]:
        """Mean (n,) and standard deviation (n,) of each cell without itself."""
        return self.model.leave_one_out()

    def rescaled(self, count: int, generator: np.random.Generator) -> Sequence[EncodedSurface]:
        """The same cells under scales and noise drawn from what the cells say of them."""
        return [replace(self, model=one) for one in self.model.rescaled(count, generator)]

    @property
    def calibration(self) -> Calibration:
        """The surface judged by its own cells, each left out."""
        return self.model.calibration


def fitted_surface(
    space: Space, X: Array, y: Array, noise_variance: Array | None, mean: Trend | None
) -> GaussianProcess | EncodedSurface:
    """The surface through cells X (n, d) with values y (n,); encoded where the space asks it."""
    encoding = Encoding.of(space)
    if not encoding.needed:
        return fit_gaussian_process(X, y, noise_variance, mean)
    Z, shape = encoding.encoded(X), shape_of_columns(mean, encoding)
    return EncodedSurface(fit_gaussian_process(Z, y, noise_variance, shape), encoding)


def shape_of_columns(mean: Trend | None, encoding: Encoding) -> Trend | None:
    """An expected shape, asked with the columns of a model."""
    if mean is None:
        return None
    return Shape(encoding.of_points(mean.columns), mean.mean, mean.std)
