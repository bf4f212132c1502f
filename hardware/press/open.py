"""From a press file to a press: the `kind` of the file is the name of a file in `adapters`."""

from importlib import import_module
from pathlib import Path

from hardware.clock import Clock
from hardware.press.interface import Press
from hardware.press.options import PressSettings
from hardware.press.protocol import Die
from hardware.press.register_map.model import MapError, PressMap

ADAPTERS = Path(__file__).parent / "adapters"


def kinds() -> list[str]:
    """The kinds of press there are."""
    return sorted(path.stem for path in ADAPTERS.glob("*.py") if path.stem != "__init__")


def open_press(
    press_map: PressMap,
    die: Die,
    *,
    clock: Clock | None = None,
    settings: PressSettings | None = None,
) -> Press:
    """Make the press of a checked map; nothing is connected yet.

    Raises:
        MapError: if its kind is unknown, or needs no map.
    """
    kind = press_map.press.kind
    if kind not in kinds():
        raise MapError(
            f"{press_map.source}: [press] kind = {kind!r} is not one of {', '.join(kinds())}. "
            "Correct it."
        )
    module = import_module(f"hardware.press.adapters.{kind}")
    if not hasattr(module, "open_press"):
        raise MapError(f"{press_map.source}: a press of kind {kind!r} is not driven by a map.")
    chosen = settings if settings is not None else PressSettings()
    press: Press = module.open_press(press_map, die, clock=clock, settings=chosen)
    return press
