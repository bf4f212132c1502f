"""Who may only read a campaign's folder sees it, and what its owner adds to it meanwhile.

The reader is another user with processes of its own: the page over HTTP, and commands.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from support.systems import kill_at_once, start_as_reader
from support.web.page import planned_campaign
from support.web.served_page import COPRESS, reviewing

from campaigns.config.load_campaign import load_settings
from campaigns.records.load_trials import read_trials
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.store.open_store import open_campaign

pytestmark = [
    pytest.mark.skipif(
        sys.platform == "win32", reason="a reader is made by modes and users of POSIX"
    ),
    pytest.mark.skipif(
        sys.platform != "win32" and os.getuid() != 0,
        reason="only root can start a process as another user",
    ),
]
PAGES = ("now", "cells", "recommendation", "table", "audit")
PLANS_AND_STAYS = """
import sys, time
from pathlib import Path
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.config.load_campaign import load_settings
from campaigns.store.open_store import open_campaign
settings = load_settings(Path(sys.argv[1]))
with open_campaign(settings):
    plan_trials(settings, int(sys.argv[2]))
    print("planned", flush=True)
    time.sleep(600)
"""

LOOKS = 300
LOOKS_AGAIN_AND_AGAIN = """
import sys
from pathlib import Path
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_trials import read_trials
from campaigns.store.open_store import open_campaign
with open_campaign(load_settings(Path(sys.argv[1])), create=False) as store:
    print("looks", flush=True)
    for _ in range(int(sys.argv[2])):
        assert len(read_trials(store)) == 1
"""


@dataclass
class Reader:
    """Somebody else, who may read the folder of a campaign and write to a folder of their own."""

    campaign: Path
    own: Path

    @contextmanager
    def page(self) -> Iterator["PageOverHttp"]:
        """Their page of the campaign, logged in."""
        log = self.own.parent / "page.log"
        with reviewing(
            self.campaign, log, started_by=start_as_reader(), **self.variables()
        ) as served:
            client = build_opener(HTTPCookieProcessor(CookieJar()))
            client.open(served.link, timeout=60).close()
            yield PageOverHttp(client, f"{served.base}/c/quick")

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What a command says to them."""
        command = [*start_as_reader(), COPRESS, *words, self.campaign]
        environment = {**os.environ, **self.variables()}
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    def variables(self) -> dict[str, str]:
        """Their home and their place for temporary files; their lines are not counted.

        A process whose lines are counted writes into the folder of the suite, which they may not.
        """
        uncounted = {"COVERAGE_PROCESS_START": "", "COVERAGE_PROCESS_CONFIG": ""}
        return {"HOME": str(self.own), "TMPDIR": str(self.own), **uncounted}


@dataclass
class PageOverHttp:
    """A campaign's page as a browser asks for it."""

    client: OpenerDirector
    address: str

    def get(self, name: str) -> str:
        with self.client.open(f"{self.address}/{name}", timeout=60) as answer:
            return str(answer.read().decode())

    def look_at_all(self) -> None:
        for name in PAGES:
            assert "<h1" in self.get(name), name

    def refusal(self, name: str, **fields: str) -> str:
        """Why a form was not taken."""
        token = re.search(r'name="csrf" value="([^"]+)"', self.get("now"))
        assert token, "no form"
        sent = urlencode({"csrf": token[1], **fields}).encode()
        with pytest.raises(HTTPError) as refused:
            self.client.open(f"{self.address}/{name}", sent, timeout=60)
        with refused.value as answer:
            return str(answer.read().decode())


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Of a campaign with one planned cell, in a folder that every account can reach."""
    top = Path(tempfile.mkdtemp())
    top.chmod(0o755)
    folder, own = top / "share", top / "own"
    folder.mkdir(mode=0o755)
    own.mkdir()
    own.chmod(0o777)
    yield Reader(planned_campaign(folder, cells=1), own)
    shutil.rmtree(top)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_page_shows_a_reader_all_and_keeps_nothing(reader: Reader) -> None:
    before = content(reader.campaign.parent)
    with reader.page() as page:
        page.look_at_all()
        assert "may only be read here" in page.refusal("decide/1/bet", asr_ohm_cm2="210")
        page.look_at_all()
    assert content(reader.campaign.parent) == before


@pytest.mark.slow
def test_a_reader_sees_what_the_owner_adds_while_the_page_is_open(reader: Reader) -> None:
    with reader.page() as page:
        assert "cells/2" not in page.get("cells")
        settings = load_settings(reader.campaign)
        with open_campaign(settings):
            assert plan_trials(settings, 2).numbers == [1, 2]
            assert "cells/2" in page.get("cells"), "while the owner works"
            page.look_at_all()
        assert "cells/2" in page.get("cells"), "when the owner has gone"
        page.look_at_all()


@pytest.mark.slow
def test_a_reader_sees_what_an_owner_added_whose_program_was_killed(reader: Reader) -> None:
    """The write-ahead log stays then, and only the owner may put it away."""
    planned = [sys.executable, "-c", PLANS_AND_STAYS, reader.campaign, "2"]
    with subprocess.Popen(planned, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout and owner.stdout.readline() == "planned\n"
        kill_at_once(owner.pid)
    assert any(path.name.endswith("-wal") for path in reader.campaign.parent.iterdir())
    with reader.page() as page:
        assert "cells/2" in page.get("cells")
        page.look_at_all()


@pytest.mark.slow
def test_a_reader_looks_at_any_moment_while_an_owner_comes_and_goes(reader: Reader) -> None:
    """The write-ahead log comes and goes with the owner, also between two looks at it."""
    looks = [*start_as_reader(), sys.executable, "-c", LOOKS_AGAIN_AND_AGAIN]
    settings = load_settings(reader.campaign)
    with subprocess.Popen(
        [*looks, reader.campaign, str(LOOKS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **reader.variables()},
    ) as reading:
        assert reading.stdout and reading.stdout.readline() == "looks\n"
        while reading.poll() is None:
            with open_campaign(settings) as store:
                read_trials(store)
        assert reading.stderr
        assert reading.returncode == 0, reading.stderr.read()


def test_commands_that_only_look_work_for_a_reader(reader: Reader) -> None:
    before = content(reader.campaign.parent)
    status = reader.command("status", "--json")
    assert status.returncode == 0, status.stderr
    assert json.loads(status.stdout)["campaign"] == "quick"
    asked = reader.command("propose")
    assert asked.returncode == 1
    assert "cannot be written" in asked.stderr
    assert "Nothing was done." in asked.stderr
    assert content(reader.campaign.parent) == before
