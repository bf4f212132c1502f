"""The share of the draws becomes a probability."""

import numpy as np

from doe.recommendation.better_elsewhere import DRAWS, calibrated


def test_the_probability_rises_with_the_share_and_is_never_certain() -> None:
    said = np.array([calibrated(better, DRAWS) for better in range(DRAWS + 1)])
    assert np.all(np.diff(said) > 0)
    assert 0 < said[0] < 1e-3
    assert 0.999 < said[-1] < 1


def test_more_draws_say_that_something_is_better_than_are_right() -> None:
    shares = (0.05, 0.1, 0.2, 0.5, 0.7, 0.9)
    said = [calibrated(round(share * DRAWS), DRAWS) for share in shares]
    assert said == sorted(said)
    assert all(right < share for right, share in zip(said, shares, strict=True))
    assert said[2] < 0.1 < said[3]
