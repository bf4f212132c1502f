"""Measured numbers as people write them."""

import pytest

from doe.knobs.knob_values import number_text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (212.46, 4, "212.5"),
        (212.46, 3, "212"),
        (2134.0, 3, "2130"),
        (9999.6, 4, "10\u00a0000"),
        (109501.0, 4, "109\u00a0500"),
        (109501.0, 3, "109\u00a0500"),
        (1.234e8, 3, "1.23e8"),
        (0.01234, 3, "0.0123"),
        (2e-6, 3, "2e-6"),
        (523.0, 2, "520"),
        (-15000.0, 4, "-15\u00a0000"),
    ],
)
def test_a_measured_number_is_written_as_people_do(value: float, digits: int, text: str) -> None:
    assert number_text(value, digits) == text
