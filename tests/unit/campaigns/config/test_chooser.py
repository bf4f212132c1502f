"""`strategy = "skopt"` in a campaign file: plain scikit-optimize chooses the cells."""

from pathlib import Path

import pytest

from campaigns.config.load_campaign import load_settings
from campaigns.config.template import campaign_text
from campaigns.errors import WrongInputError
from campaigns.optimiser.strategy_from_settings import strategy_of


def written(folder: Path, how: str, *, head: str = "") -> Path:
    text = campaign_text("cells.toml", name="cells")
    table = text[text.index("[strategy]") : text.index("[cost]")]
    file = folder / "cells.toml"
    file.write_text(head + text.replace(table, how), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("head", "how"), [('strategy = "skopt"\n', ""), ("", '[strategy]\nchooser = "skopt"\n')]
)
def test_the_file_names_who_chooses(head: str, how: str, tmp_path: Path) -> None:
    chosen = strategy_of(load_settings(written(tmp_path, how, head=head)))
    assert chosen.settings.chooser == "skopt"
    first = chosen.propose([])
    assert chosen.space.contains(first)
    assert first["anode_mpa"] <= 0.75 * first["copress_mpa"]


def test_another_library_is_not_taken_for_it(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"'copress' or 'skopt'"):
        load_settings(written(tmp_path, "", head='strategy = "botorch"\n'))
