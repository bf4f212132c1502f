"""`copress explore --check`: scikit-learn's own tools on the models of a table."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.tables.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.explore.analysis.scikit_learn_checks import checked_by_scikit_learn
from campaigns.explore.dataset import past_of
from campaigns.explore.figures.intact_calibration import plot_intact_calibration
from campaigns.explore.models import Models, learn
from campaigns.files.tables.cell_table import read_table


def models_of(path: Path, rows: list[dict[str, object]]) -> Models:
    return learn(past_of(read_table(write_table(path, rows))))


def lots(apart: float, last: float = 1.0) -> list[dict[str, object]]:
    """Five lots of six cells; each lot at its own level, the last one's values times `last`."""
    rng = np.random.default_rng(5)
    rows: list[dict[str, object]] = []
    for number, lot in enumerate("ABCDE"):
        for anode, stack in rng.uniform(0.0, 1.0, (6, 2)):
            value = 60 * np.exp(-1.2 * anode + apart * rng.normal(0, 0.02) + apart * (number % 3))
            rows.append(
                {
                    "anode_mpa": round(50 + 150 * float(anode), 1),
                    "stack_mpa": round(20 + 80 * float(stack), 1),
                    "damage": 0,
                    "asr_ohm_cm2": round(float(value) * (last if lot == "E" else 1.0), 3),
                    "lot": lot,
                }
            )
    return rows


@pytest.fixture(scope="module")
def twin(tmp_path_factory):
    return write_table(tmp_path_factory.mktemp("twin") / "cells.csv", twin_rows(60, seed=1))


@pytest.fixture(scope="module")
def checks(twin):
    return checked_by_scikit_learn(learn(past_of(read_table(twin))))


def test_whole_lots_are_left_out_where_lots_are_noted(tmp_path):
    models = models_of(tmp_path / "lots.csv", lots(apart=0.4))

    found = checked_by_scikit_learn(models).surface

    assert (found.left_out, len(found.rmse)) == ("lot", 5)
    assert found.r2 < models.calibration.skill - 0.1  # the next lot is harder than the next cell


def test_a_lot_left_out_has_no_say_in_what_is_expected_of_it(tmp_path):
    usual = checked_by_scikit_learn(models_of(tmp_path / "a.csv", lots(0.1))).surface
    other = checked_by_scikit_learn(models_of(tmp_path / "b.csv", lots(0.1, last=3.0))).surface

    assert np.allclose(usual.expected[-6:], other.expected[-6:])
    assert not np.allclose(usual.expected[:6], other.expected[:6], atol=0.01)


def test_folds_pool_to_the_typical_error(checks):
    found = checks.surface

    assert found.left_out == "tenth"
    pooled = np.sqrt(np.mean((found.measured - found.expected) ** 2))
    assert pooled == pytest.approx(np.sqrt(np.mean(found.rmse**2)), rel=0.05)


def test_shuffling_the_knob_that_matters_costs_most(tmp_path):
    found = checked_by_scikit_learn(models_of(tmp_path / "lots.csv", lots(apart=0.02)))

    matters, does_not = found.importance["anode_mpa"], found.importance["stack_mpa"]
    assert matters[0] > 1.0
    assert does_not[0] < 0.1


def test_p_intact_of_cells_left_out_is_drawn_over_what_became_of_them(checks):
    found = checks.integrity
    ax = plot_intact_calibration(found)

    assert ax.get_xlabel() == "P(intact) by the other cells"
    assert ax.get_ylabel() == "Share of the cells that held"
    named = {line.get_label(): line.get_xydata() for line in ax.lines}
    assert set(named) == {"Perfectly calibrated", "cells left out"}
    said, held = named["cells left out"].T
    assert len(said) == 5
    assert np.all(np.diff(said) > 0)
    assert np.mean(held) == pytest.approx(np.mean(found.intact), abs=1e-9)  # 12 cells each
    assert found.brier < found.brier_of_share


def test_the_command_adds_a_chapter_a_plot_and_numbers(twin, tmp_path):
    out = tmp_path / "explored"

    result = CliRunner().invoke(app, ["explore", str(twin), "--yes", "--check", "--out", str(out)])

    assert result.exit_code == 0, result.output
    assert "Checked by scikit-learn" in result.output
    assert "Cross-validation in 10 folds" in result.output
    assert (out / "intact-calibration.svg").exists()
    assert "Is P(intact) honest" in (out / "explore.html").read_text(encoding="utf-8")
    document = json.loads((out / "explore.json").read_text(encoding="utf-8"))["scikit_learn"]
    assert document["folds"] == 10
    assert document["p_intact"]["cells"] == 60
    assert set(document["permutation_importance"]) == {
        "copress_mpa", "copress_dwell_s", "anode_mpa", "stack_mpa"
    }  # fmt: skip


def test_where_hardly_a_cell_broke_it_says_that_p_intact_cannot_be_checked(tmp_path):
    table = write_table(tmp_path / "lots.csv", lots(apart=0.02))

    result = CliRunner().invoke(app, ["explore", str(table), "--yes", "--check"])

    assert "P(intact) cannot be checked" in result.output
    assert "Each fold leaves whole lots out" in result.output


def test_nobody_who_does_not_ask_loads_scikit_learn(twin):
    asked = (
        "import sys; from campaigns.commands.cli import app; "
        f"app(['explore', {str(twin)!r}, '--yes'], standalone_mode=False); "
        "assert 'sklearn' not in sys.modules"
    )

    done = subprocess.run(
        [sys.executable, "-c", asked], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
