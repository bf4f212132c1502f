"""A document that is open in another program is not lost, and nothing half-written stays."""

from pathlib import Path

import pytest

from campaigns.errors import WrongInputError
from campaigns.files.documents.output_file import check_target, write_page


def test_a_document_that_is_open_is_said_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "r.html"
    out.write_text("old", encoding="utf-8")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WrongInputError, match=r"Close r\.html, then try again"):
        write_page(out, "new")
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]


def test_a_report_that_even_readers_cannot_open_is_said_before_anything_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.html"
    report.write_text("old", encoding="utf-8")

    def held(self: Path, *more: object, **how: object) -> object:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(WrongInputError, match=r"Close report\.html, then try again"):
        check_target(report)
