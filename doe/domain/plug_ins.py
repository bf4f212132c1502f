"""Folders whose files are plug-ins: the name that people type is the name of the file."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def plug_in_names(path: Iterable[str]) -> tuple[str, ...]:
    """The files of a folder.

    Args:
        path: `__path__` of its package.
    """
    return tuple(sorted(module.name for module in iter_modules(path)))


def plug_in(package: str, path: Iterable[str], name: str, *, kind: str) -> ModuleType:
    """The file of that name.

    Args:
        package: Name of the folder's package.
        path: Its `__path__`.
        name: What a person typed.
        kind: What its files are called in a message.

    Raises:
        ValueError: there is none.
    """
    there = plug_in_names(path)
    if name not in there:
        raise ValueError(f"No {kind} is called {name!r}; there are {', '.join(there)}.")
    return import_module(f"{package}.{name}")
