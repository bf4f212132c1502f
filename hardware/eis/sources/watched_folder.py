"""A watched folder: where the instrument's computer drops its files.

Plain polling, because a network share tells nobody of new files. A file counts when it is of the
right sample, has stopped growing, reads whole, and is not another sample's file under a new name.
Files are only looked at: never moved, renamed or changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware.clock import Clock, SystemClock
from hardware.eis.file_formats import read_spectra
from hardware.eis.parsing.instrument_file import LARGEST_MB
from hardware.eis.parsing.open_circuit_voltage import SIDE_SUFFIX, SideFileError, resting_voltage_v
from hardware.eis.sources.sample_identity import IdentityError, claims
from hardware.errors import SpectrumRefusedError

SETTLE_S = 3.0  # chosen: instruments write a finished file within a second or two
POLL_S = 0.5  # chosen: nobody waits for half a second
_OTHER_SAMPLE = "is of another sample"
_NO_SPECTRA = (".json", ".tmp", ".part", ".crdownload", ".done", ".lock", ".bak")


@dataclass(frozen=True)
class _Look:
    """How a file was when it was looked at, and since when it has been so."""

    size: int
    mtime_ns: int
    since_s: float

    @property
    def state(self) -> tuple[int, int]:
        """What changes when somebody writes to the file."""
        return self.size, self.mtime_ns


class FolderSource:
    """Waits in a folder for the spectrum of one sample after another.

    Args:
        folder: The drop folder, often on a network share.
        clock: What time passes on.
        settle_s: How long size and time stamp must stay as they are before a file is read. Some
            programs write while they sweep and pause for minutes at low frequency: a file that
            does not read whole yet is waited for as well.
        poll_s: Time between two looks.
        done_suffix: When given, a file counts only once `<file name><done_suffix>` lies next to it.
        needs_ocv: The voltage at rest must be known before a file counts: from a side file
            `<file name>.sample.json` with `ocv_v`, or from the instrument's header.
        used: SHA-256 of files of earlier samples and whose they were, as `used` of the source that
            took them; a campaign that goes on after a stop passes it in.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        settle_s: float = SETTLE_S,
        poll_s: float = POLL_S,
        done_suffix: str | None = None,
        needs_ocv: bool = False,
        used: Mapping[str, str] | None = None,
    ) -> None:
        if not (settle_s >= 0.0 and poll_s > 0.0):
            raise ValueError(f"settle_s {settle_s} must be 0 or more, poll_s {poll_s} above 0")
        self.folder = Path(folder)
        self.used: dict[str, str] = dict(used or {})
        self._clock = clock or SystemClock()
        self._settle_s, self._poll_s, self._done_suffix = settle_s, poll_s, done_suffix
        self._needs_ocv = needs_ocv
        self._looks: dict[Path, _Look] = {}
        self._unusable: dict[Path, str] = {}
        self._digests: dict[tuple[Path, tuple[int, int]], str] = {}
        self._incomplete: dict[str, str] = {}

    def await_spectrum(self, sample_label: str, within_s: float) -> Path:
        """Wait for the spectrum of a sample.

        Args:
            sample_label: E.g. `cell-0007`; the file's name or side file must bear it.
            within_s: How long to wait at most.

        Returns:
            The file, whole and readable. It is remembered: a second call for the same sample waits
            for another measurement.

        Raises:
            SpectrumRefusedError: it did not come in time, cannot be read, is a copy of another
                sample's file, or two files could be meant. The sentence lists what did come.
        """
        deadline_s = self._clock.now_s() + within_s
        there_before = set(self._files())
        while True:
            ready = self._ready(sample_label)
            if len(ready) > 1:
                raise SpectrumRefusedError(_two_files(sample_label, list(ready.values())))
            for digest, path in ready.items():
                self.used[digest] = sample_label
                return path
            left_s = deadline_s - self._clock.now_s()
            if left_s <= 0.0:
                raise SpectrumRefusedError(self._nothing_came(sample_label, within_s, there_before))
            self._clock.sleep(min(self._poll_s, left_s))

    def _ready(self, sample_label: str) -> dict[str, Path]:
        """Files that can be taken now, by their digest; a copy of a file counts once."""
        self._unusable = {}
        ready: dict[str, Path] = {}
        for path in self._settled_files():
            try:
                if not self._is_of(path, sample_label):
                    continue
                digest = self._digest(path)
                if self.used.get(digest) != sample_label:
                    self._refuse_copies(path, digest, sample_label)
                    self._refuse_incomplete(path, digest)
                    self._refuse_without_voltage(path)
                    ready.setdefault(digest, path)
            except (SpectrumRefusedError, IdentityError, SideFileError, OSError) as trouble:
                self._unusable[path] = str(trouble).removeprefix(f"{path}: ")
        return ready

    def _is_of(self, path: Path, sample_label: str) -> bool:
        said = claims(path, sample_label)
        if said is None:
            self._unusable[path] = "has no sample label in its name, and no side file"
        elif not said:
            self._unusable[path] = _OTHER_SAMPLE
        return bool(said)

    def _settled_files(self) -> list[Path]:
        """Files that have stopped changing; what is seen for the first time has not."""
        now_s = self._clock.now_s()
        looks: dict[Path, _Look] = {}
        for path in self._files():
            try:
                status = path.stat()
            except OSError:  # gone again, or locked by the program that writes it
                continue
            before = self._looks.get(path)
            look = _Look(status.st_size, status.st_mtime_ns, now_s)
            looks[path] = before if before and before.state == look.state else look
        self._looks = looks
        return [path for path, look in looks.items() if self._is_settled(path, look, now_s)]

    def _is_settled(self, path: Path, look: _Look, now_s: float) -> bool:
        if now_s - look.since_s < self._settle_s:
            self._unusable[path] = "was still being written"
            return False
        if self._done_suffix and not path.with_name(path.name + self._done_suffix).exists():
            self._unusable[path] = f"has no {path.name}{self._done_suffix} next to it"
            return False
        return True

    def _files(self) -> list[Path]:
        try:
            every = sorted(self.folder.iterdir())
            return [path for path in every if _may_be_spectrum(path) and path.is_file()]
        except OSError as trouble:
            self._unusable[self.folder] = f"cannot be seen ({trouble.strerror})"
            return []

    def _refuse_copies(self, path: Path, digest: str, sample_label: str) -> None:
        """The same bytes under two samples: one of the two was saved under a wrong name."""
        owner = self.used.get(digest)
        if owner is not None:
            raise SpectrumRefusedError(f"is byte for byte the spectrum of {owner}")
        for other, look in self._looks.items():
            if other == path or look.size != self._looks[path].size:
                continue
            if claims(other, sample_label) is False and self._digest(other) == digest:
                raise SpectrumRefusedError(f"is byte for byte the same as {other.name}")

    def _refuse_incomplete(self, path: Path, digest: str) -> None:
        """Raise while the file does not read whole; what did not read once is not read again."""
        if digest not in self._incomplete:
            self._incomplete[digest] = _why_incomplete(path)
        if self._incomplete[digest]:
            raise SpectrumRefusedError(self._incomplete[digest])

    def _refuse_without_voltage(self, path: Path) -> None:
        """Raise while a voltage at rest is asked for and not known."""
        if self._needs_ocv and resting_voltage_v(path, read_spectra(path)[-1]) is None:
            raise SpectrumRefusedError(
                f'has no open-circuit voltage: write {{"ocv_v": 2.1}} into {path.name}{SIDE_SUFFIX}'
            )

    def _digest(self, path: Path) -> str:
        """SHA-256 of a file, computed once for each state it was seen in."""
        seen = path, self._looks[path].state
        if seen not in self._digests:
            self._digests[seen] = _sha256(path)
        return self._digests[seen]

    def _nothing_came(self, sample_label: str, within_s: float, there_before: set[Path]) -> str:
        news = [
            f"{path.name} {why}"
            for path, why in self._unusable.items()
            if why != _OTHER_SAMPLE or path not in there_before
        ]
        came = "; ".join(news[:6])
        return (
            f"no spectrum of {sample_label} in {self.folder} within {within_s:g} s"
            f" ({came or 'nothing came'}). Measure, or name the file after the sample, and go on"
        )


def _two_files(sample_label: str, paths: list[Path]) -> str:
    names = " and ".join(path.name for path in paths)
    return f"{names} are two different spectra of {sample_label}: remove the one that is not meant"


def _may_be_spectrum(path: Path) -> bool:
    hidden = path.name.startswith((".", "~"))
    return not hidden and path.suffix.lower() not in _NO_SPECTRA


def _sha256(path: Path) -> str:
    if path.stat().st_size > LARGEST_MB * 1e6:
        raise SpectrumRefusedError(f"is larger than {LARGEST_MB:g} MB, which no spectrum is")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _why_incomplete(path: Path) -> str:
    """Empty when the file reads and holds what it announces."""
    try:
        for spectrum in read_spectra(path):
            announced = spectrum.metadata.get("announced_points")
            if isinstance(announced, int) and len(spectrum) < 0.9 * announced:
                return f"holds {len(spectrum)} of {announced} points"
    except SpectrumRefusedError as trouble:
        return str(trouble)
    return ""
