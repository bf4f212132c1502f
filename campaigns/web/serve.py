"""Start the page: where it listens, who may reach it, how one gets in."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from campaigns.errors import WrongInputError
from campaigns.store.audit_chain import who
from campaigns.web.app import application
from campaigns.web.background.model_process import ModelProcess, let_the_press_go_first
from campaigns.web.rendering.templating import environment
from campaigns.web.request_context import Services
from campaigns.web.security.accounts import load_accounts
from campaigns.web.security.refusal_log import Trail
from campaigns.web.security.sessions import Sessions
from campaigns.web.shelf.campaign_folder import CampaignFolder
from campaigns.web.shelf.open_campaigns import OpenCampaigns, open_shelf

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FIRST_PORT = 8642  # chosen: a user needs no rights for it, and no common service has it
_TRIED = 20  # chosen: as many pages as one computer may serve at the same time
_WAITING = 128
"""Browsers that may knock before the first is let in: the link is shown while the rest starts."""


@dataclass(frozen=True)
class Listening:
    """Where and how the page is served.

    Attributes:
        host: Address to listen on; this computer alone by default.
        port: 0 for any free one; None for the usual one or the next that is free.
        names: Other names that browsers reach it by.
        accounts: File of accounts; None: the token in the terminal lets its reader in.
        certificate: TLS certificate, PEM.
        key: Its key, PEM.
        behind_proxy: TLS ends at a proxy before it.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    names: tuple[str, ...] = ()
    accounts: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False

    @property
    def secure(self) -> bool:
        """Browsers speak TLS to it."""
        return self.certificate is not None or self.behind_proxy

    def check(self) -> None:
        """Refuse what would let strangers in.

        Raises:
            WrongInputError: says what is missing.
        """
        if (self.certificate is None) != (self.key is None):
            raise WrongInputError("--certificate and --key go together")
        for file in (self.certificate, self.key):
            if file is not None and not file.is_file():
                raise WrongInputError(f"{file}: no such file")
        if self.host in LOOPBACK:
            return
        if self.accounts is None:
            raise WrongInputError(
                f"--host {self.host}: others could reach the page, so it needs accounts: "
                "copress account users.toml NAME --role viewer|operator|approver, then "
                "--accounts users.toml. Nothing was started."
            )
        if not self.secure:
            raise WrongInputError(
                f"--host {self.host}: passwords would cross the network in clear. Give "
                "--certificate FILE --key FILE, or put a proxy with TLS before it and say "
                "--behind-proxy. Nothing was started."
            )


def serve(
    campaigns: Sequence[Path], listening: Listening, tell: Callable[[str, str], None]
) -> None:
    """Serve the page until Ctrl-C.

    Args:
        campaigns: Campaign files; or one folder of them.
        listening: Where and how.
        tell: Called once it listens, with its address and the link that lets one in (the same
            where there are accounts).

    Raises:
        WrongInputError: files or options that makes no sense; nothing was started.
        StoreError: a store cannot be used.
    """
    listening.check()
    let_the_press_go_first()
    with ExitStack() as stack:
        open_campaigns = _shelf(campaigns, listening, stack)
        bound = stack.enter_context(_bound(listening))
        port = bound.getsockname()[1]
        accounts = load_accounts(listening.accounts) if listening.accounts else None
        services = Services(
            open_campaigns=open_campaigns,
            sessions=Sessions(),
            trail=Trail(open_campaigns),
            model_process=ModelProcess(),
            templates=environment(),
            cookie=f"{'__Host-' if listening.secure else ''}copress_{port}",
            secure=listening.secure,
            token="" if accounts else secrets.token_urlsafe(32),
            owner=who(),
            accounts=accounts,
        )
        address = f"{'https' if listening.certificate else 'http'}://{_shown(listening)}:{port}/"
        tell(address, f"{address}login?token={services.token}" if services.token else address)
        config = uvicorn.Config(
            application(services, host_names(listening, port)),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            limit_concurrency=400,
            h11_max_incomplete_event_size=32 * 1024,
            ssl_certfile=listening.certificate,
            ssl_keyfile=listening.key,
        )
        uvicorn.Server(config).run(sockets=[bound])


def _shelf(campaigns: Sequence[Path], listening: Listening, stack: ExitStack) -> OpenCampaigns:
    """The campaigns of these files, or of the folder.

    Raises:
        As `serve`.
    """
    folders = [path for path in campaigns if path.is_dir()]
    if not folders:
        return open_shelf(campaigns, stack)
    if len(campaigns) > 1:
        raise WrongInputError(f"{folders[0]} is a folder: name one folder, or campaign files")
    if listening.host not in LOOPBACK or listening.names or listening.behind_proxy:
        raise WrongInputError(
            f"{folders[0]} is a folder: its start page makes files, so it is for this computer "
            "alone. For others name the campaign files. Nothing was started."
        )
    return CampaignFolder(folders[0], stack)


def host_names(listening: Listening, port: int) -> list[str]:
    """The `Host` headers that it answers to."""
    names = [*LOOPBACK[:2], "[::1]"] if listening.host in LOOPBACK else []
    if listening.host not in (*LOOPBACK, "0.0.0.0", "::"):  # noqa: S104  compared, not bound
        names.append(f"[{listening.host}]" if ":" in listening.host else listening.host)
    bare = [name for name in listening.names if ":" not in name]
    bracketed = [name for name in listening.names if ":" in name]
    usual = [*bare] if listening.secure else []  # browsers leave the port of https out
    return [f"{name}:{port}" for name in (*names, *bare)] + bracketed + usual


def _shown(listening: Listening) -> str:
    if listening.host in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        return listening.names[0] if listening.names else "127.0.0.1"
    return f"[{listening.host}]" if ":" in listening.host else listening.host


def _bound(listening: Listening) -> socket.socket:
    """A socket that listens; its port is known before anything is shown."""
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    tried = range(FIRST_PORT, FIRST_PORT + _TRIED)
    for port in tried if listening.port is None else (listening.port,):
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((listening.host, port))
            bound.listen(_WAITING)
        except OSError as error:
            bound.close()
            last = error
            continue
        return bound
    asked = listening.port or f"{tried[0]} to {tried[-1]}"
    raise WrongInputError(
        f"{listening.host} port {asked} cannot be used ({last}). Name another: --port"
    )
