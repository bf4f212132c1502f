"""Reads that wait for a server which is away; what is only read can be read again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from campaigns.faults import StoreAwayError
from campaigns.store import Store
from campaigns.store_engine import patiently

P = ParamSpec("P")
Found = TypeVar("Found")
Read = Callable[Concatenate[Store, P], Found]


def patient(read: Read[P, Found]) -> Read[P, Found]:
    """`read`, tried again while the server is away; its error when that takes too long."""

    @wraps(read)
    def call(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> Found:
        away: StoreAwayError | None = None
        for _ in patiently(store.place, store.patience_s):
            try:
                return read(store, *args, **kwargs)
            except StoreAwayError as error:
                away = error
        raise away or StoreAwayError(f"{store.place}: nothing was tried")

    return call
