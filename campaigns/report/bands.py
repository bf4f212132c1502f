"""A value with the interval that one more cell would fall into."""

from collections.abc import Mapping
from typing import NamedTuple


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
