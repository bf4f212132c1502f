"""A pressed campaign, `copress review` serving it in a process of its own, and a real browser."""

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect, sync_playwright
from playwright.sync_api import Page as Tab
from support.campaign import write_campaign
from support.web.served_page import Served, reviewing

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.decisions import approve_trials
from campaigns.decisions.finished import Stop
from campaigns.records.load_trials import read_trials
from campaigns.run.start_run import run_campaign
from campaigns.store.open_store import open_campaign
from hardware.clock import Clock, SimulatedClock

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PRESSED = 9
PATIENCE_MS = 180_000
"""For answers of the models on a busy machine; nothing waits so long when all is well."""
expect.set_options(timeout=PATIENCE_MS)


class PacedClock(SimulatedClock):
    """A simulated clock slow enough for a browser to follow, `factor` times faster than a real one.

    Only those who sleep move it: a busy machine makes a press cycle longer and trips no deadman.
    """

    LONGEST_S = 0.2  # of real time: nobody waits for the day of the next cell

    def __init__(self, factor: float) -> None:
        super().__init__()
        self._factor = factor

    def sleep(self, seconds: float) -> None:
        """Wait for real, then advance."""
        time.sleep(min(max(seconds, 0.0) / self._factor, self.LONGEST_S))
        super().sleep(seconds)


@dataclass
class Controller(threading.Thread):
    """The process that owns the press, here a thread; the page knows it only by its files."""

    file: Path
    clock: Clock = field(default_factory=lambda: PacedClock(60.0))
    trials: int | None = 1
    stop: Stop | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Press what is approved, one cell unless otherwise given."""
        settings = load_settings(self.file)
        self.stop = run_campaign(settings, clock=self.clock, trials=self.trials, poll_s=0.5)


def press_campaign(folder: Path) -> Path:
    """A campaign with some cells pressed and measured, and one that waits for a decision."""
    file = write_campaign(
        folder, name="lab", campaign='autonomy = "approve"\n', budget=16, high=400
    )
    settings = load_settings(file)
    for cell in range(PRESSED + 1):
        run_campaign(settings, poll_s=0.75)
        if cell < PRESSED:
            with open_campaign(settings) as store:
                waiting = [trial.number for trial in read_trials(store) if trial.state == "planned"]
                approve_trials(store, settings, waiting, "ada", "")
    return file


@contextmanager
def serving(template: Path, folder: Path, *more: Path | str) -> Iterator[Served]:
    """`copress review` for a copy of a pressed campaign."""
    shutil.copytree(template.parent, folder, dirs_exist_ok=True)
    with reviewing(folder / template.name, folder / "server.log", *more) as served:
        yield served


@contextmanager
def browser() -> Iterator[Browser]:
    """Headless Chromium; the test skips where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield made
        made.close()


@contextmanager
def tab_of(
    browser: Browser, served: Served, *, quiet: tuple[str, ...] = (), **look: object
) -> Iterator[Tab]:
    """A logged-in tab; what its console complains about fails the test, unless `quiet` names it."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **look})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.goto(served.link)
    yield tab
    context.close()
    # of a server that a test has killed
    lost = ("ERR_CONNECTION", "ERR_INCOMPLETE", "Failed to fetch", *quiet)
    left = [said for said in complaints if not any(word in said for word in lost)]
    assert not left, left


def axe() -> str:
    """The script of axe-core, where npm has put it; the test skips where it is not."""
    for folder in os.environ.get("NODE_PATH", "").split(os.pathsep):
        script = Path(folder) / "axe-core" / "axe.min.js"
        if folder and script.is_file():
            return script.read_text(encoding="utf-8")
    pytest.skip("axe-core is not on NODE_PATH: npm install axe-core")


def axe_finds(tab: Tab, script: str) -> list[str]:
    """What axe has against the page as it stands."""
    tab.evaluate(script)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = tab.evaluate(f"() => axe.run({{runOnly: {json.dumps(tags)}}})")
    return [
        f"{tab.url}: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}"
        for one in found["violations"]
    ]


def settled(tab: Tab) -> Locator:
    """The page once the models have answered."""
    answer = tab.locator("main :is(.card, .empty:not([data-again]))").first
    answer.wait_for()
    return answer


def pictures_shown(tab: Tab) -> int:
    """How many pictures there are, once all of them are drawn."""
    tab.evaluate("() => { for (const one of document.images) one.loading = 'eager' }")
    for picture in tab.locator("main img").all():
        picture.evaluate("one => one.decode()")
    return tab.locator("main img").count()
