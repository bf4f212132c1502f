"""Who may only read a campaign's folder sees it, and what its owner adds to it meanwhile."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.page import Page, page_of, planned_campaign
from typer.testing import CliRunner

from campaigns.by_hand.plan_trials import plan_trials
from campaigns.commands.cli import app
from campaigns.config.load import load_settings
from campaigns.store.open import open_campaign

pytestmark = [
    pytest.mark.skipif(
        sys.platform == "win32", reason="a reader is made by modes and users of POSIX"
    ),
    pytest.mark.skipif(
        "PYTEST_XDIST_WORKER" in os.environ,
        reason="changes the user of its whole process: pytest tests/fault/test_read_only_share.py",
    ),
    # A page may let go of its semaphores while this process is the reader, who may not remove them.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NOBODY = 65534
PAGES = ("now", "cells", "recommendation", "table", "audit")


def become(person: str, folder: Path) -> None:
    """The owner of the folder, or somebody who may only read it."""
    owns, root = person == "owner", os.getuid() == 0
    if root:
        os.seteuid(0)
    folder.chmod(0o755 if owns else 0o555)
    for path in folder.iterdir():
        path.chmod(0o644 if owns else 0o444)
    if root and not owns:
        os.seteuid(NOBODY)


@pytest.fixture
def campaign() -> Iterator[Path]:
    """One planned cell, in a folder that every account can reach; all is imported."""
    folder = Path(tempfile.mkdtemp())
    file = planned_campaign(folder, cells=1)
    assert CliRunner().invoke(app, ["status", str(file)]).exit_code == 0
    with page_of(file) as page:
        look_at_all(page)
    gc.collect()  # the semaphores of that page are ours to remove, not the reader's
    become("reader", folder)
    yield file
    become("owner", folder)
    shutil.rmtree(folder)


def look_at_all(page: Page) -> None:
    for name in PAGES:
        seen = page.get(name)
        assert seen.status_code == 200, f"{name}: {seen.text}"


def test_the_page_shows_a_reader_all_and_keeps_nothing(campaign: Path) -> None:
    before = {path.name: path.read_bytes() for path in campaign.parent.iterdir()}
    with page_of(campaign) as page:
        look_at_all(page)
        refused = page.post("decide/1/bet", asr_ohm_cm2="210")
        assert refused.status_code >= 400
        assert "may only be read here" in refused.text, refused.text[400:]
        look_at_all(page)
    assert {path.name: path.read_bytes() for path in campaign.parent.iterdir()} == before


def test_a_reader_sees_what_the_owner_adds_while_the_page_is_open(campaign: Path) -> None:
    folder = campaign.parent
    with page_of(campaign) as page:
        assert "cells/2" not in page.get("cells").text
        become("owner", folder)
        settings = load_settings(campaign)
        with open_campaign(settings):
            assert plan_trials(settings, 2).numbers == [1, 2]
            become("reader", folder)
            assert "cells/2" in page.get("cells").text, "while the owner works"
            look_at_all(page)
            become("owner", folder)
        become("reader", folder)
        assert "cells/2" in page.get("cells").text, "when the owner has gone"
        look_at_all(page)
