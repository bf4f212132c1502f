"""Slips of the keyboard are named before anything is sent."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from hardware.press.register_map.load import SHIPPED, MapError, load_press_map, press_map_from

TEXT = (SHIPPED / "generic_plc.toml").read_text(encoding="utf-8")


def refusal(table: str, **keys: Any) -> str:
    document = tomllib.loads(TEXT)
    for key, value in keys.items():
        if isinstance(value, dict):
            document[table][key].update(value)
        else:
            document[table][key] = value
    with pytest.raises(MapError) as caught:
        press_map_from(document, "my-press.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    "key", ["overshoot", "hold_tolerance", "line_tolerance", "force_drop", "top_up_per_min"]
)
def test_per_cent_for_a_fraction(key: str) -> None:
    message = refusal("supervision", **{key: 3.0})
    assert f"[supervision] {key} = 3.0: a fraction of 1, not per cent: 3 % is 0.03" in message


def test_unloaded_at_a_large_share_of_the_range() -> None:
    message = refusal("supervision", unloaded_kn=9.0)
    assert "[supervision] unloaded_kn = 9 is 9% of the range of 100 kN" in message
    assert "State 5 or less" in message


def test_a_timeout_as_long_as_the_deadman() -> None:
    message = refusal("transport", timeout_s=1.2)
    assert "[transport] timeout_s = 1.2 is more than half of [heartbeat] deadman_s = 2" in message
    assert "State timeout_s = 0.5 or less" in message


def test_seven_data_bits_with_rtu() -> None:
    message = refusal("transport", kind="rtu", serial_port="COM3", quiet_s=1.0, bytesize=7)
    assert "RTU has 8 data bits" in message


def test_a_range_in_newtons() -> None:
    message = refusal("registers", force={"unit": "N", "valid": [-1000.0, 110000.0]})
    assert "ends 1100 times above [limits] max_force_kn = 100" in message
    assert "valid counts in kN, not in the register's N" in message


def test_a_range_in_tonnes() -> None:
    message = refusal("registers", force={"unit": "tonne", "valid": [0.0, 11.0]})
    assert "valid = [0, 11] ends below [limits] max_force_kn = 100" in message
    assert "valid counts in kN, not in the register's tonne" in message


def refused(tmp_path: Path, text: bytes) -> str:
    path = tmp_path / "my-press.toml"
    path.write_bytes(text)
    with pytest.raises(MapError) as caught:
        load_press_map(path)
    return str(caught.value)


def test_a_decimal_comma(tmp_path: Path) -> None:
    message = refused(tmp_path, TEXT.replace("timeout_s = 0.5", "timeout_s = 0,5").encode())
    assert "0,5 has a decimal comma: write 0.5." in message


def test_a_decimal_comma_in_quotes(tmp_path: Path) -> None:
    message = refused(tmp_path, TEXT.replace("timeout_s = 0.5", "timeout_s = '0,5'").encode())
    assert "[transport] timeout_s = '0,5'" in message
    assert "a decimal comma? Write a point" in message


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "my-press.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load_press_map(path).press.name == load_press_map("generic_plc").press.name


def test_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    assert "Save it as UTF-8" in refused(tmp_path, TEXT.encode("utf-16"))


def test_a_deadman_in_milliseconds() -> None:
    message = refusal("heartbeat", deadman_s=2000.0)
    assert "[heartbeat] deadman_s = 2000" in message
    assert "Is that in ms?" in message


@pytest.mark.parametrize("diameter_mm", [1.0, 0.3937])
def test_a_diameter_in_cm_or_inches(diameter_mm: float) -> None:
    message = refusal("dies", **{"steel-10": {"diameter_mm": diameter_mm}})
    assert f"[dies.steel-10] diameter_mm = {diameter_mm:g}" in message
    assert "Is the diameter in cm or inches?" in message


@pytest.mark.parametrize(
    ("answer", "ours"),
    [("ack_seq", "cmd_seq"), ("force", "sp_force"), ("plc_heartbeat", "pc_beat")],
)
def test_an_answer_that_is_read_where_copress_writes(answer: str, ours: str) -> None:
    document = tomllib.loads(TEXT)
    beat = document["heartbeat"]["register"]
    ours = beat if ours == "pc_beat" else ours
    answer = document["heartbeat"]["machine"] if answer == "plc_heartbeat" else answer
    message = refusal("registers", **{answer: {"address": document["registers"][ours]["address"]}})
    assert f"[registers.{answer}] lies where Copress writes [registers.{ours}]" in message


def test_a_release_that_writes_what_start_writes() -> None:
    document = tomllib.loads(TEXT)
    message = refusal("commands", release=document["commands"]["start"])
    assert "[commands] start and release write the same" in message


def test_a_number_of_a_command_that_its_register_cannot_hold() -> None:
    """Found while pressing, it would break START off after its first step."""
    message = refusal("registers", cmd={"valid": [1, 9]})
    assert "[commands] start: register 'cmd'" in message
    assert "is outside [1, 9]" in message


@pytest.mark.parametrize(
    "host", ["192.168.0.10:502", "http://192.168.0.10", "192.168.0.10 ", "192,168.0.10"]
)
def test_a_host_with_more_than_an_address(host: str) -> None:
    message = refusal("transport", host=host)
    assert f"[transport] host = {host!r}: state the address or the name alone" in message
