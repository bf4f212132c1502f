"""The command line: one console script, one file per command.

A command is a module in a folder of `campaigns.commands` with a function of its own name, a tuple
`COMMANDS` of functions that belong together, or a Typer `app` of sub-commands. Nothing heavy is
imported before a command is called.
"""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version as distribution_version

import typer

from campaigns.commands._errors import guarded
from campaigns.commands.terminal.text_encoding import plain_streams

GROUPS = {
    "begin": "Begin and press by hand",
    "press": "Press with a machine",
    "learn": "Results, models, advice",
    "decide": "Decisions and the page",
    "keep": "Archive and upkeep",
}
"""Folders of `campaigns.commands` that hold commands, and what `--help` calls them."""

ORDER = (
    *("demo", "new", "run", "propose", "approve", "edit", "reject", "bet", "record"),
    *("recommend", "why", "status", "stop", "abort", "resume", "explore"),
    *("review", "account", "design", "eis", "analyser", "press", "twin", "study", "replay"),
    *("worker", "report"),
    *("export", "import", "backup", "restore", "verify", "notify", "doctor"),
)
"""As `--help` lists them: from the first five minutes to the archive."""


def main() -> None:
    """Run `copress`."""
    plain_streams()
    app()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"copress {distribution_version('copress')}")
        raise typer.Exit


def _about(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Find out how to press an all-solid-state battery cell: propose, press, measure, learn.

    First steps: `copress demo` (no hardware needed), then `copress new my-cells.toml`.
    """


def _assembled() -> typer.Typer:
    whole = typer.Typer(
        name="copress",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    whole.callback()(_about)
    for group, title in GROUPS.items():
        commands = _commands_of(group)
        for name in sorted(commands, key=_place):
            command = commands[name]
            if isinstance(command, typer.Typer):
                for entry in command.registered_commands:
                    entry.callback = entry.callback and guarded(entry.callback)
                whole.add_typer(command, name=name, rich_help_panel=title)
            else:
                whole.command(name, rich_help_panel=title)(guarded(command))
    return whole


def _commands_of(group: str) -> dict[str, typer.Typer | Callable[..., None]]:
    """The commands of a folder, by the names that people type."""
    folder = import_module(f"campaigns.commands.{group}")
    found: dict[str, typer.Typer | Callable[..., None]] = {}
    for entry in pkgutil.iter_modules(folder.__path__):
        name = entry.name
        module = import_module(f"{folder.__name__}.{name}")
        if isinstance(sub_app := getattr(module, "app", None), typer.Typer):
            found[name] = sub_app
        elif hasattr(module, "COMMANDS"):
            found |= {function.__name__.rstrip("_"): function for function in module.COMMANDS}
        else:
            found[name] = getattr(module, name, None) or getattr(module, f"{name}_")
    return found


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


app = _assembled()
