"""A file is written whole or not at all, and says so in a sentence."""

import errno
from pathlib import Path

import pytest
from support.command_line import copress

from campaigns.files.documents.put_in_place import whole_file


def fail_half_way(out: Path) -> None:
    with whole_file(out) as part:
        part.write_text("half", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_file_and_no_part_of_the_new_one(tmp_path: Path) -> None:
    out = tmp_path / "cells.csv"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match=r"cells.csv cannot be written: No space left.*untouched"):
        fail_half_way(out)
    assert out.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_campaign_file_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def full(path: Path, text: str, **more: str) -> int:
        if path.name.endswith(".part"):
            write(path, text[:10], **more)
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, text, **more)

    monkeypatch.setattr(Path, "write_text", full)
    done = copress("new", "mine.toml", "--press", "manual", folder=tmp_path)
    assert done.returncode == 1
    assert "mine.toml cannot be written: No space left on device. Nothing was written." in (
        done.output
    )
    assert list(tmp_path.iterdir()) == []
