"""Serves a simulated analyser as SCPI on a TCP socket of 127.0.0.1, and what can go wrong there."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress

from typing_extensions import override

from hardware.twin.plc.faults import FaultBoard
from hardware.twin.scpi.makes import ScpiInstrument

HOST = "127.0.0.1"
DATA_QUESTIONS = ("FETC", "FDAT", "MEAS?", "MEASURE?")
"""What the questions for measured values have in them; there the faults of the line happen."""
TRIGGERS = ("*TRG", "TRIG:IMM", "TRIG:SING", "TRIGGER:IMMEDIATE", "TRIGGER:SINGLE")

_ANOTHER = b"Somebody's Instruments,VOLTMETER 1,0,1.0\n"
_JOIN_S = 10.0  # chosen: a thread that ends takes milliseconds


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class ScpiServer:
    """One simulated analyser on a port; the system chooses one where 0 is given.

    Args:
        instrument: What is served.
        board: Its faults, by `Upset.analyser`.
        port: Where.
    """

    def __init__(
        self,
        instrument: ScpiInstrument,
        board: FaultBoard,
        port: int = 0,
    ) -> None:
        self.instrument, self.board = instrument, board
        self.held: list[bytes] = []
        """Answers that come late: before the next one, whoever asks for that."""
        self.turn = threading.Lock()
        served = self

        class Handler(socketserver.StreamRequestHandler):
            @override
            def handle(self) -> None:
                with suppress(ConnectionError):  # the client has gone, with an answer unread
                    for line in self.rfile:
                        if not served.serve(line, self.wfile.write):
                            return

        self._handler = Handler
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None
        self.port = port

    @property
    def resource(self) -> str:
        """Its name for VISA."""
        return f"TCPIP::{HOST}::{self.port}::SOCKET"

    def start(self) -> None:
        """Listen; from now on `port` is the real one.

        Raises:
            OSError: the port is taken.
        """
        try:
            self._listener = _Listener((HOST, self.port), self._handler)
        except OSError as error:
            raise OSError(f"port {self.port} of {HOST} cannot be served: {error}") from error
        self.port = int(self._listener.server_address[1])
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        if self._listener is None or self._thread is None:
            return
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join(_JOIN_S)

    def serve(self, line: bytes, send: Callable[[bytes], object]) -> bool:
        """Obey one line of a client; False: its connection is to be closed."""
        message = line.decode("ascii", "replace").strip()
        with self.turn:
            if self._strikes("closed", message, DATA_QUESTIONS):
                return False
            self.instrument.busy = self._strikes("busy", message, TRIGGERS)
            self.instrument.overload = self._strikes("overload", message, TRIGGERS)
            answers = [
                answer.encode() + self.instrument.end for answer in self.instrument.obey(message)
            ]
            if not answers or self._strikes("silent", message, ("?",)):
                return True
            if self._strikes("wrong-identity", message, ("*IDN?",)):
                answers = [_ANOTHER]
            if self._strikes("late", message, DATA_QUESTIONS):
                self.held += answers
                return True
            if self._strikes("twice", message, DATA_QUESTIONS):
                answers *= 2
            late, self.held = self.held, []
            try:
                send(b"".join([*late, *answers]))
            except OSError:  # the client has gone
                return False
        return True

    def _strikes(self, fault: str, message: str, words: tuple[str, ...]) -> bool:
        """Whether this fault is there and this message is one that it happens at."""
        hit = self.board.upset.analyser == fault and any(w in message.upper() for w in words)
        if hit:
            self.board.analyser_struck()
        return hit
