"""How a quantity becomes words and comes back; what is refused."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.press.register_map.register import InvalidReadingError, Register

ABCD = struct.unpack(">HH", struct.pack(">f", 350.5))


def register(**keys: object) -> Register:
    return Register(**{"name": "force", "table": "holding", "address": 10, **keys})  # type: ignore


@pytest.mark.parametrize(
    ("word_order", "byte_order", "words"),
    [
        ("big", "big", [0x43AF, 0x4000]),
        ("little", "big", [0x4000, 0x43AF]),
        ("big", "little", [0xAF43, 0x0040]),
        ("little", "little", [0x0040, 0xAF43]),
    ],
)
def test_all_four_orders(word_order: str, byte_order: str, words: list[int]) -> None:
    r = register(type="float32", word_order=word_order, byte_order=byte_order)
    assert r.encode(350.5) == words
    assert r.decode(words) == 350.5


@given(
    st.sampled_from(
        ["int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
    ),
    st.sampled_from(["big", "little"]),
    st.sampled_from(["big", "little"]),
    st.sampled_from([1.0, 0.1, 0.01, 10.0]),
    st.integers(0, 30000),
)
def test_decode_undoes_encode(kind: str, words: str, order: str, scale: float, steps: int) -> None:
    r = register(type=kind, word_order=words, byte_order=order, scale=scale)
    value = steps * scale
    assert r.decode(r.encode(value)) == pytest.approx(value, rel=1e-6)


def test_units_are_converted_to_the_canonical_one() -> None:
    tonnes = register(type="int16", scale=0.01, unit="tonne", canonical="kN")
    assert tonnes.decode([947]) == pytest.approx(9.47 * 9.80665)
    assert tonnes.encode(9.47 * 9.80665) == [947]


def test_ton_alone_is_refused_because_there_are_three() -> None:
    with pytest.raises(ValueError, match=r"three different units: say tonne, us_ton or uk_ton"):
        register(unit="ton", canonical="kN")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_not_a_number_is_never_a_reading(value: float) -> None:
    words = struct.unpack(">HH", struct.pack(">f", value))
    with pytest.raises(InvalidReadingError, match="not a number"):
        register(type="float32").decode(words)


def test_swapped_words_read_as_a_denormal_and_are_refused() -> None:
    swapped = struct.unpack(">HH", struct.pack(">f", 300.0))[::-1]
    with pytest.raises(InvalidReadingError, match="word order of the map is probably wrong"):
        register(type="float32", low=0.0, high=1000.0).decode(swapped)


@pytest.mark.parametrize("raw", [0x7FFF, 0x8000])
def test_the_machines_no_reading_is_refused(raw: int) -> None:
    r = register(type="int16", invalid_codes=(32767, -32768))
    with pytest.raises(InvalidReadingError, match="no reading"):
        r.decode([raw])


def test_zero_is_a_reading() -> None:
    assert register(type="float32").decode([0, 0]) == 0.0


def test_out_of_the_valid_range_is_refused_with_the_range() -> None:
    with pytest.raises(InvalidReadingError, match=r"350.5 .* is outside \[0, 100\]"):
        register(type="float32", low=0.0, high=100.0).decode(ABCD)


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "5", None])
def test_what_is_no_number_is_not_encoded(value: object) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        register(type="float32").encode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value"), [("int16", 40000.0), ("uint16", -1.0), ("float32", 1e39)]
)
def test_what_does_not_fit_is_refused_never_clipped(kind: str, value: float) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        register(type=kind).encode(value)


def test_rounding_to_the_registers_step_is_stated() -> None:
    assert register(type="uint32", unit="s", canonical="s").quantised(37.4) == 37.0
    assert register(type="uint32", scale=0.1, unit="s", canonical="s").quantised(
        37.44
    ) == pytest.approx(37.4)
