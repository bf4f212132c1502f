"""What is listed as public exists, is described, and does not go without a warning first."""

import importlib
import inspect
import re
import warnings
from pathlib import Path

import pytest
from typing_extensions import deprecated

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^\.\. auto(?:function|class):: (\S+)", PAGE, re.M)
# Of 0.1.0. A name leaves this list in the minor version after the one that deprecated it.
RECOMMENDATION = "doe.recommendation.recommendation"
KEPT = {
    "campaigns.optimiser.make_strategy.make_strategy": "space goal seed n_initial",
    "doe.strategy.Strategy": "",
    "doe.series.Series": "knob rungs release_between stop cell_cost_min rung_cost_min",
    "doe.space.Space": "parameters",
    "doe.space.Parameter": "name low high step scale",
    "doe.trials.Observation": "point damage shorted asr_ohm_cm2 retention lot trial",
    RECOMMENDATION + ".Recommendation": "goal point asr_ohm_cm2 p_intact window evidence",
    RECOMMENDATION + ".Certificate": "probability_better confirmations signed missing",
    "surrogate.gp.gp.fit_gaussian_process": "",
    "surrogate.integrity.integrity.fit_integrity": "",
    "surrogate.persist.save_surrogate": "",
    "surrogate.persist.load_surrogate": "",
    "hardware.eis.from_file.resistance_from_file": "",
    "hardware.eis.file_formats.read_spectra": "format imaginary partial",
    "hardware.press.register_map.load.load_press_map": "",
}


def named(path: str) -> object:
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("path", sorted({*LISTED, *KEPT}))
def test_a_public_name_is_there_described_and_typed(path: str) -> None:
    thing = named(path)
    assert path in LISTED
    assert (inspect.getdoc(thing) or "").strip()
    signature = inspect.signature(thing)  # type: ignore[arg-type]
    assert set(KEPT.get(path, "").split()) <= set(signature.parameters)
    annotated = [p.annotation is not p.empty for p in signature.parameters.values()]
    assert all(annotated)


def marked_as_going() -> list[str]:
    """Every message of a `@deprecated(...)` in the four rooms."""
    rooms = ("doe", "surrogate", "hardware", "campaigns")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    found = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        found += re.findall(r"^\s*@deprecated\(\s*\"([^\"]*)\"", text, re.M)
        assert text.count("@deprecated") == len(re.findall(r"@deprecated\(\s*\"", text))
    return found


def test_what_goes_says_what_to_use_since_when_and_stands_among_the_changes() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for message in marked_as_going():
        found = re.fullmatch(r"deprecated since \d+\.\d+: use `([^`]+)`", message)
        assert found, f"{message!r} must be 'deprecated since X.Y: use `NAME`'"
        assert found[1] in changes


def test_a_deprecated_name_warns_once_a_call_and_still_works() -> None:
    def new_name(pressed_mpa: float) -> float:
        return 2.0 * pressed_mpa

    @deprecated("deprecated since 0.1: use `new_name`")
    def old_name(pressed_mpa: float) -> float:
        return new_name(pressed_mpa)

    with pytest.warns(DeprecationWarning, match="use `new_name`"):
        assert old_name(150.0) == new_name(150.0) == 300.0
    with warnings.catch_warnings():  # who goes over sees nothing more
        warnings.simplefilter("error")
        new_name(1.0)


@pytest.mark.parametrize("package", ["campaigns", "surrogate"])
def test_names_that_are_loaded_late_are_offered_for_completion(package):
    module = importlib.import_module(package)
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        assert callable(getattr(module, name))
