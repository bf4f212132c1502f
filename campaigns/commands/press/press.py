"""`copress press`: talk to one press: prove its map, watch it, press one protocol, release it."""

from collections.abc import Callable

import typer

from campaigns.commands.press.one_press.look import check, watch
from campaigns.commands.press.one_press.move import abort, press_once
from campaigns.commands.press.one_press.prove import commission, mount
from campaigns.commands.press.one_press.write_map import keys, new

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Talk to one press: new, keys, check, watch, commission, mount, press, abort.",
)
COMMANDS_BY_NAME: dict[str, Callable[..., None]] = {
    "new": new,
    "keys": keys,
    "check": check,
    "watch": watch,
    "abort": abort,
    "press": press_once,
    "mount": mount,
    "commission": commission,
}
for name, command in COMMANDS_BY_NAME.items():
    app.command(name)(command)
