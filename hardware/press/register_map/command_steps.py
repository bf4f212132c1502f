"""One step of a command, from the press file: write, pulse, wait until, delay. No I/O."""

from hardware.press.register_map.model import CommandStep, Comparison, MapError
from hardware.press.register_map.schema.cycle import CommandTable

STEP_KINDS = ("write", "pulse", "wait", "delay_s")
COMPARED: dict[str, Comparison] = {
    "equals": "==",
    "not_equals": "!=",
    "at_least": ">=",
    "at_most": "<=",
}


def command_step(source: str, command: str, table: CommandTable) -> CommandStep:
    """Check one step of a command and put it into the program's terms.

    Raises:
        MapError: if it is not exactly one kind of step.
    """
    given = [key for key in STEP_KINDS if getattr(table, key) is not None]
    if len(given) != 1:
        raise MapError(
            f"{source}: [commands] {command}: a step has {given or 'none'} of "
            f"{', '.join(STEP_KINDS)}. Give exactly one."
        )
    if table.delay_s is not None:
        return CommandStep("delay", (), seconds=table.delay_s)
    if table.pulse is not None:
        return CommandStep("pulse", (table.pulse,), seconds=table.width_s)
    if table.wait is not None:
        return _wait_step(source, command, table.wait, table)
    names = (table.write,) if isinstance(table.write, str) else tuple(table.write or ())
    values = table.values if isinstance(table.values, list) else [table.values]
    known = tuple(value for value in values if value is not None)
    return CommandStep("write", names, known)


def _wait_step(source: str, command: str, register: str, table: CommandTable) -> CommandStep:
    wanted = {key: getattr(table, key) for key in COMPARED if getattr(table, key) is not None}
    if len(wanted) != 1:
        raise MapError(
            f"{source}: [commands] {command}: wait for {register!r} has "
            f"{' and '.join(wanted) or 'none'} of {', '.join(COMPARED)}. Give exactly one."
        )
    ((key, value),) = wanted.items()
    return CommandStep("wait", (register,), (value,), table.within_s, COMPARED[key])
