"""What a broken cell is called: by what a person says of it, not by its grade alone."""

import pytest

from campaigns.trial.cell_labels import condition_of
from doe.trials import Observation


@pytest.mark.parametrize(
    ("damage", "failure", "called"),
    [
        (3, ("cracked",), "cracked"),
        (3, ("cracked", "stuck"), "cracked"),
        (3, ("cracked", "delaminated"), "delaminated"),
        (3, ("crumbled",), "delaminated"),
        (3, (), "delaminated"),
        (2, (), "cracked"),
        (1, ("cracked",), "hairline"),
        (3, ("cracked", "shorted"), "shorted"),
    ],
)
def test_a_cell_in_pieces_that_is_called_cracked_is_cracked(
    damage: int, failure: tuple[str, ...], called: str
) -> None:
    assert condition_of(Observation({"x": 1.0}, damage=damage, failure=failure)) == called  # type: ignore[arg-type]
