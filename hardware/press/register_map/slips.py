"""Slips of the keyboard that make a sound-looking file wrong: per cent, units, times. Pure."""

from collections.abc import Iterator
from itertools import combinations

from hardware.press.register_map.model import PressMap, register_of
from hardware.press.register_map.named_registers import written
from hardware.press.register_map.register import Register

LARGEST_UNLOADED = 0.05
"""Share of the range: a force cell that is off by more at rest is broken, not unloaded."""
WIDEST_VALID = 50.0
"""Times the press's own limit; N for kN is 1000, kgf for kN is 102, psi for MPa is 145."""

LONGEST_DEADMAN_S = 30.0
"""A machine that keeps its force for longer without its computer has no deadman to speak of; 2000
is 2 s in milliseconds."""
MOST_STRESS = 30.0
"""Times its `max_mpa`: a die whose highest force gives more has its diameter in cm, which is 100,
or in inches, which is 645."""
ANSWERS = (
    *("force", "line", "position", "t_in_state", "peak_force", "temperature"),
    *("lim_force", "lim_ramp", "ack_seq", "ack_code", "boot_id"),
)
"""Roles that only the machine fills."""


def times_fit(press_map: PressMap) -> Iterator[str]:
    """A lost answer and its repetition are over before the machine has missed us."""
    beat, timeout_s = press_map.heartbeat, press_map.transport.timeout_s
    if beat.deadman_s is not None and 2.0 * timeout_s > beat.deadman_s:
        yield (
            f"[transport] timeout_s = {timeout_s:g} is more than half of [heartbeat] deadman_s = "
            f"{beat.deadman_s:g}: one lost answer and its repetition would release the press. "
            f"State timeout_s = {beat.deadman_s / 4.0:g} or less."
        )


def host_alone(press_map: PressMap) -> Iterator[str]:
    """A host is an address or a name; scheme and port do not belong to it."""
    transports = {"[transport]": press_map.transport}
    transports |= {f"[devices.{name}]": it for name, it in press_map.devices.items()}
    for place, transport in transports.items():
        host = transport.host
        if "/" in host or "," in host or host != host.strip() or host.count(":") == 1:
            yield (
                f"{place} host = {host!r}: state the address or the name alone, as '192.168.0.10'; "
                "the port is a key of its own."
            )


def deadman_credible(press_map: PressMap) -> Iterator[str]:
    """A deadman in milliseconds would let a ramp go on out of sight for minutes."""
    deadman_s = press_map.heartbeat.deadman_s
    if deadman_s is not None and deadman_s > LONGEST_DEADMAN_S:
        yield (
            f"[heartbeat] deadman_s = {deadman_s:g}: a press that keeps its force for so long "
            f"without its computer has no deadman. Is that in ms? Set {LONGEST_DEADMAN_S:g} s or "
            "less, in the PLC too."
        )


def die_in_mm(press_map: PressMap) -> Iterator[str]:
    """What a die bears in kN and in MPa belongs to one diameter."""
    for name, die in press_map.dies.items():
        times = 0.0 if die.isostatic else die.mpa(die.max_load) / die.max_mpa
        if times > MOST_STRESS:
            yield (
                f"[dies.{name}] diameter_mm = {die.bore_mm:g}: there max_force_kn = "
                f"{die.max_load:g} is {die.mpa(die.max_load):.3g} MPa, {times:.0f} times max_mpa = "
                f"{die.max_mpa:g}. Is the diameter in cm or inches? Correct it."
            )


def answers_of_the_machine(press_map: PressMap) -> Iterator[str]:
    """An answer read where we write is our own word: a START that nobody took looks obeyed."""
    ours = [press_map.registers[n] for _, n in written(press_map) if n in press_map.registers]
    roles = [press_map.load_kind.of(name) for name in ANSWERS]
    roles += [press_map.state.register or "", register_of(press_map.heartbeat.machine or "")]
    for role in dict.fromkeys(roles):
        register = press_map.registers.get(role)
        shared = [it for it in ours if register is not None and _same_words(register, it)]
        if register is not None and shared:
            yield (
                f"[registers.{role}] lies where Copress writes [registers.{shared[0].name}]: it "
                "would read its own word for the machine's answer. Correct one of the addresses."
            )


def _same_words(one: Register, other: Register) -> bool:
    if one.mask is not None or other.mask is not None:
        return False
    apart = one.address + one.size <= other.address or other.address + other.size <= one.address
    return (one.device, one.table) == (other.device, other.table) and not apart


def commands_fit(press_map: PressMap) -> Iterator[str]:
    """A number that does not fit would break a command off after its first steps have moved."""
    for command, steps in press_map.commands.items():
        for step in (step for step in steps if step.kind == "write"):
            for name, value in zip(step.registers, step.values, strict=False):
                register = press_map.registers.get(name)
                if register is None or isinstance(value, str):
                    continue
                try:
                    register.encode(float(value))
                except ValueError as error:
                    yield f"[commands] {command}: {error}. Correct the value, or valid and type."


def commands_differ(press_map: PressMap) -> Iterator[str]:
    """Two commands that write the same are one: a RELEASE that is START presses again."""
    acts = {
        name: [(step.registers, step.values) for step in steps if step.kind in ("write", "pulse")]
        for name, steps in press_map.commands.items()
    }
    for one, other in combinations(acts, 2):
        if acts[one] and acts[one] == acts[other]:
            yield (
                f"[commands] {one} and {other} write the same: the machine could not tell them "
                "apart. Correct a register or a value."
            )


def unloaded_small(press_map: PressMap) -> Iterator[str]:
    """What counts as unloaded is small against the range of the force cell."""
    kind, table = press_map.load_kind, press_map.press
    full_range = table.cell_range_kn or press_map.envelope.max_load
    unloaded_load = press_map.supervision.unloaded_load
    if unloaded_load > LARGEST_UNLOADED * full_range:
        key = kind.key("unloaded_kn")
        yield (
            f"[supervision] {key} = {unloaded_load:g} is {unloaded_load / full_range:.0%} of the "
            f"range of {full_range:g} {kind.unit}: a loaded press would pass for an unloaded one. "
            f"State {LARGEST_UNLOADED * full_range:g} or less (default 0.2)."
        )


def valid_in_unit(press_map: PressMap) -> Iterator[str]:
    """`valid` counts in the program's unit, not in the register's."""
    kind = press_map.load_kind
    most = press_map.envelope.max_load
    register = press_map.registers.get(kind.noun)
    if register is None or register.high == float("inf"):
        return
    place = f"[registers.{kind.noun}] valid = [{register.low:g}, {register.high:g}]"
    limit = f"[limits] {'max_mpa' if press_map.press.isostatic else 'max_force_kn'} = {most:g}"
    counts = f"valid counts in {kind.unit}{_stated(register.unit, kind.unit)}"
    if register.high > WIDEST_VALID * most:
        times = f"{register.high / most:.0f} times above"
        yield f"{place} ends {times} {limit}. {counts}. Correct it."
    elif register.high < most:
        yield (
            f"{place} ends below {limit}: a load that is allowed would be taken for a fault of the "
            f"sensor. {counts}. Correct valid, or the limit."
        )


def _stated(unit: str, canonical: str) -> str:
    return f", not in the register's {unit}" if unit and unit != canonical else ""


SLIPS = (
    answers_of_the_machine,
    commands_differ,
    commands_fit,
    deadman_credible,
    die_in_mm,
    host_alone,
    times_fit,
    unloaded_small,
    valid_in_unit,
)
"""Each gives the faults it finds in a map."""
