"""The command line: one console script, one file per command.

The folders of `campaigns.commands` are walked; `campaigns.commands._loading` says what a file of
theirs holds. No command is imported before it is called.
"""

from importlib.metadata import version as distribution_version
from typing import Any

import typer
from typer.core import TyperGroup

from campaigns.commands._loading import CommandToLoad, Listed, listed
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
        self.commands = {
            entry.name: CommandToLoad(entry, title)
            for group, title in GROUPS.items()
            for entry in sorted(listed(group), key=_place)
        }


def _place(entry: Listed) -> tuple[int, str]:
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
