"""A number of the model together with how it is known: fitted, stated or assumed, and by whom.

The parameter tables are frozen dataclasses whose fields are made by `known`; the same declaration
is what the equations read and what `copress twin --explain` prints, so that the two cannot differ.
"""

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Origin(StrEnum):
    """How much a number weighs."""

    FITTED = "fitted"
    """Fitted to a published table."""
    STATED = "stated"
    """Printed in a publication."""
    ASSUMED = "assumed"
    """Nobody has published it; chosen so that the known cases come out right."""


@dataclass(frozen=True)
class KnownNumber:
    """One row of the parameter table."""

    table: str
    name: str
    value: float
    origin: Origin
    source: str


def known(value: float, origin: Origin, source: str) -> Any:
    """Declare a parameter with its origin and source; for use in a frozen dataclass."""
    return field(default=value, metadata={"origin": origin, "source": source})


def known_numbers(table: object, prefix: str = "") -> Iterator[KnownNumber]:
    """Every number declared with `known` in a parameter table and in the tables inside it."""
    for entry in fields(table):  # type: ignore[arg-type]
        content = getattr(table, entry.name)
        if "origin" in entry.metadata:
            yield _row(prefix, entry, content, table)
        elif hasattr(content, "__dataclass_fields__"):
            yield from known_numbers(content, entry.name)


def _row(prefix: str, entry: "Field[Any]", value: float, table: object) -> KnownNumber:
    as_fitted = value == entry.default
    own: dict[str, tuple[Origin, str]] = getattr(table, "origins", {})
    default = (entry.metadata["origin"], entry.metadata["source"])
    if not as_fitted:
        default = (Origin.ASSUMED, "preset; see hardware/twin/cell/presets.py")
    origin, source = own.get(entry.name, default)
    return KnownNumber(prefix, entry.name, float(value), origin, source)
