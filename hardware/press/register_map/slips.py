"""Slips of the keyboard that make a sound-looking file wrong: per cent, units, times. Pure."""

from collections.abc import Iterator

from hardware.press.register_map.model import PressMap

LARGEST_UNLOADED = 0.05
"""Share of the range: a force cell that is off by more at rest is broken, not unloaded."""
WIDEST_VALID = 50.0
"""Times the press's own limit; N for kN is 1000, kgf for kN is 102, psi for MPa is 145."""


def times_fit(press_map: PressMap) -> Iterator[str]:
    """A lost answer and its repetition are over before the machine has missed us."""
    beat, timeout_s = press_map.heartbeat, press_map.transport.timeout_s
    if beat.deadman_s is not None and 2.0 * timeout_s > beat.deadman_s:
        yield (
            f"[transport] timeout_s = {timeout_s:g} is more than half of [heartbeat] deadman_s = "
            f"{beat.deadman_s:g}: one lost answer and its repetition would release the press. "
            f"State timeout_s = {beat.deadman_s / 4.0:g} or less."
        )


def unloaded_small(press_map: PressMap) -> Iterator[str]:
    """What counts as unloaded is small against the range of the force cell."""
    kind, table = press_map.load_kind, press_map.press
    full_range = table.cell_range_kn or press_map.envelope.max_load
    unloaded_load = press_map.supervision.unloaded_load
    if unloaded_load > LARGEST_UNLOADED * full_range:
        key = kind.key("unloaded_kn")
        yield (
            f"[supervision] {key} = {unloaded_load:g} is {unloaded_load / full_range:.0%} of the "
            f"range of {full_range:g} {kind.unit}: a loaded press would pass for an unloaded one. "
            f"State {LARGEST_UNLOADED * full_range:g} or less (default 0.2)."
        )


def valid_in_unit(press_map: PressMap) -> Iterator[str]:
    """`valid` counts in the program's unit, not in the register's."""
    kind = press_map.load_kind
    most = press_map.envelope.max_load
    register = press_map.registers.get(kind.noun)
    if register is None or register.high == float("inf"):
        return
    place = f"[registers.{kind.noun}] valid = [{register.low:g}, {register.high:g}]"
    limit = f"[limits] {'max_mpa' if press_map.press.isostatic else 'max_force_kn'} = {most:g}"
    counts = f"valid counts in {kind.unit}{_stated(register.unit, kind.unit)}"
    if register.high > WIDEST_VALID * most:
        times = f"{register.high / most:.0f} times above"
        yield f"{place} ends {times} {limit}. {counts}. Correct it."
    elif register.high < most:
        yield (
            f"{place} ends below {limit}: a load that is allowed would be taken for a fault of the "
            f"sensor. {counts}. Correct valid, or the limit."
        )


def _stated(unit: str, canonical: str) -> str:
    return f", not in the register's {unit}" if unit and unit != canonical else ""
