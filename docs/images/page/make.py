"""Make the screenshots of the page: python docs/images/page/make.py (wants Chromium).

Three states of every page: a campaign that has just begun, one with cells that waits for a
decision, and what is not everyday: pressing, stale, aborted, dark.
"""

import io
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "tests"))

from support.campaign import write_campaign  # noqa: E402
from support.web.browser import (  # noqa: E402
    PRESSED,
    Controller,
    PacedClock,
    browser,
    press_campaign,
    serving,
    settled,
    tab_of,
)
from support.web.served_page import reviewing  # noqa: E402

from campaigns.run.live_status import live_file  # noqa: E402
from campaigns.store.run_lock import hold  # noqa: E402

PAGES = {
    "now": "now",
    "decide": "decide",
    "understand": "understand",
    "cells": "cells",
    "cell": "cells/3",
    "recommendation": "recommendation",
    "compare": "compare?a=recommendation&b=cell-3",
    "audit": "audit",
}
EMPTY = ("now", "decide", "understand", "cells", "recommendation", "audit")
COLOURS = 96


def main() -> None:
    """Take all of them."""
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        place = Path(folder)
        for part in ("pressed", "new"):
            (place / part).mkdir()
        new = write_campaign(place / "new", name="lab", campaign='autonomy = "approve"\n')
        with serving(new, place / "empty") as served, tab_of(chromium, served) as tab:
            for name in EMPTY:
                shoot(tab, served, PAGES[name], f"{name}-empty")
        pressed = press_campaign(place / "pressed")
        with serving(pressed, place / "lab") as served:
            with tab_of(chromium, served) as tab:
                tab.goto(f"{served.base}/login")
                keep(tab, "login")
                for name, page in PAGES.items():
                    shoot(tab, served, page, name)
            with tab_of(chromium, served, color_scheme="dark") as tab:
                for name, page in PAGES.items():
                    shoot(tab, served, page, f"{name}-dark")
            with tab_of(chromium, served, viewport={"width": 820, "height": 1100}) as tab:
                shoot(tab, served, "decide", "decide-tablet")
            with tab_of(chromium, served) as tab:
                pressing(tab, served)
        start(chromium, place / "cells", pressed.parent)


def start(chromium, folder: Path, pressed: Path) -> None:  # type: ignore[no-untyped-def]
    """The start page of a folder: a campaign that is under way, a new one by hand."""
    shutil.copytree(pressed, folder / "lab")
    with (
        reviewing(folder, folder.with_suffix(".log")) as served,
        tab_of(chromium, served) as tab,
    ):
        tab.get_by_role("link", name="New campaign").click()
        tab.get_by_label("Name").fill("sodium-lot-7")
        tab.get_by_role("button", name="On to the questions").click()
        keep(tab, "questions")
        tab.get_by_role("button", name="Make this campaign").click()
        tab.get_by_role("button", name="Propose cells").click()
        tab.get_by_text("cell-0001 waits to be pressed").first.wait_for()
        keep(tab, "bench")
        tab.goto(f"{served.base}/start")
        tab.locator(".hash").evaluate("one => { one.textContent = 'Documents/cells' }")
        keep(tab, "start")


def pressing(tab, served) -> None:  # type: ignore[no-untyped-def]
    """A cell in the press, armed; then aborted; then a press that nobody hears of."""
    tab.goto(f"{served.base}/c/lab/decide")
    tab.get_by_label("I have read the protocol").check()
    tab.get_by_role("button", name=f"Approve cell-{PRESSED + 1:04d}").click()
    tab.get_by_text(f"cell-{PRESSED + 1:04d} is approved.").wait_for()
    tab.get_by_role("link", name="Now").click()
    tab.get_by_label("I know that this").check()
    tab.get_by_role("button", name="Arm Stop cycle").click()
    tab.get_by_text("one press releases.").wait_for()
    controller = Controller(served.file, PacedClock(6.0))
    controller.start()
    tab.get_by_text("attaching the anode, holding").wait_for()
    keep(tab, "live")
    tab.get_by_role("button", name="Stop cycle", exact=True).click()
    controller.join(60)
    tab.get_by_text("Nobody runs this campaign now").wait_for()
    shoot(tab, served, "now", "now-aborted")
    lines = live_file(served.file).read_text().splitlines()
    looks = [json.loads(line) for line in lines if '"press"' in line]
    old = [json.dumps({**look, "at_s": time.time() - 42}) for look in looks]
    live_file(served.file).write_text("\n".join(lines[:1] + old) + "\n")
    with hold(served.file.with_suffix(".db")):
        shoot(tab, served, "now", "now-stale")


def shoot(tab, served, page: str, name: str) -> None:  # type: ignore[no-untyped-def]
    """One page, once its models have answered and its pictures are drawn."""
    tab.goto(f"{served.base}/c/lab/{page}")
    if page.startswith(("understand", "recommendation")):
        settled(tab)
    for picture in tab.locator("main img:visible").all()[:2]:
        picture.scroll_into_view_if_needed()
        picture.evaluate("one => one.decode()")
    tab.evaluate("() => scrollTo(0, 0)")
    tab.wait_for_timeout(700)
    keep(tab, name)


def keep(tab, name: str) -> None:  # type: ignore[no-untyped-def]
    """The upper part of the page, in few colours."""
    tab.evaluate("() => scrollTo(0, 0)")
    width = tab.viewport_size["width"]
    tall = tab.evaluate("() => document.documentElement.scrollHeight")
    area = {"x": 0, "y": 0, "width": width, "height": min(tall, 1100)}
    raw = tab.screenshot(full_page=True, clip=area)
    image = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
