"""One pressed campaign and one browser for all tests of the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.web.browser import browser, press_campaign


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as made:
        yield made


@pytest.fixture(scope="session")
def pressed(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Path:
    """A campaign file whose store holds measured cells; to be copied, never used itself."""
    return press_campaign(tmp_path_factory.mktemp("pressed"))
