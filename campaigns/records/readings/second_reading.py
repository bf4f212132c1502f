"""The same cell measured once more: its resistance stands next to the first one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from campaigns.errors import WrongInputError
from campaigns.records.load_trials import TrialRecord
from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.journal import note
from campaigns.trial.cell_result import CellResult
from campaigns.trial.outcome import Judgement, Outcome

if TYPE_CHECKING:  # the shapes only: who keeps a reading fits no spectrum
    from campaigns.trial.measurement import Measurement
    from hardware.eis.result import Resistance


def second_reading(trial: TrialRecord, said: CellResult, fit: Resistance | None) -> Judgement:
    """Check a second reading; the judgement of the cell stays as it is.

    Args:
        trial: As it was read.
        said: The result.
        fit: Of its spectrum, where it has one.

    Raises:
        WrongInputError: there is no first reading, or more than a resistance is said.
    """
    if trial.outcome is not Outcome.OBSERVED or trial.observation is None:
        raise WrongInputError(
            f"trial {trial.number} has no reading yet that a second one could stand next to; "
            "record its result first"
        )
    if said.named.keys() - {"asr_ohm_cm2", "asr_std_ohm_cm2", "spectrum", "ocv_v", "note"}:
        raise WrongInputError("--again brings a resistance of the same cell and nothing else")
    if said.asr_ohm_cm2 is None and fit is None:
        raise WrongInputError("--again needs --spectrum FILE or --asr-ohm-cm2 X")
    if fit is not None and fit.verdict != "good":
        raise WrongInputError(
            f"the spectrum gives no resistance ({'; '.join(fit.reasons) or fit.verdict}). Nothing "
            "was recorded. Measure again."
        )
    return Judgement(trial.outcome, trial.observation, trial.sentence)


def keep_reading(
    writer: Writer,
    trial: TrialRecord,
    said: CellResult,
    measurement: Measurement | None,
    overruled: Sequence[str],
) -> None:
    """Write a second reading down, inside a transaction of the caller."""
    fit = None if measurement is None else measurement.resistance
    row = {
        "asr_ohm_cm2": said.asr_ohm_cm2 if fit is None else fit.asr_ohm_cm2,
        "asr_std_ohm_cm2": said.asr_std_ohm_cm2 if fit is None else fit.asr_std_ohm_cm2,
        "file_name": None if measurement is None else measurement.file_name,
    }
    writer.add(schema.reading, trial_id=trial.id, **row)
    note(writer, trial.id, "read again", {**row, **({"overruled": list(overruled)} if overruled
                                                     else {})})  # fmt: skip
