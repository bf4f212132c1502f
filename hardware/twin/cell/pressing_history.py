"""What a cell has been through: the pressing history that the physics reads, in pellet MPa."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from hardware.press.protocol import PressProtocol, Step

Values = NDArray[np.float64]

ROOM_DEGC = 25.0  # the reference temperature of [impedance] reference_degc


@dataclass(frozen=True, eq=False)
class PressHistory:
    """Pressing history of one cell (0-d arrays) or of many (arrays of one shape).

    `prepress_mpa` 0 means that no separator was pressed first; an anode that was not pressed on is
    pressed on by the fixture.
    """

    copress_mpa: Values
    copress_dwell_s: Values
    release_mpa_s: Values
    anode_mpa: Values
    anode_dwell_s: Values
    stack_mpa: Values
    prepress_mpa: Values
    die_degc: Values

    @classmethod
    def of(cls, point: Mapping[str, object]) -> "PressHistory":
        """History from values by parameter name; what is missing is the ordinary case."""
        usual: dict[str, object] = {
            "copress_dwell_s": 120.0,
            "release_mpa_s": 1.6,
            "anode_dwell_s": 60.0,
            "stack_mpa": 50.0,
            "prepress_mpa": 0.0,
            "die_degc": ROOM_DEGC,
        } | dict(point)
        usual.setdefault("anode_mpa", usual["stack_mpa"])
        names = [entry.name for entry in fields(cls)]
        arrays = np.broadcast_arrays(*(np.asarray(usual[name], dtype=float) for name in names))
        return cls(**dict(zip(names, arrays, strict=True)))

    @classmethod
    def of_protocol(cls, protocol: PressProtocol) -> "PressHistory":
        """History of a cell that was pressed exactly as `protocol` says."""
        return cls.of_steps(protocol.steps, protocol.stack_mpa, protocol.die_degc)

    @classmethod
    def of_steps(
        cls, steps: tuple[Step, ...], stack_mpa: float | None, die_degc: float | None = None
    ) -> "PressHistory":
        """History of strokes distinguished by their names.

        Raises:
            ValueError: if there is no co-pressing stroke.
        """
        by_name = {step.name: step for step in steps}
        if "copress" not in by_name:
            raise ValueError("a cell needs a step named 'copress'")
        point: dict[str, object] = {
            "copress_mpa": by_name["copress"].target_mpa,
            "copress_dwell_s": by_name["copress"].dwell_s,
            "release_mpa_s": by_name["copress"].release_mpa_s,
            "stack_mpa": stack_mpa or 0.0,
            "die_degc": ROOM_DEGC if die_degc is None else die_degc,
        }
        if anode := by_name.get("anode"):
            point |= {"anode_mpa": anode.target_mpa, "anode_dwell_s": anode.dwell_s}
        if prepress := by_name.get("prepress"):
            point["prepress_mpa"] = prepress.target_mpa
        return cls.of(point)
