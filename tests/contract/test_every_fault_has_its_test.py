"""The fault list has 34 rows; each has a test that is named after it."""

import re
from pathlib import Path

import pytest

ROWS = {
    1: "refused_at_start",
    2: "refused",
    3: "drop_in_ramp",
    4: "drop_in_hold",
    5: "never_back",
    6: "lost_reply_to_start",
    7: "lost_reply_to_release",
    8: "slow_replies",
    9: "wrong_id",
    10: "exceptions",
    11: "exception_4",
    12: "busy",
    13: "short_long_empty_or_wrong_answers",
    14: "read_back_differs",
    15: "frozen_sensor",
    16: "drifting_sensor",
    17: "force_against_oil",
    18: "hold_leak",
    19: "overshoot",
    20: "emergency_stop",
    21: "guard_opened_or_local_mode",
    22: "plc_reboot",
    23: "swapped_words",
    24: "swapped_bytes_or_addresses_off_by_one",
    25: "nan",
    26: "wrong_unit",
    27: "two_clients",
    28: "seq_wraps",
    29: "crash",
    30: "clock_jump",
    31: "disk_full",
    32: "eis_file",
    33: "serial_unplugged",
    34: "target_over_a_cap",
}
FOLDER = Path(__file__).parents[1] / "fault"


@pytest.mark.parametrize(("row", "name"), ROWS.items())
def test_each_row_has_a_test_named_after_it(row: int, name: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.py")))
    assert re.search(rf"^def test_fault_{row:02d}_{name}", source, re.MULTILINE)
