"""The recommended protocol on one printed page."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from support.report import the_campaign
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.errors import NotEnoughError
from campaigns.files.documents.knob_labels import number_of
from campaigns.records.views import CampaignView
from campaigns.report.protocol_sheet import mark_of, protocol_sheet
from hardware.press.protocol import Die

CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))


@pytest.fixture(scope="module")
def given() -> tuple[CampaignView, Die]:
    view, _, die = the_campaign()
    return view, die


def test_the_sheet_has_the_protocol_its_promise_and_blanks(given: tuple[CampaignView, Die]) -> None:
    view, die = given
    page = protocol_sheet(view, die)

    assert view.advice is not None
    assert "Provisional protocol" in page  # eight cells sign no certificate
    assert f"{view.advice.point['copress_mpa']:.0f} MPa" in page
    assert f"({number_of(die.force_kn(view.advice.point['copress_mpa']))} kN)" in page
    assert "The certificate is not met yet" in page
    assert page.count('<tr class="blank">') == 4
    assert "SIMULATED" in page
    assert "SIMULATED" not in protocol_sheet(replace(view, simulated=False), die)
    assert "not the next experiment" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_another_protocol_has_another_mark() -> None:
    assert mark_of({"copress_mpa": 400.0}) != mark_of({"copress_mpa": 405.0})
    assert mark_of({"a": 1.0, "b": 2.0}) == mark_of({"b": 2.0, "a": 1.0})


def test_without_a_recommendation_there_is_no_sheet(given: tuple[CampaignView, Die]) -> None:
    with pytest.raises(NotEnoughError, match="too few"):
        protocol_sheet(replace(given[0], advice=None, no_advice="too few cells"))


def test_the_command_writes_it_and_says_where(
    given: tuple[CampaignView, Die], tmp_path: Path
) -> None:
    out = tmp_path / "sheet.html"
    asked = ["recommend", str(given[0].settings.path), "--sheet"]
    output = CliRunner().invoke(app, [*asked, str(out)])
    wrong = CliRunner().invoke(app, [*asked, str(tmp_path / "sheet.docx")])

    assert output.exit_code == 0, output.output
    assert "Bench sheet" in output.output
    assert "Provisional protocol" in out.read_text(encoding="utf-8")
    assert wrong.exit_code != 0


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine to print with")
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="no pdfinfo (poppler-utils) here")
def test_a_browser_prints_it_on_one_page(given: tuple[CampaignView, Die], tmp_path: Path) -> None:
    page, printed = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    page.write_text(protocol_sheet(*given), encoding="utf-8")
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
         f"--print-to-pdf={printed}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    output = subprocess.run(["pdfinfo", printed], check=True, capture_output=True, text=True).stdout

    assert "Pages:           1\n" in output
