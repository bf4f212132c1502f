"""What the tables of a press file have in common: strictness, and the kinds of value."""

from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field, FiniteFloat

LARGEST_FRACTION = 0.5
"""A tolerance of half of the target is no tolerance: somebody typed per cent."""


def _fraction(value: float) -> float:
    if value > LARGEST_FRACTION:
        raise ValueError(f"a fraction of 1, not per cent: {value:g} % is {value / 100.0:g}")
    return value


Positive = Annotated[FiniteFloat, Field(gt=0)]
NotNegative = Annotated[FiniteFloat, Field(ge=0)]
Fraction = Annotated[FiniteFloat, Field(gt=0), AfterValidator(_fraction)]
Pair = Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)]
RegisterKind = Literal["holding", "input", "coil", "discrete"]
Severity = Literal["estop", "local", "abort", "warn"]
Order = Literal["big", "little"]
Address = Annotated[int, Field(ge=0, le=465536)]
Port = Annotated[int, Field(ge=1, le=65535)]
DeviceId = Annotated[int, Field(ge=0, le=255)]
Mask = Annotated[int, Field(ge=1, lt=1 << 64)]
Shift = Annotated[int, Field(ge=0, le=63)]
StepValue = FiniteFloat | str


class PressFileTable(BaseModel):
    """A table of a press file: no key that is not known, no value of another kind."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


def either(name: str, isostatic: str) -> AliasChoices:
    """A load in kN; an isostatic press states the same key in MPa."""
    return AliasChoices(name, isostatic)
