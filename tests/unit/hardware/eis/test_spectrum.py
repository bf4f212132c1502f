"""A spectrum cannot be made of what is none, and cannot be changed afterwards."""

import pickle

import numpy as np
import pytest

from hardware.eis.spectrum import Spectrum, sweep

HZ = [1e3, 1e2, 1e1]
OHM = [10 - 1j, 20 - 2j, 30 - 3j]


def test_points_in_any_order_are_sorted_downwards_with_all_that_belongs_to_them() -> None:
    made = sweep([10.0, 1000.0, 100.0], [30 - 3j, 10 - 1j, 20 - 2j], elapsed_s=[0.0, 1.0, 2.0])
    assert made.frequency_hz.tolist() == HZ
    assert made.impedance_ohm.tolist() == OHM
    assert made.elapsed_s is not None
    assert made.elapsed_s.tolist() == [1.0, 2.0, 0.0]
    assert made.order is not None
    assert made.order.tolist() == [1, 2, 0]


def test_a_repeat_stands_behind_what_was_measured_first() -> None:
    made = sweep([100.0, 10.0, 100.0], [1.0, 2.0, 3.0])
    assert made.impedance_ohm.real.tolist() == [1.0, 3.0, 2.0]


@pytest.mark.parametrize(
    ("hz", "ohm", "why"),
    [
        ([], [], "at least one point"),
        (HZ, OHM[:2], "impedance_ohm has shape"),
        ([1.0, 2.0, 3.0], OHM, "from the highest"),
        ([2.0, 1.0, 0.0], OHM, "positive"),
        ([2.0, 1.0, -1.0], OHM, "positive"),
        ([2.0, 1.0, np.nan], OHM, "finite"),
        (HZ, [1.0, np.inf, 2.0], "finite"),
        ([HZ], [OHM], "shape"),
    ],
)
def test_what_is_no_spectrum_cannot_be_made(hz: list[float], ohm: list[complex], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Spectrum(np.array(hz), np.array(ohm))


def test_columns_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="elapsed_s"):
        Spectrum(np.array(HZ), np.array(OHM), elapsed_s=np.zeros(2))
    with pytest.raises(ValueError, match="frequencies"):
        sweep(HZ, OHM[:1])


def test_it_cannot_be_changed_through_its_arrays() -> None:
    mine = np.array(HZ)
    made = Spectrum(mine, np.array(OHM))
    mine[0] = 5.0
    assert made.frequency_hz[0] == 1e3
    with pytest.raises(ValueError, match="read-only"):
        made.impedance_ohm[0] = 0.0


def test_it_travels_to_other_processes() -> None:
    made = Spectrum(np.array(HZ), np.array(OHM), label="cell", metadata={"loop": 3})
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert again.frequency_hz.tolist() == HZ
    assert again.metadata == {"loop": 3}


def test_its_name_is_its_label_or_its_files() -> None:
    made = Spectrum(np.array(HZ), np.array(OHM), source="/somewhere/cell-0007.mpt")
    assert made.name == "cell-0007"
