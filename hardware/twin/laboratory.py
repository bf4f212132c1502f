"""The simulated laboratory as one thing: a PLC on a port, cells, an analyser, a drop folder."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from hardware.clock import Clock, SystemClock
from hardware.press.protocol import Die, PressProtocol
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import Circumstances, Truth, truth
from hardware.twin.cells_in_series import InTheDie
from hardware.twin.instrument_files import INSTRUMENTS, put_at_once
from hardware.twin.laboratory_bench import LaboratoryBench, Put, sample_label
from hardware.twin.plc.faults import FaultBoard, named_fault
from hardware.twin.plc.plc import Plc, PressModel
from hardware.twin.plc.plc_server import HOST, PlcServer
from hardware.twin.plc.regulator import TWIN_DIE
from hardware.twin.scpi.analyser_server import ScpiServer
from hardware.twin.scpi.makes import make_instrument
from hardware.twin.simulated_analyser import Artefacts

__all__ = ["HOST", "TWIN_DIE", "Laboratory", "Setup", "sample_label"]


@dataclass(frozen=True)
class Setup:
    """What else can be different from one simulated laboratory to another."""

    die: Die = TWIN_DIE
    circumstances: Circumstances = field(default_factory=Circumstances)
    """Powder lot, operator, ageing."""
    wear_mm_per_cell: float = 0.0
    """How much the die opens with every cell pressed in it."""
    powder: str | None = None
    """Another powder than the preset's, by name."""
    anode: str | None = None
    """Another anode than the preset's, by name."""
    artefacts: Artefacts | None = None
    """Of the analyser; the usual ones when None."""
    put: Put = put_at_once
    """How spectrum files are written."""
    press: PressModel = field(default_factory=PressModel)
    analyser: str | None = None
    """Name of an instrument that waits to be driven over SCPI; None: one that writes files."""
    analyser_port: int = 0
    series: bool = False
    """Cells see several pressures one after the other; each closing of the fixture ends a rung."""
    dummy: bool = False
    """A dummy cell is connected to that instrument until a cell is pressed."""


class Laboratory:
    """A simulated laboratory; use it in a `with` statement.

    The PLC is served over Modbus TCP on 127.0.0.1 from a thread of its own. A sample number that
    was not used before is a fresh cell in the die. When its fixture is closed, `<label>.mpt` or
    `.DTA` and `<label>.inspection.json` appear in `folder`, with `label` as by `sample_label`.

    Args:
        seed: of everything that chance does here; same seed, same cells.
        preset: `sodium` or `lithium`.
        folder: where analyser and inspector put their files; made if it is not there.
        clock: whose seconds are the press' seconds; share a `SimulatedClock` for lock step.
        instrument: `eclab` or `gamry`.
        port: 0 lets the system choose.
        faults: names of `hardware.twin.plc.faults.FAULTS` that are armed from the start.
        setup: what else can be different.

    Raises:
        ValueError: for an unknown preset, instrument, powder, anode or fault.
        OSError: on entering, if the port is taken.
    """

    def __init__(
        self,
        seed: int = 0,
        preset: str = "sodium",
        folder: Path | str = ".",
        clock: Clock | None = None,
        instrument: str = "eclab",
        *,
        port: int = 0,
        faults: Iterable[str] = (),
        setup: Setup | None = None,
    ) -> None:
        if instrument not in INSTRUMENTS:
            raise ValueError(
                f"unknown instrument {instrument!r}; there are: {', '.join(INSTRUMENTS)}"
            )
        setup = setup or Setup()
        self.design = cell_design(preset, powder=setup.powder, anode=setup.anode)
        self.folder = Path(folder)
        self.die = setup.die
        self.board = FaultBoard(named_fault(name) for name in faults)
        self.bench = LaboratoryBench(
            design=self.design,
            die=setup.die,
            folder=self.folder,
            seed=seed,
            board=self.board,
            instrument=instrument,
            circumstances=setup.circumstances,
            wear_mm_per_cell=setup.wear_mm_per_cell,
            artefacts=setup.artefacts,
            put=setup.put,
        )
        self.bench.series = InTheDie.left_in(self.folder) if setup.series else None
        clock = clock or SystemClock()
        self.plc = Plc(self.bench, clock, self.board, setup.press, seed)
        self.plc.machine.stack_kn = self.bench.left_in_fixture()
        self._server = PlcServer(self.plc, port)
        self._analyser: ScpiServer | None = None
        if setup.analyser is not None:
            self.bench.driven, self.bench.dummy = True, setup.dummy
            instrument_served = make_instrument(setup.analyser, self.bench.probe, clock)
            self._analyser = ScpiServer(instrument_served, self.board, setup.analyser_port)

    @property
    def host(self) -> str:
        """Address on which the PLC listens."""
        return HOST

    @property
    def port(self) -> int:
        """Port on which the PLC listens; known once entered."""
        return self._server.port

    @property
    def analyser_resource(self) -> str | None:
        """VISA name of the analyser; None where it writes files."""
        return None if self._analyser is None else self._analyser.resource

    def truth(self, protocol: PressProtocol) -> Truth:
        """What the physics says of a protocol pressed exactly as written; no noise."""
        return truth(PressHistory.of_protocol(protocol), self.design)

    def inject(self, fault: str) -> None:
        """Arm a fault by name, now.

        Raises:
            ValueError: if there is none of that name.
        """
        self.board.arm(named_fault(fault))

    def heal(self) -> None:
        """End all faults."""
        self.board.clear()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._server.start()
        if self._analyser is not None:
            self._analyser.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._analyser is not None:
            self._analyser.stop()
        self._server.stop()
