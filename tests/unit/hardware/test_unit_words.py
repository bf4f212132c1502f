"""One table of units, in which case says what it says in print."""

import pytest

from hardware.units import UNITS, unit_of_word


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("MOhm", "Mohm"), ("mOhm", "mohm"), ("M\u03a9", "Mohm"), ("k\u2126", "kohm"),
        ("[KHZ]", "kHz"), ("(N/mm\u00b2)", "MPa"), ("mpa", "MPa"), ("\u00b0C", "degC"),
        ("deg C", "degC"), ("\u03a9\u00b7cm\u00b2", "ohm cm2"), ("ohm cm^2", "ohm cm2"),
        ("Minuten", "min"), ("t", "tonne"), ("tons", "ton"), ("\u00b5m", "um"), ("\u00b0", "deg"),
        ("mS cm-1", "mS/cm"), ("s", "s"), ("%", "%"),
        ("kgf\u00b7cm-2", "kg/cm2"), ("N\u00b7mm\u207b\u00b2", "MPa"), ("N / mm2", "MPa"),
        ("kN\u00b7cm\u207b\u00b2", "kN/cm2"), ("MPa\u00b7s-1", "MPa/s"),
    ],
)  # fmt: skip
def test_a_spelling_means_one_unit(word: str, name: str) -> None:
    assert unit_of_word(word) == UNITS[name]


@pytest.mark.parametrize("word", ["MOHM", "MHZ", "mhz", "1/s", "", "rows", "ohm kg"])
def test_a_spelling_that_means_two_units_or_none_is_no_unit(word: str) -> None:
    assert unit_of_word(word) is None


def test_mega_is_a_thousand_million_times_milli() -> None:
    mega, milli = unit_of_word("Mohm"), unit_of_word("mohm")
    assert mega is not None and milli is not None
    assert mega.factor / milli.factor == pytest.approx(1e9)


def test_temperatures_have_an_offset() -> None:
    assert UNITS["K"].to_base(298.15) == pytest.approx(25.0)
    assert UNITS["degF"].to_base(77.0) == pytest.approx(25.0)
