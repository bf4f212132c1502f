"""A cable that can be cut: a proxy that holds bytes back, as the kernel does while a cable is out.

Bytes on their way when the cable is cut are delivered when it is mended, unless the connection was
reset meanwhile: then they are thrown away. An orderly close does not throw them away; that is how a
START arrives after the program that sent it has ended.
"""

import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LOOK_S = 0.01  # chosen: a hundredth of what a press takes for a look


@dataclass(eq=False)
class _Way:
    """One direction of one connection."""

    source: socket.socket
    sink: socket.socket
    upward: bool
    held: bytearray = field(default_factory=bytearray)
    ended: bool = False


class Cable:
    """Between a client, which connects to `port`, and a server on loopback.

    Args:
        server_port: where the bytes go.
        cut_at: looks at each piece that a client sends; True cuts the cable before it passes.
    """

    def __init__(
        self, server_port: int, cut_at: Callable[[bytes], bool] = lambda piece: False
    ) -> None:
        self.cut_at = cut_at
        self.is_cut = False
        self._server_port = server_port
        self._refuse = False
        self._up = self._down = True
        self._drop = False
        self._over = False
        self._passed = threading.Event()
        self._ways = selectors.DefaultSelector()
        self._waiting: list[_Way] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._listener.setblocking(False)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def holds(self) -> bool:
        """True while bytes wait for the cable."""
        return any(way.held for way in self._waiting)

    def cut(self, *, refuse: bool = False, up: bool = True, down: bool = True) -> None:
        """Nothing passes any more.

        Args:
            refuse: all lines are reset, and new ones too.
            up: what a client sends is held.
            down: what the server answers is held.
        """
        self._refuse, self._up, self._down = refuse, up, down
        self.is_cut = True
        self._drop = self._drop or refuse

    def mend(self) -> None:
        """What is held is delivered before this returns, and all passes again."""
        self.is_cut = self._refuse = False
        self._passed.clear()
        self._passed.wait()

    def close(self) -> None:
        """End all lines."""
        self._over = True
        self._thread.join()

    def _run(self) -> None:
        while not self._over:
            was_cut = (
                self.is_cut
            )  # what came while it was cut is looked through before it is mended
            self._accept()
            for key, _ in self._ways.select(LOOK_S) if self._ways.get_map() else ():
                self._take(key.data)
            if self._drop:
                self._drop = False
                self._end_all()
            self._deliver(held_back=was_cut or self.is_cut)
            if not was_cut and not self.is_cut:
                self._passed.set()
        self._end_all()
        self._listener.close()
        self._ways.close()

    def _accept(self) -> None:
        if not self._ways.get_map():
            threading.Event().wait(LOOK_S)
        try:
            client, _ = self._listener.accept()
        except BlockingIOError:
            return
        if self._refuse:
            _reset(client)
            return
        server = socket.create_connection(("127.0.0.1", self._server_port))
        for source, sink, upward in ((client, server, True), (server, client, False)):
            source.setblocking(True)
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ways.register(source, selectors.EVENT_READ, _Way(source, sink, upward))

    def _take(self, way: _Way) -> None:
        """All that has been sent; a reset that follows it throws it away."""
        try:
            for piece in _sent(way.source):
                if way.upward and piece and self.cut_at(piece):
                    self.is_cut = True
                way.held += piece
                way.ended = not piece
        except ConnectionResetError:
            way.held.clear()
            self._end(way, reset=True)
            return
        if way.ended:
            self._ways.unregister(way.source)
        if way.held or way.ended:
            self._waiting.append(way)

    def _deliver(self, *, held_back: bool) -> None:
        waiting, self._waiting = self._waiting, []
        for way in waiting:
            if held_back and (self._up if way.upward else self._down):
                self._waiting.append(way)
                continue
            with suppress(OSError):  # the other end has gone meanwhile
                way.sink.sendall(way.held)
            way.held.clear()
            if way.ended:
                self._end(way, reset=False)

    def _end(self, way: _Way, *, reset: bool) -> None:
        for line in (way.source, way.sink):
            with suppress(KeyError, ValueError):
                self._ways.unregister(line)
            if reset and line.fileno() >= 0:
                _reset(line)
            line.close()
        ended = (way.source, way.sink)
        self._waiting = [it for it in self._waiting if it.source not in ended]

    def _end_all(self) -> None:
        for key in list(self._ways.get_map().values()):
            self._end(key.data, reset=True)


@contextmanager
def cable(
    server_port: int, cut_at: Callable[[bytes], bool] = lambda piece: False
) -> Iterator[Cable]:
    """A cable for the length of a test."""
    line = Cable(server_port, cut_at)
    try:
        yield line
    finally:
        line.close()


def _sent(source: socket.socket) -> Iterator[bytes]:
    """What waits to be received, piece by piece; an empty piece is the end.

    Raises:
        ConnectionResetError: the connection was reset after these pieces.
    """
    piece = b"?"
    while piece and source.fileno() >= 0:
        source.setblocking(False)
        try:
            piece = source.recv(4096)
        except BlockingIOError:
            return
        finally:
            source.setblocking(True)
        yield piece


def _reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    line.close()
