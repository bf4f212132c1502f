"""Every file in hardware/press/adapters is a `Press`; a new one is tested when it is born."""

import inspect
from importlib import import_module

import pytest

from hardware.press.interface import Press
from hardware.press.open import kinds, open_press
from hardware.press.register_map.load import MapError, load_press_map, shipped_maps

METHODS = ("connect", "press_cell", "abort", "settle", "fixture_mpa", "close")


def press_class(kind: str) -> type:
    """The one public class of the file that has the methods of a press."""
    module = import_module(f"hardware.press.adapters.{kind}")
    found = [
        thing
        for thing in vars(module).values()
        if inspect.isclass(thing)
        and thing.__module__ == module.__name__
        and all(hasattr(thing, method) for method in METHODS)
    ]
    assert len(found) == 1, f"{kind}: {found}"
    return found[0]


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("method", METHODS)
def test_a_press_has_the_methods_with_the_promised_arguments(kind: str, method: str) -> None:
    promised = inspect.signature(getattr(Press, method))
    kept = inspect.signature(getattr(press_class(kind), method))
    assert list(kept.parameters) == list(promised.parameters)
    assert [p.kind for p in kept.parameters.values()] == [
        p.kind for p in promised.parameters.values()
    ]


@pytest.mark.parametrize("kind", kinds())
def test_a_press_tells_what_it_is(kind: str) -> None:
    module = import_module(f"hardware.press.adapters.{kind}")
    for thing in (module, press_class(kind), press_class(kind).press_cell):
        assert inspect.getdoc(thing)


@pytest.mark.parametrize("name", shipped_maps())
def test_every_shipped_map_opens_a_press_without_touching_a_line(name: str) -> None:
    press_map = load_press_map(name)
    die = next(iter(press_map.dies.values()))
    press = open_press(press_map, die)
    assert isinstance(press, press_class(press_map.press.kind))
    press.close()


def test_an_unknown_kind_is_one_sentence_with_the_known_ones() -> None:
    press_map = load_press_map("generic_plc")
    odd = press_map.press.model_copy(update={"kind": "steam_hammer"})
    object.__setattr__(press_map, "press", odd)
    with pytest.raises(MapError, match=r"kind = 'steam_hammer' is not one of .*modbus_plc"):
        open_press(press_map, press_map.die("steel-10"))
