"""A cell measured by an analyser that Copress starts: repeated within a budget, never more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from hardware.clock import Clock, SystemClock
from hardware.eis.file_formats import read_spectra
from hardware.eis.sources.driven.analyser_interface import Analyser
from hardware.eis.spectrum import Spectrum
from hardware.errors import AnalyserError, AnalyserSetupError, SpectrumRefusedError

PAUSE_S = 2.0
"""Between two sweeps, so that an instrument that starts again can."""
_FEWEST_POINTS = 5
"""Points that agree to the last digit: even of one cell no two sweeps do, since each has noise."""


class DrivenSource:
    """Takes the spectrum of one sample after another; the cell waits in the fixture meanwhile.

    Args:
        analyser: What measures.
        folder: Where the files go: `<label>.csv`, or `<label>-2.csv` for a further sweep.
        tries: Sweeps that one call may take, failed ones included.
        judge: Why the file of a sweep cannot be used; empty when it can. What is said twice of
            a sample would be said of a third sweep too, and the file is returned with its fault.
        tell: Shows why a sweep is repeated.
        clock: What the pause between sweeps is timed by.
    """

    def __init__(
        self,
        analyser: Analyser,
        folder: Path,
        *,
        tries: int = 3,
        judge: Callable[[Path], str] = lambda path: "",
        tell: Callable[[str], None] = lambda sentence: None,
        clock: Clock | None = None,
    ) -> None:
        if tries < 1:
            raise ValueError(f"tries = {tries}: at least one sweep")
        self.analyser, self.folder = analyser, folder
        self._tries, self._judge, self._tell = tries, judge, tell
        self._clock = clock or SystemClock()
        self._last: tuple[str, Spectrum] | None = None

    def await_spectrum(self, sample_label: str) -> Path:
        """Measure the sample until there is a file that can be used, or the tries are spent.

        Args:
            sample_label: E.g. `cell-0007`; the sample must be connected.

        Raises:
            AnalyserError: no sweep can be read, or another would fail alike; lists why.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        failed: list[str] = []
        while True:
            try:
                path = self.analyser.measure(self._unused(sample_label), sample_label)
                spectrum = read_spectra(path)[-1]
                self._refuse_earlier(path, sample_label, spectrum)
                self._last = sample_label, spectrum
                doubt = self._judge(path)
                if not doubt or doubt in failed or len(failed) == self._tries - 1:
                    return path
                failed.append(doubt)
            except AnalyserSetupError as error:
                raise AnalyserSetupError(_kept(sample_label, [*failed, str(error)])) from error
            except SpectrumRefusedError as error:
                failed.append(str(error))
            if len(failed) == self._tries:
                raise AnalyserError(_kept(sample_label, failed))
            self._tell(
                f"sweep {len(failed)} of {sample_label} failed ({failed[-1]}); it is repeated, "
                f"{self._tries - len(failed)} of {self._tries} left"
            )
            self._clock.sleep(PAUSE_S)

    def _refuse_earlier(self, path: Path, label: str, spectrum: Spectrum) -> None:
        """Refuse the sweep of another sample, sent once more; its file is taken away.

        An instrument whose trigger did nothing answers with what it measured before, and a program
        that did not measure leaves an old file.
        """
        if self._last is None or self._last[0] == label or len(spectrum) < _FEWEST_POINTS:
            return
        other, before = self._last
        if np.array_equal(spectrum.impedance_ohm, before.impedance_ohm):
            path.unlink()
            raise SpectrumRefusedError(
                f"all {len(spectrum)} impedances are those of {other} to the last digit: "
                f"{self.analyser.name} sent its last sweep again and measured nothing"
            )

    def _unused(self, label: str) -> Path:
        """The first name of this sample that no file has: a sweep is never written over."""
        there = {entry.stem for entry in self.folder.iterdir() if entry.is_file()}
        names = [label, *(f"{label}-{n}" for n in range(2, len(there) + 3))]
        return self.folder / next(name for name in names if name not in there)


def _kept(label: str, failed: list[str]) -> str:
    sweeps = "sweep" if len(failed) == 1 else "sweeps"
    return (
        f"no spectrum of {label} after {len(failed)} {sweeps}: {'; '.join(dict.fromkeys(failed))}. "
        "The cell was not touched: leave it in the fixture. Look at the analyser (copress analyser "
        "check), then begin again"
    )
