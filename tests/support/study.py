"""A small study on a campaign of two knobs: a run takes a fraction of a second."""

import os
from dataclasses import dataclass
from pathlib import Path

from support.campaign import write_campaign
from support.systems import kill_at_once

from campaigns.run.study.simulate import Task
from campaigns.run.study.study_schema import StudySettings, load_study

STUDY = """\
[study]
problem = "quick.toml"
strategies = {strategies}
seeds = {seeds}
trials = 6
{more}
"""


def write_study(
    folder: Path,
    *,
    name: str = "study",
    strategies: str = '["copress", "random"]',
    seeds: str = "3",
    more: str = "",
) -> Path:
    """A study file in `folder`, and the campaign that it names."""
    folder.mkdir(exist_ok=True)
    write_campaign(folder)
    path = folder / f"{name}.toml"
    text = STUDY.format(strategies=strategies, seeds=seeds, more=more)
    path.write_text(text, encoding="utf-8")
    return path


def small_study(folder: Path, **changes: str) -> StudySettings:
    """The same, read."""
    return load_study(write_study(folder, **changes))


def worker_pids(folder: Path) -> set[int]:
    """Process ids of those who did the runs of a study."""
    import json

    lines = (folder / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    return {int(json.loads(line)["worker"].rpartition(":")[2]) for line in lines}


@dataclass(frozen=True)
class Deadly(Task):
    """A task that kills whoever works on it, as one does that needs more memory than there is."""

    asked_by: int = 0

    @property
    def key(self) -> str:
        """Harmless only to the process that made the task."""
        if os.getpid() != self.asked_by:
            kill_at_once(os.getpid())
        return f"{self.recipe}-deadly"
