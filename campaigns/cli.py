"""The command line: one console script, one file per command."""

import typer

app = typer.Typer(name="copress", no_args_is_help=True, add_completion=True)


def main() -> None:
    """Run `copress`."""
    app()
