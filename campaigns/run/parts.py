"""What every run consists of, alone or one of several workers; made in `campaigns.run.assembly`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from campaigns.config.campaign_schema import Settings
from campaigns.run import events
from campaigns.run.bench.lab_bench import Bench
from campaigns.run.stopping.limits_watch import LimitsWatch
from campaigns.run.stopping.stop_signals import StopRequest
from campaigns.store.campaign_store import Store
from doe.strategy import Strategy
from hardware.press.interface import Press


@dataclass(frozen=True)
class RunParts:
    """The parts of one run.

    Attributes:
        settings: The campaign file.
        store: The campaign's memory.
        strategy: Proposes the cells.
        press: Presses them.
        bench: Inspects and measures them.
        tell: Takes every event.
        stop: Whether a person has asked to stop.
        limits: Reads campaign and press file again before each cell.
        made_by: Die, press, worker: kept with each cell that is begun.
    """

    settings: Settings
    store: Store
    strategy: Strategy
    press: Press
    bench: Bench
    tell: events.OnEvent
    stop: StopRequest
    limits: LimitsWatch
    made_by: Mapping[str, object] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """Of the campaign file, for the commands in messages."""
        return self.settings.path.name
