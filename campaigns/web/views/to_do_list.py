"""What waits for a person, each with the page or command that settles it."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.config.typed_name import typed_name
from campaigns.decisions.requests import ABORT
from campaigns.records.messages import ALLOWED_AGAIN, aside_reason
from campaigns.records.views import CampaignView, TrialView
from campaigns.store.journal import CLIMBING, SET_ASIDE
from hardware.errors import KEY_FIRST


@dataclass(frozen=True)
class ToDo:
    """One thing to do.

    Attributes:
        sentence: What and why.
        page: Where on the page, below the campaign's address; empty when it is done elsewhere.
        link: What that link says.
        urgent: The press or a cell waits in a state nobody knows.
    """

    sentence: str
    page: str = ""
    link: str = ""
    urgent: bool = False


def waiting(
    view: CampaignView, request: tuple[int, str, str, str] | None, *, running: bool
) -> list[ToDo]:
    """All of them, the most urgent first."""
    found = [_of(view, trial) for trial in view.trials if trial.state != "closed"]
    found += [_again(view, t) for t in view.trials if t.outcome == "measurement failed"]
    if request is not None and request[1] == ABORT:
        sentence = f"Aborted by {request[2]}: {request[3]}. Nothing is pressed until it is resumed."
        found.append(ToDo(sentence, "now#resume", "Resume", urgent=True))
    ready = [t.sample_label for t in view.trials if t.state == "approved"]
    if ready and not running and view.settings.by_hand:
        cells = ", ".join(ready)
        found.append(ToDo(f"Approved: {cells}. Press it and enter its result."))
    elif ready and not running:
        cells = ", ".join(ready)
        file = view.settings.path.name
        found.append(ToDo(f"Approved: {cells}. Nobody runs it: copress run {typed_name(file)}"))
    return sorted((one for one in found if one is not None), key=lambda one: not one.urgent)


def _of(view: CampaignView, trial: TrialView) -> ToDo | None:
    number, label = trial.number, trial.sample_label
    if trial.state == "interrupted":
        fates = [event.detail.get("sentence") for event in trial.events]
        fate = next((str(said) for said in reversed(fates) if said), "")
        return ToDo(
            f"{label} was begun and has no end: go to the press. {KEY_FIRST} {fate}".strip(),
            f"cells/{number}",
            label,
            urgent=True,
        )
    if trial.state in ("planned", CLIMBING) and view.settings.by_hand:
        sentence = f"{label} waits to be pressed, and for its result."
        if trial.climbed:
            held = f"held at rung {len(trial.climbed)} of {len(trial.rungs)}"
            sentence = f"{label} {held}: press it on, and enter the result of the next rung."
        return ToDo(sentence, f"cells/{number}#result", label)
    if trial.state == "planned" and view.settings.campaign.autonomy != "free":
        return ToDo(f"{label} waits for a decision.", f"decide#cell-{number}", "Decide")
    if trial.state == SET_ASIDE:
        why = aside_reason(view.settings, trial)
        kept = "was set aside" if why == ALLOWED_AGAIN else "is set aside and will not be pressed"
        return ToDo(
            f"{label} {kept}: {why}.",
            f"decide#cell-{number}",
            "Decide",
        )
    if trial.state == "pressed":
        return ToDo(
            f"{label} is pressed and waits for its measurement.",
            f"cells/{number}",
            label,
        )
    return None


def _again(view: CampaignView, trial: TrialView) -> ToDo:
    file = view.settings.path.name
    return ToDo(
        f"{trial.sample_label} is intact, its resistance unknown: measure it again and enter the "
        f"result on its page, or: copress record {typed_name(file)} --trial {trial.number} "
        f"--spectrum FILE "
        "--damage 0",
        f"cells/{trial.number}",
        trial.sample_label,
    )
