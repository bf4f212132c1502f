"""A file from an instrument: looked at before it is read, bounded in size, decoded to text."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from hardware.eis.parsing.stated_columns import StatedColumns
from hardware.errors import SpectrumRefusedError

Imaginary = Literal["im", "minus_im"]
"""What a column of imaginary parts holds: Im(Z), negative for a capacitor, or -Im(Z), positive."""

LARGEST_MB = 20.0  # chosen: a spectrum has some kB, a long file of an instrument some MB
HEAD_BYTES = 8192  # chosen: what a reader recognises a file by stands before

_UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

_OF_COUNTRIES = (
    ("gb18030", ("频率", "阻抗")),
    ("shift_jis", ("周波数",)),
    ("cp949", ("주파수", "임피던스")),
    (
        "cp1251",
        (
            "Частота",
            "частота",
        ),
    ),
    ("cp1250", ("zęstotliwość",)),
    ("big5", ("頻率",)),
    ("gb18030", ("Ω",)),  # two bytes that no western heading has
    ("shift_jis", ("Ω", "θ")),  # nor these
)
"""Encodings of systems, and words for frequency and impedance by which they show."""


@dataclass(frozen=True)
class InstrumentFile:
    """The bytes of one file, and what its owner has said about it.

    Attributes:
        path: Where it lies.
        content: Its bytes.
        imaginary: What the owner says the imaginary column holds; None when nothing was said.
        partial: Whether a sweep that was stopped before its planned end may be used.
        columns: What the owner says of the columns; None when nothing was said.
    """

    path: Path
    content: bytes
    imaginary: Imaginary | None = None
    partial: bool = False
    columns: StatedColumns | None = None

    @property
    def head(self) -> bytes:
        """What a format is recognised by: the first bytes, UTF-16 already turned into UTF-8."""
        return recognisable(self.content[:HEAD_BYTES])

    @cached_property
    def text(self) -> str:
        """The file as text."""
        return decode(self.content)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines without their ends; PowerSuite ends a line with two returns and a feed."""
        return tuple(re.sub("\r{0,2}\n|\r", "\n", self.text).split("\n"))

    @property
    def ends_cleanly(self) -> bool:
        """Whether the last line has its line end; without it the last number may be cut."""
        return self.text.endswith(("\n", "\r"))


def open_instrument_file(
    path: Path,
    *,
    imaginary: Imaginary | None = None,
    partial: bool = False,
    columns: StatedColumns | None = None,
) -> InstrumentFile:
    """Look at a file, and read it when it is one and small enough to be a spectrum.

    Raises:
        SpectrumRefusedError: no such file, not a regular file, empty, too large or not readable.
    """
    try:
        status = path.stat()
        _refuse_by_status(path, status.st_mode, status.st_size)
        with path.open("rb") as handle:
            content = handle.read(int(LARGEST_MB * 1e6) + 1)
    except OSError as trouble:
        reason = trouble.strerror or type(trouble).__name__
        raise SpectrumRefusedError(f"{path}: cannot be read ({reason})") from trouble
    except ValueError as trouble:  # a NUL in the name
        raise SpectrumRefusedError(f"{str(path)!r} is not a file name") from trouble
    _refuse_by_status(path, status.st_mode, len(content))
    return InstrumentFile(path, content, imaginary, partial, columns)


def _refuse_by_status(path: Path, mode: int, size: int) -> None:
    if not stat.S_ISREG(mode):
        raise SpectrumRefusedError(f"{path}: this is not a file")
    if size == 0:
        raise SpectrumRefusedError(f"{path}: the file is empty; was the export still running?")
    if size > LARGEST_MB * 1e6:
        raise SpectrumRefusedError(
            f"{path}: {size / 1e6:.0f} MB is more than a spectrum needs (limit {LARGEST_MB:g} MB);"
            " export the impedance table alone"
        )


def decode(content: bytes) -> str:
    """Text from bytes: UTF-8 or UTF-16 when the file says so or it fits, else of Windows."""
    for mark, encoding in _UTF16:
        if content.startswith(mark):
            return content[2:].decode(encoding, errors="replace")
    bare = _utf16_without_mark(content)
    if bare is not None:
        return content.decode(bare, errors="replace")
    plain = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return _of_country(plain) or _western(plain)


def _western(content: bytes) -> str:
    """Windows-1252, whose typographic primes latin-1 does not have, where every byte is one."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _of_country(content: bytes) -> str:
    """Text of a system of another alphabet, when the words of a spectrum stand in it."""
    for encoding, words in _OF_COUNTRIES:
        text = content.decode(encoding, errors="replace")
        if any(word in text[:HEAD_BYTES] for word in words):
            return text
    return ""


def recognisable(head: bytes) -> bytes:
    """The first bytes of a text in UTF-8, whatever its encoding; other bytes unchanged."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16_without_mark(head):
        return decode(head).encode("utf-8", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 of western text has a zero in every other byte; binary files have not."""
    sample = content[:512]
    if len(sample) < 16:
        return None
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > 0.9 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.9 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None
