"""What stands around the simulated press: die, powder, fixture, analyser, inspector."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from hardware.inspection import Inspection, write_inspection
from hardware.press.protocol import Die, Step
from hardware.twin.cell.compaction import effective_mpa, porosity_loaded, springback
from hardware.twin.cell.impedance import Complexes, Floats
from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.rungs_before import after_rungs
from hardware.twin.cell.simulated_cell import Circumstances, SimulatedCell, press, will_crack
from hardware.twin.cells_in_series import InTheDie
from hardware.twin.instrument_files import INSTRUMENTS, put_at_once
from hardware.twin.plc.faults import FaultBoard
from hardware.twin.plc.regulator import FIXTURE, settled_load
from hardware.twin.plc.simulated_stroke import Orders, SimulatedStroke
from hardware.twin.simulated_analyser import Artefacts, dummy_cell, measure, probe

_FRAME_MM_PER_KN = 0.004  # assumed: a frame that gives 0.25 mm at 63 kN
_DENSE_MM = 0.57  # thickness of the dense pellet; assumed: 90 mg of sulfide on a die of 10 mm
_CARRY_OVER_MPA = 1e-3  # keeps the target above zero
_READINGS_A_RUNG = 100  # chosen: more than an analyser is ever asked at one rung

Put = Callable[[Path, str], None]


def sample_label(sample: int) -> str:
    """Name of a cell on files: cell-0007."""
    return f"cell-{sample:04d}"


@dataclass
class LaboratoryBench:
    """One die with its cells, and the people and instruments that wait for them."""

    design: CellDesign
    die: Die
    folder: Path
    seed: int
    board: FaultBoard
    instrument: str = "eclab"
    circumstances: Circumstances = field(default_factory=Circumstances)
    wear_mm_per_cell: float = 0.0
    """How much the die opens with every cell pressed in it."""
    artefacts: Artefacts | None = None
    put: Put = put_at_once
    strokes: dict[int, list[SimulatedStroke]] = field(default_factory=dict)
    cells: dict[int, SimulatedCell] = field(default_factory=dict)
    measured: dict[int, int] = field(default_factory=dict)
    stack_mpa: dict[int, float] = field(default_factory=dict)
    driven: bool = False
    """The analyser is started by others: closing the fixture measures nothing."""
    connected: SimulatedCell | None = None
    """The cell in the fixture."""
    dummy: bool = False
    """Until a cell is pressed, a dummy cell of known parts is connected to the driven analyser."""
    readings: dict[int, int] = field(default_factory=dict)
    series: InTheDie | None = None
    """Cells see several pressures; then each closing of the fixture ends a rung and files are
    named `cell-0007-r02`. None: a cell is pressed once."""

    # --- what the machine asks --------------------------------------------------------------------

    def regulated_kn(self, orders: Orders) -> float:
        """Force that the regulator settles at; its error is drawn once a stroke."""
        stroke = len(self.strokes.get(orders.sample, ()))
        if self.series is not None and self.series.sample == orders.sample:
            stroke = self.series.strokes_so_far
        return self._settled_kn(orders.force_kn, orders.sample, stroke)

    def fixed_kn(self, sample: int, wanted_kn: float) -> float:
        """Force of the fixture's springs, with the same error."""
        return self._settled_kn(wanted_kn, sample, FIXTURE)

    def _settled_kn(self, wanted_kn: float, sample: int, stroke: int) -> float:
        return settled_load(wanted_kn, self.die, seed=self.seed, sample=sample, stroke=stroke)

    def cracks_on_release(self, stroke: SimulatedStroke) -> bool:
        """True if the cell breaks on this release; shown by force and travel.

        It is the co-pressing that cracks a cell, so only the hardest stroke so far can.
        """
        before = self.strokes.get(stroke.sample, [])
        if self.series is not None:
            return self._cracks_in_series(stroke)
        if any(earlier.hold_kn > stroke.hold_kn for earlier in before):
            return False
        history = self._history([*before, stroke], None)
        return will_crack(history, self.design, seed=self.seed, sample=stroke.sample)

    def travel_mm(self, force_kn: float, highest_kn: float, loaded_s: float) -> float:
        """Powder gives way for good, springs back a little, and the frame stretches."""
        if highest_kn <= 0.0:
            return 0.0
        powder = self.design.powder
        highest_mpa = np.asarray(self.die.mpa(highest_kn))
        eff_mpa = effective_mpa(highest_mpa, np.asarray(loaded_s), self.design.dwell)
        dense = _DENSE_MM / (1.0 - float(porosity_loaded(eff_mpa, powder)))
        unloaded = max(1.0 - force_kn / highest_kn, 0.0)
        height_mm = dense * (1.0 + float(springback(highest_mpa, powder)) * unloaded)
        return _DENSE_MM / (1.0 - powder.e0) - height_mm + _FRAME_MM_PER_KN * force_kn

    def struck(self, stroke: SimulatedStroke) -> None:
        """Remember what the cell has been through."""
        self.connected = None
        self.strokes.setdefault(stroke.sample, []).append(stroke)
        if self.series is not None:
            self.series.struck(stroke)
        self.cells.pop(stroke.sample, None)

    def fixture_closed(self, sample: int, stack_kn: float) -> None:
        """Measure the cell and look at it; both write into the drop folder."""
        in_series = self.series is not None and self.series.sample == sample
        if not self.strokes.get(sample) and not in_series:
            return
        self.connected = self._cell(sample, self.die.mpa(stack_kn))
        label = sample_label(sample)
        if self.series is not None:
            label = f"{label}-r{self.series.closed(stack_kn):02d}"
        self._inspect(self.connected, label)
        if not self.driven:
            self._measure(self.connected, label)

    def left_in_fixture(self) -> float:
        """Connect the cell of a series that a process before left in the fixture; its force, kN."""
        series = self.series
        if series is None or series.stack_kn <= 0.0:
            return 0.0
        self.connected = self._cell(series.sample, self.die.mpa(series.stack_kn))
        return series.stack_kn

    def probe(self, frequency_hz: Floats) -> Complexes | None:
        """What a driven analyser reads of the cell in the fixture; None: nothing is in it."""
        cell = self.connected
        if cell is None:
            return dummy_cell(frequency_hz) if self.dummy and not self.strokes else None
        reading = self._measured_before(cell, self.readings)
        self.readings[cell.sample] = reading + 1
        return probe(
            frequency_hz,
            cell,
            self.die.area_cm2,
            seed=self.seed,
            reading=reading,
            artefacts=self.artefacts,
        )

    def _cell(self, sample: int, stack_mpa: float) -> SimulatedCell:
        """What the strokes made of a cell that is under this stack pressure."""
        if sample not in self.cells or self.stack_mpa.get(sample) != stack_mpa:
            self.cells[sample] = press(
                self._whole_history(sample, stack_mpa),
                self.design,
                seed=self.seed,
                sample=sample,
                circumstances=self.circumstances,
                in_die=self.series is not None,
            )
            self.stack_mpa[sample] = stack_mpa
        return self.cells[sample]

    # --- analyser and inspector -------------------------------------------------------------------

    def _measure(self, cell: SimulatedCell, label: str) -> None:
        repeat = self._measured_before(cell, self.measured)
        self.measured[cell.sample] = repeat + 1
        wrong = self.board.upset.spectrum
        if wrong == "other":
            label = sample_label(cell.sample + 1)
        sweep = measure(
            cell,
            self.die.area_cm2,
            instrument=self.instrument,
            label=label,
            seed=self.seed,
            repeat=repeat,
            artefacts=self.artefacts,
        )
        make = INSTRUMENTS[self.instrument]
        text = make.write(sweep)
        if wrong == "half":
            text = text[: len(text) * 6 // 10]
        if wrong != "missing":
            self.put(self.folder / f"{label}{make.suffix}", text)

    def _measured_before(self, cell: SimulatedCell, counts: dict[int, int]) -> int:
        """How often the analyser has read this cell; of a series also in a process before."""
        rungs = 0 if self.series is None else _READINGS_A_RUNG * len(self.series.rungs)
        return max(counts.get(cell.sample, 0), rungs)

    def _inspect(self, cell: SimulatedCell, label: str) -> None:
        note = f"simulated; {cell.note}" if cell.note else "simulated"
        inspection = Inspection(label, cell.damage, cell.shorted, note, cell.failure)
        write_inspection(self.folder, inspection)

    # --- history ----------------------------------------------------------------------------------

    def _whole_history(self, sample: int, stack_mpa: float) -> PressHistory:
        """What the cell has been through; of a series all its rungs."""
        if self.series is None:
            return self._history(self.strokes[sample], stack_mpa)
        rungs = self.series.pressed_rungs()
        return after_rungs([self._history(rung, stack_mpa) for rung in rungs])

    def _cracks_in_series(self, stroke: SimulatedStroke) -> bool:
        """The same for a cell that was pressed at lower rungs before, and stays in its die."""
        series, rungs = self.series, [[stroke]]
        if series is not None and series.sample == stroke.sample:
            rungs = series.pressed_rungs(stroke)
        if any(one.hold_kn > stroke.hold_kn for rung in rungs for one in rung):
            return False
        history = after_rungs([self._history(rung, None) for rung in rungs])
        return will_crack(history, self.design, seed=self.seed, sample=stroke.sample, in_die=True)

    def _history(self, strokes: list[SimulatedStroke], stack_mpa: float | None) -> PressHistory:
        """The strokes in the cell's terms: the hardest one co-pressed it."""
        hardest = max(range(len(strokes)), key=lambda i: (strokes[i].hold_kn, i))
        steps = [self._step("copress", strokes[hardest])]
        if len(strokes) > hardest + 1:
            steps.append(self._step("anode", strokes[-1]))
        if hardest > 0:
            steps.append(self._step("prepress", strokes[hardest - 1]))
        return PressHistory.of_steps(tuple(steps), stack_mpa, strokes[hardest].die_degc)

    def _step(self, name: str, stroke: SimulatedStroke) -> Step:
        worn_mm = self.die.bore_mm + self.wear_mm_per_cell * stroke.sample
        to_mpa = replace(self.die, diameter_mm=worn_mm).mpa
        return Step(
            name=name,
            target_mpa=max(to_mpa(stroke.hold_kn), _CARRY_OVER_MPA),
            dwell_s=stroke.dwell_s,
            ramp_mpa_s=to_mpa(stroke.ramp_kn_s),
            release_mpa_s=to_mpa(stroke.release_kn_s),
        )
