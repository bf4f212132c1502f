"""The simulated impedance analyser: measures a cell as instruments do, with their artefacts."""

from dataclasses import dataclass

import numpy as np

from hardware.twin.cell.impedance import Complexes, Floats, Tail, cell_impedance
from hardware.twin.cell.simulated_cell import SimulatedCell
from hardware.twin.instrument_files import INSTRUMENTS, SimulatedInstrument, SimulatedSweep

MOUNTING = 7
"""Purpose of the generator whose first deviate is the gain of a mounted cell."""

_POINTS_PER_DECADE = 10  # the usual setting of analysers
_PER_DEGC = 0.35 / (8.617e-5 * 298.15**2)
"""Fall of ln R per degree at 25 degC, E_a / k T^2 with 0.35 eV."""


@dataclass(frozen=True)
class Artefacts:
    """What spoils a spectrum, and how often; ranges over cells unless said otherwise."""

    noise: tuple[float, float] = (0.001, 0.004)
    """Relative noise of one point."""
    gain_sd: float = 0.02
    """Mounting, temperature, cabling: one factor on the whole spectrum."""
    inductance_h: tuple[float, float] = (5e-8, 2.5e-7)
    outlier_share: float = 0.06
    """Share of spectra with one or two wild points."""
    outlier: tuple[float, float] = (0.08, 0.25)
    drift_share: float = 0.04
    """Share of spectra that drift while they are taken."""
    drift: tuple[float, float] = (0.05, 0.2)
    tail_sd: float = 0.15
    room_sd_degc: float = 0.2
    """Scatter of the temperature, which is logged, and which the resistance follows."""


CLEAN = Artefacts((0.0, 0.0), 0.0, (5e-8, 5e-8), 0.0, (0.0, 0.0), 0.0, (0.0, 0.0), 0.0, 0.0)
"""An analyser that shows what is there."""


def measure(
    cell: SimulatedCell,
    area_cm2: float,
    *,
    instrument: str,
    label: str,
    seed: int,
    repeat: int = 0,
    artefacts: Artefacts | None = None,
) -> SimulatedSweep:
    """Take one spectrum of a cell.

    Args:
        cell: the pressed cell.
        area_cm2: face of the pellet.
        instrument: a name in `INSTRUMENTS`.
        label: for the file.
        seed: of the laboratory.
        repeat: how often this cell has been measured before; each sweep has noise of its own.
        artefacts: what spoils it; the usual when None.
    """
    ways = artefacts or Artefacts()
    mounted = np.random.default_rng([seed, cell.sample, MOUNTING])
    chance = np.random.default_rng([seed, cell.sample, 8, repeat])
    frequency_hz = _frequencies(INSTRUMENTS[instrument])
    elapsed_s = _elapsed(frequency_hz)
    off_degc = ways.room_sd_degc * float(chance.standard_normal())
    mounted_ohm = _mounted(frequency_hz, cell, area_cm2, ways, mounted)
    warmed_ohm = mounted_ohm * np.exp(-_PER_DEGC * off_degc)
    return SimulatedSweep(
        label=label,
        frequency_hz=frequency_hz,
        impedance_ohm=_spoil(warmed_ohm, elapsed_s, ways, chance),
        elapsed_s=elapsed_s,
        area_cm2=area_cm2,
        temperature_degc=25.0 + off_degc,
    )


def probe(
    frequency_hz: Floats,
    cell: SimulatedCell,
    area_cm2: float,
    *,
    seed: int,
    reading: int,
    artefacts: Artefacts | None = None,
) -> Complexes:
    """What a driven analyser reads at these frequencies, in ohm; mounted as for `measure`.

    Args:
        frequency_hz: shape (n,), in the order in which they are measured.
        cell: the pressed cell.
        area_cm2: face of the pellet.
        seed: of the laboratory.
        reading: how many readings of this cell there were before; each has noise of its own.
        artefacts: of which mounting, cables and noise; single points neither drift nor jump.
    """
    ways = artefacts or Artefacts()
    mounted = np.random.default_rng([seed, cell.sample, MOUNTING])
    chance = np.random.default_rng([seed, cell.sample, 9, reading])
    mounted_ohm = _mounted(frequency_hz, cell, area_cm2, ways, mounted)
    # the level is the cell's, so that points read one by one scatter alike
    level = np.random.default_rng([seed, cell.sample, 10]).uniform(*ways.noise)
    n = frequency_hz.size
    noise = level * (chance.standard_normal(n) + 1j * chance.standard_normal(n)) / np.sqrt(2.0)
    return np.asarray(mounted_ohm * (1.0 + noise))


def dummy_cell(frequency_hz: Floats) -> Complexes:
    """Parts on a board, to try an analyser on: 100 ohm, in series 1 kohm next to 100 nF."""
    return np.asarray(100.0 + 1000.0 / (1.0 + 2j * np.pi * frequency_hz * 1000.0 * 1e-7))


def _mounted(
    frequency_hz: Floats,
    cell: SimulatedCell,
    area_cm2: float,
    ways: Artefacts,
    mounted: np.random.Generator,
) -> Complexes:
    """The cell in its fixture at 25 degC: cables, contacts and tail as they happen to be."""
    gain = np.exp(ways.gain_sd * mounted.standard_normal())
    inductance_h = mounted.uniform(*ways.inductance_h)
    law = _tail(mounted, ways.tail_sd)
    bare_ohm = cell_impedance(
        frequency_hz, cell, area_cm2, inductance_h=inductance_h / gain, law=law
    )
    return np.asarray(gain * bare_ohm)


def _frequencies(make: SimulatedInstrument) -> Floats:
    decades = np.log10(make.highest_hz / make.lowest_hz)
    n = round(decades * _POINTS_PER_DECADE) + 1
    return np.logspace(np.log10(make.highest_hz), np.log10(make.lowest_hz), n)


def _elapsed(frequency_hz: Floats) -> Floats:
    """Three periods a point, at least 0.3 s, as in the real files (135 s down to 0.1 Hz)."""
    return np.asarray(np.cumsum(0.3 + 3.0 / frequency_hz))


def _tail(mounted: np.random.Generator, spread: float) -> Tail:
    usual = Tail()
    steep, bent = np.exp(spread * mounted.standard_normal(2))
    return Tail(steep_s=usual.steep_s * steep, bent_s=usual.bent_s * bent)


def _spoil(
    clean_ohm: Complexes, elapsed_s: Floats, ways: Artefacts, chance: np.random.Generator
) -> Complexes:
    """Add drift, noise and outliers; the draws are the same whether or not they happen."""
    n = clean_ohm.size
    level = chance.uniform(*ways.noise)
    noise = level * (chance.standard_normal(n) + 1j * chance.standard_normal(n)) / np.sqrt(2.0)
    drifts, drift = chance.random() < ways.drift_share, chance.uniform(*ways.drift)
    wild, count = chance.random() < ways.outlier_share, int(chance.integers(1, 3))
    where = chance.choice(np.arange(5, n - 5), size=count, replace=False)
    size = chance.uniform(*ways.outlier, size=count) * chance.choice((-1.0, 1.0), size=count)
    spoiled = clean_ohm * (1.0 + noise)
    if drifts:
        spoiled = spoiled * (1.0 + drift * elapsed_s / elapsed_s[-1])
    if wild:
        spoiled[where] *= 1.0 + size
    return np.asarray(spoiled)
