"""What an isostatic press may not have in its file, and any other press may not: one unit each.

In a vessel pressure is pressure: a force, a die or a ram in the file would be somebody's mistake.
"""

from collections.abc import Iterator, Mapping

from hardware.press.register_map.model import PressMap

OF_FORCE = {
    "press": ("ram_area_cm2", "cell_range_kn", "zero_mm", "frame_mm_per_kn"),
    "limits": ("max_force_kn", "min_force_kn"),
    "supervision": ("unloaded_kn", "drift_kn", "idle_drift_kn_s"),
}
OF_PRESSURE = {
    "limits": ("min_mpa",),
    "supervision": ("unloaded_mpa", "drift_mpa", "idle_drift_mpa_s"),
}
FIXTURE = ("sp_stack", "stack")


def foreign_keys(document: Mapping[str, object], *, isostatic: bool) -> list[str]:
    """Sentences about keys that belong to the other kind of press."""
    kind = "isostatic: it has no force" if isostatic else "not isostatic: state forces in kN"
    found = [
        f"[{table}] {key}: this press is {kind}. Remove the key."
        for table, keys in (OF_FORCE if isostatic else OF_PRESSURE).items()
        for key in keys
        if key in _table(document, table)
    ]
    if isostatic and document.get("dies"):
        found.append("[dies]: an isostatic press has none. State [vessels.NAME] max_mpa instead.")
    if not isostatic and document.get("vessels"):
        found.append("[vessels]: only an isostatic press has them. State [press] isostatic = true.")
    if not isostatic and "max_force_kn" not in _table(document, "limits"):
        found.append("[limits] max_force_kn is missing. Add it; nothing is assumed for it.")
    return found


def _table(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = document.get(name, {})
    return table if isinstance(table, Mapping) else {}


def words_of_kind(press_map: PressMap) -> Iterator[str]:
    """Registers whose role belongs to the other kind of press."""
    other = "force" if press_map.press.isostatic else "pressure"
    for role in (other, f"sp_{other}", f"peak_{other}", f"lim_{other}"):
        if role in press_map.registers:
            yield (
                f"[registers.{role}]: this press loads with {press_map.load_kind.noun} "
                f"({press_map.load_kind.unit}). Rename the register, or correct [press] isostatic."
            )
    if not press_map.press.isostatic:
        return
    if "pressure" not in press_map.registers:
        yield "[registers] has no pressure: that in the vessel would be unknown. Add it."
    if "close_fixture" in press_map.commands or any(n in press_map.registers for n in FIXTURE):
        yield (
            "[registers] or [commands] has a fixture: an isostatic press closes none. Remove "
            "sp_stack, stack and close_fixture; the fixture is closed by hand."
        )
