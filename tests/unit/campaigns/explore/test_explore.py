"""`copress explore`: what a laboratory with a spreadsheet of past cells gets to know."""

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.tables.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.explore.analysis.exploration_results import look_into
from campaigns.explore.dataset import past_of
from campaigns.explore.models import learn
from campaigns.files.tables.cell_table import read_table
from doe.posterior.scalarisation import non_dominated

# uC-Li6PS5Cl, mS/cm over fabrication and stack pressure (Cronau 2021 SI, digitised)
STACK = (49, 68, 97, 146, 195, 243, 292, 389, 487)
CRONAU = {
    97: (2.06, 2.16, 2.33),
    195: (2.43, 2.60, 2.74, None, 2.97),
    292: (1.81, 2.22, 2.56, 2.88, 2.99, 3.01, 3.04),
    389: (2.22, 2.55, 2.87, 3.26, 3.41, 3.46, 3.44, 3.39),
    487: (1.70, 2.02, 2.42, 2.94, 3.15, 3.23, 3.23, 3.17, 3.06),
}
TABLES = Path(__file__).parents[4].parent / "shared" / "data" / "press"


def explored(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["explore", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def cronau(tmp_path_factory):
    rows = [
        {"fabrication_MPa": fab, "stack_MPa": stack, "sigma_mS_cm": sigma}
        for fab, line in CRONAU.items()
        for stack, sigma in zip(STACK, line, strict=False)
        if sigma is not None
    ]
    return write_table(tmp_path_factory.mktemp("cronau") / "cronau.csv", rows)


@pytest.fixture(scope="module")
def twin(tmp_path_factory):
    return write_table(tmp_path_factory.mktemp("twin") / "cells.csv", twin_rows(40, seed=1))


def test_cronaus_table_says_what_the_paper_says(cronau):
    said = explored(cronau)
    assert "Co-press pressure and stack pressure interact" in said
    assert "highest 2.43 mS/cm at 195 MPa, lowest 1.7 mS/cm at 487 MPa" in said
    assert "the hardest-pressed pellet conducts least there" in said
    assert "May it be trusted yet? Yes." in said
    assert "Used here: compaction and springback." in said
    assert "Nobody noted whether these cells were intact" in said


def test_the_document_has_numbers_for_every_word(cronau):
    said = explored(cronau, "--json", "--instead", "copress_mpa=487", "--instead", "stack_mpa=49")
    document = json.loads(said)
    for key in ("recommendation", "quality", "sensitivity", "gauges", "plots"):
        assert key in document
    promised = document["recommendation"]["sigma_ms_cm"]
    assert promised["low"] < promised["median"] < promised["high"]
    assert 3.2 < promised["median"] < 3.6
    assert document["recommendation"]["p_intact"] is None
    assert document["instead"]["sigma_ms_cm"]["median"] == pytest.approx(1.70, rel=0.05)
    assert document["instead"]["relative_score"] < 0.01
    pair = document["sensitivity"]["pairs"]["copress_mpa x stack_mpa"]
    assert 0.05 < pair["low"] < pair["median"] < pair["high"]
    assert document["quality"]["skill"] > document["quality"]["polynomial"]["r2_predicted"]
    assert document["optimum"]["share"] >= 0.9


def test_the_twins_table_becomes_a_page_with_every_plot(twin, tmp_path):
    out = tmp_path / "explored"
    said = explored(twin, "--out", out)
    page = (out / "explore.html").read_text(encoding="utf-8")
    plots = ("left-out", "sensitivity", "slices", "interaction", "map", "control-chart", "front")
    for name in plots:
        drawn = ET.parse(out / f"{name}.svg").getroot()  # noqa: S314
        assert drawn.tag.endswith("svg")
        with Image.open(out / f"{name}.png") as pixels:  # of print: 160 to the inch of 72 points
            sides = [float(side) for side in drawn.attrib["viewBox"].split()[2:]]
            assert pixels.size == pytest.approx([side / 72 * 160 for side in sides], abs=1)
            assert pixels.info["dpi"] == pytest.approx((160, 160), abs=0.1)
        assert f'id="figure-{name}"' in page
    assert "SIMULATED" in said
    assert "SIMULATED" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
    document = json.loads((out / "explore.json").read_text(encoding="utf-8"))
    assert document["plots"] == {
        name: [str(out / f"{name}.png"), str(out / f"{name}.svg")] for name in plots
    }


def test_plots_without_pixels_where_asked_and_never_of_other_cells(tmp_path):
    rows = twin_rows(16, seed=1, knobs=("copress_mpa", "stack_mpa"))
    table, out = write_table(tmp_path / "cells.csv", rows), tmp_path / "explored"
    explored(table, "--out", out, "--no-png")
    document = json.loads((out / "explore.json").read_text(encoding="utf-8"))
    assert document["plots"]["map"] == [str(out / "map.svg")]
    assert not list(out.glob("*.png"))
    (out / "map.png").write_bytes(b"of other cells")
    explored(table, "--out", out, "--no-png")  # again, over our own page
    assert (out / "map.png").read_bytes().startswith(b"\x89PNG")


def test_a_folder_with_a_foreign_page_stays_as_it_is(twin, tmp_path):
    foreign = tmp_path / "explore.html"
    foreign.write_text("my own page", encoding="utf-8")
    assert "not a page of Copress" in explored(twin, "--out", tmp_path, code=2)
    assert foreign.read_text(encoding="utf-8") == "my own page"


def test_broken_and_shorted_cells_teach_integrity_and_no_resistance(twin):
    past = past_of(read_table(twin))
    with twin.open(encoding="utf-8") as file:
        whole = [r for r in csv.DictReader(file) if r["damage"] == "0" and r["shorted"] == "0"]
    assert past.looked_at
    assert len(past.measured) == len(whole) < len(past.history) == 40
    insight = look_into(learn(past))
    assert len(insight.models.y) == len(whole)
    broken = [past.space.units([c.point])[0] for c in past.history if not c.intact]
    sound = insight.models.X
    p = insight.models.p_intact
    assert np.mean(p(np.array(broken))) < np.mean(p(sound)) - 0.03


def gauge(document, name):
    return next(dial for dial in document["gauges"] if dial["name"] == name)


def made_up(path, effect, *, noise=0.02, n=24, drift=0.0, together=False):
    """Cells of a made-up law: ln R falls by `effect` over the range of co-press pressure."""
    chance = np.random.default_rng(3)
    u = chance.random((n, 2))
    if together:
        u[:, 1] = u[:, 0]
    rows = [
        {
            "copress_mpa": round(200 + 400 * a, 1),
            "stack_mpa": round(20 + 80 * b, 1),
            "copress_dwell_s": 60,
            "asr_ohm_cm2": round(
                100 * float(np.exp(-effect * a + drift * k / n + noise * chance.normal())), 3
            ),
            "lot": "AB"[k % 2],
        }
        for k, (a, b) in enumerate(u)
    ]
    return write_table(path, rows)


@pytest.mark.slow
def test_gauges_find_what_is_wrong(tmp_path):
    quiet = json.loads(explored(made_up(tmp_path / "a.csv", 0.6), "--json"))
    assert gauge(quiet, "trust")["level"] == "good"
    assert gauge(quiet, "noise")["level"] == "good"
    assert gauge(quiet, "edge")["level"] == "watch"
    assert "co-press pressure at its highest" in gauge(quiet, "edge")["sentence"]
    assert "co-press dwell" in gauge(quiet, "moved")["sentence"]
    assert gauge(quiet, "distinguished")["level"] == "good"
    assert gauge(quiet, "steadiness")["level"] == "good"

    loud = json.loads(explored(made_up(tmp_path / "b.csv", 0.0, noise=0.3), "--json"))
    assert gauge(loud, "trust")["level"] == "stop"
    assert gauge(loud, "noise")["level"] == "stop"

    drifting = json.loads(explored(made_up(tmp_path / "c.csv", 0.3, drift=0.5), "--json"))
    assert "a drift of +" in gauge(drifting, "steadiness")["sentence"]

    tied = json.loads(explored(made_up(tmp_path / "d.csv", 0.5, together=True), "--json"))
    assert gauge(tied, "distinguished")["level"] == "stop"

    few = json.loads(explored(made_up(tmp_path / "e.csv", 0.5, n=5), "--json"))
    assert gauge(few, "intact cells")["level"] == "stop"


def test_one_knob_gives_no_map_and_no_interaction(tmp_path):
    rows = [
        {"copress_mpa": p, "relative density (%)": d}
        for p, d in zip(
            (30, 75, 150, 200, 300, 350, 450), (50, 62.5, 75, 80, 87, 90, 94), strict=True
        )
    ]
    out = tmp_path / "out"
    said = explored(write_table(tmp_path / "sakuda.csv", rows), "--out", out)
    assert "relative density rises from 30 MPa to 450 MPa" in said
    assert not (out / "map.svg").exists()
    assert (out / "slices.svg").exists()


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        ("copress_mpa,asr_ohm_cm2\n300,50\n300,51\n300,52\n300,50.5\n", [], "at the same settings"),
        ("copress_mpa,asr_ohm_cm2\n300,50\n400,45\n", [], "too few to learn from"),
        ("copress_mpa,asr_ohm_cm2\n300,50\n400,45\n500,41\n600,44\n", ["--goal", "cheap"],
         "no such goal"),
        ("copress_mpa,asr_ohm_cm2\n300,50\n400,45\n500,41\n600,44\n", ["--instead", "speed=3"],
         "no knob that was moved"),
        ("copress_mpa,asr_ohm_cm2\n300,50\n400,45\n500,41\n600,44\n", ["--only", "lot"],
         "write 'lot=A'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_message(tmp_path, table, options, words):
    path = tmp_path / "cells.csv"
    path.write_text(table, encoding="utf-8")
    said = explored(path, *options, code=2)
    assert words in said
    assert "Traceback" not in said


def test_a_campaigns_own_space_and_rules_count(twin, tmp_path):
    campaign = tmp_path / "mine.toml"
    assert CliRunner().invoke(app, ["new", str(campaign)]).exit_code == 0
    said = explored(twin, "--space", campaign, "--json", code=2)
    assert "has no column for" in said or "release_mpa_s" in said


def test_the_pareto_front_holds_what_nothing_betters():
    costs = np.array([[1.0, 5.0], [2.0, 2.0], [3.0, 3.0], [5.0, 1.0], [2.0, 2.0]])
    assert non_dominated(costs).tolist() == [True, True, False, True, True]


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("doux2020_stack_pressure.csv", ["--area-cm2", "0.8", "--column", "pressure_MPa=stack_mpa"],
         "area-specific resistance falls from 1 MPa to 25 MPa"),
        ("sakuda2013_75Li2S25P2S5.csv", [], "relative density rises from 30 MPa to 450 MPa"),
    ],
)  # fmt: skip
def test_other_published_tables(file, options, words):
    if not (TABLES / file).exists():
        pytest.skip("published tables (../shared/data/press) are not on this machine")
    assert words in explored(TABLES / file, *options)
