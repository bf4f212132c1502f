"""Do the parts of a press file fit each other? One small rule each; all faults at once."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from itertools import combinations

from hardware.press.register_map.access_rules import (
    blocks_whole,
    devices_known,
    line_possible,
    moves_alone,
    running_known,
    target_written,
    written_once,
)
from hardware.press.register_map.bits import (
    bits_inside,
    counts_whole,
    masks_fit,
    partners_fit,
    written_bits_single,
)
from hardware.press.register_map.isostatic import words_of_kind
from hardware.press.register_map.model import MapError, PressMap, register_of, role_units
from hardware.press.register_map.named_registers import named_registers, written
from hardware.press.register_map.register import Register
from hardware.press.register_map.slips import SLIPS
from hardware.press.register_map.transport import SERIAL

Rule = Callable[[PressMap], Iterator[str]]
COMMANDS_NEEDED = ("start", "release")
KNOWN_VALUES = ("$seq", "$force", "$pressure", "$ramp", "$dwell", "$release", "$stack")


def check(press_map: PressMap) -> None:
    """Refuse a map whose parts do not fit.

    Raises:
        MapError: with one line for each fault.
    """
    faults = [fault for rule in RULES for fault in rule(press_map)]
    if faults:
        raise MapError("\n".join(f"{press_map.source}: {fault}" for fault in faults))


def _registers_exist(press_map: PressMap) -> Iterator[str]:
    for place, name in named_registers(press_map):
        if name not in press_map.registers:
            yield (
                f"{place} names register {name!r}, which is not in [registers]. Add "
                f"[registers.{name}] or correct the name."
            )


def _writes_allowed(press_map: PressMap) -> Iterator[str]:
    for place, name in written(press_map):
        register = press_map.registers.get(name)
        if register is None:
            continue
        if press_map.press.read_only:
            yield f"{place} writes {name!r}, but [press] read_only = true. Remove one of the two."
        if not register.writable or register.table in ("input", "discrete"):
            yield (
                f"{place} writes {name!r}, which is read only ({register.table}, access). Set "
                f'[registers.{name}] access = "rw" if the machine allows it.'
            )


def _no_cyclic_eeprom(press_map: PressMap) -> Iterator[str]:
    beat = register_of(press_map.heartbeat.register_ or "")
    for name in (beat, press_map.owner_register or "", *press_map.setpoints):
        register = press_map.registers.get(name)
        if register is not None and register.eeprom:
            yield (
                f"[registers.{name}] eeprom = true, but it is written with every cell; its "
                "memory wears out after some 100 000 writes. Use another register."
            )


def _ranges_stated(press_map: PressMap) -> Iterator[str]:
    roles = role_units(isostatic=press_map.press.isostatic)
    for name, register in press_map.registers.items():
        if name in roles and register.high == float("inf"):
            yield (
                f"[registers.{name}] valid is missing. State [lowest, highest] credible value in "
                f"{roles[name]}."
            )
        if register.low >= register.high:
            yield f"[registers.{name}] valid = [{register.low:g}, {register.high:g}] is empty."
        if register.scale == 0.0:
            yield f"[registers.{name}] scale = 0 makes every value 0. Correct it."


def _addresses_apart(press_map: PressMap) -> Iterator[str]:
    ordered = sorted(press_map.registers.values(), key=lambda r: (r.device, r.table, r.address))
    for first, second in combinations(ordered, 2):
        elsewhere = (first.device, first.table) != (second.device, second.table)
        apart = elsewhere or first.address + first.size <= second.address
        if not apart and not _may_share(first, second):
            yield (
                f"{first} and {second} overlap. Correct an address or a type; two readings may "
                "share a word where one has a mask, or under the same address and type."
            )


def _may_share(first: Register, second: Register) -> bool:
    """Two names for one thing, or a field among its neighbours; one of the two may be written."""
    same = (first.address, first.size) == (second.address, second.size)
    field = first.mask is not None or second.mask is not None
    return (same or field) and not (first.writable and second.writable)


def _force_known(press_map: PressMap) -> Iterator[str]:
    has_line = "line" in press_map.registers and press_map.press.ram_area_cm2 is not None
    if not press_map.press.isostatic and "force" not in press_map.registers and not has_line:
        yield (
            "[registers] has neither force nor (line with [press] ram_area_cm2): the force on the "
            "cell would be unknown. Add one of them."
        )


def _order_proved(press_map: PressMap) -> Iterator[str]:
    long_ones = [name for name, register in press_map.registers.items() if register.size > 1]
    proved = any(_size(press_map.registers.get(probe.register_)) > 1 for probe in press_map.probes)
    if long_ones and not proved:
        yield (
            f"[[probes]] has no probe of two or more words, but {long_ones[0]!r} has: the word "
            "order could be wrong unseen. Add a probe with a register of known content (a serial "
            "number, a fixed limit)."
        )


def _size(register: Register | None) -> int:
    return 0 if register is None else register.size


def _can_be_driven(press_map: PressMap) -> Iterator[str]:
    if press_map.press.read_only:
        return
    for command in COMMANDS_NEEDED:
        if command not in press_map.commands:
            yield f"[commands] has no {command!r}. A press that is driven needs it."
    kind = press_map.load_kind
    if not target_written(press_map):
        yield (
            f"[setpoints] write has no '{kind.of('sp_force')}', and [commands] start writes no "
            f"'${kind.noun}': the target would never reach the press. Add the register."
        )
    if press_map.state.register is None and not press_map.state.cases:
        yield "[state] has neither register nor [[state.when]]: what the press does stays unseen."
    if not press_map.dies:
        table = "vessels" if press_map.press.isostatic else "dies"
        yield f"[{table}] is empty: nobody knows what load it may carry. Add [{table}.NAME]."


def _words_whole(press_map: PressMap) -> Iterator[str]:
    for place, name in written(press_map):
        register = press_map.registers.get(name)
        if register is None:
            continue
        if press_map.transport.single_writes and register.size > 1:
            yield (
                f"{place} writes {name!r} ({register.size} words), but [transport] single_writes = "
                "true: its words would arrive one by one, and the machine could obey a value "
                "that nobody sent. Use a register of one word (a scaled integer)."
            )
        elif register.size > press_map.transport.max_write:
            yield (
                f"{place} writes {name!r} ({register.size} words), but [transport] max_write = "
                f"{press_map.transport.max_write}: the machine could obey a value that nobody "
                "sent. Raise max_write, or use a register of fewer words."
            )
        if register.readback == "scaled" and register.readback_tol == 0.0:
            yield (
                f"[registers.{name}] readback = 'scaled' needs readback_tol: half a step of what "
                "the machine keeps."
            )


def _heat_read_back(press_map: PressMap) -> Iterator[str]:
    if "sp_temperature" not in press_map.setpoints:
        return
    if "temperature" not in press_map.registers:
        yield (
            "[setpoints] write has sp_temperature, but [registers] has no temperature: nobody "
            "could see whether the die is warm. Add the register."
        )
    if press_map.envelope.max_die_degc is None:
        yield (
            "[setpoints] write has sp_temperature, but [limits] has no max_die_degc and "
            "max_heat_k_min. State what the heated die bears."
        )


def _deadman_known(press_map: PressMap) -> Iterator[str]:
    beat = press_map.heartbeat
    if press_map.press.read_only:
        return
    if beat.kind == "none" and not beat.acknowledged_risk:
        yield (
            "[heartbeat] kind = 'none' and acknowledged_risk is empty. Without a deadman in the "
            "machine it keeps its force when the line breaks. Say in acknowledged_risk who accepts "
            "that; unattended mode stays refused."
        )
    if beat.kind == "watchdog" and "watchdog_time" not in press_map.registers:
        yield (
            "[heartbeat] kind = 'watchdog', but [registers] has no watchdog_time: nobody could see "
            "whether the watchdog is on, and makers deliver it switched off. Add the register."
        )
    fed = beat.register_ is not None or beat.kind == "watchdog"
    if beat.kind != "none" and (not fed or beat.deadman_s is None):
        yield "[heartbeat] needs register and deadman_s. State both."
    elif beat.deadman_s is not None and beat.deadman_s < 2 * beat.period_s:
        yield (
            f"[heartbeat] deadman_s = {beat.deadman_s:g} is less than two periods of "
            f"{beat.period_s:g} s: one late beat would release the press. Shorten period_s."
        )


def _names_known(press_map: PressMap) -> Iterator[str]:
    for command, steps in press_map.commands.items():
        for value in (value for step in steps for value in step.values):
            if isinstance(value, str) and value not in KNOWN_VALUES:
                yield (
                    f"[commands] {command}: {value!r} is not one of {', '.join(KNOWN_VALUES)}. "
                    "Write a number or one of these."
                )


def _reachable(press_map: PressMap) -> Iterator[str]:
    transport = press_map.transport
    serial = transport.kind in SERIAL
    if serial and not transport.serial_port:
        yield (
            f"[transport] kind = {transport.kind!r} needs serial_port, e.g. '/dev/ttyUSB0' or "
            "'COM3'."
        )
    if not serial and _is_public(transport.host):
        yield (
            f"[transport] host = {transport.host!r} is a public internet address. Modbus has no "
            "passwords: give the press a network of its own."
        )
    if not serial and not transport.host:
        yield f"[transport] kind = {transport.kind!r} needs host, e.g. '192.168.0.10'."
    if transport.kind != "tcp" and transport.quiet_s == 0.0:
        yield (
            f"[transport] kind = {transport.kind!r} needs quiet_s longer than the slowest answer "
            "(e.g. 1.0): a late answer would be taken for the next one."
        )


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:  # a name; the network decides
        return False


def _steps_whole(press_map: PressMap) -> Iterator[str]:
    for command, steps in press_map.commands.items():
        for step in steps:
            if step.kind == "write" and len(step.registers) != len(step.values):
                yield (
                    f"[commands] {command}: {len(step.registers)} registers but {len(step.values)} "
                    "values. Give one value for each register."
                )


RULES: tuple[Rule, ...] = (
    words_of_kind,
    _registers_exist,
    _writes_allowed,
    _no_cyclic_eeprom,
    _ranges_stated,
    _addresses_apart,
    _force_known,
    _order_proved,
    _can_be_driven,
    _words_whole,
    bits_inside,
    written_bits_single,
    counts_whole,
    masks_fit,
    partners_fit,
    devices_known,
    line_possible,
    blocks_whole,
    moves_alone,
    written_once,
    running_known,
    *SLIPS,
    _heat_read_back,
    _deadman_known,
    _reachable,
    _steps_whole,
    _names_known,
)
