"""A made-up spectrum, and the plain tables in which programs hand one on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import openpyxl
from numpy.typing import NDArray

from hardware.eis.spectrum import Spectrum


@dataclass(frozen=True)
class Made:
    """A spectrum from high to low frequency; arrays of shape (n,)."""

    frequency_hz: NDArray[np.float64]
    impedance_ohm: NDArray[np.complex128]

    def rows(self) -> list[tuple[float, float, float]]:
        z = self.impedance_ohm
        return list(zip(self.frequency_hz, z.real, z.imag, strict=True))


def _four_digits(value: float) -> float:
    return float(f"{value:.3e}")


def made(points: int = 49, high_hz: float = 1e6, low_hz: float = 1.0, ohm: float = 640.0) -> Made:
    """A pressed pellet between blocking electrodes, with a little inductance."""
    f = np.array([_four_digits(v) for v in np.geomspace(high_hz, low_hz, points)])
    jw = 2j * np.pi * f
    arc = ohm / (1.0 + (jw * ohm * 4e-10) ** 0.92)
    z = 12.0 + 2e-7 * jw + arc + 1.0 / (2e-6 * jw**0.9)
    return Made(f, np.array([_four_digits(v.real) + 1j * _four_digits(v.imag) for v in z]))


MADE = made()


def is_made(spectrum: Spectrum) -> bool:
    return len(spectrum) == len(MADE.frequency_hz) and bool(
        np.allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=1e-6)
    )


def polar(z: complex) -> tuple[float, float]:
    return abs(z), float(np.degrees(np.angle(z)))


def lines(*parts: str | Sequence[str], end: str = "\r\n") -> str:
    flat = [line for part in parts for line in ([part] if isinstance(part, str) else part)]
    return end.join(flat) + end


def with_comma(text: str, wanted: bool) -> str:
    return text.replace(".", ",") if wanted else text


def floats(sweep: Made) -> list[tuple[float, float, float]]:
    return [(float(f), float(re), float(im)) for f, re, im in sweep.rows()]


def csv_table(
    headings: Sequence[str] = ("freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm"),
    columns: Sequence[str] = ("f", "re", "-im"),
    *,
    sweep: Made = MADE,
    between: str = ",",
    comma: bool = False,
    encoding: str = "utf-8",
    end: str = "\n",
    order: Sequence[int] | None = None,
    above: str = "",
) -> bytes:
    """A table by named columns: f kf re im -im kre kim mod phase radian cs ds cp dp g b zero ..."""
    rows = [_cells(f, re, im, columns) for f, re, im in floats(sweep)]
    table = [list(headings), *rows]
    if order is not None:
        table = [[row[i] for i in order] for row in table]
    body = [between.join(row) for row in table]
    text = lines(body[0], [with_comma(line, comma) for line in body[1:]], end=end)
    return (above + text).encode(encoding)


def _cells(f: float, re: float, im: float, columns: Sequence[str]) -> list[str]:
    modulus, phase = polar(re + 1j * im)
    y, omega = 1.0 / (re + 1j * im), 2.0 * np.pi * f
    known = {
        "mf": f / 1e6, "mohm re": re * 1e3, "mohm im": im * 1e3, "cs": -1.0 / (omega * im),
        "ls": im / omega, "ds": -re / im, "qs": -im / re, "cp": y.imag / omega,
        "dp": y.real / y.imag,
        "rp": 1.0 / y.real, "g": y.real, "b": y.imag, "kmod": modulus / 1e3, "clock": f / 1e6,
        "f": f, "kf": f / 1e3, "omega": 2.0 * np.pi * f, "re": re, "im": im, "-im": -im,
        "kre": re / 1e3, "kim": im / 1e3, "-kim": -im / 1e3, "mod": modulus, "phase": phase,
        "-phase": -phase, "radian": np.radians(phase), "note": 0.5, "admittance": abs(y),
        "zero": 0.0, "log mod": np.log10(modulus), "dB mod": 20.0 * np.log10(modulus),
    }  # fmt: skip
    return [f"{known[name]:.12g}" for name in columns]


def bare_csv(sweep: Made = MADE) -> bytes:
    return lines([f"{f:.18e},{a:.18e},{b:.18e}" for f, a, b in floats(sweep)]).encode("ascii")


def xlsx(
    *sheets: tuple[str, Sequence[str], Sequence[str]], sweep: Made = MADE, text: bool = False
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, headings, columns in sheets or (
        ("EIS", ("f (Hz)", "Z' (Ohm)", "Z'' (Ohm)"), ("f", "re", "im")),
    ):
        sheet = book.create_sheet(title)
        sheet.append(["pellet 7, 50 MPa"])
        sheet.append(list(headings))
        for f, re, im in floats(sweep):
            cells = _cells(f, re, im, columns)
            sheet.append(cells if text else [float(cell) for cell in cells])
    held = BytesIO()
    book.save(held)
    return held.getvalue()
