"""Small campaigns on the simulated laboratory, for the tests of the campaign."""

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.clock import Clock
from hardware.press.register_map.load import SHIPPED
from hardware.twin.laboratory import Laboratory
from hardware.twin.plc.simulated_stroke import Orders

QUICK = """\
{constraints}
[campaign]
name = "{name}"
goal = "low_resistance"
budget = {budget}
seed = 0
{campaign}
[space.copress_mpa]
low = 300
high = {high}
step = 5

[space.anode_mpa]
low = 100
high = 160
step = 5

[fixed]
copress_dwell_s = 5
ramp_mpa_s = 80
release_mpa_s = 10
anode_dwell_s = 5
stack_mpa = 60

[press]
{press}
{impedance}
[design]
runs = 3
"""
"""A cell takes some 90 simulated seconds, ten looks at the press each."""

SIMULATED = 'map = "simulated"\ndie = "steel-10"\n'
BENCH_BY_HAND = """\
[press]
kind = "manual"
die = "d10"
diameter_mm = 10
max_force_kn = 60
max_mpa = 750
[impedance]
source = "by_hand"
area_cm2 = 0.785
[inspection]
source = "by_hand"
"""
"""A press, a spectrum and an inspection by hand, as tables of a campaign file."""

MANUAL = 'map = "manual"\ndie = "d10"\ndiameter_mm = 10\nmax_force_kn = 63\nmax_mpa = 800\n'


def write_campaign(
    folder: Path,
    *,
    name: str = "quick",
    press: str = SIMULATED,
    impedance: str = "",
    campaign: str = "",
    budget: int = 9,
    high: float = 500,
    constraints: str = "",
) -> Path:
    """A campaign file in `folder`."""
    path = folder / f"{name}.toml"
    text = QUICK.format(
        name=name,
        press=press,
        impedance=impedance,
        campaign=campaign,
        budget=budget,
        high=high,
        constraints=constraints,
    )
    path.write_text(text, encoding="utf-8")
    return path


def write_press_file(folder: Path, port: int) -> Path:
    """The shipped map, on this port of this computer; a busy one may take its time to answer."""
    text = (SHIPPED / "generic_plc.toml").read_text(encoding="utf-8")
    for shipped, here in (("port = 5020", f"port = {port}"), ("timeout_s = 0.5", "timeout_s = 1")):
        assert shipped in text
        text = text.replace(shipped, here)
    path = folder / "press.toml"
    path.write_text(text, encoding="utf-8")
    return path


class SharedClock:
    """A clock of lock step for several processes: seconds in a file; only one of them sleeps."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(struct.pack("<d", 0.0))
        with path.open("r+b") as file:
            self._seconds = mmap.mmap(file.fileno(), 8)

    def now_s(self) -> float:
        """Seconds, the same for everyone who has the file."""
        return float(struct.unpack("<d", self._seconds[:8])[0])

    def sleep(self, seconds: float) -> None:
        """Let time pass for everyone, at once."""
        if seconds > 0.0:
            self._seconds[:8] = struct.pack("<d", self.now_s() + seconds)


@contextmanager
def counted_laboratory(folder: Path, clock: Clock) -> Iterator[tuple[Laboratory, list[int]]]:
    """A laboratory, and the sample number of every stroke that its press has begun."""
    begun: list[int] = []
    with Laboratory(seed=1, folder=folder, clock=clock) as laboratory:
        machine = laboratory.plc.machine
        start = machine.start

        def counted(orders: Orders) -> None:
            begun.append(orders.sample)
            start(orders)

        machine.start = counted  # type: ignore[method-assign]
        yield laboratory, begun


def let_the_press_notice(laboratory: Laboratory, clock: SharedClock) -> None:
    """The dead process sends no heartbeat; a person resets the alarm at the machine."""
    for _ in range(100):
        clock.sleep(1.0)
        laboratory.plc.inspect()
    laboratory.plc.machine.reset()
    clock.sleep(1.0)
    laboratory.plc.inspect()
