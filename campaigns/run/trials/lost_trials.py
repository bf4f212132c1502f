"""Cells whose worker has gone: begun, without an end, and nobody works on them any more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.records.trials import LOOSE, TrialRecord
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING
from campaigns.store.leases import LEASE_S, live_leases

GRACE_S = LEASE_S / 2
"""Two beats: so long a living worker may need to renew after its database was away."""


@dataclass
class LostCells:
    """Finds the cells of workers that died, or were stopped before they had measured."""

    store: Store
    missing_since_s: dict[int, float] = field(default_factory=dict)

    def among(self, trials: Sequence[TrialRecord]) -> list[TrialRecord]:
        """Trials that were begun and have been without a worker for longer than the grace."""
        live = live_leases(self.store)
        now_s = time.monotonic()
        begun = (*LOOSE, "pressed", CLIMBING)
        missing = [trial for trial in trials if trial.state in begun and trial.id not in live]
        before = self.missing_since_s
        self.missing_since_s = {trial.id: before.get(trial.id, now_s) for trial in missing}
        return [trial for trial in missing if now_s - self.missing_since_s[trial.id] >= GRACE_S]


def waits_for_its_worker(trial: TrialRecord, file_name: str) -> str:
    """What people read of a cell that was pressed and whose worker went before measuring it."""
    worker = trial.worker or "its worker"
    return (
        f"Trial {trial.number} ({trial.label}) was pressed by {worker}, which has gone before it "
        f"was measured; the cell is sound. Start {worker} again, which measures it, or bring its "
        f"result: copress record {file_name} --trial {trial.number} --spectrum FILE --damage 0."
    )
