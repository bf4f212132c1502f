"""Serves a simulated PLC over Modbus TCP on 127.0.0.1, from a thread of its own."""

import asyncio
import struct
import threading
from collections.abc import Sequence

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.twin.plc import registers as reg
from hardware.twin.plc.plc import Plc
from hardware.twin.plc.registers import Command

HOST = "127.0.0.1"
DEVICE_ID, ANOTHER_ID = 1, 7  # chosen: the usual unit number, and one that it does not answer to

_START_WITHIN_S = 10.0  # chosen: a busy computer may take seconds to begin a thread
_CLOSING_TURNS = 10  # chosen: turns of the event loop in which connections end


class PlcServer:
    """Modbus TCP server of one PLC, on a port that the system chooses unless one is given.

    Raises:
        OSError: from `start`, if the port is taken.
    """

    def __init__(self, plc: Plc, port: int = 0) -> None:
        self.port = port
        self._plc = plc
        self._drop_next = 0
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: ModbusTcpServer | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="simulated-plc", daemon=True)

    def start(self) -> None:
        """Listen; returns when clients can connect."""
        self._thread.start()
        self._ready.wait(_START_WITHIN_S)
        if self._failure is not None:
            self._thread.join()
            raise OSError(f"port {self.port} of {HOST} cannot be served: {self._failure}")

    def stop(self) -> None:
        """Close all connections and the port; returns when the thread has ended."""
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_START_WITHIN_S)

    def _run(self) -> None:
        # a selector loop on every system: a proactor loop cannot stop accepting without closing
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        memory = SimData(0, count=reg.SIZE, values=0, datatype=DataType.REGISTERS)
        device_id = ANOTHER_ID if self._plc.board.upset.wrong_id else DEVICE_ID
        device = SimDevice(device_id, [memory], action=self._answer)
        server = ModbusTcpServer(device, address=(HOST, self.port), trace_packet=self._trace)
        try:
            await server.serve_forever(background=True)
        except RuntimeError as failure:
            self._failure = failure
            self._ready.set()
            return
        self._server = server
        if isinstance(server.transport, asyncio.Server):
            self.port = server.transport.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        await self._close(server)

    async def _close(self, server: ModbusTcpServer) -> None:
        """Accept nobody any more, let those just accepted arrive, then close everything.

        asyncio leaks a connection whose listener closes between its acceptance and its arrival.
        """
        if isinstance(server.transport, asyncio.Server):
            for listener in server.transport.sockets:
                asyncio.get_running_loop().remove_reader(listener.fileno())
        await _turns_of_the_loop()
        self._cut()
        await _turns_of_the_loop()
        await server.shutdown()  # type: ignore[no-untyped-call]

    async def _answer(
        self,
        function: int,
        start: int,
        address: int,
        count: int,
        registers: list[int],
        values: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        """One request, as pymodbus asks for it; registers are edited in place."""
        upset = self._plc.board.upset
        if upset.delay_s:
            await asyncio.sleep(upset.delay_s)
        refusal = self._take(address, values) if values is not None else 0
        if values is None:
            registers[address - start : address - start + count] = self._plc.read(address, count)
        if upset.exception_code:
            return ExcCodes(upset.exception_code)
        if upset.cut or upset.gone:
            upset.cut = False
            asyncio.get_running_loop().call_soon(self._cut)
        return ExcCodes(refusal) if refusal else None

    def _take(self, address: int, values: Sequence[int]) -> int:
        refusal = self._plc.write(address, [int(value) & 0xFFFF for value in values])
        upset = self._plc.board.upset
        if self._plc.executed is not Command.NONE and self._plc.executed == upset.drop_reply_to:
            upset.drop_reply_to = Command.NONE
            self._drop_next += 1
        return refusal

    def _trace(self, sending: bool, packet: bytes) -> bytes:
        if not sending:
            return packet
        if self._plc.board.upset.silent or self._plc.board.upset.gone:
            return b""
        if self._drop_next:
            self._drop_next -= 1
            return b""
        return spoiled(packet, self._plc.board.upset.spoil)

    def _cut(self) -> None:
        if self._server is not None:
            for connection in list(self._server.active_connections.values()):
                connection.close()


async def _turns_of_the_loop() -> None:
    for _ in range(_CLOSING_TURNS):
        await asyncio.sleep(0)


_HEADER = struct.Struct(">HHHB")
_READ_HOLDING, _READ_INPUT = 3, 4  # Modbus application protocol V1.1b3, sections 6.3 and 6.4
_WORD = 2  # bytes of a register


def spoiled(packet: bytes, how: str) -> bytes:
    """A Modbus TCP frame as it would arrive; `how` as in `Upset.spoil`, nothing changed if empty.

    Only answers to a read of holding registers are spoiled; lengths stay consistent, so that no
    framer can see what is wrong.
    """
    tid, protocol, _, device = _HEADER.unpack_from(packet)
    function, content = packet[_HEADER.size], packet[_HEADER.size + 2 :]
    if not how or function != _READ_HOLDING:
        return packet
    if how == "function":
        function = _READ_INPUT
    elif how == "empty":
        content = b""
    elif how == "short":
        content = content[:-_WORD]
    else:
        content += bytes(_WORD)
    pdu = bytes([function, len(content)]) + content
    return _HEADER.pack(tid, protocol, len(pdu) + 1, device) + pdu
