"""Trials that the limits in force do not allow any more are set aside, and offered again later.

Bounds, rules, press and die may change after a trial was planned or approved. What is in force now
is asked before a trial is printed, approved or pressed, on every kind of press.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.records.messages import aside_words
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import OFFERED_AGAIN, OPEN, SET_ASIDE, note, state_of
from campaigns.store.leases import live_leases
from doe.knobs.knob_values import Value


@dataclass(frozen=True)
class Sorted:
    """What was done with the open trials.

    Attributes:
        aside: Trials that stand aside now, by number, with the reason.
        fresh: Those of them that were set aside just now.
        again: Trials that were set aside before and are allowed again.
    """

    aside: dict[int, str]
    fresh: tuple[int, ...]
    again: tuple[int, ...]


def sort_open_trials(store: Store, why_not: Callable[[Mapping[str, Value]], str]) -> Sorted:
    """Set aside what the limits forbid; offer again what they allow again.

    A trial that was approved and set aside must be approved again. Trials that somebody works on
    are left alone: whoever presses them asks the limits too.

    Args:
        store: Of the campaign.
        why_not: Why a protocol is not allowed now, `campaigns.trial.in_force.InForce.why_not`.
    """
    live = live_leases(store)
    aside: dict[int, str] = {}
    fresh: list[int] = []
    again: list[int] = []
    for trial in read_trials(store):
        if trial.state not in (*OPEN, SET_ASIDE) or trial.id in live:
            continue
        why = why_not(trial.protocol)
        if why and (trial.state == SET_ASIDE or _turned(store, trial, SET_ASIDE, why)):
            aside[trial.number] = why
            if trial.state != SET_ASIDE:
                fresh.append(trial.number)
        elif not why and trial.state == SET_ASIDE and _turned(store, trial, OFFERED_AGAIN, ""):
            again.append(trial.number)
    return Sorted(aside, tuple(fresh), tuple(again))


def aside_sentences(found: Sorted, file_name: str) -> list[str]:
    """What a person reads of all trials that stand aside, and of those that came back."""
    return [aside_sentence(found, number, file_name) for number in (*found.aside, *found.again)]


def aside_sentence(found: Sorted, number: int, file_name: str) -> str:
    """The same of one trial."""
    if number in found.again:
        return (
            f"Trial {number} was set aside and is offered again: the limits allow it now. Where "
            "cells are approved, it must be approved again."
        )
    return aside_words(number, found.aside[number], file_name)


def _turned(store: Store, trial: TrialRecord, kind: str, why: str) -> bool:
    """Write the line, unless the trial has gone on meanwhile."""

    def turn(writer: Writer) -> bool:
        if state_of(writer.connection, trial.id) != trial.state:
            return False
        note(writer, trial.id, kind, {"reason": why})
        return True

    return store.write(turn, why=why)
