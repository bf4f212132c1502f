"""Words that people write into a run sheet where a number was asked for."""

from __future__ import annotations

import pytest

from campaigns.run.by_hand.sheet_words import with_words_read


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"damage": "keine Risse"}, {"damage": 0}),
        ({"damage": "cracked"}, {"damage": 2, "failure": "cracked"}),
        ({"damage": "délaminée"}, {"damage": 3, "failure": "delaminated"}),
        ({"damage": "hairline"}, {"damage": 1, "failure": "cracked"}),
        ({"damage": "短路"}, {"damage": 0, "failure": "shorted", "shorted": "yes"}),
        ({"damage": "ok", "asr_ohm_cm2": "88,5"}, {"damage": 0, "asr_ohm_cm2": "88,5"}),
        (
            {"damage": "0", "asr_ohm_cm2": "short"},
            {"damage": "0", "asr_ohm_cm2": None, "failure": "shorted", "shorted": "yes"},
        ),
        ({"shorted": "no short"}, {"shorted": "no"}),
        ({"shorted": "Kurzschluss"}, {"shorted": "yes", "failure": "shorted"}),
        ({"failure": "Riss"}, {"damage": 2, "failure": "cracked"}),
        ({"failure": "cracked, stuck"}, {"failure": "cracked, stuck"}),
        ({"damage": 2, "failure": "none"}, {"damage": 2, "failure": "none"}),
        ({"damage": "maybe cracked?"}, {"damage": "maybe cracked?"}),
        ({"damage": "purple"}, {"damage": "purple"}),
        ({"damage": "", "shorted": "-", "asr_ohm_cm2": None}, {"damage": "", "shorted": "-"}),
    ],
)
def test_what_a_row_says(row: dict[str, object], wanted: dict[str, object]) -> None:
    read = with_words_read(row)
    assert {name: value for name, value in read.items() if value != row.get(name)} == {
        name: value for name, value in wanted.items() if value != row.get(name)
    }
