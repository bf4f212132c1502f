"""press.toml -> PressMap: the register map, the limits and the dies of one press, checked eagerly.

Every message names the file, the table, the key, the value and what to do about it.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from hardware.press.interface import Phase
from hardware.press.protocol import Die, Envelope, vessel
from hardware.press.register_map.checks import check
from hardware.press.register_map.command_steps import command_step
from hardware.press.register_map.isostatic import foreign_keys
from hardware.press.register_map.model import (
    Alarm,
    AlarmCodes,
    MapError,
    PressMap,
    StateRule,
    WholeBlock,
    role_units,
)
from hardware.press.register_map.register import Register
from hardware.press.register_map.schema.cycle import StateTable
from hardware.press.register_map.schema.file import PressFile
from hardware.press.register_map.schema.line import BlockTable, RegisterTable
from hardware.press.register_map.toml_text import toml_document
from hardware.press.register_map.transport import SERIAL, Transport
from hardware.units import factor_to

__all__ = ["MapError", "PressMap", "load_press_map", "press_map_from", "shipped_maps"]

SHIPPED = Path(__file__).parents[1] / "maps"
MODICON = {"coil": 1, "discrete": 10001, "input": 30001, "holding": 40001}
LARGEST_ADDRESS = 0xFFFF  # Modbus: addresses have 16 bits


def shipped_maps() -> list[str]:
    """Names of the maps that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_press_map(source: str | Path) -> PressMap:
    """Read and check a press file, by path or by the name of a shipped map.

    Raises:
        MapError: with file, table, key, value and what to do.
    """
    path = _find(source)
    document = toml_document(path)
    if "space" in document and "registers" not in document:
        raise MapError(
            f"{path.name} is a campaign file and describes no press. Give the press file that its "
            "[press] map names; a press that is worked by hand has none."
        )
    return press_map_from(document, path.name)


def press_map_from(document: Mapping[str, object], source: str) -> PressMap:
    """Check a press file that is already parsed; `source` is its name in messages.

    Raises:
        MapError: with file, table, key, value and what to do.
    """
    try:
        file = PressFile.model_validate(document)
    except ValidationError as error:
        raise MapError("\n".join(_sentence(source, fault) for fault in error.errors())) from error
    if faults := foreign_keys(document, isostatic=file.press.isostatic):
        raise MapError("\n".join(f"{source}: {fault}" for fault in faults))
    press_map = PressMap(
        source=source,
        press=file.press,
        transport=_transport(file),
        max_gap=file.transport.max_gap,
        registers={name: _register(source, file, name) for name in file.registers},
        state=_state(source, file.state),
        refusals=_codes(source, file),
        refusal_register=file.acknowledge.register_ if file.acknowledge else None,
        alarms=_alarms(source, file),
        alarm_codes=_alarm_codes(source, file),
        ready=tuple(
            (name, _integer(source, f"[ready.{name}] bit", bit), text)
            for name, bits in file.ready.items()
            for bit, text in bits.items()
        ),
        setpoints=tuple(file.setpoints.write),
        setpoints_cleared=file.setpoints.cleared_by_start,
        commands={
            name: tuple(command_step(source, name, step) for step in steps)
            for name, steps in file.commands.items()
        },
        heartbeat=file.heartbeat,
        owner_register=file.owner.register_ if file.owner else None,
        probes=tuple(file.probes),
        blocks=tuple(_block(source, file, block) for block in file.blocks),
        devices=_devices(source, file),
        envelope=_envelope(source, file),
        supervision=file.supervision,
        dies=_dies(file),
    )
    check(press_map)
    return press_map


def _find(source: str | Path) -> Path:
    path = Path(source)
    if path.is_file():
        return path
    shipped = SHIPPED / f"{source}.toml"
    if shipped.is_file():
        return shipped
    raise MapError(
        f"press file {str(source)!r}: there is no such file, and no shipped map of that name "
        f"({', '.join(shipped_maps())}). Check the path, or name one of these."
    )


def _sentence(source: str, fault: Mapping[str, object]) -> str:
    where = fault["loc"]
    parts = [str(part) for part in where] if isinstance(where, tuple) else [str(where)]
    table, key = ".".join(parts[:-1]), parts[-1]
    place = f"{source}: [{table}] {key}" if table else f"{source}: {key}"
    given = fault["input"]
    if fault["type"] == "missing":
        return f"{place} is missing. Add it; nothing is assumed for it."
    if fault["type"] == "extra_forbidden":
        return f"{place} = {given!r} is not a known key. Correct or remove it."
    sentence = str(fault["msg"]).removeprefix("Value error, ")
    comma = " (a decimal comma? Write a point)" * (isinstance(given, str) and "," in given)
    return f"{place} = {given!r}: {sentence}{comma}. Correct the value."


def _envelope(source: str, file: PressFile) -> Envelope:
    try:
        limits = file.limits.model_dump()
        max_force_kn, min_load = limits.pop("max_force_kn"), limits.pop("min_force_kn")
        max_load = file.limits.max_mpa if file.press.isostatic else max_force_kn
        return Envelope(max_load=max_load, min_load=min_load, **limits)
    except ValueError as error:
        raise MapError(f"{source}: {error}") from error


def _dies(file: PressFile) -> dict[str, Die]:
    dies = {name: Die(name=name, **die.model_dump()) for name, die in file.dies.items()}
    vessels = {name: vessel(name, it.max_mpa, it.serial) for name, it in file.vessels.items()}
    return dies | vessels


def _transport(file: PressFile) -> Transport:
    return Transport(**file.transport.model_dump(exclude={"max_gap"}))


def _devices(source: str, file: PressFile) -> dict[str, Transport]:
    own = _transport(file)
    for name, device in file.devices.items():
        if device.host and own.kind in SERIAL:
            raise MapError(
                f"{source}: [devices.{name}] host: the press is on a serial line. Remove host; the "
                "device needs a device_id on the same line."
            )
    return {
        name: replace(own, device_id=device.device_id)
        if not device.host
        else replace(own, device_id=device.device_id, host=device.host, port=device.port)
        for name, device in file.devices.items()
    }


def _block(source: str, file: PressFile, block: BlockTable) -> WholeBlock:
    try:
        return WholeBlock(block.table, _address(file, block), block.count, block.device)
    except ValueError as error:
        raise MapError(f"{source}: [[blocks]] {error}. Correct the key.") from error


def _register(source: str, file: PressFile, name: str) -> Register:
    table = file.registers[name]
    canonical = role_units(isostatic=file.press.isostatic).get(name, "")
    if canonical and not table.unit:
        raise MapError(
            f"{source}: [registers.{name}] unit is missing. State it, e.g. {canonical!r}."
        )
    if table.unit and not canonical:
        raise MapError(
            f"{source}: [registers.{name}] unit = {table.unit!r}: {name!r} is a name of yours, "
            "whose value is taken as it stands. Remove unit, or give the register the name of what "
            "it is (force, sp_force, line, position, ...; see the reference of a press map)."
        )
    low, high = table.valid if table.valid else (float("-inf"), float("inf"))
    try:
        return Register(
            name=name,
            table=table.table,
            address=_address(file, table),
            type="bool" if table.table in ("coil", "discrete") else table.type,
            scale=table.scale,
            offset=table.offset,
            unit=table.unit,
            canonical=canonical,
            low=low,
            high=high,
            invalid_codes=tuple(table.invalid_codes),
            writable=table.access == "rw",
            readback=table.readback,
            readback_tol=table.readback_tol * factor_to(canonical, table.unit),
            eeprom=table.eeprom,
            word_order=table.word_order or file.word_order,
            byte_order=table.byte_order or file.byte_order,
            mask=table.mask,
            shift=table.shift,
            sign=table.sign,
            decimals=table.decimals,
            moves=table.moves,
            device=table.device,
        )
    except ValueError as error:
        raise MapError(f"{source}: [registers.{name}] {error}. Correct the key.") from error


def _address(file: PressFile, table: RegisterTable | BlockTable) -> int:
    base = MODICON[table.table] if file.address_base == "modicon" else file.address_base
    address = table.address - base
    long_base = 10 * (MODICON[table.table] - 1) + 1
    if file.address_base == "modicon" and table.address >= long_base > 1:
        address = table.address - long_base  # six digits: 400001
    if not 0 <= address <= LARGEST_ADDRESS:
        raise ValueError(
            f"address = {table.address} is not a {table.table} address with address_base = "
            f"{file.address_base!r}"
        )
    return address


def _phase(source: str, place: str, word: str) -> Phase:
    try:
        return Phase(word)
    except ValueError:
        known = ", ".join(phase.value for phase in Phase)
        raise MapError(
            f"{source}: {place} = {word!r} is not a state of a press. Use one of: {known}."
        ) from None


def _integer(source: str, place: str, word: str) -> int:
    try:
        return int(word, 0)
    except ValueError:
        raise MapError(f"{source}: {place} {word!r} is not a whole number. Correct it.") from None


def _state(source: str, table: StateTable) -> StateRule:
    values = {
        _integer(source, "[state] values", code): _phase(source, f"[state] values.{code}", word)
        for code, word in table.values.items()
    }
    cases = tuple(
        (_phase(source, "[[state.when]] phase", case.phase), dict(case.bits)) for case in table.when
    )
    return StateRule(table.register_, values, cases, table.mask, table.shift)


def _codes(source: str, file: PressFile) -> dict[int, str]:
    if file.acknowledge is None:
        return {}
    return {
        _integer(source, "[acknowledge] values", code): text
        for code, text in file.acknowledge.values.items()
    }


def _alarms(source: str, file: PressFile) -> tuple[Alarm, ...]:
    return tuple(
        Alarm(
            register,
            _integer(source, f"[alarms.{register}] bit", bit),
            it.text,
            it.severity,
            it.inverted,
        )
        for register, bits in file.alarms.items()
        for bit, it in bits.items()
    )


def _alarm_codes(source: str, file: PressFile) -> tuple[AlarmCodes, ...]:
    return tuple(
        AlarmCodes(
            register,
            codes.none,
            {
                _integer(source, f"[alarm_codes.{register}] number", code): (it.text, it.severity)
                for code, it in codes.values.items()
            },
            codes.other,
        )
        for register, codes in file.alarm_codes.items()
    )
