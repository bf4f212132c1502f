"""The whole report of a campaign, as a page or as a PDF; and whether a page is still true."""

from __future__ import annotations

from pathlib import Path

from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.explore.campaign_dataset import campaign_pictures
from campaigns.files.documents.output_file import check_target, is_report, write_page
from campaigns.files.documents.pdf import write_pdf
from campaigns.files.documents.seal import is_whole, seal_of
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView
from campaigns.report.figures.picture import Picture
from campaigns.report.report_figures import pictures
from campaigns.report.report_html import hashes_of, report_html
from campaigns.trial.press_limits import limits_of
from doe.posterior.blas_threads import on_one_thread
from doe.strategy import Strategy


@on_one_thread
def report_of(view: CampaignView, strategy: Strategy) -> tuple[str, list[Picture]]:
    """The report of a campaign as a page, and the pictures that are in it."""
    drawn = [*pictures(view, strategy), *campaign_pictures(view, strategy)]
    return report_html(view, strategy, die=limits_of(view.settings).die, drawn=drawn), drawn


def write_report(campaign: Path, out: Path) -> int:
    """Write the report of a campaign.

    Args:
        campaign: its file.
        out: `.html`, or `.pdf` where WeasyPrint is installed.

    Returns:
        Size of what was written, bytes.

    Raises:
        WrongInputError: the place or the ending is wrong; nothing was written.
        StoreError: there is no such campaign.
    """
    check_target(out)
    settings = load_settings(campaign)
    page, _ = report_of(load_view(settings), strategy_of(settings))
    if out.suffix.lower() == ".pdf":
        write_pdf(out, page)
    else:
        write_page(out, page)
    return out.stat().st_size


def check_report(campaign: Path, page_file: Path) -> list[str]:
    """What is no longer true of a page: empty where it is whole and the campaign is the same.

    Raises:
        WrongInputError: it is not a report that carries a hash.
        StoreError: there is no such campaign.
    """
    if not is_report(page_file):
        raise WrongInputError(f"{page_file} is not a report of Copress (.html).")
    page = page_file.read_text(encoding="utf-8")
    if seal_of(page) is None:
        raise WrongInputError(f"{page_file} carries no hash: it was written before there was one.")
    wrong = []
    if not is_whole(page):
        wrong.append("the page was changed after it was written: its hash is another")
    now = hashes_of(load_view(load_settings(campaign), advise=False, curves=False))
    wrong += [
        f"the {name} changed since it was written" for name, value in now.items()
        if value not in page
    ]  # fmt: skip
    return wrong
