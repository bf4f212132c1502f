"""Where reports are written: whole or not at all, and over nothing that is not ours."""

from pathlib import Path

from campaigns.faults import WrongInputError

SIGNATURE = '<meta name="generator" content="Copress'
_HEAD_BYTES = 4096


def check_target(out: Path) -> None:
    """Refuse to write where a report does not belong, before anything is computed.

    Raises:
        WrongInputError: Not a page, no such folder, or a file that is no report of ours.
    """
    if out.suffix.lower() == ".pdf":
        raise WrongInputError(
            f"--out {out}: write a page (.html) and print it to PDF from the browser; it is laid "
            "out for A4."
        )
    if out.suffix.lower() not in (".html", ".htm"):
        raise WrongInputError(f"--out {out}: the report is a page; name it {out.stem}.html")
    if not out.resolve().parent.is_dir():
        raise WrongInputError(f"--out {out}: there is no folder {out.parent}. Make it first.")
    if out.exists() and not is_report(out):
        raise WrongInputError(f"{out} exists and is no report of Copress. Name another file.")


def is_report(path: Path) -> bool:
    """Whether the file is a report that Copress wrote."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return SIGNATURE.encode() in file.read(_HEAD_BYTES)


def write_page(out: Path, page: str) -> None:
    """Write the page beside its place and move it there, so that no half page is ever seen."""
    beside = out.with_name(f".{out.name}.part")
    beside.write_text(page, encoding="utf-8", newline="\n")
    beside.replace(out)
