"""`copress review`: the web page to watch, understand and approve."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import typer

from campaigns.commands.terminal.person_there import person_there
from campaigns.commands.terminal.shortcut import make_shortcut
from campaigns.errors import WrongInputError
from campaigns.web.serve import Listening, serve


def review(
    campaigns: list[Path] = typer.Argument(
        None,
        help="One or several campaign files, or a folder of them; by default the current folder.",
    ),
    port: int = typer.Option(None, min=0, max=65535, help="Where it listens; 0 for any free port."),
    host: str = typer.Option(
        "127.0.0.1", help="Address to listen on; any other needs --accounts and TLS."
    ),
    name: list[str] = typer.Option([], help="Another name browsers reach it by; repeatable."),
    accounts: Path = typer.Option(None, help="Who may log in; see copress account."),
    certificate: Path = typer.Option(None, help="TLS certificate (PEM)."),
    key: Path = typer.Option(None, help="Its key (PEM)."),
    behind_proxy: bool = typer.Option(
        False, "--behind-proxy", help="A proxy in front of it speaks TLS to the browsers."
    ),
    no_browser: bool = typer.Option(False, "--no-browser", help="Do not open a browser."),
    shortcut: bool = typer.Option(
        False, "--make-shortcut", help="Only write a file to double-click into the folder."
    ),
) -> None:
    """Serve the page: the press live, decisions, cells, the recommendation, who did what.

    It listens on this computer alone unless asked. It never touches a press: stop it, or kill it,
    and a running campaign goes on.

    Without a file it opens a start page for the folder: its campaigns, a new one by questions, a
    table of past cells, the demonstration.

    Example: copress review

    Example: copress review my-cells.toml

    Example: copress review a.toml b.toml --host 10.0.0.5 --accounts users.toml
    --certificate lab.pem --key lab-key.pem
    """
    named = campaigns or [Path()]
    if shortcut:
        if len(named) > 1 or named[0].is_file():
            raise WrongInputError("--make-shortcut goes with one folder of campaigns")
        typer.echo(f"{make_shortcut(named[0])}: opens the start page by a double-click.")
        return

    def tell(address: str, link: str) -> None:
        typer.echo(f"The page: {link}", err=True)
        if link != address:
            typer.echo("Whoever has this link is you. Ctrl-C ends the page.", err=True)
        if not no_browser and person_there():
            webbrowser.open(link)

    listening = Listening(host, port, tuple(name), accounts, certificate, key, behind_proxy)
    serve(named, listening, tell)
