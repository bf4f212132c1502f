"""What real analysers answer on a real socket, beyond the faults: nothing is misread."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.instruments.analysers import (
    IMPATIENT_S,
    LIST,
    POINTS,
    impedance_ohm,
    served,
    source_of,
    write_scpi_file,
)

from hardware.clock import SimulatedClock
from hardware.eis.file_formats import read_spectra
from hardware.errors import AnalyserError
from hardware.twin.scpi.analyser_server import ScpiServer

Answers = Callable[[str, list[str]], list[str]]
"""From a message and the simulated instrument's answers to those on the line."""


def answering(server: ScpiServer, change: Answers) -> None:
    """Change what the instrument says; what it does stays as it is."""
    obey = server.instrument.obey
    server.instrument.obey = lambda message: change(message, obey(message))  # type: ignore[method-assign]


def of_data(change: Callable[[str], str]) -> Answers:
    """Change the answers to questions for values alone."""

    def changed(message: str, answers: list[str]) -> list[str]:
        asked = any(word in message.upper() for word in (":FETC", ":MEAS?", "FDAT?"))
        return [change(answer) for answer in answers] if asked else answers

    return changed


def of_question(word: str, answer: Callable[[str], str]) -> Answers:
    """Change the answer to one question alone."""

    def changed(message: str, answers: list[str]) -> list[str]:
        return [answer(one) for one in answers] if word in message.upper() else answers

    return changed


def each(values: str, change: Callable[[int, str], str], by: str = ",") -> str:
    return by.join(change(place, value) for place, value in enumerate(values.split(",")))


def sweep(change: Answers, tmp_path: Path, make: str = LIST) -> Path:
    """One sweep of an instrument that answers so; the table that it gives."""
    clock = SimulatedClock()
    with served(make, clock) as server:
        file = write_scpi_file(
            tmp_path / "a.toml", server.resource, make, tries=1, timeout_s=IMPATIENT_S
        )
        answering(server, change)
        return source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


NO_NUMBERS = {
    "semicolons": lambda x: x.replace(",", ";"),
    "tabs": lambda x: x.replace(",", "\t"),
    "units": lambda x: each(x, lambda _, value: f"{value} OHM"),
    "thousands of ohm": lambda x: each(x, lambda _, value: f"{value} kOhm"),
    "a header": lambda x: f":FETC {x}",
    "a binary block": lambda x: f"#41024{x}",
    "decimal commas between semicolons": lambda x: x.replace(",", ";").replace(".", ","),
    "a word": lambda x: each(x, lambda place, value: "OVLD" if place == 4 else value),
    "half a number": lambda x: x[:-1] + "E",
    "an underscore in a number": lambda x: x.replace(".", "_", 1),
    "words at the end": lambda x: x + " OK",
    "nothing": lambda x: "",
}


@pytest.mark.parametrize("what", NO_NUMBERS)
def test_an_answer_that_is_no_list_of_numbers_is_shown_and_not_used(
    what: str, tmp_path: Path
) -> None:
    with pytest.raises(AnalyserError, match="is not a list of numbers"):
        sweep(of_data(NO_NUMBERS[what]), tmp_path)
    assert list((tmp_path / "cells").iterdir()) == []


OTHER_COUNTS = {
    "a decimal comma": lambda x: x.replace(".", ","),
    "a point too few": lambda x: ",".join(x.split(",")[:-4]),
    "a point twice": lambda x: ",".join([*x.split(",")[:4], x]),
    "no status": lambda x: ",".join(v for k, v in enumerate(x.split(",")) if k % 4 != 2),
}


@pytest.mark.parametrize("what", OTHER_COUNTS)
def test_another_number_of_values_is_refused(what: str, tmp_path: Path) -> None:
    with pytest.raises(AnalyserError, match=r"4 for each of 16 points belong there"):
        sweep(of_data(OTHER_COUNTS[what]), tmp_path)


@pytest.mark.parametrize("mark", ["9.9E37", "9.91E+37", "NAN", "+INF", "9.9E28"])
def test_one_point_without_a_value_is_no_spectrum(mark: str, tmp_path: Path) -> None:
    marked = of_data(lambda x: each(x, lambda place, value: mark if place == 20 else value))
    with pytest.raises(AnalyserError, match=r"gives no impedance at 10000 Hz .*overload"):
        sweep(marked, tmp_path)


@pytest.mark.parametrize("status", [-1, 1, 3, 4])
def test_a_status_word_of_one_point_is_no_spectrum(status: int, tmp_path: Path) -> None:
    marked = of_data(lambda x: each(x, lambda place, v: f"{status:+d}" if place == 22 else v))
    with pytest.raises(AnalyserError, match=rf"at 10000 Hz with status {status}"):
        sweep(marked, tmp_path)


HARMLESS = {
    "blanks": of_data(lambda x: each(x, lambda _, value: f" {value} ")),
    "a comma at the end": of_data(lambda x: f"{x},"),
    "a carriage return": lambda message, answers: [f"{answer}\r" for answer in answers],
}


@pytest.mark.parametrize("what", HARMLESS)
def test_the_same_numbers_written_otherwise_are_read(what: str, tmp_path: Path) -> None:
    spectrum = read_spectra(sweep(HARMLESS[what], tmp_path))[-1]
    np.testing.assert_allclose(spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz))


@pytest.mark.parametrize("make", [LIST, POINTS])
def test_a_value_that_never_changes_is_no_spectrum(make: str, tmp_path: Path) -> None:
    """A held display answers the last measurement at every frequency."""
    kept: list[str] = []

    def held(values: str) -> str:
        kept.append(",".join(values.split(",")[:4]))
        return ",".join([kept[0]] * (len(values.split(",")) // 4))

    with pytest.raises(AnalyserError, match=r"the same impedance .* to the last digit"):
        sweep(of_data(held), tmp_path, make)


def test_a_reading_that_stops_to_change_in_a_sweep_is_no_spectrum(tmp_path: Path) -> None:
    """The last frequencies of an aborted sweep repeat the one that was measured last."""

    def stopped(values: str) -> str:
        parts = values.split(",")
        return ",".join([*parts[:40], *parts[36:40] * ((len(parts) - 40) // 4)])

    with pytest.raises(AnalyserError, match=r"at 5 frequencies in a row from 1584\.89 Hz, to"):
        sweep(of_data(stopped), tmp_path)


def test_a_point_of_exactly_nothing_was_not_measured(tmp_path: Path) -> None:
    """A buffer that was not filled holds zeros with a status that is good."""
    empty = of_data(lambda x: each(x, lambda place, value: "+0.0E+00" if place < 2 else value))
    with pytest.raises(AnalyserError, match=r"gives no impedance at 100000 Hz .*or not"):
        sweep(empty, tmp_path)


def rounded(by: float) -> Answers:
    return of_question("LIST:FREQ?", lambda x: each(x, lambda _, f: f"{float(f) * by:.6E}"))


def test_the_frequency_that_the_instrument_took_is_the_one_that_is_kept(tmp_path: Path) -> None:
    spectrum = read_spectra(sweep(rounded(1.004), tmp_path))[-1]
    assert spectrum.frequency_hz[0] == pytest.approx(1.004e5)


@pytest.mark.parametrize(
    "other",
    [
        rounded(1.03),
        rounded(1e-3),
        of_question("LIST:FREQ?", lambda x: ",".join(reversed(x.split(",")))),
        of_question("LIST:FREQ?", lambda x: ",".join(x.split(",")[:10])),
    ],
    ids=["rounded far", "in kilohertz", "upwards", "a list cut short"],
)
def test_other_frequencies_than_asked_for_are_refused(other: Answers, tmp_path: Path) -> None:
    with pytest.raises(AnalyserError, match="asked for 16 frequencies from 100000 Hz"):
        sweep(other, tmp_path)


@pytest.mark.parametrize(
    ("make", "question", "on", "name"),
    [
        (LIST, ":BIAS:STAT?", "+1", "bias_v"),
        (LIST, ":FUNC:IMP:RANG:AUTO?", "+0", "range_ohm"),
        (POINTS, ":DCB?", "ON", "bias_v"),
    ],
)
def test_a_bias_or_a_range_that_stays_set_is_said_before_anything_is_measured(
    make: str, question: str, on: str, name: str, tmp_path: Path
) -> None:
    left_on = of_question(question, lambda _: on)
    with pytest.raises(AnalyserError, match=f"{name} is still set by hand. Nothing was measured"):
        sweep(left_on, tmp_path, make)


def test_a_level_that_somebody_turns_at_the_panel_ends_the_sweep(tmp_path: Path) -> None:
    asked: list[str] = []

    def turned(answer: str) -> str:
        asked.append(answer)
        return answer if len(asked) == 1 else "+1.000000000E+00"

    with pytest.raises(AnalyserError, match=r"was 0\.01 before the sweep and is 1 after it"):
        sweep(of_question(":VOLT?", turned), tmp_path)
    assert len(asked) == 2


@pytest.mark.parametrize("answer", ["NAN", "9,91E+37", "-1", "+0.5", "INF", "0,0"])
@pytest.mark.parametrize("question", ["*ESR?", ":STAT:OPER?"])
def test_a_status_register_is_a_whole_number_or_nothing_is_used(
    question: str, answer: str, tmp_path: Path
) -> None:
    with pytest.raises(AnalyserError, match=r"one number belongs there|is a whole number from 0"):
        sweep(of_question(question, lambda _: answer), tmp_path)


def test_unknown_bits_of_a_status_register_neither_end_nor_pass_a_measurement(
    tmp_path: Path,
) -> None:
    more = of_question(":STAT:OPER?", lambda x: f"{int(x) | 0b1000_0000_0000:+d}")
    spectrum = read_spectra(sweep(more, tmp_path))[-1]
    np.testing.assert_allclose(spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz))


def test_a_setting_with_a_decimal_comma_is_not_taken_for_its_whole_part(tmp_path: Path) -> None:
    """A bias of 0,5 V is not one of 0 V."""
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1, timeout_s=IMPATIENT_S)
        file.write_text(file.read_text(encoding="utf-8") + "bias_v = 0\n", encoding="utf-8")
        answering(server, of_question(":BIAS:VOLT?", lambda _: "0,5"))
        with pytest.raises(AnalyserError, match=r"'0,5': one number belongs there"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


@pytest.mark.parametrize("model", ["E4980B", "E4980A2", "E4981A", "E4990A"])
def test_another_model_of_the_same_maker_is_not_measured_with(model: str, tmp_path: Path) -> None:
    with pytest.raises(AnalyserError, match=rf"{model}.*, not a Keysight E4980A.* Nothing was set"):
        sweep(of_question("*IDN?", lambda x: x.replace("E4980A", model)), tmp_path)


def test_a_model_whose_name_goes_on_is_another_one(tmp_path: Path) -> None:
    """Also where a description of one's own says nothing of the end of the name."""
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1)
        described = tmp_path / "described.toml"
        text, count = re.subn(
            r"(?m)^identity = .*$",
            "identity = '.*Technologies,E498'",
            described.read_text(encoding="utf-8"),
        )
        assert count == 1
        described.write_text(text, encoding="utf-8")
        with pytest.raises(AnalyserError, match=r"E4980A.* Nothing was set"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


def test_the_answer_to_the_question_before_is_not_taken(tmp_path: Path) -> None:
    """The instrument is one answer behind from the data on, markers included."""
    late: list[str] = []

    def behind(message: str, answers: list[str]) -> list[str]:
        if not answers or not (late or ":FETC" in message.upper()):
            return answers
        late.extend(answers)
        return [late.pop(0)] if len(late) > 1 else []

    with pytest.raises(AnalyserError, match=r"gave no answer|a late answer, or two at once"):
        sweep(behind, tmp_path)


def test_an_answer_in_several_packets_is_one_answer(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1)
        serve = server.serve

        def in_parts(line: bytes, send: Callable[[bytes], object]) -> bool:
            def piecemeal(answer: bytes) -> None:
                for at in range(0, len(answer), 7):
                    send(answer[at : at + 7])

            return serve(line, piecemeal)

        server.serve = in_parts  # type: ignore[method-assign]
        spectrum = read_spectra(source_of(file, tmp_path / "cells", clock).await_spectrum("c"))[-1]
    np.testing.assert_allclose(spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz))


def test_a_connection_that_is_reset_in_the_middle_of_an_answer_gives_no_spectrum(
    tmp_path: Path,
) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1, timeout_s=IMPATIENT_S)
        serve = server.serve

        def cut(line: bytes, send: Callable[[bytes], object]) -> bool:
            if b"FETC" not in line:
                return serve(line, send)
            serve(line, lambda answer: send(answer[:40]))
            return False

        server.serve = cut  # type: ignore[method-assign]
        with pytest.raises(AnalyserError, match="gave no answer to ':FETC"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")
    assert list((tmp_path / "cells").iterdir()) == []


def test_a_line_that_repeats_what_it_is_sent_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnalyserError, match="Switch its echo off"):
        sweep(lambda message, answers: [message, *answers], tmp_path)


@pytest.mark.parametrize("end", [b"\r", b""])
def test_answers_without_a_line_feed_are_told_from_silence(end: bytes, tmp_path: Path) -> None:
    clock = SimulatedClock()
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1, timeout_s=IMPATIENT_S)
        server.instrument.end = end
        with pytest.raises(AnalyserError, match="end with a line feed"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


def test_a_compensation_that_is_switched_off_in_a_sweep_ends_it(tmp_path: Path) -> None:
    asked: list[str] = []

    def switched(_: str) -> str:
        asked.append("")
        return "1" if len(asked) == 1 else "0"

    said = "after the sweep open compensation is off, before it was not so"
    with pytest.raises(AnalyserError, match=said):
        sweep(of_question(":CORR:OPEN:STAT?", switched), tmp_path)
    assert list((tmp_path / "cells").iterdir()) == []


@pytest.mark.parametrize("make", [LIST, POINTS])
def test_the_sweep_of_the_cell_before_sent_again_is_no_spectrum(make: str, tmp_path: Path) -> None:
    """The trigger did nothing, and the memory of the instrument was read once more."""
    clock, shown = SimulatedClock(), list[str]()
    with served(make, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, make, tries=2)
        source = source_of(file, tmp_path / "cells", clock, shown)
        source.await_spectrum("cell-0007")
        with pytest.raises(AnalyserError, match="impedances are those of cell-0007 to the last"):
            source.await_spectrum("cell-0008")
        assert source.await_spectrum("cell-0007").stem == "cell-0007-2"  # measured once more
    assert len(shown) == 1
    assert "it is repeated" in shown[0]
    assert not list((tmp_path / "cells").glob("cell-0008*"))


PARAMETERS = pytest.mark.parametrize(
    ("make", "question", "other"),
    [
        (LIST, ":FUNC:IMP:TYPE?", "CPD"),
        (LIST, ":FUNC:IMP:TYPE?", "ZTD"),
        (POINTS, ":MEAS:ITEM?", "5,0,0"),
        (POINTS, ":MEAS:ITEM?", "0,19,0"),
        ("keysight_e4990a", ":PAR1:DEF?", "Z"),
        ("keysight_e4990a", ":PAR2:DEF?", "TZ"),
    ],
)


@PARAMETERS
def test_an_instrument_that_measures_another_quantity_measures_nothing(
    make: str, question: str, other: str, tmp_path: Path
) -> None:
    """A capacitance and a loss are two numbers a point as well."""
    said = rf"answers '{other}' to .*something else. Nothing was measured"
    with pytest.raises(AnalyserError, match=said):
        sweep(of_question(question, lambda _: other), tmp_path, make)


@PARAMETERS
def test_a_quantity_that_somebody_turns_at_the_panel_ends_the_sweep(
    make: str, question: str, other: str, tmp_path: Path
) -> None:
    asked: list[str] = []

    def turned(answer: str) -> str:
        asked.append(answer)
        return answer if len(asked) == 1 else other

    with pytest.raises(AnalyserError, match=f"after the sweep .* answers '{other}'"):
        sweep(of_question(question, turned), tmp_path, make)
    assert list((tmp_path / "cells").iterdir()) == []
