"""The words about single cells that decide an advice."""

from dataclasses import replace

from campaigns.report.text.sensitivity import fragility_sentences
from doe.recommendation.robustness import Fragility, Hinge

MOVES = Hinge(7, "left out", "moves", {"copress_mpa": 400.0}, 41.0, 48.0, 0.95)
BREAKS = Hinge(9, "left out", "would break", {"copress_mpa": 400.0}, 41.0, 48.0, 0.62)


def test_a_firm_advice_says_what_was_tried() -> None:
    (sentence,) = fragility_sentences(Fragility(31, 6, ()))
    assert sentence == (
        "Firm: neither leaving out any one of 31 cells nor counting any one of 6 failures as "
        "whole changes the advice by what matters."
    )
    (without_failures,) = fragility_sentences(Fragility(31, 0, ()))
    assert without_failures == (
        "Firm: leaving out no single one of 31 cells changes the advice by what matters."
    )


def test_a_fragile_advice_names_the_cells_and_what_would_follow() -> None:
    lead, moves, breaks = fragility_sentences(Fragility(31, 6, (MOVES, BREAKS)))
    assert lead.startswith("Fragile: the advice hangs on cells #7, #9.")
    assert moves == (
        "Without trial #7, co-press pressure 400 MPa would be recommended: 41 Ω cm² expected "
        "there, 48 at what is recommended now."
    )
    assert breaks.endswith("would keep only 62% of the cells whole.")


def test_a_flipped_failure_reads_as_such_and_many_are_counted() -> None:
    hinges = tuple(replace(MOVES, trial=k, change="had held") for k in range(1, 8))
    told = fragility_sentences(Fragility(31, 7, hinges))
    assert len(told) == 4
    assert "#1, #2, #3 and 4 more" in told[0]
    assert told[1].startswith("Had the cell of trial #1 held,")
