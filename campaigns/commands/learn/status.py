"""`copress status`: how far a campaign is, what failed, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from campaigns.commands._options import CAMPAIGN, JSON
from campaigns.commands.terminal.output import (
    console,
    number,
    plain_table,
    say_simulated,
    show_json,
)
from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.typed_name import typed_name
from campaigns.errors import NotBegunError
from campaigns.records.counts import read_tally
from campaigns.records.load_views import begun, load_trials
from campaigns.records.messages import (
    aside_reason,
    aside_words,
    interrupted_sentence,
    rung_begun,
)
from campaigns.records.views import TrialView
from campaigns.report.json_documents import status_of, trial_document
from campaigns.run.notify.outbox import unreached
from campaigns.store.json_codec import no_garbage_search
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import is_held
from campaigns.trial.cell_labels import sample_label
from doe.knobs.knob_values import number_text

_LISTED = 40
"""Trials that fit on a screen; a campaign of some weeks is shown from its end."""

_NOTE = 40
"""Characters of a note that a line of the table shows."""

_FOR_PEOPLE = ("started", "interrupted", "pressed", "set aside")
"""States of which a person sees more, however long ago."""


def status(
    campaign: Path = CAMPAIGN,
    every: bool = typer.Option(False, "--all", help="List every trial of a long campaign."),
    json: bool = JSON,
) -> None:
    """Show trials, failures by kind, budget, and what a person has to do.

    Example: copress status my-cells.toml
    """
    settings = load_settings(campaign)
    try:
        _show(settings, every=every, json=json)
    except NotBegunError as begin:
        document = status_of(settings, (), "") | {"unreached": []}
        if json:
            show_json(document | {"trials": []})
        else:
            _print_counts(console(), document)
            console().print(str(begin), style="bold", markup=False)


def _show(settings: Settings, *, every: bool, json: bool) -> None:
    """What the memory of the campaign says."""
    with no_garbage_search(), open_campaign(settings, create=False) as store:
        running = is_held(settings.place, settings.campaign.name)
        tally = read_tally(store, running=running)
        document = status_of(settings, tally, begun(store)) | {"unreached": unreached(store)}
        whole = every or json or len(tally) <= _LISTED
        shown = tally if whole else tally[-_LISTED:]
        for_people = [trial for trial in tally if trial.state in _FOR_PEOPLE]
        numbers = None if whole else {trial.number for trial in (*shown, *for_people)}
        trials = load_trials(store, settings, numbers, details=json)
        if json:
            show_json(document | {"trials": [trial_document(trial) for trial in trials]})
        else:
            listed = [trial for trial in trials if trial.number >= shown[0].number]
            _print(console(), settings, trials, listed, document, earlier=len(tally) - len(shown))


def _print(
    screen: Console,
    settings: Settings,
    trials: Sequence[TrialView],
    listed: Sequence[TrialView],
    document: Any,
    *,
    earlier: int,
) -> None:

    _print_counts(screen, document)
    if document["past_cells"]:
        screen.print(f"{document['past_cells']} past cells were imported and count for no budget")
    if best := document["best_measured"]:
        labels = {trial.number: trial.sample_label for trial in trials}
        label = labels.get(best["trial"], sample_label(best["trial"]))
        screen.print(
            f"lowest resistance so far: {label}, {number_text(best['asr_ohm_cm2'])} ohm cm2"
        )
    if earlier:
        screen.print(f"the last {len(listed)} trials; {earlier} earlier ones: --all")
    screen.print(_table(settings, listed))
    to_do = _to_do(settings, trials, document["measure_again"])
    for sentence in (*to_do, *document["unreached"]):
        screen.print(sentence, style="bold", markup=False)


def _print_counts(screen: Console, document: Any) -> None:
    """Whose campaign it is, and how far."""
    say_simulated(screen, document["simulated"])
    screen.print(f"{document['campaign']}, goal {document['goal']}", style="bold")
    broken_budget = document["broken_budget"]
    allowed = "" if broken_budget is None else f" of {broken_budget} allowed"
    outcomes = [f"{kind}: {count}" for kind, count in document["outcomes"].items() if count]
    counted = f"{document['cells']} of {document['budget']} cells"
    parts = (counted, f"{document['broken']} broken{allowed}", ", ".join(outcomes))
    screen.print("; ".join(part for part in parts if part))


def _to_do(
    settings: Settings, trials: Sequence[TrialView], measure_again: Sequence[int]
) -> list[str]:
    """What waits for a person, with the command that settles it; by trial."""
    file = settings.path.name
    sentences = {
        number: f"Trial {number} is intact, its resistance unknown: measure it again, then "
        f"copress record {typed_name(file)} --trial {number} --spectrum FILE --damage 0"
        for number in measure_again
    }
    for trial in trials:
        if trial.state == "interrupted":
            known = [event.detail for event in trial.events if event.kind == "interrupted"]
            fate = f" {known[-1]['sentence']}" if known else ""
            sentences[trial.number] = (
                interrupted_sentence(trial.number, file, rung_begun(trial)) + fate
            )
        elif trial.state == "pressed":
            waits = f"Trial {trial.number} is pressed and waits for its measurement."
            sentences[trial.number] = waits
        elif trial.state == "set aside":
            sentences[trial.number] = aside_words(trial.number, aside_reason(settings, trial), file)
    return [sentences[number] for number in sorted(sentences)]


def _table(settings: Settings, trials: Sequence[TrialView]) -> Any:

    kept = any(_retention(trial) for trial in trials)  # a column that nobody fills is none
    table = plain_table(
        *("#", "cell", *settings.space, "what became of it", "ohm cm2"),
        *["retention"] * kept,
        *("lot", "day", "by", "note"),
    )
    for trial in trials:
        values = trial.achieved or trial.planned
        asr = trial.asr_ohm_cm2
        table.add_row(
            str(trial.number),
            trial.sample_label,
            *(number(values[name]) for name in settings.space),
            _fate(trial),
            "" if asr is None else number_text(asr),
            *[_retention(trial)] * kept,
            trial.made.lot or "",
            trial.made.day or "",
            trial.made.operator or "",
            _short(trial.note),
        )
    return table


def _retention(trial: TrialView) -> str:
    """Share of the capacity that a cell kept; "" where nobody said it."""
    seen = trial.observation
    return "" if seen is None or seen.retention is None else number_text(seen.retention)


def _fate(trial: TrialView) -> str:
    """What became of a cell; of a broken one also how it failed."""
    if trial.state == "climbing":
        return f"climbing: held at rung {len(trial.climbed)} of {len(trial.rungs)}"
    word = trial.outcome or trial.state
    seen = trial.observation
    modes = trial.failure or (() if seen is None else seen.failed_by)
    how = f" ({', '.join(modes)})" if modes else ""
    return f"{word}{how}{'; not in the models' if trial.left_out else ''}"


def _short(note: str) -> str:
    return note if len(note) <= _NOTE else f"{note[: _NOTE - 3]}..."
