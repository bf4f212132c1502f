"""How quick and how cheap the page is: start, first page, bytes, live view, twenty viewers.

    python benchmarks/page.py [--cells 200 5000] [--out benchmarks/PAGE.md]

Everything is measured on `copress review` in a process of its own, over HTTP on loopback. Twenty
viewers are held against the press loop: how late each look at the press comes, with and without.
"""

import argparse
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
from sqlalchemy import select

from campaigns.config.load_campaign import load_settings
from campaigns.config.template import campaign_text
from campaigns.run import events
from campaigns.run.start_run import run_campaign
from campaigns.store import schema
from campaigns.store.open_store import open_campaign
from hardware.clock import ScaledClock

COPRESS = Path(sys.executable).with_name("copress")
VIEWERS = 20
SPEED = 4.0
POLL_S = 0.1
READ_AHEAD_S = 2.0
"""So long a person takes to get from the link to the page; the campaign is read meanwhile."""
ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+)"')
LONG_DESIGN = "[design]\nruns = 60"
"""No certificate is signed while cells are pressed by design: every block has one to press."""
OF_TRIAL = ("event", "press_record", "spectrum", "inspection", "outcome", "decision")


def main() -> None:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cells", nargs="+", type=int, default=[200, 5000])
    options.add_argument("--out", type=Path)
    options.add_argument("--part", choices=("pages", "watching", "all"), default="all")
    options.add_argument("--blocks", type=int, default=8)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pressed = press(Path(folder) / "seed")
        if asked.part != "watching":
            lines = []
            for cells in asked.cells:
                lines += pages(grown(pressed, Path(folder) / str(cells), cells), cells)
            keep("pages", lines, asked.out)
        if asked.part != "pages":
            keep("watching", watching(pressed, asked.blocks), asked.out)


def keep(part: str, lines: list[str], out: Path | None) -> None:
    """Print a table, and put it in the place of the one that the file has."""
    head = f"| {part} | measured |"
    table = "\n".join((head, "|---|---|", *lines))
    print(table)
    if out is not None:
        text = out.read_text(encoding="utf-8")
        before, _, after = text.partition(head)
        after = after.partition("\n\n")[2]
        out.write_text(f"{before.rstrip()}\n\n{table}\n\n{after}".rstrip() + "\n", encoding="utf-8")


def press(folder: Path) -> Path:
    """A demonstration of six cells."""
    folder.mkdir()
    file = folder / "bench.toml"
    text = campaign_text(file.name, name="bench", seed=0, budget=100_000)
    file.write_text(text.replace("[design]", LONG_DESIGN))
    run_campaign(load_settings(file), trials=6, poll_s=0.75)
    return file


def grown(pressed: Path, folder: Path, cells: int) -> Path:
    """The same campaign with its cells repeated until there are so many; every row is audited."""
    shutil.copytree(pressed.parent, folder)
    file = folder / pressed.name
    settings = load_settings(file)
    tables = {name: schema.metadata.tables[name] for name in OF_TRIAL}
    with open_campaign(settings) as store:
        with store.connect() as connection:
            trials = connection.execute(select(schema.trial)).mappings().all()
            rows = {
                (name, trial["id"]): connection.execute(
                    select(table).where(table.c.trial_id == trial["id"]).order_by(table.c.id)
                ).mappings().all()
                for name, table in tables.items()
                for trial in trials
            }  # fmt: skip

        def repeat(writer) -> None:  # type: ignore[no-untyped-def]
            for number in range(len(trials) + 1, cells + 1):
                model = trials[number % len(trials)]
                fresh = writer.add(schema.trial, **{**_own(model), "number": number})
                for name, table in tables.items():
                    for row in rows[name, model["id"]]:
                        writer.add(table, **{**_own(row), "trial_id": fresh})

        store.write(repeat)
    return file


def _own(row) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {key: value for key, value in row.items() if key != "id"}


@contextmanager
def served(file: Path) -> Iterator[tuple[subprocess.Popen[str], str, str, float]]:
    """Process, host, cookie, and seconds from the call until it listens and has said so."""
    begun = time.perf_counter()
    command = [COPRESS, "review", file, "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            link = server.stderr.readline().split()[-1]  # type: ignore[union-attr]
            host, path = re.fullmatch(r"http://([^/]+)(/login\S+)", link).groups()  # type: ignore[union-attr]
            answer, _ = get(host, path)
            start_s = time.perf_counter() - begun
            cookie = answer.getheader("set-cookie").split(";")[0]
            yield server, host, cookie, start_s
        finally:
            server.terminate()
            server.communicate(timeout=30)


def get(host: str, path: str, cookie: str = ""):  # type: ignore[no-untyped-def]
    """An answer and its bytes as they came over the wire."""
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": cookie})
    answer = connection.getresponse()
    raw = answer.read()
    connection.close()
    return answer, raw


def pages(file: Path, cells: int) -> list[str]:
    """Start, first page and later ones, bytes of the first with all that it loads."""
    with served(file) as (server, host, cookie, start_s):
        start_cpu_s = cpu_s(server.pid)
        now = f"/c/{file.stem}/now"
        time.sleep(READ_AHEAD_S)
        first_s, raw = timed(host, now, cookie)
        read_cpu_s = cpu_s(server.pid) - start_cpu_s
        later = [timed(host, now, cookie)[0] for _ in range(9)]
        listed_s = statistics.median(
            timed(host, f"/c/{file.stem}/cells", cookie)[0] for _ in range(5)
        )
        wire = len(raw) + sum(
            len(get(host, path, cookie)[1]) for path in set(ASSETS.findall(raw.decode()))
        )
    ahead = f"{READ_AHEAD_S:g} s after the start"
    return [
        f"| start until it answers, {cells:,} cells | {start_s:.2f} s (CPU {start_cpu_s:.2f} s) |",
        f"| first page (Now), {cells:,} cells, {ahead} | {first_s:.3f} s |",
        f"| CPU to read {cells:,} cells ahead and show that page | {read_cpu_s:.2f} s |",
        f"| the same again, median of 9 | {statistics.median(later):.3f} s |",
        f"| page Cells, {cells:,} cells, median of 5 | {listed_s:.3f} s |",
        f"| bytes on the wire, page and all it loads, {cells:,} cells | {wire / 1000:.0f} kB |",
    ]


def timed(host: str, path: str, cookie: str) -> tuple[float, bytes]:
    """Seconds and body of a page."""
    begun = time.perf_counter()
    answer, raw = get(host, path, cookie)
    assert answer.status == 200, answer.status
    return time.perf_counter() - begun, raw


def watching(file: Path, blocks: int) -> list[str]:
    """CPU of the live view, and the press loop with and without viewers, block by block.

    Each block presses one cell in a process of its own; blocks with and without viewers take
    turns, so that whatever else the machine does hits both alike.
    """
    late: dict[int, list[float]] = {0: [], VIEWERS: []}
    pairs, shares = [], []
    with served(file) as (server, host, cookie, _):
        path = f"/c/{file.stem}/live"
        alone = share_of(server.pid, file, (host, path, cookie), 1)[1]
        for block in range(blocks):
            order = (0, VIEWERS) if block % 2 == 0 else (VIEWERS, 0)
            found = {}
            for viewers in order:
                seen, share = share_of(server.pid, file, (host, path, cookie), viewers)
                late[viewers] += seen
                found[viewers] = np.quantile(seen, 0.99)
                if viewers:
                    shares.append(share)
            pairs.append(found[VIEWERS] - found[0])
    lines = [
        f"| live view, 1 viewer: CPU of the page | {alone:.1%} of a core |",
        f"| live view, {VIEWERS} viewers: CPU of the page | {np.median(shares):.1%} of a core |",
    ]
    for viewers, seen in late.items():
        p50, p99 = np.quantile(seen, 0.5), np.quantile(seen, 0.99)
        who = f"{len(seen)} looks, {blocks} cells, {viewers or 'no'} viewers"
        lines.append(f"| press loop, {who} | p50 {p50:.1f} ms, p99 {p99:.1f} ms |")
    median, spread = np.median(pairs), np.std(pairs) / np.sqrt(len(pairs))
    return [*lines, f"| p99 of a block with viewers less p99 of its neighbour without | "
            f"median {median:+.1f} ms; standard error of the mean {spread:.1f} ms |"]  # fmt: skip


def share_of(
    pid: int, file: Path, address: tuple[str, str, str], viewers: int
) -> tuple[list[float], float]:
    """Press one cell while so many watch: how late each look was, ms; the page's share."""
    spawned = multiprocessing.get_context("spawn")
    stop = spawned.Event()
    watchers = spawned.Process(target=watch, args=(address, viewers, stop))
    watchers.start()
    time.sleep(3.0)
    cpu, begun = cpu_s(pid), time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        seen = pool.submit(looks, file).result()
    share = (cpu_s(pid) - cpu) / (time.perf_counter() - begun)
    stop.set()
    watchers.join(timeout=30)
    return seen, share


def watch(address: tuple[str, str, str], viewers: int, stop: Event) -> None:
    """Browsers that stay on the page; on other machines in truth, so here they go last of all."""
    os.nice(10)
    for _ in range(viewers):
        threading.Thread(target=view, args=(*address, stop), daemon=True).start()
    stop.wait()


def looks(file: Path) -> list[float]:
    """Press one cell on the simulated press; how much later each look came than its time, ms."""
    at: list[float] = []

    def note(event: events.CampaignEvent) -> None:
        if isinstance(event, events.PressSeen):
            at.append(time.perf_counter())

    clock = ScaledClock(SPEED)
    run_campaign(load_settings(file), on_event=note, clock=clock, trials=1, poll_s=POLL_S * SPEED)
    return [1e3 * (gap - POLL_S) for gap in np.diff(at) if gap < 1.0]


def view(host: str, path: str, cookie: str, stop: Event) -> None:
    """A browser that stays on the page."""
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    while not stop.is_set() and answer.readline():
        pass
    connection.close()


def cpu_s(pid: int) -> float:
    """CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
