"""Frozen records to JSON and back, led by their type hints; nan and inf are null, arrays lists."""

from __future__ import annotations

import json
import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

Record = TypeVar("Record")


def to_json(document: object) -> str:
    """JSON as the store keeps it; equal records give equal text, keys in their own order."""
    return json.dumps(plain(document), allow_nan=False, ensure_ascii=False)


def plain(value: object) -> Any:
    """A record, and all in it, as JSON knows it: dicts, lists, finite numbers, text.

    A complex number is `{"re": ..., "im": ...}`, so is an array of them.
    """
    if isinstance(value, np.ndarray | np.generic):
        value = {"re": value.real, "im": value.imag} if np.iscomplexobj(value) else value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, complex):
        value = {"re": value.real, "im": value.imag}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def record_of(kind: type[Record], document: Mapping[str, object]) -> Record:
    """Inverse of `plain` for a record of `kind`; keys it does not know are left out."""
    hints = _hints(kind)
    known = [field for field in fields(kind) if field.name in document]  # type: ignore[arg-type]
    return kind(**{field.name: _as(hints[field.name], document[field.name]) for field in known})


_HINTS: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    """A kind's type hints, worked out once."""
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _as(kind: Any, value: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in arguments:
            return None
        return _as(next(part for part in arguments if part is not type(None)), value)
    if is_dataclass(kind):
        return record_of(kind, value)  # type: ignore[arg-type]
    if origin is tuple:
        parts = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_as(part, item) for part, item in zip(parts, value, strict=True))
    return _array(value) if origin is np.ndarray else _number(kind, value)


def _number(kind: Any, value: Any) -> Any:
    if kind is complex:
        return complex(value["re"], value["im"])
    if kind is float:
        return math.nan if value is None else float(value)
    return value


def _array(value: Any) -> Any:
    if isinstance(value, Mapping):
        return np.asarray(value["re"], dtype=float) + 1j * np.asarray(value["im"], dtype=float)
    return np.asarray([math.nan if item is None else item for item in value])
