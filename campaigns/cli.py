"""The command line: one console script, one file per command.

A command is a module of `campaigns.commands` with a function of its own name, or with a Typer
`app` of sub-commands. Nothing heavy is imported before a command is called.
"""

import pkgutil
from importlib import import_module
from importlib.metadata import version as distribution_version

import typer

from campaigns import commands
from campaigns.commands._boundary import guarded

ORDER = (
    *("demo", "new", "run", "propose", "approve", "edit", "reject", "bet", "record"),
    *("recommend", "why", "status", "stop", "abort", "resume", "explore"),
    *("review", "account", "design", "eis", "press", "twin", "study", "replay", "worker", "report"),
    *("export", "import", "backup", "restore", "verify", "notify", "doctor"),
)
"""As `--help` lists them: from the first five minutes to the archive."""


def main() -> None:
    """Run `copress`."""
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
    for name in sorted(_command_names(), key=_place):
        module = import_module(f"campaigns.commands.{name}")
        if isinstance(sub_app := getattr(module, "app", None), typer.Typer):
            for entry in sub_app.registered_commands:
                entry.callback = entry.callback and guarded(entry.callback)
            whole.add_typer(sub_app, name=name)
        else:
            command = getattr(module, name, None) or getattr(module, f"{name}_")
            whole.command(name)(guarded(command))
    return whole


def _command_names() -> list[str]:
    found = [module.name for module in pkgutil.iter_modules(commands.__path__)]
    return [name for name in found if not name.startswith("_")]


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


app = _assembled()
