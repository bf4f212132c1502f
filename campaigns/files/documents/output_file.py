"""Where reports are written: whole or not at all, and over nothing that is not ours."""

from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.files.documents.pdf import check_pdf, is_our_pdf
from campaigns.files.documents.put_in_place import held_elsewhere, whole_file

SIGNATURE = '<meta name="generator" content="Copress'
_HEAD_BYTES = 4096  # chosen: the signature stands in the head of a page


def check_target(out: Path) -> None:
    """Refuse to write where a report does not belong, before anything is computed.

    Raises:
        WrongInputError: Neither page nor PDF, no such folder, a file that is not our report, or
            nothing here that can make a PDF.
    """
    if out.suffix.lower() not in (".html", ".htm", ".pdf"):
        raise WrongInputError(
            f"--out {out}: the report is a page or a PDF; name it {out.stem}.html or {out.stem}.pdf"
        )
    if not out.absolute().parent.is_dir():
        raise WrongInputError(f"--out {out}: there is no folder {out.parent}. Make it first.")
    ours = is_our_pdf if out.suffix.lower() == ".pdf" else is_report
    try:
        foreign = out.exists() and not (out.is_file() and ours(out))
    except PermissionError as error:  # on Windows another program may keep even readers out
        raise held_elsewhere(out) from error
    if foreign:
        raise WrongInputError(f"{out} exists and is not a report of Copress. Name another file.")
    if out.suffix.lower() == ".pdf":
        check_pdf()


def is_report(path: Path) -> bool:
    """Whether the file is a report that Copress wrote."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return SIGNATURE.encode() in file.read(_HEAD_BYTES)


def write_page(out: Path, page: str) -> None:
    """Write the page next to its place and move it there, so that no half page is ever seen."""
    with whole_file(out) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
