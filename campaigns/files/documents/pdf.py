"""The report as PDF: the same page, laid out for A4 by WeasyPrint (BSD), where it is installed.

WeasyPrint was chosen because it prints the page that was already looked at, drawings as vectors
and text as text; a second layout by a PDF library would have to be kept equal by hand. It brings
ten small packages and asks Debian for Pango, which is why it is an extra and no dependency.
"""

from __future__ import annotations

import logging
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.documents.put_in_place import whole_file
from campaigns.files.documents.seal import seal_of

_MARK = b"Copress "
_HOW = (
    'Install it: pip install "copress[pdf]", and on Debian or Ubuntu apt-get install '
    "libpango-1.0-0 libpangoft2-1.0-0. Or write the page (.html) and print it to PDF from any "
    "browser: it is laid out for A4."
)


def check_pdf() -> None:
    """Refuse before anything is computed where no PDF can be made.

    Raises:
        WrongInputError: what is missing and how to get it.
    """
    try:
        import weasyprint  # noqa: F401
    except ImportError as error:
        raise WrongInputError(f"A PDF needs WeasyPrint, which is not installed. {_HOW}") from error
    except OSError as error:  # it is there, but Pango, a library of the system, is not
        raise WrongInputError(f"A PDF needs Pango, which is not installed. {_HOW}") from error


def write_pdf(out: Path, page: str) -> None:
    """Print the page next to its place and move it there; nothing is loaded from elsewhere.

    The file's identifier is the hash of the page.
    """
    from weasyprint import HTML, URLFetcher

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of CSS meant for screens
    drawn = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    with whole_file(out) as part:
        drawn.write_pdf(str(part), pdf_identifier=_MARK + (seal_of(page) or "").encode())


def is_our_pdf(path: Path) -> bool:
    """Whether the file is a PDF that Copress wrote."""
    content = path.read_bytes()
    return content.startswith(b"%PDF") and _MARK in content
