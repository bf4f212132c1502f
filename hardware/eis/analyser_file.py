"""analyser.toml -> the analyser: `[analyser] kind` names a file of `hardware/eis/analysers/`."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pydantic import ValidationError

from hardware.clock import Clock, SystemClock
from hardware.eis import analysers
from hardware.eis.sources.driven.analyser_interface import Analyser
from hardware.errors import AnalyserSetupError
from hardware.tables import complaints, read_toml

SIMULATED = "simulated"
"""`[connection] resource` of the simulated laboratory's own analyser."""


def kinds() -> list[str]:
    """What `[analyser] kind` may be."""
    return sorted(entry.name for entry in pkgutil.iter_modules(analysers.__path__))


def load_analyser(
    path: Path, *, clock: Clock | None = None, resource: str | None = None
) -> tuple[Analyser, int]:
    """The analyser of a file, and how many sweeps a cell may take; nothing is sent yet.

    Args:
        path: analyser.toml.
        clock: What waiting for a measurement is timed by.
        resource: Used where the file says `resource = "simulated"`.

    Raises:
        AnalyserSetupError: The file cannot be used; the sentence says where and what to do.
    """
    document = _document(path)
    module = _module(path.name, document)
    _connect_simulated(path.name, document, resource)
    try:
        file = module.File.model_validate(document)
        opened = module.open_analyser(file, path.resolve().parent, clock or SystemClock())
        return opened, file.analyser.tries
    except ValidationError as error:
        raise AnalyserSetupError(complaints(path.name, error)) from error
    except AnalyserSetupError as error:
        raise AnalyserSetupError(f"{path.name}: {error}") from error


def simulated_instrument(path: Path) -> str | None:
    """The instrument that the simulated laboratory has to be; None where a real one is named.

    Args:
        path: analyser.toml.

    Raises:
        AnalyserSetupError: The file cannot be read.
    """
    document = _document(path)
    connection, table = document.get("connection"), document.get("analyser")
    if not (isinstance(connection, dict) and isinstance(table, dict)):
        return None
    return str(table.get("instrument")) if connection.get("resource") == SIMULATED else None


def _document(path: Path) -> dict[str, object]:
    try:
        return read_toml(path)
    except FileNotFoundError as error:
        raise AnalyserSetupError(
            f"{path}: there is no such file. Name your analyser.toml"
        ) from error
    except (OSError, ValueError) as error:
        raise AnalyserSetupError(str(error)) from error


def _module(file_name: str, document: dict[str, object]) -> ModuleType:
    table = document.get("analyser")
    kind = table.get("kind") if isinstance(table, dict) else None
    if kind not in kinds():
        raise AnalyserSetupError(
            f"{file_name}: [analyser] kind = {kind!r}: write one of {', '.join(kinds())}"
        )
    return import_module(f"{analysers.__name__}.{kind}")


def _connect_simulated(file_name: str, document: dict[str, object], resource: str | None) -> None:
    connection = document.get("connection")
    if not isinstance(connection, dict) or connection.get("resource") != SIMULATED:
        return
    if resource is None:
        raise AnalyserSetupError(
            f'{file_name}: [connection] resource = "simulated" is for campaigns with the simulated '
            "press. Start copress twin --analyser scpi and write the address that it prints"
        )
    connection["resource"] = resource
