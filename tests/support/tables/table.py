"""A device that only holds a table of registers: Modbus TCP by hand over a real socket, no library.

What is spoilt on its line is a function from the right answer to the frames that are sent.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from support.systems import stop_listening

Frame = tuple[int, int, bytes]
"""Transaction id, device id, PDU."""
Spoil = Callable[["Table", socket.socket, Frame, bytes], None]


class Table:
    """Holds words (and coils) by address; refuses every other address with exception 2."""

    def __init__(
        self, words: Mapping[int, int], coils: Mapping[int, int], spoil: Spoil | None
    ) -> None:
        self.words = dict(words)
        self.coils = dict(coils)
        self.asked = 0
        self.frames: list[Frame] = []
        """Every request, in order."""
        self.port = 0
        self._spoil = spoil
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def answer(self, pdu: bytes) -> bytes:
        """The right answer to a request."""
        function = pdu[0]
        address, number = struct.unpack(">HH", pdu[1:5])
        if function in (3, 4):
            return self._listed(function, self.words, address, number)
        if function in (1, 2):
            return self._listed(function, self.coils, address, number)
        if function == 5:
            return self._kept(pdu, self.coils, address, [int(number == 0xFF00)])
        if function == 6:
            return self._kept(pdu, self.words, address, [number])
        if function == 16:
            return self._kept(pdu, self.words, address, struct.unpack(f">{number}H", pdu[6:]))
        return bytes([function | 0x80, 1])

    def _listed(self, function: int, held: Mapping[int, int], address: int, number: int) -> bytes:
        if any(place not in held for place in range(address, address + number)):
            return bytes([function | 0x80, 2])
        values = [held[place] for place in range(address, address + number)]
        if function in (1, 2):
            whole = sum(bit << place for place, bit in enumerate(values))
            packed = whole.to_bytes((number + 7) // 8, "little")
        else:
            packed = struct.pack(f">{number}H", *values)
        return bytes([function, len(packed)]) + packed

    def _kept(self, pdu: bytes, held: dict[int, int], address: int, values: Sequence[int]) -> bytes:
        if any(place not in held for place in range(address, address + len(values))):
            return bytes([pdu[0] | 0x80, 2])
        held.update(zip(range(address, address + len(values)), values, strict=True))
        return pdu[:5]

    def listen(self, listener: socket.socket) -> None:
        """Serve until the listener is shut."""
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self._open.append(line)
            self._start(lambda line=line: self._serve(line))

    def begin(self, listener: socket.socket) -> None:
        """Listen in a thread of its own."""
        self.port = int(listener.getsockname()[1])
        self._start(lambda: self.listen(listener))

    def end(self) -> None:
        """Close every line and wait for the threads."""
        for line in self._open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10.0)
        for line in self._open:
            line.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, line: socket.socket) -> None:
        while (head := _exactly(line, 7)) is not None:
            transaction, _, length, device = struct.unpack(">HHHB", head)
            pdu = _exactly(line, length - 1)
            if pdu is None:
                return
            self.asked += 1
            frame = (transaction, device, pdu)
            self.frames.append(frame)
            with contextlib.suppress(OSError):
                if self._spoil is None:
                    line.sendall(framed(transaction, device, self.answer(pdu)))
                else:
                    self._spoil(self, line, frame, self.answer(pdu))


def framed(transaction: int, device: int, pdu: bytes) -> bytes:
    """A Modbus TCP frame."""
    return struct.pack(">HHHB", transaction, 0, len(pdu) + 1, device) + pdu


def _exactly(line: socket.socket, count: int) -> bytes | None:
    got = b""
    while len(got) < count:
        try:
            piece = line.recv(count - len(got))
        except OSError:
            return None
        if not piece:
            return None
        got += piece
    return got


@contextmanager
def served(
    words: Mapping[int, int], coils: Mapping[int, int] | None = None, spoil: Spoil | None = None
) -> Iterator[Table]:
    """Serve a table on a loopback port."""
    table_ = Table(words, coils or {}, spoil)
    listener = socket.create_server(("127.0.0.1", 0))
    table_.begin(listener)
    try:
        yield table_
    finally:
        stop_listening(listener)
        table_.end()


def two_words(number: int) -> list[int]:
    """A 32-bit number, high word first."""
    return [number >> 16 & 0xFFFF, number & 0xFFFF]


def table(**words: int | Sequence[int]) -> dict[int, int]:
    """`r4=[1, 2]` puts 1 at address 4 and 2 at address 5."""
    held: dict[int, int] = {}
    for name, given in words.items():
        for place, word in enumerate([given] if isinstance(given, int) else given):
            held[int(name[1:]) + place] = word
    return held
