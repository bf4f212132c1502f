"""One kind of result: refused when it cannot be, added to and corrected field by field."""

import numpy as np
import pytest

from campaigns.errors import WrongInputError
from campaigns.records.results import changes_of
from campaigns.trial.cell_result import CellResult


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"damage": 4}, "0 intact, 1 hairline"),
        ({"asr_ohm_cm2": 0.0}, "above 0"),
        ({"asr_ohm_cm2": 1e300}, "no instrument measures that"),
        ({"asr_ohm_cm2": 1e-9}, "no instrument measures that"),
        ({"asr_ohm_cm2": 40.0, "asr_std_ohm_cm2": 1e300}, "says nothing of it"),
        ({"retention": 91.0}, "91 % is 0.91"),
        ({"achieved": {"copress_mpa": float("nan")}}, "must be a number"),
        ({"failure": ("exploded",)}, "not known"),
        ({"damage": 0, "failure": ("cracked",)}, "contradicts"),
        ({"shorted": False, "failure": ("shorted",)}, "contradicts"),
        ({"asr_ohm_cm2": 40.0, "unmeasured": "cable loose"}, "has no result"),
        ({"ocv_v": 2.0}, "goes with --spectrum"),
    ],
)
def test_what_no_cell_can_be_is_refused(said: dict[str, object], words: str) -> None:
    with pytest.raises(WrongInputError, match=words):
        CellResult(**said)  # type: ignore[arg-type]


def test_a_way_of_failing_says_how_bad_it_is_where_nobody_did() -> None:
    crumbled = CellResult(failure=("crumbled", "shorted")).completed()
    assert (crumbled.damage, crumbled.shorted) == (3, True)
    hairline = CellResult(failure=("cracked",), damage=1).completed()
    assert hairline.damage == 1


def test_a_correction_changes_what_it_names_and_nothing_else() -> None:
    before = CellResult(
        damage=0, asr_ohm_cm2=190.0, asr_std_ohm_cm2=4.0, lot="A", note="chip",
        achieved={"copress_mpa": 402.0, "anode_mpa": 90.0},
    )  # fmt: skip
    after = before.with_(CellResult(asr_ohm_cm2=191.0, achieved={"anode_mpa": 95.0}))
    changed = {one.field: (one.before, one.after) for one in changes_of(before, after)}
    assert changed == {"asr_ohm_cm2": (190.0, 191.0), "achieved anode_mpa": (90.0, 95.0)}


def test_a_measurement_takes_the_place_of_the_word_that_there_is_none() -> None:
    before = CellResult(damage=0, unmeasured="cable loose", lot="A")
    after = before.with_(CellResult(asr_ohm_cm2=205.0))
    assert (after.unmeasured, after.asr_ohm_cm2, after.lot) == (None, 205.0, "A")


def test_a_cell_that_was_void_and_is_looked_at_again_is_not_void() -> None:
    assert CellResult(void="power cut").with_(CellResult(damage=2)).void is None


def test_how_it_failed_is_corrected_without_its_grade() -> None:
    before = CellResult(damage=3, failure=("crumbled",))
    assert before.with_(CellResult(failure=("delaminated",))).damage == 3
    assert before.with_(CellResult(failure=(), damage=0)).failure == ()
    intact = CellResult(damage=0)
    assert intact.with_(CellResult(failure=("cracked",))).damage == 2


def test_scalars_of_numpy_become_plain_numbers() -> None:
    result = CellResult(damage=np.int64(1), asr_ohm_cm2=np.float64(4.0), shorted=np.bool_(False))
    assert type(result.damage) is int
    assert type(result.asr_ohm_cm2) is float
    assert result.shorted is False


def test_a_spreadsheet_that_rounds_changes_nothing() -> None:
    one = CellResult(damage=0, asr_ohm_cm2=190.123456789, shorted=False)
    assert changes_of(one, CellResult(damage=0, asr_ohm_cm2=190.1234568)) == ()
