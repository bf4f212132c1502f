"""Whether a result fits its campaign and its trial, and what is known of the cell already."""

from __future__ import annotations

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.records.load_trials import TrialRecord
from campaigns.records.results import changes_of, worded
from campaigns.store.leases import LEASE_S
from campaigns.trial.cell_result import CellResult
from campaigns.trial.outcome import Outcome


class ContradictedError(WrongInputError):
    """The cell has another result already, and nobody said that this one corrects it."""

    def __init__(self, trial: TrialRecord, words: str) -> None:
        self.contradiction = f"{trial.sentence}{'; ' + words if words else ''}"
        if trial.outcome is Outcome.REJECTED:
            super().__init__(
                f"trial {trial.number} was rejected ({trial.sentence}). Nothing was recorded. If "
                "it was pressed all the same, add --correct and --why; both are kept."
            )
            return
        super().__init__(
            f"trial {trial.number} has its result already ({trial.outcome}: "
            f"{self.contradiction}). To change it, add --correct and --why; both results are kept."
        )


def check_names(settings: Settings, said: CellResult) -> None:
    """Refuse an achieved value that the campaign does not have."""
    if unknown := sorted(said.achieved.keys() - settings.value_names):
        names = ", ".join(sorted(settings.value_names))
        raise WrongInputError(f"--achieved {unknown[0]}: no such value; there are {names}")


def check_first(trial: TrialRecord, known: CellResult, said: CellResult) -> None:
    """A first result says what the cell looks like, and how its resistance is known."""
    if said.void is not None:
        others = said.named.keys() - {"void", "note", "lot", "operator", "made_on", "achieved"}
        if others:
            raise WrongInputError("--void says the trial teaches nothing; give no result with it")
        if not said.void.strip():
            raise WrongInputError('--void needs a reason: --reason "the power failed in the hold"')
        return
    if trial.state == "closed" and known.void is None:
        return
    after = known.with_(said).completed()
    if after.damage is None and not after.shorted:
        raise WrongInputError(
            "--damage is missing: look at the cell; 0 intact, 1 hairline crack, 2 cracked, "
            "3 delaminated or in pieces. A resistance means nothing without it."
        )
    measured_somehow = (after.spectrum, after.asr_ohm_cm2, after.retention)
    words = (after.skipped, after.unmeasured)
    if not after.broken and all(one is None for one in measured_somehow) and not any(words):
        raise WrongInputError(
            "an intact cell needs --spectrum FILE or --asr-ohm-cm2 X, or the reason why there "
            'is none: --measurement-failed "..." (measure again) or --skipped "..." (not worth it)'
        )


def check_contradictions(
    trial: TrialRecord, known: CellResult, after: CellResult, said: CellResult, *, correct: bool
) -> None:
    """A later result adds; what would change needs the word that it is a correction."""
    if trial.state != "closed":
        return
    if correct and changes_of(known, after):
        return
    if trial.outcome is Outcome.MEASUREMENT_FAILED:
        known = CellResult(lot=known.lot, retention=known.retention, note=known.note)
    contradicted = [
        change
        for change in changes_of(known, after)
        if change.before is not None and change.after != change.before
    ]
    if trial.outcome is Outcome.RIG_FAILED or trial.outcome is Outcome.REJECTED or contradicted:
        words = "; ".join(
            f"{one.field} is {worded(one.before)}, now {worded(one.after)}" for one in contradicted
        )
        raise ContradictedError(trial, words)
    if not changes_of(known, after):
        raise WrongInputError(
            f"trial {trial.number} has this result already ({trial.outcome}: {trial.sentence}); "
            "nothing was said that is not known. Nothing was recorded. Measured once more? Add "
            "--again."
        )


def refuse_held(trial: TrialRecord, worker: str | None) -> None:
    """Refuse a result of a cell that a worker presses now."""
    if worker is not None:
        raise WrongInputError(
            f"trial {trial.number} is on the press of {worker} now; nothing was recorded. Wait "
            f"until it has ended, or stop it. If {worker} is dead, its claim ends within "
            f"{LEASE_S:.0f} s."
        )
