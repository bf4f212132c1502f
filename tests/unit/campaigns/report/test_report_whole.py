"""The report as it is handed over: question to hash, sealed, as a page and as a PDF."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.report import a_campaign
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.errors import WrongInputError
from campaigns.files.documents.output_file import check_target
from campaigns.files.documents.pdf import is_our_pdf
from campaigns.files.documents.seal import is_whole, seal_of
from campaigns.records.views import CampaignView


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> CampaignView:
    return a_campaign(tmp_path_factory.mktemp("campaign"))[0]


@pytest.fixture(scope="module")
def file(view: CampaignView) -> Path:
    out = view.settings.path.with_name("report.html")
    result = CliRunner().invoke(app, ["report", str(view.settings.path), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


def test_everything_that_a_report_is_asked_for_is_there(file: Path) -> None:
    page = file.read_text(encoding="utf-8")

    for part in (
        "Which pressing protocol",
        "What could be tried",
        "Latin hypercube, seed 0",
        "in steps of 5",
        "All cells",
        "Recommended protocol",
        "operating window",
        "Certificate",
        "Ready for the methods section",
        "scikit-learn",
        "SHA-256 of this report",
    ):
        assert part in page, part
    for figure in ("convergence", "map", "slices", "nyquist", "press", "sensitivity", "front",
                   "control-chart"):  # fmt: skip
        assert f'id="figure-{figure}"' in page, figure
    assert file.stat().st_size < 2_000_000


def test_a_page_is_known_to_be_as_it_was_written(view: CampaignView, file: Path) -> None:
    page = file.read_text(encoding="utf-8")
    seal = seal_of(page)
    checked = CliRunner().invoke(app, ["report", str(view.settings.path), "--check", str(file)])

    assert seal is not None
    assert page.count(seal) == 2  # once for machines, once to be read
    assert is_whole(page)
    assert checked.exit_code == 0
    assert "as it was written" in checked.output


def test_one_changed_number_breaks_the_seal(view: CampaignView, file: Path, tmp_path: Path) -> None:
    page = file.read_text(encoding="utf-8")
    forged = tmp_path / "forged.html"
    forged.write_text(page.replace("cells intact", "cells  intact", 1), encoding="utf-8")
    checked = CliRunner().invoke(app, ["report", str(view.settings.path), "--check", str(forged)])

    assert not is_whole(forged.read_text(encoding="utf-8"))
    assert checked.exit_code == 1
    assert "changed after it was written" in checked.output


@pytest.mark.slow
def test_a_report_of_other_cells_is_stated(view: CampaignView, file: Path, tmp_path: Path) -> None:
    other = a_campaign(tmp_path, trials=3)[0]
    checked = CliRunner().invoke(app, ["report", str(other.settings.path), "--check", str(file)])

    assert checked.exit_code == 1
    assert "the observations changed" in checked.output


@pytest.mark.parametrize("options", [[], ["--out", "a.html", "--check", "b.html"]])
def test_write_or_check_not_both_nor_neither(view: CampaignView, options: list[str]) -> None:
    result = CliRunner().invoke(app, ["report", str(view.settings.path), *options])

    assert result.exit_code == 2 or isinstance(result.exception, WrongInputError)


@pytest.mark.slow
def test_the_pdf_has_the_words_and_drawings_of_the_page(view: CampaignView, file: Path) -> None:
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(f"no WeasyPrint or no Pango here: {error}")
    out = file.with_suffix(".pdf")
    result = CliRunner().invoke(app, ["report", str(view.settings.path), "--out", str(out)])

    assert result.exit_code == 0, result.output
    assert is_our_pdf(out)
    assert 50_000 < out.stat().st_size < 2_000_000
    reader = shutil.which("pdftotext")
    if reader is not None:
        output = subprocess.run([reader, "-layout", out, "-"], check=True, capture_output=True)
        words = output.stdout.decode()
        assert "Recommended protocol" in words
        assert "co-press pressure / MPa" in words  # text of a drawing stays text
        assert words.count("SIMULATED – page") >= 4


def test_where_no_pdf_can_be_made_it_is_said_before_anything_is_computed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "from pathlib import Path\n"
        "from campaigns.files.documents.output_file import check_target\n"
        f"check_target(Path({str(tmp_path / 'r.pdf')!r}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )

    assert 'pip install "copress[pdf]"' in result.stderr
    assert "libpangoft2-1.0-0" in result.stderr


def test_a_pdf_that_is_not_ours_is_not_written_over(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.pdf"
    thesis.write_bytes(b"%PDF-1.7 three years of work")

    with pytest.raises(WrongInputError, match="is not a report of Copress"):
        check_target(thesis)
