"""The methods paragraph of a paper, written from what was really done."""

from collections import Counter
from importlib.metadata import version

from campaigns.config.campaign_schema import Settings
from campaigns.files.documents.knob_labels import number_of, unit_of, words_of
from campaigns.records.views import CampaignView
from campaigns.report.text.search_space_text import range_of
from campaigns.trial.cell_labels import condition_of
from doe.strategy import Strategy
from hardware.press.protocol import Die


def methods_paragraph(view: CampaignView, strategy: Strategy, die: Die | None) -> str:
    """How the campaign was done, for a paper: design, model, rules, numbers, versions.

    Args:
        view: The campaign.
        strategy: How its cells were chosen.
        die: The die on the press, where known.
    """
    sentences = [
        _pressing(view, die),
        _space(view.settings),
        _choice(view, strategy),
        _measurement(view),
        _count(view),
        _software(view),
    ]
    if view.simulated:
        sentences.insert(0, "All cells of this campaign were simulated; no cell was pressed.")
    return " ".join(sentences)


def _pressing(view: CampaignView, die: Die | None) -> str:
    if die is None:
        where = "in a die"
    elif die.isostatic:
        where = "isostatically, in the fluid of a vessel,"
    else:
        where = f"in a die of {number_of(die.bore_mm)} mm diameter"
    press = {"simulated": "a simulated press", "manual": "a press worked by hand"}.get(
        view.settings.press.map, "a press controlled over Modbus"
    )
    return f"Cells were pressed {where} on {press}. {_achieved(view)}"


def _achieved(view: CampaignView) -> str:
    """Where the achieved values come from: a trace, or a person who typed them."""
    pressed = [trial for trial in view.trials if trial.achieved is not None and not trial.past]
    traced = sum(trial.pressed_with_trace for trial in pressed)
    past = sum(trial.past for trial in view.trials)
    sentences = []
    if traced:
        of = "" if traced == len(pressed) else f" of {traced} cells"
        sentences.append(
            f"Peak pressure, dwell and rates{of} are those achieved, taken from the recorded press "
            "trace, not the set-points."
        )
    if typed := len(pressed) - traced:
        of = f" of {_cells(typed)}" if traced else ""
        sentences.append(
            f"Pressures and times{of} are those that the operator set and read at the press; where "
            "none was typed the planned value is taken; no trace was recorded."
        )
    if past:
        sentences.append(f"The values of {_cells(past)} were taken from a table of earlier cells.")
    return " ".join(sentences) or "No cell was pressed yet."


def _cells(count: int) -> str:
    return f"{count} cell{'s' if count != 1 else ''}"


def _space(settings: Settings) -> str:
    varied = [
        f"{words_of(name)} ({range_of(knob).replace(' – ', '–')} {unit_of(name)}".rstrip()
        + f"{', logarithmic' if knob.scale == 'log' else ''})"
        for name, knob in settings.space.items()
    ]
    text = f"Varied were {_listed(varied)}"
    if held := settings.fixed_by_press:
        fixed = [f"{words_of(n)} {number_of(v)} {unit_of(n)}" for n, v in held.items()]
        text += f"; fixed {'were' if len(fixed) > 1 else 'was'} {_listed(fixed)}"
    if unset := settings.press.unset_rates:
        rates = _listed([words_of(name) for name in unset])
        text += f"; {rates} {'were' if len(unset) > 1 else 'was'} not set"
    if settings.constraints:
        text += f". Every protocol obeyed {_listed([f'“{rule}”' for rule in settings.constraints])}"
    return text + "."


def _choice(view: CampaignView, strategy: Strategy) -> str:
    goal = view.settings.campaign.goal.replace("_", " ")
    rule = strategy.settings.acquisition.replace("_", " ")
    chosen = (
        f"{_first_cells(strategy)} Further cells maximised the {rule} (goal: {goal}) weighted by "
        "the probability that the cell stays intact; every fourth, and every second of the last "
        "fifth of the budget, repeated the protocol recommended so far until it was confirmed."
        f"{_replicates(strategy)}"
    )
    if strategy.settings.chooser == "skopt":
        chosen = _by_skopt(strategy, goal)
    return (
        f"{chosen} Area-specific resistance was modelled by a Gaussian process on its logarithm, "
        "fitted to intact cells only, with measurement uncertainty and learned cell-to-cell "
        "scatter; "
        "integrity by a latent Gaussian process on the graded damage "
        f"(0–3) and on short circuits of all cells.{_prior(strategy)}{_unread(view)}"
    )


def _by_skopt(strategy: Strategy, goal: str) -> str:
    return (
        f"The cells were chosen by scikit-optimize {version('scikit-optimize')} (goal: {goal}): "
        f"{max(strategy.initial_cells, 1)} by a Latin hypercube, further ones by its Gaussian "
        "process, to which a broken cell had the worst value measured so far."
    )


def _replicates(strategy: Strategy) -> str:
    if not strategy.settings.replicates:
        return ""
    return " A tested protocol was pressed again where that said more than a new one."


def _unread(view: CampaignView) -> str:
    if not any(condition_of(cell) == "unread" for cell in view.history):
        return ""
    return (
        " Where intact cells gave no usable spectrum, the same kind of model said how likely one "
        "is; the choice was weighted by it, and nothing was recommended below one half."
    )


def _first_cells(strategy: Strategy) -> str:
    design = f"The first {strategy.initial_cells} cells followed a Latin hypercube design"
    if strategy.knowledge.corridors:
        return f"{design} in the quantiles of published pressing protocols."
    return f"{design} spread evenly over the ranges."


def _prior(strategy: Strategy) -> str:
    if not strategy.knowledge.facts:
        return " No prior knowledge of pressing was used."
    return " Both models had published trends as prior mean, which the data overrule."


def _measurement(view: CampaignView) -> str:
    """Which resistances were fitted to spectra, and which were typed."""
    known = [trial for trial in view.trials if trial.asr_ohm_cm2 is not None]
    fitted = [trial for trial in known if trial.spectrum_file is not None]
    sentences = []
    if fitted:
        areas = {t.resistance.area_cm2 for t in fitted if t.resistance is not None}
        area = f" with an area of {number_of(areas.pop())} cm²" if len(areas) == 1 else ""
        which = "Resistances" if len(fitted) == len(known) else f"{len(fitted)} resistances"
        sentences.append(
            f"{which} come from impedance spectra that were checked for consistency "
            f"(Kramers–Kronig) and fitted{area}; the blocking tail is excluded."
        )
    if typed := len(known) - len(fitted):
        of = "The resistances" if not fitted else f"{typed} resistance{'s' if typed > 1 else ''}"
        was = "was" if fitted and typed == 1 else "were"
        sentences.append(f"{of} {was} typed or read from a table, without a spectrum to check.")
    return " ".join(sentences) or "No resistance was measured yet."


def _count(view: CampaignView) -> str:
    counted = Counter(condition_of(cell) for cell in view.cells)
    whole = counted["intact"] + counted["unread"]
    broken = sum(counted.values()) - whole
    return f"Of {len(view.cells)} cells {whole} were intact and {broken} broke or shorted."


def _software(view: CampaignView) -> str:
    """What had a part in it: no press library where a person pressed."""
    settings = view.settings
    idle = {"pymodbus"} if settings.by_hand else set()
    idle |= set() if settings.strategy.chooser == "skopt" else {"scikit-optimize"}
    versions = [f"{name} {text}" for name, text in view.versions.items() if name not in idle]
    return f"Software: {', '.join(versions)}; seed {view.settings.campaign.seed}."


def _listed(items: list[str]) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
