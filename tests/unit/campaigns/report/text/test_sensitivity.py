"""The words about single cells that decide an advice."""

from dataclasses import replace

from campaigns.report.text.sensitivity import fragility_sentences
from doe.recommendation.robustness import Fragility, Hinge

MOVES = Hinge(7, "left out", "moves", {"copress_mpa": 400.0}, 41.0, 48.0, 0.95)
BREAKS = Hinge(9, "left out", "would break", {"copress_mpa": 400.0}, 41.0, 48.0, 0.62)


def test_a_robust_advice_says_what_was_tried() -> None:
    (sentence,) = fragility_sentences(Fragility(31, 6, ()))
    assert sentence == (
        "Robust against single cells: neither leaving out any one of 31 cells nor counting any "
        "one of 6 failures as intact changes the advice by what matters."
    )
    (without_failures,) = fragility_sentences(Fragility(31, 0, ()))
    assert without_failures == (
        "Robust against single cells: leaving out no single one of 31 cells changes the advice "
        "by what matters."
    )


def test_a_sensitive_advice_names_the_cells_and_what_would_follow() -> None:
    lead, moves, breaks = fragility_sentences(Fragility(31, 6, (MOVES, BREAKS)))
    assert lead.startswith("Sensitive to cells #7 and #9. Look at what was noted of them")
    assert moves == (
        "Without trial #7, co-press pressure 400 MPa would be recommended: 41 Ω cm² expected "
        "there, 48 at what is recommended now."
    )
    assert breaks.endswith("would keep only 62% of the cells intact.")


def test_one_cell_is_named_once_whatever_is_supposed_of_it() -> None:
    also = replace(MOVES, change="had held")
    lead, words = fragility_sentences(Fragility(31, 6, (MOVES, also)))
    assert lead.startswith("Sensitive to cell #7. Look at what was noted of it")
    assert words.startswith("Without trial #7,")


def test_where_many_cells_matter_they_are_too_few() -> None:
    hinges = tuple(replace(MOVES, trial=k, change="had held") for k in range(1, 8))
    lead, strongest = fragility_sentences(Fragility(10, 7, hinges))
    assert lead.startswith("Too few cells for a robust advice: each of 7 of the 10 cells")
    assert "matters most is #1." in lead
    assert strongest.startswith("Had the cell of trial #1 held,")


def test_nothing_is_called_robust_while_the_model_may_not_be_trusted() -> None:
    (sentence,) = fragility_sentences(Fragility(31, 6, ()), trusted=False)
    assert "not judged while the model may not be trusted" in sentence
