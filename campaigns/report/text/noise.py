"""The three noises in a sentence, and what they say about pressing or measuring again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import expm1
from typing import TYPE_CHECKING, NamedTuple

from campaigns.files.documents.knob_labels import number_of

if TYPE_CHECKING:  # the shapes only: words need no model, and the page loads none
    from doe.posterior.variance_components import VarianceComponents
    from surrogate.compare_means import MeanTested


def noise_sentence(found: VarianceComponents) -> str:
    """How much the resistance scatters from reading to reading, cell to cell, lot to lot."""
    parts = [f"another cell pressed alike: {_per_cent(found.pressed_again)}"]
    if found.measured_again is not None:
        parts.insert(0, f"the same cell measured again: {_per_cent(found.measured_again)}")
    if found.another_lot is not None:
        seen = f"{found.lots} lots" if found.lots > 1 else "assumed: all cells are of one lot"
        parts.append(f"another lot, in addition: {_per_cent(found.another_lot)} ({seen})")
    said = f"Resistances scatter (one sigma): {'; '.join(parts)}."
    if found.measured_again is None:
        return said
    if found.measured_again < 0.5 * found.pressed_again:
        return f"{said} Measuring a cell again tells little; pressing another tells more."
    return f"{said} Much of it is the measurement: measure each cell more than once."


def _per_cent(std: float) -> str:
    """A standard deviation of ln ASR as a share of the ASR."""
    return f"{expm1(std):.0%}"


def error_said(rmse: float) -> str:
    """An error of predicted ln ASR as a share of the ASR, the same wherever it is said."""
    return f"{number_of(100.0 * expm1(rmse), 2)}%"


VERDICT = {"helps": "helps", "hurts": "hurts", "says nothing": "makes no clear difference"}


def mean_sentences(tested: Sequence[MeanTested], used: str) -> list[str]:
    """The verdict on the mean in use first, then on the others; nothing where none was tested.

    Args:
        tested: each mean against none, on cells that were left out.
        used: name of the mean that the strategy works with.
    """
    ordered = sorted(tested, key=lambda line: line.name != used)
    said = [_sentence(line, in_use=line.name == used) for line in ordered]
    if said and used not in {line.name for line in tested}:
        said.insert(0, f"This campaign works with the mean “{used}”.")
    return said


def _sentence(line: MeanTested, *, in_use: bool) -> str:
    name = f"“{line.name}”" + (" (in use)" if in_use else "")
    return (
        f"{name} {VERDICT[line.verdict]}: error of the cells left out "
        f"{error_said(line.rmse)} with it, {error_said(line.rmse_without)} without; gain in ln "
        f"predictive density {number_of(line.gain, 2)} ± {number_of(line.doubt, 2)}."
    )


class Band(NamedTuple):
    """Median and 90 % interval, in the unit of the value."""

    median: float
    low: float
    high: float


def band_of(document: object) -> Band | None:
    """A band read from a JSON document `{median, low, high}`; None where there is none."""
    if not isinstance(document, Mapping):
        return None
    ends = [document.get(key) for key in ("median", "low", "high")]
    if not all(isinstance(end, int | float) for end in ends):
        return None
    return Band(*(float(end) for end in ends if end is not None))
