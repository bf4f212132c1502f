"""The instruments that the simulated analyser can be, each with the commands of its manual."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from hardware.clock import Clock
from hardware.twin.instrument_files import SIMULATED
from hardware.twin.scpi.language import SWITCH, Interpreter, ScpiError, Setting, shown

Probe = Callable[[NDArray[np.float64]], NDArray[np.complex128] | None]
"""Impedance in ohm of what is connected at these frequencies in Hz; None: nothing is."""

_OVERLOAD = 9.9e37  # infinity in SCPI-99
_LIST_COMPLETE = 8  # bit 3 of the operation status, manual of the E4980A
_HIGHEST_V = 20.0  # option 001 of the E4980A
_POINT_S, _PERIODS = 0.3, 3.0
"""A point takes 0.3 s and three periods, as in the files of real instruments."""


class ScpiInstrument(Interpreter):
    """What all makes have in common: a measurement, and what can be wrong with it.

    Args:
        model: As in the answer to *IDN?.
        maker: The same.
        probe: What is measured.
        clock: What a measurement takes its time on.
    """

    def __init__(self, maker: str, model: str, probe: Probe, clock: Clock) -> None:
        super().__init__(f"{maker},{model},SIMULATED,{SIMULATED.replace(',', ';')}")
        self.end = b"\n"
        self._probe, self._clock = probe, clock
        self._complete_s = clock.now_s()
        self.overload = False
        """The next measurements exceed the range."""
        self.busy = False
        """A person works at the panel: triggers are ignored."""
        self._measured: list[tuple[int, float, float]] = []
        self._before: list[tuple[int, float, float]] = []
        """What was measured before: what is there while a measurement takes its time."""

    def measure(self, frequencies_hz: list[float]) -> None:
        """Status, resistance and reactance of each point, or an ignored trigger."""
        if self.busy:
            raise ScpiError(-213, "Init ignored")
        takes_s = sum(_POINT_S + _PERIODS / f for f in frequencies_hz)
        self._complete_s = self._clock.now_s() + takes_s
        self._before, self._measured = self._measured, []
        impedance_ohm = self._probe(np.array(frequencies_hz))
        if impedance_ohm is None or self.overload:
            self._measured = [(1, _OVERLOAD, _OVERLOAD) for _ in frequencies_hz]
        else:
            self._measured = [(0, float(z.real), float(z.imag)) for z in impedance_ohm]

    @property
    def measuring(self) -> bool:
        """The measurement takes its time still."""
        return self._clock.now_s() < self._complete_s

    @override
    def complete(self, given: str) -> str:
        """After the measurement."""
        self.finish()
        return super().complete(given)

    def finish(self) -> None:
        """Wait for its end, as *OPC? and a question for its values do."""
        self._clock.sleep(self._complete_s - self._clock.now_s())


class E4980A(ScpiInstrument):
    """Keysight E4980A in its list sweep (user's guide, chapters 8 to 10)."""

    def __init__(self, probe: Probe, clock: Clock) -> None:
        super().__init__("Keysight Technologies", "E4980A", probe, clock)
        self._operation, self._running = 0, False
        for notation, value in (
            (":COMParator[:STATe]", "1"), (":BIAS:STATe", "0"), (":INITiate:CONTinuous", "1"),
            (":FUNCtion:IMPedance:RANGe:AUTO", "1"), (":FORMat:ASCii:LONG", "0"),
            (":CORRection:OPEN:STATe", "1"), (":CORRection:SHORt:STATe", "1"),
            (":CORRection:LOAD:STATe", "0"),
        ):  # fmt: skip
            self.keep(notation, Setting(value, words=SWITCH))
        self.keep(":FORMat[:DATA]", Setting("ASC"))
        self.keep(":FUNCtion:IMPedance[:TYPE]", Setting("CPD"))
        self.keep(":FUNCtion:IMPedance:RANGe[:VALue]", Setting(shown(100.0), 0.0, 1e5))
        self.source = self.keep(":TRIGger:SOURce", Setting("INT"))
        self.keep(":DISPlay:PAGE", Setting("MEAS"))
        self.keep(":LIST:MODE", Setting("STEP"))
        self.list = self.keep(":LIST:FREQuency", Setting(shown(1e3), 20.0, 2e6))
        self.level = self.keep(":VOLTage[:LEVel]", Setting(shown(1.0), 0.0, _HIGHEST_V))
        self.keep(":BIAS:VOLTage[:LEVel]", Setting(shown(0.0), -40.0, 40.0))
        self.keep(":APERture", Setting("MED,+1"))
        self.on(":ABORt", lambda _: None)
        self.on(":TRIGger[:IMMediate]", self._trigger)
        self.on(":STATus:OPERation[:EVENt]?", self._take_operation)
        self.on(":FETCh[:IMPedance][:FORMatted]?", self._fetch)
        self.on(":SYSTem:ERRor[:NEXT]?", self.next_error)

    def _trigger(self, _: str) -> None:
        if self.source.value != "BUS":
            raise ScpiError(-211, "Trigger ignored")
        self.measure([float(part) for part in self.list.value.split(",")])
        self._running = True

    def _take_operation(self, _: str) -> str:
        if self._running and not self.measuring:
            self._operation, self._running = self._operation | _LIST_COMPLETE, False
        bits, self._operation = self._operation, 0
        return f"+{bits}"

    @override
    def _clear(self, given: str) -> None:
        super()._clear(given)
        self._operation = 0

    def _fetch(self, _: str) -> str:
        there = self._before if self.measuring else self._measured
        points = [f"{shown(re)},{shown(im)},{s:+d},+0" for s, re, im in there]
        return ",".join(points) or f"{shown(_OVERLOAD)},{shown(_OVERLOAD)},-1,+0"


class E4990A(ScpiInstrument):
    """Keysight E4990A in a logarithmic sweep of channel 1 (E4990A help, programming)."""

    def __init__(self, probe: Probe, clock: Clock) -> None:
        super().__init__("Keysight Technologies", "E4990A", probe, clock)
        for notation, value in (
            (":CALCulate1:AVERage[:STATe]", "0"), (":SENSe1:AVERage[:STATe]", "0"),
            (":SOURce1:BIAS[:STATe]", "0"), (":INITiate1:CONTinuous", "1"),
            (":SENSe1:CORRection2:OPEN", "1"), (":SENSe1:CORRection2:SHORt", "1"),
            (":SENSe1:CORRection2:LOAD", "0"),
        ):  # fmt: skip
            self.keep(notation, Setting(value, words=SWITCH))
        for notation in (
            ":FORMat:DATA", ":CALCulate1:PARameter:COUNt", ":CALCulate1:PARameter1:DEFine",
            ":CALCulate1:PARameter2:DEFine", ":SENSe1:SWEep:TYPE", ":SENSe1:SWEep:DIRection",
            ":SOURce1:MODE", ":SOURce1:BIAS:MODE",
        ):  # fmt: skip
            self.keep(notation, Setting(""))
        self.source = self.keep(":TRIGger:SOURce", Setting("INT"))
        self.keep(":SENSe1:APERture:TIME", Setting("1", 1, 5))
        self.keep(":SENSe1:AVERage:COUNt", Setting("1", 1, 999))
        self.keep(":SOURce1:VOLTage", Setting(shown(0.5), 0.005, 1.0))
        self.keep(":SOURce1:BIAS:VOLTage", Setting(shown(0.0), -40.0, 40.0))
        self.start = self.keep(":SENSe1:FREQuency:STARt", Setting("20", 20.0, 120e6))
        self.stop = self.keep(":SENSe1:FREQuency:STOP", Setting("120e6", 20.0, 120e6))
        self.points = self.keep(":SENSe1:SWEep:POINts", Setting("201", 2, 1601))
        self._trace = 0
        self.on(":CALCulate1:PARameter1:SELect", lambda _: self._select(1))
        self.on(":CALCulate1:PARameter2:SELect", lambda _: self._select(2))
        self.on(":SENSe1:FREQuency:DATA?", lambda _: ",".join(map(shown, self._frequencies_hz())))
        self.on(":TRIGger:SINGle", self._trigger)
        self.on(":CALCulate1:DATA:FDATa?", self._formatted)
        self.on(":SYSTem:ERRor[:NEXT]?", self.next_error)

    def _frequencies_hz(self) -> list[float]:
        ends = float(self.stop.value), float(self.start.value)  # direction DOWN
        return [float(f) for f in np.geomspace(*ends, int(float(self.points.value)))]

    def _select(self, trace: int) -> None:
        self._trace = trace

    def _trigger(self, _: str) -> None:
        if self.source.value != "BUS":
            raise ScpiError(-211, "Trigger ignored")
        self.measure(self._frequencies_hz())

    def _formatted(self, _: str) -> str:
        self.finish()
        return ",".join(f"{shown(point[self._trace])},{shown(0.0)}" for point in self._measured)


class HiokiLcr(ScpiInstrument):
    """Hioki IM3570, IM3536 and IM3590 in LCR mode (command help of the LCR application disk)."""

    def __init__(
        self, model: str, highest_hz: float, probe: Probe, clock: Clock, lowest_hz: float = 4.0
    ) -> None:
        super().__init__("HIOKI", model, probe, clock)
        self.end = b"\r\n"
        for notation, value in ((":HEADer", "OFF"), (":RANGe:AUTO", "ON"), (":DCBias", "OFF")):
            self.keep(notation, Setting(value, words={"ON": "ON", "OFF": "OFF"}))
        for notation in (":MODE", ":LEVel", ":SPEEd", ":MEASure:ITEM", ":MEASure:VALid"):
            self.keep(notation, Setting(""))
        self.trigger = self.keep(":TRIGger", Setting("INTERNAL"))
        self.keep(":LEVel:VOLTage", Setting("1.0", 0.005, 5.0))
        self.keep(":DCBias:LEVel", Setting("0", -2.5, 2.5))
        self.keep(":AVERaging", Setting("1", 1, 256))
        self.frequency = self.keep(":FREQuency", Setting("1000", lowest_hz, highest_hz))
        self.on(":CORRection:OPEN?", lambda _: "ALL")
        self.on(":CORRection:SHORt?", lambda _: "ALL")
        self.on("*TRG", self._trigger)
        self.on(":MEASure?", self._answer)

    def _trigger(self, _: str) -> None:
        if not self.trigger.value.upper().startswith("EXT"):
            raise ScpiError(-211, "Trigger ignored")
        self.measure([float(self.frequency.value)])

    def _answer(self, _: str) -> str:
        if not self._measured:
            raise ScpiError(-230, "Data corrupt or stale")
        self.finish()
        status, re_ohm, im_ohm = self._measured[0]
        return f"{status}, {shown(re_ohm)}, {shown(im_ohm)},0"


MAKES: dict[str, Callable[[Probe, Clock], ScpiInstrument]] = {
    "keysight_e4980a": E4980A,
    "keysight_e4990a": E4990A,
    "hioki_im3570": lambda probe, clock: HiokiLcr("IM3570", 5e6, probe, clock),
    "hioki_im3590": lambda probe, clock: HiokiLcr("IM3590", 200e3, probe, clock, 1e-3),
    "hioki_im3536": lambda probe, clock: HiokiLcr("IM3536", 8e6, probe, clock),
}
"""By the name of the description that fits."""


def make_instrument(name: str, probe: Probe, clock: Clock) -> ScpiInstrument:
    """A simulated instrument by the name of its description.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in MAKES:
        raise ValueError(f"no simulated analyser {name!r}; there are: {', '.join(MAKES)}")
    return MAKES[name](probe, clock)
