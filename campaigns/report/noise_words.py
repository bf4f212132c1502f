"""The three noises in a sentence, and what they say about pressing or measuring again."""

from __future__ import annotations

from math import expm1
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the shape only: words need no model
    from doe.noises import Noises


def noise_sentence(found: Noises) -> str:
    """How much the resistance scatters from reading to reading, cell to cell, lot to lot."""
    told = [f"another cell pressed alike: {_per_cent(found.pressed_again)}"]
    if found.measured_again is not None:
        told.insert(0, f"the same cell measured again: {_per_cent(found.measured_again)}")
    if found.another_lot is not None:
        told.append(f"another lot, beside that: {_per_cent(found.another_lot)} ({found.lots} lots)")
    said = f"Resistances scatter (one sigma): {'; '.join(told)}."
    if found.measured_again is None:
        return said
    if found.measured_again < 0.5 * found.pressed_again:
        return f"{said} Measuring a cell again tells little; pressing another tells more."
    return f"{said} Much of it is the measurement: measure each cell more than once."


def _per_cent(std: float) -> str:
    """A standard deviation of ln ASR as a share of the ASR."""
    return f"{expm1(std):.0%}"
