"""What no cell can be: the error stands at its field, and the form keeps what was typed."""

from pathlib import Path

import pytest
from support.command_line import copress
from support.web.page import page_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"made_on": "3/4/2026"}, "the day 3/4/2026: can be read in two ways; write the year"),
        ({"made_on": "last week"}, "the day last week: is not a day"),
        ({"made_on": "1.12.2099"}, "lies in the future"),
        ({"retention": "91"}, "the capacity kept, 91: write the share"),
        ({"asr_std_ohm_cm2": "1e9"}, "says nothing of it"),
        ({"achieved__stack_mpa": "600"}, "is far from the planned 60, by a factor of 10"),
    ],
)
def test_a_slip_stands_at_its_field_and_nothing_typed_is_lost(
    tmp_path: Path, typed: dict[str, str], words: str
) -> None:
    copress("new", "hand.toml", "--press", "manual", "--ram-mm", 50, folder=tmp_path)
    copress("propose", "hand.toml", folder=tmp_path)
    with page_of(tmp_path / "hand.toml") as page:
        told = {"what": "whole", "asr_ohm_cm2": "171,5", "lot": "C7", "note": "mine", **typed}
        answer = page.post("cells/1/result", **told)
        assert answer.status_code == 400
        shown = answer.text.replace("\n", " ")
        assert words in shown
        assert "--" not in shown.split(words)[0][-60:]
        for value in ("171,5", "C7", "mine", *typed.values()):
            assert f'value="{value}"' in shown
        assert page.get("cells/1").text.count("planned") > 0


def test_per_cent_are_understood_on_the_form(tmp_path: Path) -> None:
    copress("new", "hand.toml", "--press", "manual", "--ram-mm", 50, folder=tmp_path)
    copress("propose", "hand.toml", folder=tmp_path)
    with page_of(tmp_path / "hand.toml") as page:
        told = {"what": "whole", "asr_ohm_cm2": "171,5", "retention": "91,5 %"}
        answer = page.post("cells/1/result", **told)
        assert answer.status_code == 303, answer.text
        assert 'value="0.915"' in page.get("cells/1").text
