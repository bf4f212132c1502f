"""Which press, where, with which die: options that the sub-commands share."""

import typer

from hardware.press.commissioning.diagnostics import at
from hardware.press.register_map.load import PressMap, load_press_map

PRESS_FILE = typer.Argument(..., help="press.toml, or the name of a shipped map.")
OWN_FILE = typer.Argument(..., exists=True, dir_okay=False, help="Your press.toml.")
HOST = typer.Option(None, help="Instead of the host in the file.")
PORT = typer.Option(None, min=1, max=65535, help="Instead of the port in the file.")
DIE = typer.Option(None, help="Which die of the press file is mounted.")
SERIAL = typer.Option(None, help="Serial number as engraved on the mounted die.")
AS_JSON = typer.Option(False, "--json", help="One JSON document on stdout.")


def map_at(press_file: str, host: str | None, port: int | None) -> PressMap:
    """The press map, at another host or port where one is given.

    Raises:
        MapError: if the file does not stand.
    """
    return at(load_press_map(press_file), host, port)
