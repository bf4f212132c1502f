"""A classical design of a campaign's own knobs: built, judged, written as a run sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from campaigns.run.by_hand.sheet_html import check_page, page_of, write_sheet_page
from campaigns.run.by_hand.sheet_write import (
    SheetRow,
    gauge_columns,
    identities,
    write_run_sheet,
)
from campaigns.trial.hand_press import HandPress, in_hand
from campaigns.trial.in_force import InForce
from campaigns.trial.search_space import space_of
from doe.classical.catalogue import KINDS, DesignRequest, usual_size
from doe.classical.evaluation import DesignEvaluation, judged
from doe.classical.model_terms import Model
from doe.classical.run_plan import DesignPlan, make_plan
from doe.classical.suggest_design import Suggestion, recommend
from doe.domain.candidates import Candidates
from doe.domain.constraints import Constraint
from doe.knobs.knob_values import Value
from doe.space import Space


def chosen_kind(settings: Settings, kind: str | None) -> str:
    """The kind asked for, else the campaign's own if it is a classical one, else none ("").

    `lhs`, as a campaign file calls it, is a latin hypercube.
    """
    if kind == "lhs":
        return "latin-hypercube"
    return kind or (settings.design.kind if settings.design.kind in KINDS else None) or ""


def model_of(name: str) -> Model:
    """The model of that name.

    Raises:
        WrongInputError: there is none.
    """
    models: tuple[Model, ...] = get_args(Model)
    if name not in models:
        raise WrongInputError(f"--model {name}: choose linear, interactions or quadratic.")
    return models[models.index(name)]


def offer_design(
    settings: Settings, request: DesignRequest, out: Path | None, *, advice_wanted: bool
) -> tuple[dict[str, object], list[str]]:
    """Advise, or write the design, or both: the JSON document and the same in words.

    Raises:
        WrongInputError: nothing was asked for that can be done.
    """
    document: dict[str, object] = {}
    said: list[str] = []
    if advice_wanted or (out is not None and not request.kind):
        suggestion = advised(settings, request.runs, len(request.hard_to_change))
        document["recommendation"] = asdict(suggestion)
        said += say_advice(suggestion)
        if not request.kind:
            request = replace(request, kind=suggestion.kind, runs=suggestion.runs)
    if out is not None and request.kind:
        plan = planned_design(settings, request)
        rows = write_design(settings, plan, out)
        document |= design_document(plan, rows, out)
        said += say_design(plan, judged(plan), out, settings.path.name)
    elif not advice_wanted:
        raise WrongInputError(
            "name the file to write: --out FILE.csv, and the design: --kind KIND; without it the "
            f"one that --recommend names is taken. Kinds: {', '.join(KINDS)}."
        )
    return document, said


def planned_design(settings: Settings, request: DesignRequest) -> DesignPlan:
    """The design, within the campaign's bounds, steps and rules.

    Raises:
        WrongInputError: it does not fit; says why and what to do instead.
    """
    space = space_of(settings)
    try:
        rules = [Constraint(text, settings.fixed) for text in settings.constraints]
        for rule in rules:
            rule.check_names(space.names)
        return make_plan(space, _within_budget(settings, request), rules)
    except ValueError as error:
        raise WrongInputError(f"{settings.path.name}: {error}") from error


def _within_budget(settings: Settings, request: DesignRequest) -> DesignRequest:
    """A design of free size, where nobody said how large, is no larger than the budget."""
    kind = KINDS.get(request.kind)
    if kind is None or not kind.free_size or request.runs is not None:
        return request
    usual = usual_size(space_of(settings).dimensions, request)
    return replace(request, runs=min(usual, settings.campaign.budget))


def advised(settings: Settings, budget: int | None, hard_to_change: int) -> Suggestion:
    """Which design suits the budget (the campaign's, unless given).

    Raises:
        WrongInputError: no design fits, or no point obeys the rules.
    """
    try:
        rules = tuple(Constraint(text, settings.fixed) for text in settings.constraints)
        Candidates(space_of(settings), rules).everywhere(settings.campaign.seed)
        return recommend(
            budget or settings.campaign.budget,
            len(settings.space),
            constrained=bool(settings.constraints),
            hard_to_change=hard_to_change,
        )
    except ValueError as error:
        raise WrongInputError(f"{settings.path.name}: {error}") from error


def write_design(settings: Settings, plan: DesignPlan, path: Path) -> list[SheetRow]:
    """The run sheet of a design."""
    ask = plan.request
    salt = f"{ask.kind} {ask.seed} {ask.blocks} {plan.rows.tobytes().hex()}"
    names = identities(settings.campaign.name, salt, len(plan.rows))
    press = HandPress.of(settings)
    rows = []
    for name, point, role, block, group in zip(
        names, plan.points, plan.role, plan.block, plan.group, strict=True
    ):
        planned = {**settings.fixed, **_settable(settings, plan.space, point)}
        about = {"campaign": settings.campaign.name, "role": role}
        place = {"block": str(block), "group": str(group)}
        facts = {**about, **place, **gauge_columns(press, planned)}
        rows.append(SheetRow(cell_id=name, planned=planned, facts=facts))
    _refuse_forbidden(settings, rows)
    check_page(path)
    write_run_sheet(path, rows, plan.space.names)
    write_sheet_page(path, settings, rows)
    return rows


def _refuse_forbidden(settings: Settings, rows: Sequence[SheetRow]) -> None:
    """A sheet goes to a press, too: what press or die cannot bear is not printed.

    Raises:
        WrongInputError: with the first cell that is not allowed.
    """
    if settings.by_hand and HandPress.of(settings) is None:
        return  # no die is described: nobody knows what it bears
    limits = InForce.of(settings)
    for row in rows:
        if why := limits.why_not(row.planned):
            raise WrongInputError(f"cell {row.cell_id} of the design: {why}. No sheet was written.")


def _settable(settings: Settings, space: Space, point: Mapping[str, Value]) -> dict[str, Value]:
    """Numbers that a person would set by hand; four digits on a press that is driven."""
    exact = {
        knob.name: float(f"{point[knob.name]:.4g}") if knob.continuous else point[knob.name]
        for knob in space.parameters
    }
    return in_hand(settings, exact, [])


def design_document(plan: DesignPlan, rows: list[SheetRow], path: Path) -> dict[str, object]:
    """The design as one JSON document."""
    return {
        "kind": plan.request.kind,
        "runs": len(plan.rows),
        "seed": plan.request.seed,
        "words": KINDS[plan.request.kind].words,
        "judgement": asdict(judged(plan)),
        "notes": list(plan.notes),
        "file": str(path),
        "page": str(page_of(path)),
        "cells": [_cell(row) for row in rows],
    }


def _cell(row: SheetRow) -> Mapping[str, object]:
    return {"cell_id": row.cell_id, "planned": dict(row.planned), **row.facts}


def say_advice(suggestion: Suggestion) -> list[str]:
    """Which design suits, why, and what else would fit."""
    return [
        f"Take {suggestion.kind}, {suggestion.runs} cells: {suggestion.why}",
        suggestion.rest,
        *(f"  or {other}" for other in suggestion.others),
    ]


def say_design(
    plan: DesignPlan, judgement: DesignEvaluation, path: Path, campaign: str
) -> list[str]:
    """What was written, what it can tell, what to mind."""
    kind = plan.request.kind
    can = {
        "quadratic": "a full parabola",
        "interactions": "main effects and pairs",
        "linear": "main effects",
        None: "no model by itself: it fills the space",
    }[judgement.model]
    centres = plan.role.count("centre")
    return [
        f"{path}: {kind}, {len(plan.rows)} cells ({centres} at the centre): {KINDS[kind].words}.",
        f"It can estimate {can}; D-efficiency {judgement.d_efficiency:.0%}, "
        f"{judgement.lack_of_fit} degree{'s' if judgement.lack_of_fit != 1 else ''} of freedom "
        "for lack of fit, "
        f"{judgement.pure_error} for pure error.",
        *plan.notes,
        f"For printing, with a code for each cell: {path.with_suffix('.html')}.",
        "Fill in the blank columns and hand the sheet in: copress record "
        f"{typed_name(campaign)} --sheet {typed_name(path)}; the campaign goes on from there. Or "
        f"look at it by itself: copress explore {typed_name(path)}",
    ]
