"""The command line: one console script, one file per command.

The folders of `campaigns.commands` are walked; `campaigns.commands._loading` says what a file of
theirs holds. No command is imported before it is called.
"""

from collections.abc import MutableMapping
from functools import cached_property
from importlib.metadata import version as distribution_version
from typing import Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from campaigns.commands._loading import CommandToLoad, ListedCommand, listed
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


class _Commands(TyperGroup):
    """All commands, by the names that people type; each is loaded when it is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        del self.__dict__["commands"]  # the empty one of the base class

    @cached_property
    @override
    def commands(self) -> MutableMapping[str, Any]:  # type: ignore[override]
        """All of them, for a list or a word that no file is named by: every file is read."""
        return {
            entry.name: CommandToLoad(entry, title)
            for group, title in GROUPS.items()
            for entry in sorted(listed(group), key=_place)
        }

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command; where a file has its name, no other one is read."""
        if "commands" not in self.__dict__ and cmd_name.isidentifier():
            for group, title in GROUPS.items():
                for entry in listed(group, cmd_name):
                    if entry.name == cmd_name:
                        return CommandToLoad(entry, title)
        return super().get_command(ctx, cmd_name)


def _place(entry: ListedCommand) -> tuple[int, str]:
    name = entry.name
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


app = typer.Typer(
    name="copress",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(_about)
