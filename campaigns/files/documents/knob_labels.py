"""The words for the knobs: one label with its unit for every name of a pressing protocol."""

from doe.knobs.knob_values import Value, number_text

KNOBS: dict[str, tuple[str, str]] = {
    "copress_mpa": ("co-press pressure", "MPa"),
    "copress_dwell_s": ("co-press dwell", "s"),
    "prepress_mpa": ("pre-press pressure", "MPa"),
    "prepress_dwell_s": ("pre-press dwell", "s"),
    "ramp_mpa_s": ("ramp rate", "MPa/s"),
    "release_mpa_s": ("release rate", "MPa/s"),
    "anode_mpa": ("anode attachment pressure", "MPa"),
    "anode_dwell_s": ("anode attachment dwell", "s"),
    "stack_mpa": ("stack pressure", "MPa"),
    "die_degc": ("die temperature", "°C"),
}

UNITS: dict[str, str] = {
    "_ohm_cm2": "Ω cm²",
    "_mpa_s": "MPa/s",
    "_kn_s": "kN/s",
    "_mpa": "MPa",
    "_bar": "bar",
    "_kn": "kN",
    "_degc": "°C",
    "_ohm": "Ω",
    "_hz": "Hz",
    "_cm2": "cm²",
    "_mm": "mm",
    "_mg": "mg",
    "_s": "s",
}


def unit_of(name: str) -> str:
    """The unit that a name carries as its suffix; empty for a bare number."""
    return next((unit for suffix, unit in UNITS.items() if name.endswith(suffix)), "")


def words_of(name: str) -> str:
    """A knob's name in words, without its unit: `anode_dwell_s` -> "anode attachment dwell"."""
    if name in KNOBS:
        return KNOBS[name][0]
    suffix = next((suffix for suffix in UNITS if name.endswith(suffix)), "")
    return name.removesuffix(suffix).replace("_", " ")


def label_of(name: str) -> str:
    """An axis label with its unit: `copress_mpa` -> "co-press pressure / MPa"."""
    unit = unit_of(name)
    return f"{words_of(name)} / {unit}" if unit else words_of(name)


LARGE = 1e4
"""From here on a measured number has its thousands apart, and a setting all digits."""
MOST = 1e12
"""No setting is greater (bounds of a campaign file)."""


def number_of(figure: Value, digits: int = 3) -> str:
    """A number as a person writes it: three digits, no trailing zeros, 109 500 for 109501.

    A choice stays as it is.
    """
    if isinstance(figure, str):
        return figure
    if abs(figure) >= LARGE:
        return number_text(figure)
    if figure == 0:
        return "0"
    if abs(figure) >= 10 ** (digits - 1):
        return f"{figure:.0f}"
    return f"{figure:.{digits}g}"


def setting_of(figure: Value) -> str:
    """A setting as it is dialled: 137.5 where four digits say it exactly, else three digits."""
    if isinstance(figure, str):
        return figure
    if LARGE <= abs(figure) < MOST:
        return f"{figure:.0f}"  # as it is typed: 86400 s
    return number_of(figure, 4 if float(f"{figure:.4g}") == figure else 3)


def quantity_of(name: str, figure: Value) -> str:
    """A knob's value with its unit: ("copress_mpa", 480.0) -> "480 MPa"."""
    return f"{setting_of(figure)} {unit_of(name)}".rstrip()
