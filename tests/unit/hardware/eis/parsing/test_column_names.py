"""What headings mean: whole names, units that convert, signs, and nothing by resemblance."""

import math

import pytest

from hardware.eis.parsing.column_names import ColumnQuantity, meaning
from hardware.errors import SpectrumRefusedError

KNOWN = [
    ("freq/Hz", ColumnQuantity.FREQUENCY, 1.0),
    ("Frequency (Hz)", ColumnQuantity.FREQUENCY, 1.0),
    ("f [kHz]", ColumnQuantity.FREQUENCY, 1e3),
    ("Freq. (MHz)", ColumnQuantity.FREQUENCY, 1e6),
    ("f / mHz", ColumnQuantity.FREQUENCY, 1e-3),
    ("frequency_hz", ColumnQuantity.FREQUENCY, 1.0),
    ("f in Hz", ColumnQuantity.FREQUENCY, 1.0),
    ("Frequenz (Hz)", ColumnQuantity.FREQUENCY, 1.0),
    ("omega (rad/s)", ColumnQuantity.FREQUENCY, 1.0 / (2.0 * math.pi)),
    ("ω", ColumnQuantity.FREQUENCY, 1.0 / (2.0 * math.pi)),
    ("Re(Z)/Ohm", ColumnQuantity.REAL, 1.0),
    ("Z' (kΩ)", ColumnQuantity.REAL, 1e3),
    ("Z′ / MΩ", ColumnQuantity.REAL, 1e6),
    ("Z' / mOhm", ColumnQuantity.REAL, 1e-3),
    ("Zre (ohms)", ColumnQuantity.REAL, 1.0),
    ("re_ohm", ColumnQuantity.REAL, 1.0),
    ("-Im(Z)/Ohm", ColumnQuantity.IMAGINARY, -1.0),
    ("−Z″ (Ω)", ColumnQuantity.IMAGINARY, -1.0),
    ('Z"/ohm', ColumnQuantity.IMAGINARY, 1.0),
    ("minus_im_ohm", ColumnQuantity.IMAGINARY, -1.0),
    ("Zimg", ColumnQuantity.IMAGINARY, 1.0),
    ("|Z|/Ohm", ColumnQuantity.MODULUS, 1.0),
    ("Impedance (kΩ)", ColumnQuantity.MODULUS, 1e3),
    ("Phase(Z)/deg", ColumnQuantity.PHASE, 1.0),
    ("-phase (°)", ColumnQuantity.PHASE, -1.0),
    ("theta (rad)", ColumnQuantity.PHASE, 180.0 / math.pi),
    ("time/s", ColumnQuantity.ELAPSED, 1.0),
    ("t (min)", ColumnQuantity.ELAPSED, 60.0),
    ("cycle number", ColumnQuantity.LOOP, 1.0),
    ("T (°C)", ColumnQuantity.TEMPERATURE, 1.0),
    ("Temperature/degC", ColumnQuantity.TEMPERATURE, 1.0),
    ("Re(Y)/Ohm-1", ColumnQuantity.CONDUCTANCE, 1.0),
    ("|Y| (1/k\u03a9)", ColumnQuantity.ADMITTANCE, 1e-3),
    ("Admittance Phase Degrees (')", ColumnQuantity.ADMITTANCE_PHASE, 1.0),
    ("Cz\u0119stotliwo\u015b\u0107 (Hz)", ColumnQuantity.FREQUENCY, 1.0),
    ("Frekvens [kHz]", ColumnQuantity.FREQUENCY, 1e3),
    ("\u5b9f\u90e8(k\u03a9)", ColumnQuantity.REAL, 1e3),
    ("Z imagin\xe1rio (Ohm)", ColumnQuantity.IMAGINARY, 1.0),
    ("Phasenverschiebung [\xb0]", ColumnQuantity.PHASE, 1.0),
    ("Z' meas/Ohm", ColumnQuantity.REAL, 1.0),
    ("-Z'' measured (kohm)", ColumnQuantity.IMAGINARY, -1e3),
    ("Z(Real)(Ohm)", ColumnQuantity.REAL, 1.0),
    ("Z(Imag) (mOhm)", ColumnQuantity.IMAGINARY, 1e-3),
    ("-Zj (kohm)", ColumnQuantity.IMAGINARY, -1e3),
    ("(-)Z'' (Ohm)", ColumnQuantity.IMAGINARY, -1.0),
    ("Imaginaire (Ohm)", ColumnQuantity.IMAGINARY, 1.0),
    ("Impedanz Betrag (kOhm)", ColumnQuantity.MODULUS, 1e3),
    ("Scheinwiderstand / Ohm", ColumnQuantity.MODULUS, 1.0),
    ("Impedanz Phase (Grad)", ColumnQuantity.PHASE, 1.0),
    ("Phase (degr\xe9)", ColumnQuantity.PHASE, 1.0),
    ("\u76f8\u89d2(\xb0)", ColumnQuantity.PHASE, 1.0),
    ("\u5be6\u90e8 (\u03a9)", ColumnQuantity.REAL, 1.0),
]


@pytest.mark.parametrize(("heading", "quantity", "factor"), KNOWN)
def test_known_headings(heading: str, quantity: ColumnQuantity, factor: float) -> None:
    says = meaning(heading)
    assert says is not None
    assert says.quantity is quantity
    assert says.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    "heading",
    ["", "Z' model/Ohm", "-Im(Zce)/Ohm", "Z2 Real", "E Imag", "I Real", "log f", "log(f)/Hz",
     "|Vac| (V)", "Module", "GD", "Range", "dZ'", "frequency response", "Re", "-f/Hz",
     "f" * 500, "(" * 90],
)  # fmt: skip
def test_what_only_resembles_is_nothing(heading: str) -> None:
    assert heading == "Re" or meaning(heading) is None


@pytest.mark.parametrize("heading", ["f (MHZ)", "f (mhz)", "Z' (MOHM)", "Re(Z)/Ohm.cm",
                                     "Im Z (S)", "Re(Z)/%"])  # fmt: skip
def test_a_known_quantity_in_an_unknown_unit_is_refused(heading: str) -> None:
    with pytest.raises(SpectrumRefusedError, match="not a unit known"):
        meaning(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Re(Z)/Ohm.cm2",
        "Re/Ohm cm2",
        "-Im [ohm cm2]",
        "Z' (\u03a9\u00b7cm\u00b2)",
        "Zreal [ohm*cm^2]",
    ],
)
def test_a_resistance_times_an_area_is_refused_with_what_to_do(heading: str) -> None:
    with pytest.raises(SpectrumRefusedError, match=r"times an area.*--area-cm2 1 --columns .*:ohm"):
        meaning(heading)


def test_a_phase_without_unit_is_left_open() -> None:
    says = meaning("phase")
    assert says is not None
    assert math.isnan(says.factor)
    assert not says.unit_given
