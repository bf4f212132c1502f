"""Below the name of a cell stands what became of it, each word once."""

import re
from pathlib import Path

import pytest
from support.command_line import copress
from support.web.page import page_of


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (
            ("--damage", 2, "--failure", "cracked", "--shorted"),
            "cracked, shorted: counts for integrity, not for resistance",
        ),
        (("--damage", 0, "--asr-ohm-cm2", 150), "intact, measured: 150 Ω cm²"),
    ],
)
def test_the_heading_says_each_word_once(
    tmp_path: Path, result: tuple[object, ...], shown: str
) -> None:
    copress("new", "hand.toml", "--press", "manual", "--ram-mm", 50, folder=tmp_path)
    copress("propose", "hand.toml", folder=tmp_path)
    copress("record", "hand.toml", "--trial", 1, *result, "--yes", folder=tmp_path)
    with page_of(tmp_path / "hand.toml") as page:
        text = re.sub(r"<[^>]*>", "", page.get("cells/1").text)
    assert shown in re.sub(r"\s+", " ", text)
