"""Frozen records to JSON and back, led by their type hints; nan and inf are null, arrays lists."""

from __future__ import annotations

import gc
import json
import math
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

Record = TypeVar("Record")


def to_json(document: object) -> str:
    """JSON as the store keeps it; equal records give equal text, keys in their own order."""
    return json.dumps(plain(document), allow_nan=False, ensure_ascii=False)


def plain(value: Any) -> Any:
    """A record, and all in it, as JSON knows it: dicts, lists, finite numbers, text.

    A complex number is `{"re": ..., "im": ...}`, so is an array of them.
    """
    kind = type(value)  # the first lines: most of what there is
    if value is None or kind in _AS_THEY_ARE:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is dict:
        return {str(key): plain(item) for key, item in value.items()}
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


_AS_THEY_ARE = (str, int, bool)


def record_of(kind: type[Record], document: Mapping[str, object]) -> Record:
    """Inverse of `plain` for a record of `kind`; keys it does not know are left out."""
    decoders = _decoders(kind)  # type: ignore[arg-type]
    return kind(**{name: decode(document[name]) for name, decode in decoders if name in document})


def decoded(texts: Iterable[str | None]) -> list[Any]:
    """Many JSON texts at once, much faster than one by one; None for None."""
    found: list[Any] = json.loads(f"[{','.join(text or 'null' for text in texts)}]")
    return found


Decode = Callable[[Any], Any]
"""From what JSON knows to what a field holds."""


@cache
def _decoders(kind: type) -> tuple[tuple[str, Decode], ...]:
    """Each field of a kind of record, and how it is turned; worked out once."""
    hints = get_type_hints(kind)
    return tuple((field.name, _decoder(hints[field.name])) for field in fields(kind))


def _decoder(kind: Any) -> Decode:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _decoder(next(part for part in arguments if part is not type(None)))
        if type(None) not in arguments:
            return inner
        return lambda value: None if value is None else inner(value)
    if is_dataclass(kind):
        return lambda value: record_of(kind, value)  # type: ignore[arg-type]
    if origin is tuple:
        return _tuple_decoder(arguments)
    return _array if origin is np.ndarray else _NUMBERS.get(kind, _as_it_is)


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decode:
    if arguments[-1] is Ellipsis:
        every = _decoder(arguments[0])
        return lambda value: tuple(every(item) for item in value)
    parts = [_decoder(part) for part in arguments]
    return lambda value: tuple(part(item) for part, item in zip(parts, value, strict=True))


def _as_it_is(value: Any) -> Any:
    return value


def _complex(value: Any) -> complex:
    return complex(value["re"], value["im"])


def _float(value: Any) -> float:
    return math.nan if value is None else float(value)


_NUMBERS: dict[Any, Decode] = {complex: _complex, float: _float}


def _array(value: Any) -> Any:
    if isinstance(value, Mapping):
        return np.asarray(value["re"], dtype=float) + 1j * np.asarray(value["im"], dtype=float)
    return np.asarray([math.nan if item is None else item for item in value])


@contextmanager
def no_garbage_search() -> Iterator[None]:
    """Do not look for garbage while the block makes many records; a third of their time."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()
