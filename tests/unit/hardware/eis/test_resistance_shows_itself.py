"""A resistance in a notebook: value, parts, curve."""

from pathlib import Path

import numpy as np

from hardware.eis.from_file import resistance_from_file


def test_a_resistance_shows_value_parts_and_curve(tmp_path: Path) -> None:
    f = np.geomspace(1e6, 0.1, 60)
    w = 2 * np.pi * f
    z = 20 + 30 / (1 + 1j * w * 3e-5) + 10 / (1 + 1j * w * 1e-2)
    rows = [f"{a},{b.real},{b.imag}" for a, b in zip(f, z, strict=True)]
    path = tmp_path / "cell.csv"
    path.write_text("\n".join(["freq_hz,re_ohm,im_ohm", *rows]), encoding="utf-8")
    read = resistance_from_file(path, 0.785)
    html = read._repr_html_()
    assert f"{read.asr_ohm_cm2:.4g}" in html
    assert "arc 1" in html
    assert html.count("<polyline") == 1
