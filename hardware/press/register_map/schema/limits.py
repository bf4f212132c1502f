"""Tables about the press itself: what it is, what it bears, when the computer lets go."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from hardware.press.register_map.schema.base import (
    Fraction,
    NotNegative,
    Pair,
    Positive,
    PressFileTable,
    either,
)


class PressTable(PressFileTable):
    """[press]: what stands there."""

    name: str
    """How people call it; in every record. Example: "press-lab-2"."""
    kind: str
    """`modbus_plc` is driven; on a `monitored` one a person pumps. Example: "modbus_plc"."""
    description: str = ""
    """A sentence about it. Example: "hydraulic press, 100 kN"."""
    ram_area_cm2: Positive | None = None
    """Area of the ram: force and oil pressure are compared. Example: 15.0."""
    cell_range_kn: Positive | None = None
    """Range of the force cell. Example: 100.0."""
    cell_error: Fraction = 0.005
    """Error of the force cell, as a fraction of its range. Example: 0.002."""
    zero_mm: FiniteFloat | None = None
    """Reading of the travel with nothing between the punches; then the pellet's height is known.
    Example: 12.34."""
    frame_mm_per_kn: NotNegative = 0.0
    """Stretch of the press, from a stroke on a steel blank. Example: 0.004."""
    read_only: bool = False
    """Nothing is ever written to it. Example: true."""
    isostatic: bool = False
    """A vessel with a fluid: registers, limits and [vessels] count MPa; there is no die. Example:
    true."""
    last_seq: Annotated[int, Field(ge=15, le=0xFFFF)] = 0xFFFF
    """Largest sequence number of a command that the machine keeps; after it comes 1 again. Example:
    255."""
    phases: Literal["told", "from_force"] = "told"
    """`from_force`: the machine does not tell ramp, hold and release apart; the force does.
    Example: "from_force"."""


class LimitsTable(PressFileTable):
    """[limits]: what the press bears. Nothing above is ever sent."""

    max_force_kn: Positive | None = None
    """Highest force; must be stated, but not on an isostatic press. Example: 95.0."""
    max_mpa: Positive
    """Highest pressure on a pellet or in a vessel. Example: 750.0."""
    max_ramp_mpa_s: Positive
    """Fastest loading. Example: 100.0."""
    max_release_mpa_s: Positive
    """Fastest unloading. Example: 100.0."""
    max_dwell_s: Positive
    """Longest hold. Example: 3600.0."""
    max_stack_mpa: Positive
    """Highest pressure of the fixture. Example: 300.0."""
    min_force_kn: NotNegative = Field(
        default=0.0, validation_alias=either("min_force_kn", "min_mpa")
    )
    """Lowest target that the press can hold. Example: 1.0."""
    max_die_degc: Positive | None = None
    """Highest temperature of a heated die. Example: 200.0."""
    max_heat_k_min: Positive | None = None
    """Fastest heating. Example: 10.0."""


class SupervisionTable(PressFileTable):
    """[supervision]: when the computer lets go; fractions are of the target."""

    unloaded_kn: Positive = Field(
        default=0.2, validation_alias=either("unloaded_kn", "unloaded_mpa")
    )
    """Below this the press counts as unloaded; at most 5 % of the range. Example: 0.2."""
    hold_tolerance: Fraction = 0.02
    """The hold stays within this fraction of the target. Example: 0.02."""
    overshoot: Fraction = 0.05
    """More above the target than this fraction releases. Example: 0.05."""
    out_of_band_s: Positive = 5.0
    """A hold outside hold_tolerance for longer is flagged. Example: 5.0."""
    no_rise_s: Positive = 5.0
    """A ramp without rise for longer releases. Example: 5.0."""
    ramp_time_factor: Annotated[FiniteFloat, Field(gt=1)] = 1.5
    """A ramp may take so many times the planned time. Example: 1.5."""
    ramp_slack_s: NotNegative = 5.0
    """And so much longer. Example: 5.0."""
    release_slack_s: NotNegative = 20.0
    """A release may take so much longer than planned. Example: 20.0."""
    frozen_samples: Annotated[int, Field(ge=3)] = 12
    """So many equal readings in a ramp are a frozen sensor. Example: 12."""
    line_tolerance: Fraction = 0.1
    """Force and oil pressure may differ by this fraction. Example: 0.1."""
    drift_kn: Positive = Field(default=0.1, validation_alias=either("drift_kn", "drift_mpa"))
    """A zero that moved by more in a stroke is flagged. Example: 0.1."""
    idle_drift_kn_s: Positive = Field(
        default=0.02, validation_alias=either("idle_drift_kn_s", "idle_drift_mpa_s")
    )
    """A force that drifts faster at rest is not to be trusted: no START. Example: 0.02."""
    idle_watch_s: Positive = 2.0
    """So long it is watched at rest before START. Example: 2.0."""
    min_travel_mm: NotNegative = 0.0
    """Least travel by half of the target; 0 where nobody knows it. Example: 0.2."""
    heat_tolerance_degc: Positive = 2.0
    """The die is warm when it is this close to the target. Example: 2.0."""
    soak_s: NotNegative = 60.0
    """So long it stays warm before pressing. Example: 60.0."""
    heat_within_s: Positive = 3600.0
    """Longest time for heating. Example: 3600.0."""
    start_mm: Pair | None = None
    """Where the piston stands before START; nobody looks where it is not stated. Example: [0.0,
    5.0]."""
    max_travel_mm: Positive | None = None
    """More travel than this before the target: no sample, or a broken die. Example: 8.0."""
    ramp_rate_factor: Annotated[FiniteFloat, Field(gt=1)] = 2.0
    """The force may rise so many times faster than was asked for. Example: 2.0."""
    top_up_per_min: Fraction = 0.03
    """A pump that tops up a larger fraction of the target a minute works against a leak. Example:
    0.03."""
    position_jump_mm: Positive = 0.02
    """A step of the travel in hold or release that is a suspected crack. Example: 0.02."""
    force_drop: Fraction = 0.015
    """A fall of the force at once, as a fraction of the target, that is a suspected crack. Example:
    0.015."""
    back_within_s: Positive = 5.0
    """A line that is back within this time is gone on with. Example: 5.0."""

    @property
    def unloaded_load(self) -> float:
        """`unloaded_kn`, or `unloaded_mpa` of an isostatic press."""
        return self.unloaded_kn

    @property
    def drift_load(self) -> float:
        """`drift_kn`, or `drift_mpa` of an isostatic press."""
        return self.drift_kn

    @property
    def idle_drift_rate(self) -> float:
        """`idle_drift_kn_s`, or `idle_drift_mpa_s` of an isostatic press."""
        return self.idle_drift_kn_s


class DieTable(PressFileTable):
    """[dies.NAME]: what a die bears."""

    diameter_mm: Positive
    """Diameter of its bore. Example: 10.0."""
    max_force_kn: Positive
    """Highest force, from its data sheet. Example: 63.0."""
    max_mpa: Positive
    """Highest pressure on the pellet; of a sleeve, its own limit. Example: 800.0."""
    serial: str = ""
    """As engraved; then somebody reads it off before each run. Example: "D-0417"."""


class VesselTable(PressFileTable):
    """[vessels.NAME]: what a vessel of an isostatic press bears."""

    max_mpa: Positive
    """Highest pressure, from its type plate. Example: 480.0."""
    serial: str = ""
    """As engraved. Example: "V-12"."""
