"""A person names the file: for labs whose instrument's computer is not on the network."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from hardware.eis.file_formats import read_spectra
from hardware.eis.sources.sample_identity import IdentityError, claims
from hardware.errors import SpectrumRefusedError
from hardware.numbers import number


class ByHandSource:
    """Asks the operator for the file of each sample.

    Args:
        ask: Shows a sentence and returns what the operator types; empty gives up.
        tell: Shows why a file cannot be taken.
    """

    def __init__(self, ask: Callable[[str], str], tell: Callable[[str], None]) -> None:
        self._ask, self._tell = ask, tell

    def await_spectrum(self, sample_label: str, within_s: float = 0.0) -> Path:
        """Ask until a readable file is named that is not of another sample.

        Args:
            sample_label: E.g. `cell-0007`.
            within_s: Not used: a person takes the time it takes.

        Raises:
            SpectrumRefusedError: the operator gave up.
        """
        while typed := self._ask(f"Measure {sample_label}. File of its spectrum").strip(" '\""):
            path = Path(typed).expanduser()
            try:
                if claims(path, sample_label) is False:
                    self._tell(f"{path.name} is of another sample than {sample_label}")
                    continue
                read_spectra(path)
            except (SpectrumRefusedError, IdentityError) as trouble:
                self._tell(str(trouble))
                continue
            return path
        raise SpectrumRefusedError(f"no spectrum of {sample_label} was given; measure it again")

    def ask_ocv_v(self, sample_label: str) -> float | None:
        """Ask for the voltage at rest until a number is typed; nothing typed means not measured.

        Args:
            sample_label: E.g. `cell-0007`.
        """
        while typed := self._ask(f"Open-circuit voltage of {sample_label} in V (Enter: none) "):
            volt = number(typed.strip().removesuffix("V").strip().replace(",", "."))
            if math.isfinite(volt):
                return volt
            self._tell(f"'{typed}' is not a number of volts")
        return None
