"""What the press does now, for those who watch from another process: lines of a file.

The file stands next to the campaign file and is begun again with every run and every cell; it is no
part of the memory. Writing it is the only thing that watchers cost the press loop: some
microseconds, however many they are.
"""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from campaigns.run import events

LOOK_EVERY_S = 0.25
"""Real seconds between two lines of a moving press; a new phase or alarm is written at once."""


def live_file(campaign: Path) -> Path:
    """Where the press of that campaign file is described."""
    return campaign.with_suffix(".live.jsonl")


def worker_file(store: Path, campaign: str, worker: str) -> Path:
    """Where one press of several is described: next to the store that they share.

    Args:
        store: The store's file.
        campaign: The campaign's name in it.
        worker: The worker's name; `*` for a pattern of all.
    """
    name, own = (re.sub(r"[^\w*-]+", "-", word) for word in (campaign, worker))
    return store.with_name(f"{store.stem}.{name}.{own}.live.jsonl")


def newest_file(campaign: Path, store: Path | None, name: str) -> Path:
    """The file that was written last: of the campaign's own press, or of a worker's.

    Args:
        campaign: The campaign file.
        store: The store's file; None on a server, whose workers write elsewhere.
        name: The campaign's name.
    """
    own = live_file(campaign)
    pattern = None if store is None else worker_file(store, name, "*")
    others = [] if pattern is None else list(pattern.parent.glob(pattern.name))
    return max((own, *others), key=_written_at)


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


class Broadcast:
    """Writes the events of a campaign, and passes them on.

    A folder that cannot be written stops the telling, not the pressing; watchers then see that no
    sign comes from the press.
    """

    def __init__(self, file: Path, on_event: events.OnEvent) -> None:
        self._path = file
        self._pass_on = on_event
        self._last = (float("-inf"), "")

    def __call__(self, event: events.CampaignEvent) -> None:
        """Tell of one event."""
        self._pass_on(event)
        match event:
            case events.CampaignBegun(closed=closed):
                self._write({"kind": "begun", "closed": closed}, again=True)
            case events.TrialPlanned(trial=trial, protocol=protocol):
                line = {"kind": "planned", "trial": trial, "protocol": dict(protocol)}
                self._write(line, again=True)
            case events.PressSeen():
                self._look(event)
            case events.CellPressed(trial=trial):
                self._write({"kind": "pressed", "trial": trial})
            case events.MeasureAgain(trial=trial, sentence=sentence):
                self._write({"kind": "measure again", "trial": trial, "sentence": sentence})
            case events.LateResult(trial=trial, sentence=sentence):
                ending = {"outcome": "late result", "sentence": sentence}
                self._write({"kind": "closed", "trial": trial, **ending})
            case events.TrialClosed(trial=trial, judgement=judgement):
                ending = {"outcome": str(judgement.outcome), "sentence": judgement.sentence}
                self._write({"kind": "closed", "trial": trial, **ending})
            case events.CampaignEnded(kind=why, sentence=sentence):
                self._write({"kind": "ended", "why": why, "sentence": sentence})

    def _look(self, event: events.PressSeen) -> None:
        seen = event.snapshot
        sign = f"{seen.step} {seen.phase} {seen.alarms}"
        now_s = time.monotonic()
        if sign == self._last[1] and now_s - self._last[0] < LOOK_EVERY_S:
            return
        self._last = (now_s, sign)
        self._write(
            {
                "kind": "press",
                "trial": event.trial,
                "now_s": round(seen.now_s, 2),
                "phase": str(seen.phase),
                "step": seen.step,
                "mpa": _number(seen.mpa),
                "planned_mpa": _number(seen.planned_mpa),
                "in_phase_s": seen.in_phase_s,
                "alarms": list(seen.alarms),
            }
        )

    def _write(self, line: Mapping[str, object], *, again: bool = False) -> None:
        text = json.dumps({**line, "at_s": round(time.time(), 2)}, ensure_ascii=False)
        with suppress(OSError), self._path.open("w" if again else "a", encoding="utf-8") as file:
            file.write(f"{text}\n")


def _number(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
