"""What the simulated press costs: 50 polling clients in real time, and a whole cycle in one leap.

    .venv/bin/python benchmarks/twin_speed.py [--seconds 20]

The first serves `copress twin` in a process of its own, in the middle of a press cycle, and polls
it from 50 connections 20 times a second each; what counts is the CPU time that the twin takes for
it, since wall-clock delays also show what else the machine does. The second runs a cycle of 300 s
on a clock that jumps, once in one leap and once polled 20 times a second, and compares the strokes.
The table goes to `benchmarks/results/twin_speed.csv`.
"""

import argparse
import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from press_loop import port_of
from pymodbus.client import AsyncModbusTcpClient

from hardware.clock import SimulatedClock
from hardware.press.protocol import Die
from hardware.twin.laboratory import HOST, Laboratory, Setup
from hardware.twin.plc.plc import PressModel
from hardware.twin.plc.registers import Ack, Address, Command, State, float_words

CLIENTS, POLL_S, DWELL_S, CYCLE_S = 50, 0.05, 250, 300.0
DIE = Die("twin", 10.0, 63.0, 800.0)
RESULTS = Path(__file__).resolve().parent / "results" / "twin_speed.csv"
WAKES_S = 2.5
STATUS = 34
"""Registers of one poll: the whole status block."""


def order(dwell_s: int) -> list[int]:
    """Set-points of a cycle: 400 MPa at 20 MPa/s, down at 16 MPa/s."""
    force, ramp, release = (float_words(DIE.force_kn(mpa)) for mpa in (400.0, 20.0, 16.0))
    stack = float_words(DIE.force_kn(50.0))
    return [*force, *ramp, 0, dwell_s, *release, *float_words(0.5), 1, 0, *stack]


def one_cycle(folder: Path, poll_s: float | None) -> tuple[float, dict[str, object]]:
    """CPU seconds of the machine's 300 s, and what came out; None: nobody looks before the end."""
    clock = SimulatedClock()
    patient = Setup(press=PressModel(deadman_s=1000.0))
    laboratory = Laboratory(0, "sodium", folder, clock, setup=patient)
    plc = laboratory.plc
    clock.sleep(1.0)
    plc.write(Address.PC_HEARTBEAT, [1])
    plc.write(Address.SP_FORCE, order(DWELL_S))
    plc.write(Address.CMD, [Command.START, 1])
    start = time.process_time()
    if poll_s is None:
        clock.sleep(CYCLE_S)
    else:
        for _ in range(round(CYCLE_S / poll_s)):
            clock.sleep(poll_s)
            plc.read(Address.STATE, STATUS)
    state = State(plc.read(Address.STATE, 1)[0])
    spent = time.process_time() - start
    stroke = laboratory.bench.strokes[1][0]
    return spent, {"state": state.name, **vars(stroke)}


async def poll(client: AsyncModbusTcpClient, until_s: float, shift_s: float) -> list[float]:
    """Delays of one client's polls; a poll that is late does not make the next one late."""
    delays, due_s = [], time.monotonic() + shift_s
    while due_s < until_s:
        await asyncio.sleep(max(due_s - time.monotonic(), 0.0))
        answer = await client.read_holding_registers(Address.STATE, count=STATUS, device_id=1)
        assert not answer.isError()
        delays.append(time.monotonic() - due_s)
        due_s += POLL_S
    return delays


async def beat(client: AsyncModbusTcpClient, until_s: float) -> None:
    """Keep the deadman content."""
    for count in itertools.count():
        if time.monotonic() > until_s:
            return
        await client.write_registers(Address.PC_HEARTBEAT, [count & 0xFFFF], device_id=1)
        await asyncio.sleep(0.3)


async def crowd(port: int, process: psutil.Process, seconds: float) -> dict[str, float]:
    """A cycle, watched by 50 clients."""
    clients = [AsyncModbusTcpClient(HOST, port=port) for _ in range(CLIENTS + 1)]
    assert all([await client.connect() for client in clients])
    hand = clients.pop()
    until_s = time.monotonic() + seconds + WAKES_S
    beating = asyncio.create_task(beat(hand, until_s))
    await asyncio.sleep(WAKES_S)
    await hand.write_registers(Address.SP_FORCE, order(600), device_id=1)
    await hand.write_registers(Address.CMD, [Command.START, 1], device_id=1)
    answer = await hand.read_holding_registers(Address.STATE, count=3, device_id=1)
    assert answer.registers[1:] == [1, Ack.OK], answer.registers
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    polled = await asyncio.gather(
        *(poll(client, until_s, k * POLL_S / CLIENTS) for k, client in enumerate(clients))
    )
    took = time.monotonic() - began
    used = sum(process.cpu_times()[:2]) - before
    state = State((await hand.read_holding_registers(Address.STATE, device_id=1)).registers[0])
    await beating
    for client in (hand, *clients):
        client.close()
    delays = np.concatenate(polled)
    assert state in (State.RAMP, State.HOLD), state
    return {
        "polls a second": delays.size / took,
        "share of a core that the twin took": used / took,
        "the same at the full 1000 polls a second": used / delays.size * CLIENTS / POLL_S,
        "delay median, s": float(np.median(delays)),
        "delay p99, s": float(np.percentile(delays, 99)),
    }


def watched(seconds: float) -> dict[str, float]:
    """`copress twin` in a process of its own, and the crowd."""
    copress = Path(sys.executable).parent / "copress"
    with tempfile.TemporaryDirectory() as folder:
        twin = subprocess.Popen(
            [copress, "twin", "--json", "--folder", folder],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            return asyncio.run(crowd(port_of(twin), psutil.Process(twin.pid), seconds))
        finally:
            twin.terminate()
            twin.wait()


def main() -> None:
    """Print the table and fail if an allowed value is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        leap_s, leapt = one_cycle(Path(folder) / "a", None)
        polled_s, seen = one_cycle(Path(folder) / "b", POLL_S)
    results = {
        "300 s cycle in one leap, CPU s": leap_s,
        "300 s cycle polled at 20 Hz, CPU s": polled_s,
        **watched(seconds),
    }
    words = ", ".join(f"{k} {v:.4g}" for k, v in leapt.items() if isinstance(v, float))
    print(f"{'the same stroke, leapt and polled':<46}{leapt == seen!s:>10}  ({words})")
    for name, value in results.items():
        print(f"{name:<46}{value:>10.4g}")
    kept = [f'"{name}",{value:.4g}' for name, value in results.items()]
    RESULTS.write_text("\n".join(["what,value", *kept, ""]), encoding="utf-8")
    good = leapt == seen and leap_s < 0.2
    sys.exit(0 if good and results["the same at the full 1000 polls a second"] < 1.0 else 1)


if __name__ == "__main__":
    main()
