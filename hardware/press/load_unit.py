"""What a press loads a cell with, in its own words: a force on a die, or the pressure of a fluid.

An isostatic press has no die: pressure is pressure. A *load* in this room is therefore either in
kN or in MPa, as the kind of press says, and every interlock holds for both.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class LoadKind:
    """How a kind of press calls and counts what it loads with."""

    noun: str
    """Also the register's name: `force`, `sp_force`, `peak_force`, `lim_force`."""
    unit: str
    sensor: str
    """What shows it to a person who presses by hand."""

    def text(self, value: float, digits: int = 2) -> str:
        """A load with its unit."""
        return f"{round(value, digits) + 0.0:.{digits}f} {self.unit}"  # never "-0.00"

    def key(self, name: str) -> str:
        """`force_kn`, `peak_kn`, ... as a journal or a JSON names it, with the unit it is in."""
        return name.replace("force", self.noun).replace("kn", self.unit.lower())

    def of(self, role: str) -> str:
        """The register that plays `role` (`force`, `sp_force`, ...) on this kind of press."""
        return role.replace("force", self.noun)

    def unit_of(self, unit: str) -> str:
        """The unit of a role: kN and kN/s become MPa and MPa/s on an isostatic press."""
        return unit.replace("kN", self.unit)


FORCE = LoadKind("force", "kN", "load cell")
PRESSURE = LoadKind("pressure", "MPa", "pressure gauge")
