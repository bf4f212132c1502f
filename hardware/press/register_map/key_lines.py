"""Every key of a press file with its unit, default, example and meaning, made from the schema."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hardware.press.register_map.schema.file import PressFile

HEAD = "the head of the file"
EXAMPLE = " Example: "
UNITS = {
    "k_min": "K/min",
    "mm_per_kn": "mm/kN",
    "mpa_s": "MPa/s",
    "kn_s": "kN/s",
    "per_min": "1/min",
    "cm2": "cm2",
    "degc": "degC",
    "mpa": "MPa",
    "kn": "kN",
    "mm": "mm",
    "s": "s",
}
"""Unit by the end of a key's name; the longest end counts."""


@dataclass(frozen=True)
class KeyLine:
    """What there is to say about one key."""

    table: str
    """As it is written: `[transport]`, `[registers.NAME]`, `[[probes]]`."""
    about: str
    """What the table is for."""
    key: str
    unit: str
    default: str
    """`needed` where there is none."""
    example: str
    meaning: str


def key_lines() -> list[KeyLine]:
    """All keys, in the order of the schema."""
    return list(_lines(PressFile, HEAD, "what holds for all tables"))


def _lines(model: type[BaseModel], table: str, about: str) -> Iterator[KeyLine]:
    inner: dict[type[BaseModel], None] = {}
    for name, field in model.model_fields.items():
        description = " ".join((field.description or "").split())
        meaning, _, example = description.partition(EXAMPLE)
        for key in _names(name, field):
            yield KeyLine(
                table, about, key, _unit(key), _default(field), example.rstrip("."), meaning
            )
        inner.update(dict.fromkeys(_models(field.annotation)))
    for one in inner:
        title, _, purpose = " ".join((one.__doc__ or "").split()).partition(": ")
        yield from _lines(one, title, purpose)


def _names(name: str, field: FieldInfo) -> tuple[str, ...]:
    choices = getattr(field.validation_alias, "choices", None)
    return tuple(map(str, choices)) if choices else (field.alias or name,)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _unit(key: str) -> str:
    ends = sorted((end for end in UNITS if key.endswith(f"_{end}")), key=len)
    return UNITS[ends[-1]] if ends else ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined or isinstance(value, BaseModel):
        return "none"
    return json.dumps(value)
