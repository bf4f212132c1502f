"""What a strategy asks of an earlier campaign: a first protocol, and how far it may be used."""

from dataclasses import dataclass
from typing import Protocol

from doe.domain.arrays import Cells
from doe.domain.learners import Array, Learners
from doe.prior.prior import SpaceKnowledge


@dataclass(frozen=True)
class Trust:
    """How far earlier cells are used at one turn.

    Attributes:
        learners: the models, with or without the earlier cells.
        borne_out: the first new cell came out as predicted, so that no first design is needed.
        cells: earlier cells that are relied on for the resistance.
    """

    learners: Learners
    confirmed: bool
    cells: int


class Earlier(Protocol):
    """An earlier campaign."""

    @property
    def first(self) -> Array | None:
        """Coordinates (d,) of the protocol that the earlier campaign advises; None to try none."""

    def trust(self, cells: Cells, known: SpaceKnowledge) -> Trust:
        """How far the earlier cells may be used, judged by the new ones alone."""
