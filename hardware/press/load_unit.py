"""What a press loads a cell with, in its own words: a force on a die, or the pressure of a fluid.

An isostatic press has no die: pressure is pressure. Inside the program its pressure is carried as
the force that it puts on a reference area of 1000 mm2, so that the number in kN *is* the number in
MPa and every interlock holds for both kinds; nobody outside sees that area.
"""

from dataclasses import dataclass

REFERENCE_MM2 = 1000.0  # so that 1 MPa is 1 kN


@dataclass(frozen=True)
class Load:
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


FORCE = Load("force", "kN", "load cell")
PRESSURE = Load("pressure", "MPa", "pressure gauge")
