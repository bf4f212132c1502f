"""The report as a page: self-contained, honest about simulation, complete, the same every time."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.report import the_campaign

from campaigns.errors import WrongInputError
from campaigns.files.documents.output_file import check_target, is_report, write_page
from campaigns.records.views import CampaignView
from campaigns.report.report_html import LARGEST_BYTES, report_html
from campaigns.report.text.methods import methods_paragraph
from doe.recommendation.pareto_front import FrontPoint, ParetoFront
from doe.strategy import Strategy
from hardware.press.protocol import Die

Given = tuple[CampaignView, Strategy, Die]


@pytest.fixture(scope="module")
def given() -> Given:
    return the_campaign()


@pytest.fixture(scope="module")
def page(given: Given) -> str:
    view, strategy, die = given
    return report_html(view, strategy, die=die)


def section(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]*id="{name}">.*?</section>', page, flags=re.DOTALL)
    assert found is not None
    return found[0]


def drawings(page: str) -> list[str]:
    return re.findall(r"<svg .*?</svg>", page, flags=re.DOTALL)


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    assert not re.search(r"<(script|link|iframe|object|embed)\b", page)
    assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", page)
    assert not re.search(r"""(src|href|data)=["'](https?:)?//""", page)


def test_the_page_is_small_enough_to_mail(page: str) -> None:
    assert len(page.encode()) < LARGEST_BYTES


def test_every_drawing_is_whole_and_no_name_is_used_twice(page: str) -> None:
    assert len(drawings(page)) == 6
    for drawing in drawings(page):
        ET.fromstring(drawing)  # noqa: S314 - our own
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    for used in re.findall(r'(?:href="#|url\(#)([^")]+)', page):
        assert used in names


def test_simulation_is_said_on_the_page_in_the_title_in_print_and_on_every_figure(
    page: str,
) -> None:
    assert '<div class="simulated" role="note"><strong>SIMULATED</strong>' in page
    assert "<title>SIMULATED" in page
    assert 'content: "SIMULATED – page "' in page
    assert all(">SIMULATED</text>" in drawing for drawing in drawings(page))


def test_a_real_campaign_is_not_called_simulated(given: Given) -> None:
    view, strategy, die = given

    trials = tuple(replace(trial, simulated=False) for trial in view.trials)
    real = replace(view, simulated=False, trials=trials)

    assert "SIMULATED" not in report_html(real, strategy, die=die)


def test_the_recommendation_is_complete_and_apart_from_the_next_experiment(
    given: Given, page: str
) -> None:
    advice = given[0].advice
    assert advice is not None
    recommended, following = section(page, "recommendation"), section(page, "next")

    assert f"up to {advice.point['copress_mpa']:.0f} MPa" in recommended
    assert "kN" in recommended
    for trial in advice.evidence:
        assert f'<a href="#cell-{trial}">cell-{trial:04d}</a>' in recommended
    assert "operating window" in recommended
    assert "The certificate is" in recommended
    assert "Next experiment" not in recommended
    assert "Next experiment – not the recommendation" in following
    assert "Recommended protocol" not in following


def test_every_cell_has_its_row_and_broken_ones_no_resistance(given: Given, page: str) -> None:
    view = given[0]
    rows = {
        int(number): row
        for number, row in re.findall(r'<tr id="cell-(\d+)".*?>(.*?)</tr>', page, flags=re.DOTALL)
    }

    assert set(rows) == {trial.number for trial in view.trials}
    assert all(trial.sample_label in rows[trial.number] for trial in view.trials)
    broken = [trial for trial in view.trials if trial.outcome == "recipe failed"]
    assert broken
    for trial in broken:
        assert '<td class="nowrap">–</td>' in rows[trial.number]
    best = view.best_measured()
    assert best is not None
    assert f"{best.asr_ohm_cm2:.4g} ±" in rows[best.number]


@pytest.mark.slow
def test_the_stack_pressure_under_each_spectrum_is_shown_where_it_was_measured(
    given: Given, page: str
) -> None:
    view, strategy, _ = given
    heading = "stack during the spectrum"
    assert heading in page
    trials = tuple(replace(trial, stack_measured_mpa=None) for trial in view.trials)
    assert heading not in report_html(replace(view, trials=trials), strategy)


def test_failures_stand_by_kind_with_their_cells(page: str) -> None:
    failed = page[page.index("<h2>What failed</h2>") : page.index("<h2>All cells</h2>")]

    assert "shorted" in failed
    assert '<a href="#cell-5">cell-0005</a>' in failed


def test_the_methods_paragraph_names_what_was_done(given: Given, page: str) -> None:
    methods = unescape(page[page.index("<h2>How it was done</h2>") :])

    assert "All cells of this campaign were simulated" in methods
    assert "co-press pressure (100–700 MPa)" in methods
    assert "“anode_mpa <= 0.75 * copress_mpa”" in methods
    assert f"copress {given[0].versions['copress']}" in methods
    assert "seed 0" in methods


def test_the_methods_paragraph_claims_no_knowledge_that_was_not_used(given: Given) -> None:
    view, strategy, die = given
    blank = strategy.with_settings(knowledge=False)

    informed, naive = (methods_paragraph(view, how, die) for how in (strategy, blank))

    assert "in the quantiles of published pressing protocols" in informed
    assert "published trends as prior mean" in informed
    assert "spread evenly over the ranges" in naive
    assert "No prior knowledge of pressing was used" in naive
    assert "published" not in naive


def test_the_methods_paragraph_names_how_cells_were_chosen(given: Given) -> None:
    view, strategy, die = given
    other = strategy.with_settings(acquisition="lower_confidence_bound", replicates=True)
    usual, changed = (methods_paragraph(view, how, die) for how in (strategy, other))
    assert "log expected improvement" in usual
    assert "pressed again" not in usual
    assert "lower confidence bound" in changed
    assert "A tested protocol was pressed again where that said more than a new one." in changed


def test_the_methods_paragraph_says_that_another_library_chose(given: Given) -> None:
    view, strategy, die = given
    methods = methods_paragraph(view, strategy.with_settings(chooser="skopt"), die)
    assert "The cells were chosen by scikit-optimize 0." in methods
    assert "a broken cell had the worst value measured so far" in methods
    assert "log expected improvement" not in methods


def test_the_methods_paragraph_tells_of_spectra_that_could_not_be_used(given: Given) -> None:
    view, strategy, die = given
    row = next(k for k, cell in enumerate(view.history) if cell.asr_ohm_cm2 is not None)
    refused = replace(view.history[row], asr_ohm_cm2=None, asr_std_ohm_cm2=None)
    history = (*view.history[:row], refused, *view.history[row + 1 :])
    assert "gave no usable spectrum" not in methods_paragraph(view, strategy, die)
    words = methods_paragraph(replace(view, history=history), strategy, die)
    assert "Where intact cells gave no usable spectrum" in words


def test_names_from_outside_cannot_become_markup(given: Given) -> None:
    view, strategy, _ = given
    evil = view.settings.campaign.model_copy(update={"name": "<script>alert(1)</script>"})
    marked = replace(view, settings=view.settings.model_copy(update={"campaign": evil}))

    page = report_html(marked, strategy)

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_without_enough_cells_the_page_says_so(given: Given) -> None:
    view, strategy, _ = given
    early = replace(view, advice=None, no_advice="Nothing can be recommended yet: 1 cell so far.")

    page = report_html(early, strategy)

    assert "No recommendation yet" in section(page, "recommendation")
    assert "1 cell so far" in section(page, "recommendation")


def test_the_same_campaign_gives_the_same_page(given: Given, page: str) -> None:
    view, strategy, die = given

    assert report_html(view, strategy, die=die) == page


@pytest.mark.parametrize("name", ["report.docx", "report.txt", "report"])
def test_a_report_is_a_page_or_a_pdf(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongInputError, match="page"):
        check_target(tmp_path / name)


def test_a_report_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="there is no folder"):
        check_target(tmp_path / "missing" / "report.html")


def test_a_page_that_is_not_ours_is_not_written_over(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.html"
    thesis.write_text("<html>three years of work</html>")

    with pytest.raises(WrongInputError, match="is not a report of Copress"):
        check_target(thesis)
    assert "three years" in thesis.read_text()


def test_our_own_report_is_renewed(tmp_path: Path, page: str) -> None:
    out = tmp_path / "report.html"
    write_page(out, page)

    assert is_report(out)
    check_target(out)
    write_page(out, page)
    assert out.read_text(encoding="utf-8") == page
    assert list(tmp_path.iterdir()) == [out]


def test_several_goals_get_a_table_of_what_can_be_had_instead(given: Given, page: str) -> None:
    view, strategy, die = given
    point = FrontPoint(dict(view.history[0].point), 187.0, 0.91, None, 2400.0)
    front = ParetoFront(("asr_ohm_cm2", "p_intact", "total_s"), (point,), 0.7, 0.4)
    shown = section(report_html(replace(view, front=front), strategy, die=die, drawn=[]), "front")
    assert "What can be had instead" in shown
    assert "Hypervolume of the front 0.7" in shown
    assert 'id="front"' not in page


def test_the_page_says_whether_single_cells_decide(page: str) -> None:
    words = unescape(section(page, "recommendation"))
    assert re.search(
        r"Robust against single|Sensitive to cell|Too few cells for a|is not judged", words
    )
