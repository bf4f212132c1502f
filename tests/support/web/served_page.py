"""`copress review` as a process of its own, and the link it says in its terminal."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.systems import killed

from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView

COPRESS = Path(sys.executable).with_name("copress")


@dataclass
class Served:
    """A campaign and its page."""

    file: Path
    base: str
    link: str
    server: subprocess.Popen[str]

    def view(self) -> CampaignView:
        """The campaign as the store has it."""
        return load_view(load_settings(self.file), advise=False)


@contextmanager
def reviewing(
    file: Path,
    log: Path,
    *more: Path | str,
    started_by: Sequence[str] = (),
    **variables: str,
) -> Iterator[Served]:
    """The page of a campaign file, or of a folder of them.

    Args:
        file: What it shows.
        log: A file for what it says in its terminal.
        more: Further words of the command.
        started_by: A command that starts the command it is given, as another person for example.
        variables: Of its environment.
    """
    command = [*started_by, COPRESS, "review", file, *more, "--port", "0", "--no-browser"]
    named = {**os.environ, "COPRESS_PERSON": "grace", **variables}
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(command, stderr=said, text=True, env=named) as server,
    ):
        try:
            link = _link(log, server)
            yield Served(file, link.split("/login")[0].rstrip("/"), link, server)
        finally:
            ended = server.poll()
            server.terminate()
            server.wait(timeout=30)
            text = log.read_text(encoding="utf-8")
            assert ended is None or killed(ended), f"the page ended with {ended}: {text}"
            assert "Traceback" not in text, text


def _link(log: Path, server: subprocess.Popen[str]) -> str:
    """What the server says in its terminal, once it has said it."""
    while server.poll() is None:
        if found := re.search(
            r"The page: (http://127\.0\.0\.1:\S+)\n", log.read_text(encoding="utf-8")
        ):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))
