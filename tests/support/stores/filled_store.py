"""A store with one row in every table."""

import numpy as np

from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.trial.measurement import Measurement
from campaigns.trial.outcome import Judgement, Outcome
from campaigns.trial.proposal import Proposal
from doe.trials import Observation
from hardware.inspection import Inspection
from hardware.press.interface import PressRecord
from hardware.press.protocol import PressProtocol
from hardware.recorded_trace import PressTrace

POINT = {"copress_mpa": 400.0}
PLAN = Proposal(POINT, {**POINT, "ramp_mpa_s": 10.0}, {"p_intact": 0.9}, "because")
SEEN = Observation(point={"copress_mpa": 402.0}, asr_ohm_cm2=210.0, trial=1, planned=POINT)


def made_trace(samples: int) -> PressTrace:
    """A trace in which every column holds something; `samples` is even."""
    k = np.arange(samples)
    return PressTrace(
        time_s=np.linspace(0, 50, samples),
        force_kn=np.sin(k) * 30,
        mpa=np.sin(k) * 400,
        planned_mpa=np.where(k % 2, np.nan, 400.0),
        phase=np.array(["ramp", "hold"] * (samples // 2)),
        step=np.repeat([-1, 0], samples // 2),
        position_mm=np.full(samples, np.nan),
    )


TRACE = made_trace(40)


def fill(store: Store) -> int:
    """One row at least in every table; the number of the trial."""
    number = store.plan(PLAN, simulated=False)
    store.keep_file("text", {"copress": "0"})
    store.decide(number, "ada", "approved", "looks right")
    record = PressRecord(1, PressProtocol(()), (), TRACE, 60.0, (), False)
    store.keep_press_record(number, record, POINT)
    store.keep_cut_trace(number, TRACE)
    store.keep_inspection(number, Inspection("cell-0001", 0, shorted=False))
    store.keep_measurement(number, Measurement("a.mpt", b"x", 0.8, None, None, "unreadable"))
    store.close_trial(number, Judgement(Outcome.OBSERVED, SEEN, "whole, 210 Ω"))
    of_trial = {"trial_id": 1}
    of_campaign = {"campaign_id": store.campaign_id}
    edit = {"planned": "{}", "protocol": "{}", "person": "ada", "reason": "finer"}
    permit = {"kind": "batch", "limits": "{}", "person": "ada", "reason": ""}
    notice = {"kind": "person needed", "sentence": "go there", "channel": "mail"}
    photo = {"file_name": "a.jpg", "raw": b"\xff\xd8", "sha256": _SHA_OF_PHOTO}

    def rest(writer):  # type: ignore[no-untyped-def]
        writer.add(schema.edit, **of_trial, **edit)
        writer.add(schema.permit, **of_campaign, **permit)
        writer.add(schema.bet, **of_trial, person="ada", asr_ohm_cm2=200.0)
        writer.add(schema.photo, **of_trial, **photo)
        writer.add(schema.making, **of_trial, lot="A", die="steel-10", operator="ada")
        writer.add(schema.result, **of_trial, said="{}", after="{}", way="page", overruled="[]")
        writer.add(
            schema.rung, **of_trial, number=1, outcome="observed", observation=None, sentence="held"
        )
        writer.add(schema.reading, **of_trial, asr_ohm_cm2=211.0, file_name="b.mpt")
        writer.add(schema.notice, **of_campaign, **notice)

    store.write(rest)
    return number


_SHA_OF_PHOTO = "71563ad80061407ede9c6f316836284bd3710a520c5a792b5eda1cb703690815"
