"""The line to an instrument that speaks SCPI, through PyVISA; the only file that imports it.

SCPI answers do not say which question they answer. Behind every answer a marker is set and asked
for: `*ESE n` and `*ESE?`, which every IEEE 488.2 instrument has (sections 10.10 and 10.11; 0 to
255), with an `n` that was not used for the last 200 questions. An answer counts only when its own
marker comes next. A late answer, two answers at once or the rest of a broken one put something
else in the marker's place; then the line is closed, nothing of it is used, and whoever asked
begins again on a new connection.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Self

from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.file_lock import machine_folder, open_for_everybody, try_lock

if TYPE_CHECKING:
    from types import ModuleType, TracebackType

    from pyvisa.resources import MessageBasedResource

_MARKERS = 255  # fits the eight bits of *ESE (IEEE 488.2)
_STALE = 20
"""Most lines of an earlier connection that are thrown away when a line is opened."""
_READ_END = "\n"
"""Ends answers of all makes; a carriage return before it is stripped."""
_LONGEST_ANSWER = 1_000_000
"""Bytes, chosen: a sweep of 1601 points with four values each takes a tenth. What sends without end
and without a line feed is not waited for."""
_NO_SCPI = (
    "Is the instrument on, is this its address and its port for SCPI (a port for telnet or a web "
    "page is another), and do its answers end with a line feed (LF, or CR LF; a serial adapter may "
    "be set to CR alone)?"
)
_SHOWN = 60  # characters of a strange answer that a message repeats
_MARKER_ANSWER = re.compile(r"(?:\*ESE )?\+?(\d{1,3})")


@dataclass(frozen=True)
class Wiring:
    """Where an instrument is and how its messages end.

    Attributes:
        resource: VISA name, e.g. `TCPIP::192.168.0.20::5025::SOCKET` or `USB0::...::INSTR`.
        backend: Of PyVISA: `@py` needs no maker's library; empty takes the one installed.
        timeout_s: How long one answer may take, beyond the time that its measurement needs.
        write_end: What ends a message to the instrument; its answers end with a line feed.
    """

    resource: str
    backend: str = "@py"
    timeout_s: float = 5.0
    write_end: str = "\n"


class ScpiLine:
    """One connection at a time; use it in a `with` statement."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self._visa: MessageBasedResource | None = None
        self._lock: IO[str] | None = None
        self._marker = secrets.randbelow(_MARKERS)

    def __enter__(self) -> Self:
        self._lock = _locked(self.wiring.resource)
        try:
            self._open()
        except BaseException:
            self._unlock()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self._unlock()

    def close(self) -> None:
        """End the connection; what still comes on it is nobody's."""
        visa, self._visa = self._visa, None
        if visa is None:
            return
        from pyvisa.errors import InvalidSession, VisaIOError

        try:
            visa.close()
        except (VisaIOError, InvalidSession, OSError):  # gone already: closed is what was wanted
            return

    def write(self, message: str) -> None:
        """Send a message that has no answer.

        Raises:
            AnalyserError: the instrument has closed the line.
        """
        from pyvisa.errors import InvalidSession, VisaIOError

        visa = self._connected()
        try:
            visa.write(message)
        except (VisaIOError, InvalidSession, OSError) as error:
            self.close()
            raise AnalyserError(f"{self.wiring.resource} took no {message!r} ({error})") from error

    def ask(self, question: str, within_s: float = 0.0) -> str:
        """Send a question and return its own answer.

        Args:
            question: One query; several in a message are not understood by every maker.
            within_s: What the instrument needs for it beyond the usual `timeout_s`.

        Raises:
            AnalyserError: no answer in time, a closed line, or an answer that another question
                may have had; the line is closed.
        """
        self.write(question)
        answer = self._read(question, within_s)
        if (shown := self._ask_marker()) != self._marker:
            self.close()
            raise AnalyserError(
                f"{self.wiring.resource} answered {question!r} with {answer[:_SHOWN]!r} and then "
                f"{shown!r} where its marker {self._marker} belongs: a late answer, or two at "
                "once. Nothing of it was used"
            )
        return answer

    def _unlock(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.close()

    # --- connection -------------------------------------------------------------------------------

    def _open(self) -> None:
        pyvisa = _pyvisa()
        try:
            manager = pyvisa.ResourceManager(self.wiring.backend)
            self._visa = manager.open_resource(
                self.wiring.resource,
                open_timeout=round(1e3 * self.wiring.timeout_s),
                read_termination=_READ_END,
                write_termination=self.wiring.write_end,
                timeout=round(1e3 * self.wiring.timeout_s),
            )
        except (pyvisa.errors.Error, ValueError, OSError) as error:
            # PyVISA reports a name that it cannot read, a missing library and a closed port so
            raise AnalyserError(
                f"{self.wiring.resource} cannot be opened ({_first_line(error)}). Check that the "
                "instrument is on, its cable, and the name (copress analyser check)"
            ) from error
        self._synchronise()

    def _synchronise(self) -> None:
        """Throw away what an earlier connection left, up to our own marker, twice in a row.

        One alone may be a number that was left there.
        """
        heard: list[int | str] = []
        try:
            self._await_own_markers(heard)
        except AnalyserError as error:
            said = f". Before that it sent {str(heard[0])[:_SHOWN]!r}" if heard else ""
            raise AnalyserError(f"{error}{said}. {_NO_SCPI}") from error
        if len(heard) == _STALE:
            self.close()
            raise AnalyserError(
                f"{self.wiring.resource} answers {heard[-1]!r} where its marker {self._marker} "
                "belongs: it repeats what it is sent, or is not an instrument that speaks SCPI. "
                "Switch its echo off"
            )

    def _await_own_markers(self, heard: list[int | str]) -> None:
        """Read until our own marker came twice in a row, or too much else was heard."""
        sure, shown = False, self._ask_marker()
        while len(heard) < _STALE:
            if shown != self._marker:
                heard.append(shown)
                sure, shown = False, self._marker_in(self._read("*ESE?", 0.0))
            elif sure:
                return
            else:
                sure, shown = True, self._ask_marker()

    def _ask_marker(self) -> int | str:
        self._marker = self._marker % _MARKERS + 1
        # in one message: of two short ones in a row TCP delays the second by 40 ms
        self.write(f"*ESE {self._marker};*ESE?")
        return self._marker_in(self._read("*ESE?", 0.0))

    @staticmethod
    def _marker_in(answer: str) -> int | str:
        found = _MARKER_ANSWER.fullmatch(answer)
        return int(found[1]) if found else answer

    def _read(self, question: str, within_s: float) -> str:
        from pyvisa.errors import InvalidSession, VisaIOError

        visa = self._connected()
        visa.timeout = 1e3 * (self.wiring.timeout_s + within_s)
        try:
            answer = visa.read_bytes(_LONGEST_ANSWER, break_on_termchar=True)
        except (VisaIOError, InvalidSession, OSError) as error:
            self.close()
            raise AnalyserError(
                f"{self.wiring.resource} gave no answer to {question!r} within "
                f"{self.wiring.timeout_s + within_s:g} s ({_first_line(error)})"
            ) from error
        if not (answer.isascii() and len(answer) < _LONGEST_ANSWER):
            self.close()
            raise AnalyserError(
                f"{self.wiring.resource} answered {question!r} with {answer[:_SHOWN]!r}: that is "
                "not a line of text. Nothing of it was used"
            )
        return answer.decode("ascii").strip()

    def _connected(self) -> MessageBasedResource:
        if self._visa is None:
            raise AnalyserError(f"the line to {self.wiring.resource} is closed")
        return self._visa


def _locked(resource: str) -> IO[str]:
    """A lock on an instrument: settings of another program between ours would spoil a sweep."""
    name = re.sub(r"[^A-Za-z0-9.]+", "-", resource).strip("-")
    path = machine_folder() / f"analyser-{name}.lock"
    try:
        file = open_for_everybody(path)
    except OSError as error:
        raise AnalyserSetupError(
            f"the lock file {path} cannot be written ({error}). Correct its permissions"
        ) from error
    if not try_lock(file):
        file.close()
        raise AnalyserError(
            f"{resource} is used by another program of Copress on this computer ({path}). "
            "Nothing was sent"
        )
    return file


def _pyvisa() -> ModuleType:
    try:
        import pyvisa
    except ImportError as error:
        raise AnalyserSetupError(
            "an analyser that speaks SCPI needs PyVISA: pip install 'copress[analysers]'"
        ) from error
    return pyvisa


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
