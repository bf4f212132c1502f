"""`copress account`: who may log in to the page."""

from __future__ import annotations

from pathlib import Path

import typer

from campaigns.errors import WrongInputError
from campaigns.web.security.accounts import keep_account
from campaigns.web.security.roles import Role


def account(
    accounts: Path = typer.Argument(..., help="The accounts file; created if it does not exist."),
    name: str = typer.Argument(..., help="The person's name, as the audit trail shows it."),
    role: str = typer.Option("viewer", help="viewer, operator or approver."),
) -> None:
    """Add a person to the page, or give them another password and role; asks for the password.

    Example: copress account users.toml ada --role approver
    """
    try:
        meant = Role.of(role)
    except ValueError as error:
        raise WrongInputError(f"--role: {error}") from error
    password = typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True)
    keep_account(accounts, name, password, meant)
    typer.echo(f"{accounts}: {name} may log in as {meant.word}.")
