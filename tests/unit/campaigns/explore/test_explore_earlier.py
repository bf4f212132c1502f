"""`copress explore --earlier`: does another table help with these cells? In words, honestly."""

import json
from pathlib import Path

import numpy as np
import pytest
from support.docs import ROOT
from typer.testing import CliRunner

from campaigns.commands.cli import app

CRONAU = ROOT.parent / "shared" / "data" / "press" / "cronau2021_sigma_fab_stack.csv"


def table(path: Path, rows: int, seed: int, *, upside_down: bool = False) -> Path:
    """Resistance falls with pressure and rises with dwell, or the other way round."""
    rng = np.random.default_rng(seed)
    mpa, dwell = rng.uniform(100, 600, rows).round(), rng.uniform(10, 300, rows).round()
    shape = 0.8 * np.exp(-mpa / 250) + 0.3 * np.sin(dwell / 30)
    asr = 80 * np.exp((-shape if upside_down else shape) + rng.normal(0, 0.03, rows))
    lines = [f"{p:.0f},{d:.0f},0,{r:.2f}" for p, d, r in zip(mpa, dwell, asr, strict=True)]
    path.write_text(
        "copress_mpa,copress_dwell_s,damage,asr_ohm_cm2\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )
    return path


def explored(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["explore", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return table(tmp_path / "new.csv", 16, seed=1)


def test_a_related_table_helps(new: Path, tmp_path: Path) -> None:
    earlier = table(tmp_path / "earlier.csv", 40, seed=2)

    output = explored(new, "--earlier", earlier)
    document = json.loads(explored(new, "--earlier", earlier, "--json"))["earlier"]

    assert "The earlier cells help to predict these (earlier.csv, 40 cells;" in output
    assert "Name the table under [transfer]" in output
    assert document["verdict"] == "helped"
    assert document["gain"] > 2 * document["gain_std"] > 0
    assert document["cells"] == 16


def test_a_table_that_points_the_wrong_way_is_never_called_a_help(
    new: Path, tmp_path: Path
) -> None:
    earlier = table(tmp_path / "earlier.csv", 40, seed=2, upside_down=True)

    document = json.loads(explored(new, "--earlier", earlier, "--json"))["earlier"]

    assert document["verdict"] != "helped"
    assert document["correlation"] < 0.5


def test_what_cannot_be_compared_is_said_in_one_message(new: Path, tmp_path: Path) -> None:
    lacking, other = tmp_path / "lacking.csv", tmp_path / "other.csv"
    lacking.write_text("copress_mpa,asr_ohm_cm2\n100,50\n200,40\n300,35\n400,33\n500,32\n")
    other.write_text(
        "copress_mpa,copress_dwell_s,sigma_ms_cm\n100,20,2.1\n200,30,2.4\n300,60,2.6\n"
    )

    assert "has no column copress_dwell_s" in explored(new, "--earlier", lacking, code=2)
    assert "is about sigma_ms_cm" in explored(new, "--earlier", other, code=2)


@pytest.mark.parametrize(
    ("powder", "words"),
    [
        ("GC-Li6PS5Cl", "The earlier cells help to predict these"),
        ("uC-Li6PS5Cl", "The earlier cells mislead about these"),
    ],
)
def test_cronaus_powders_tell_of_each_other(powder: str, words: str) -> None:
    if not CRONAU.exists():
        pytest.skip("published tables (../shared/data/press) are not on this machine")
    output = explored(
        CRONAU, "--only", "material=uC-Li5.5PS4.5Cl1.5",
        "--earlier", CRONAU, "--earlier-only", f"material={powder}",
    )  # fmt: skip

    assert words in output
    assert "31 cells left out" in output
