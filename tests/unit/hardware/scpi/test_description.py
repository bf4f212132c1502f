"""A description of an instrument says only what can be used; each fault is named."""

from pathlib import Path

import numpy as np
import pytest
from support.instruments.analysers import LIST, impedance_ohm, served, source_of, write_scpi_file

from hardware.clock import SimulatedClock
from hardware.eis.file_formats import read_spectra
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.scpi.description import SHIPPED, frequency_words, load_description
from hardware.twin.scpi.makes import E4980A

TEXT = (SHIPPED / f"{LIST}.toml").read_text(encoding="utf-8")


def changed(folder: Path, old: str, new: str) -> Path:
    assert old in TEXT
    path = folder / "mine.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "list"', 'kind = "all"', r"\[sweep\] kind = 'all': it must be 'points' or 'list'"),
        ("{frequencies_hz}", "{frequency_list}", "uses {frequency_list}; known here: {frequency_"),
        ("{level_v:.4g}", "{averages:d}", r"uses {averages}; known here: {level_v}"),
        ("{level_v:.4g}", "{level_v:d}", r"':VOLT {level_v:d}': Unknown format code 'd'"),
        ('":TRIG:IMM"', '":TRIG:IMM {points}"', "known here: no placeholder"),
        ('":TRIG:IMM"', '"TRIG:IMM"', "must begin with : or"),
        ('"re_ohm", "im_ohm", "status"', '"re_ohm", "skip", "status"', "re_ohm and im_ohm, or"),
        ('"re_ohm", "im_ohm"', '"re_ohm", "re_ohm"', "re_ohm is read twice"),
        ("highest_hz = 2e6", "highest_hz = 2.0", "lowest_hz must lie below highest_hz"),
        ("(Agilent|Keysight)", "(Agilent|Keysight", "is not a regular expression"),
        ("mask = 8", "mask = 0", r"mask = 0"),
        ("[settings.level_v]", "[settings.level_mv]", r"settings\.level_mv"),
    ],
)
def test_a_wrong_description_is_refused_with_its_place(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    changed(tmp_path, old, new)
    with pytest.raises(AnalyserSetupError, match=says):
        load_description("mine.toml", tmp_path)


@pytest.mark.parametrize(
    ("form", "sent"), [("{frequency_hz}", "20000"), ("{frequency_hz:.3e}", "2.000e+04")]
)
def test_a_frequency_is_written_in_the_form_that_the_description_names(
    form: str, sent: str
) -> None:
    assert form.format_map(frequency_words([2e4])) == sent


def test_an_unknown_name_lists_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(AnalyserSetupError, match="hioki_im3570, hioki_im3590, keysight_e4980a"):
        load_description("keysight_e4981", tmp_path)


@pytest.mark.parametrize(
    ("sweep", "says"),
    [
        ({"ends_hz": (5e6, 100.0)}, "Keysight E4980A reaches from 20 to 2e\\+06 Hz"),
        ({"ends_hz": (1e5, 1.0)}, "Keysight E4980A reaches"),
        ({"ends_hz": (1e2, 1e5)}, "highest_hz = 100 must lie above lowest_hz"),
        ({"analyser": 'compensation = ["cable"]'}, "does not know cable"),
    ],
)
def test_what_the_instrument_cannot_do_is_refused_before_it_is_asked(
    sweep: dict[str, object], says: str, tmp_path: Path
) -> None:
    file = write_scpi_file(tmp_path / "a.toml", "TCPIP::127.0.0.1::1::SOCKET", **sweep)  # type: ignore[arg-type]
    with pytest.raises(AnalyserSetupError, match=says):
        source_of(file, tmp_path / "cells", SimulatedClock())


def test_a_setting_that_the_instrument_does_not_take_stops_the_sweep(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource)
        text = file.read_text(encoding="utf-8").replace("level_v = 0.01", "level_v = 19.9")
        file.write_text(text, encoding="utf-8")
        limited = server.instrument.level

        def take(given: str) -> None:
            limited.value = "+2.000000000E+00"  # as instruments do that clip without a word

        limited.set = take  # type: ignore[method-assign]
        with pytest.raises(AnalyserSetupError, match=r"level_v = 19.9 was sent, but .* has 2"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-1")


def test_a_compensation_that_is_off_stops_the_sweep_where_it_is_asked_for(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(
            tmp_path / "a.toml", server.resource, analyser='compensation = ["load"]'
        )
        with pytest.raises(
            AnalyserSetupError, match="load compensation is off; measure it with this fixture"
        ):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-1")


def test_another_serial_number_is_another_instrument(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, analyser='serial = "MY123"')
        with pytest.raises(AnalyserSetupError, match="the file asks for serial MY123"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-1")


def test_a_command_that_the_instrument_does_not_know_is_stated_in_its_own_words(
    tmp_path: Path,
) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource)
        described = tmp_path / "described.toml"
        text = described.read_text(encoding="utf-8").replace(":COMP OFF", ":COMPARE OFF")
        described.write_text(text, encoding="utf-8")
        with pytest.raises(AnalyserError, match='-113,"Undefined header"'):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-1")


def test_a_sweep_that_the_panel_completed_before_is_not_taken_for_ours(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        instrument = server.instrument
        assert isinstance(instrument, E4980A)
        file = write_scpi_file(tmp_path / "a.toml", server.resource)
        source = source_of(file, tmp_path / "cells", clock)
        source.await_spectrum("cell-1")
        instrument._probe = lambda frequency_hz: 7.0 * impedance_ohm(frequency_hz)
        to_bus = instrument.source.set

        def completed_at_the_panel(given: str) -> None:
            instrument._operation |= 8
            to_bus(given)

        instrument.source.set = completed_at_the_panel  # type: ignore[method-assign]
        spectrum = read_spectra(source.await_spectrum("cell-2"))[-1]
    expected = 7.0 * impedance_ohm(spectrum.frequency_hz)
    np.testing.assert_allclose(spectrum.impedance_ohm, expected, rtol=1e-6)
