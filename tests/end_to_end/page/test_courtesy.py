"""Where cores are short, the press loop goes before the page."""

import os
from pathlib import Path

import pytest
from support.web.browser import serving
from support.web.page import planned_campaign

from campaigns.web.background.model_process import STEP_BACK

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system knows no niceness")
def test_the_page_steps_back_behind_whoever_started_it(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    file = planned_campaign(tmp_path / "here")
    with serving(file, tmp_path / "served") as page:
        its = os.getpriority(os.PRIO_PROCESS, page.server.pid)
    assert its == min(os.getpriority(os.PRIO_PROCESS, 0) + STEP_BACK, 19)
