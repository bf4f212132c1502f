"""The safety page, line by line: what it says of Copress has its test, by name, or it is gone.

A sentence of the page is one of three kinds: a claim about Copress, which names the test that
proves it; a rule for a person; a fact about presses that no program can prove. A sentence that
stands in no row here, and a row whose sentence or test is gone, fails.
"""

import ast
import re
from pathlib import Path

import pytest

from campaigns.commands._errors import _exit_codes
from campaigns.errors import PersonNeededError
from campaigns.records.messages import interrupted_sentence
from hardware.errors import GO_THERE, KEY_FIRST, PressFaultError, PressSilentError
from hardware.press.commissioning.checklist import CHECKLIST
from hardware.press.protocol import Die
from hardware.press.register_map.load import load_press_map, shipped_maps

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "safety.md"
RULE, FACT = "a rule for a person", "a fact about presses"

LINE, MACHINE, PEOPLE = (
    f"fault/press/test_press_faults_{name}.py::test_fault_"
    for name in ("line", "machine", "people")
)
GHOST = "fault/press/test_ghost_start.py::test_"
SAFE = "fault/press/test_press_stays_safe.py::test_"
LOOP = "fault/press/test_press_keeps_its_promises.py::test_"
ODD = "fault/press/test_press_odd_machines.py::test_"
START = "fault/press/test_press_between_ready_and_start.py::test_"
CHECK = "unit/hardware/press/commissioning/test_press_check.py::test_"
LOOKS = "unit/hardware/press/supervision/test_press_supervision.py::test_"
TWIN = "unit/hardware/twin/plc/test_twin_plc.py::test_"
STILL = "unit/hardware/press/supervision/test_still_sensor.py::test_"
HAND = "unit/hardware/press/adapters/test_monitored_press.py::test_"
COMMAND = "end_to_end/commands/test_press_command.py::test_"
CONSOLE = "unit/campaigns/run/test_console_close.py::test_"
AWAKE = "unit/campaigns/run/test_stay_awake.py::test_"
HERE = "contract/test_safety_page.py::test_"

SAYS: dict[str, tuple[str, ...]] = {
    "Copress drives a machine": (FACT,),
    "Read this page before": (RULE,),
    "Copress is not a safety device": (FACT,),
    "It runs on an ordinary computer": (FACT,),
    "Nothing here replaces": (RULE,),
    "We claim conformity": (FACT,),
    "Before anyone reaches in": (RULE,),
    "A press under Copress may start": (FACT,),
    "Lock off the pump": (RULE,),
    "Every message that sends a person": (f"{HERE}who_is_sent_to_a_press_hears_of_its_key",),
    "Reaching in": (FACT,),
    "Copress cannot see a hand": (FACT,),
    "The wrong die": (FACT,),
    "Copress knows the die": (FACT,),
    "It asks for the serial number": (
        "unit/hardware/press/commissioning/test_mounted_die.py::test_another_serial_is_refused",
    ),
    "The load that gives 700 MPa": (f"{HERE}the_load_on_the_smaller_die",),
    "A cracked or worn die": (FACT,),
    "The limits in `[dies]`": (FACT,),
    "A vessel under pressure": (FACT,),
    "On an isostatic press": ("interop/test_isostatic_press.py::test_an_abort_speaks_of_pressure",),
    "Copress cannot see a lock": (RULE,),
    "The fixture": (FACT,),
    "It keeps tonnes": (FACT,),
    "Copress never opens a closed one": (f"{HERE}no_map_has_a_command_that_opens_the_fixture",),
    "What breaks off its closing": (
        f"{SAFE}ctrl_c_while_the_fixture_closes_releases_it_too",
        f"{SAFE}an_abort_while_the_fixture_closes_stops_its_drive",
        f"{SAFE}a_fixture_that_goes_silent_is_said_to_be_loaded_perhaps",
    ),
    "Stored energy": (FACT,),
    "A stopped pump": (FACT,),
    "Hydraulic accumulators": (FACT,),
    "Shut off and vent": (RULE,),
    "A falling ram": (FACT,),
    "A vertical ram": (FACT,),
    "Put the safety block": (RULE,),
    "A wrong unit": (FACT,),
    "Where the press has an oil gauge": (f"{MACHINE}26_wrong_unit",),
    "Without an oil gauge only": (
        f"{CHECK}newtons_show_in_the_noise",
        f"{CHECK}newtons_show_in_the_offset",
        f"{CHECK}counts_that_are_too_coarse",
        f"{CHECK}a_limit_of_the_plc_in_another_unit",
    ),
    "A force sensor that lies": (FACT,),
    "With an oil gauge, a sensor": (f"{MACHINE}17_force_against_oil",),
    "Without one: a reading": (
        f"{MACHINE}15_frozen_sensor_without_oil_gauge",
        f"{STILL}a_reading_that_freezes_in_the_hold",
        f"{STILL}a_reading_that_freezes_in_the_release",
        f"{STILL}a_saturated_sensor",
        f"{MACHINE}16_drifting_sensor",
    ),
    "A sensor that reads half": (FACT,),
    "Whether a press is released is read": (
        "unit/hardware/press/control/test_unloaded.py::test_released_is_what_the_force_sensor_alone_says",
    ),
    "Read the press's own gauge": (RULE,),
    "A press without a deadman": (FACT,),
    "When cable, network": (FACT,),
    "Many PLCs hold": (FACT,),
    "Pull the cable at low force": (RULE,),
    "Where the map says": (RULE,),
    "A hand press": (FACT,),
    "Copress cannot release it": (
        f"{HAND}a_person_is_guided",
        f"{HAND}above_the_limit_of_the_die",
        f"{HAND}near_the_limit_the_bell",
    ),
    "One answer of zeros ends no stroke": (f"{HAND}one_look_of_zeros_in_the_hold",),
    "A PLC that is programmed wrongly": (FACT,),
    "Somebody else on the network": (FACT,),
    "Modbus has no passwords": (FACT,),
    "Whoever reaches port 502": (FACT,),
    "Give the press a network": (RULE,),
    "Another *Copress* is refused": (
        f"{PEOPLE}27_two_clients_on_this_computer",
        f"{PEOPLE}27_two_clients_on_two_computers",
    ),
    "A stranger's writing": (
        f"{PEOPLE}27_two_clients_a_foreign_write",
        f"{LOOP}a_strangers_writing_is_answered_within_about_a_second",
    ),
    "Chemistry": (FACT,),
    "Sulfides with water": (FACT,),
    "Copress knows nothing": (FACT,),
    "Copress closes each line": (
        f"{GHOST}what_the_line_held_up",
        f"{GHOST}a_process_that_dies",
        f"{GHOST}a_serial_line",
    ),
    "A gateway between": (FACT,),
    "Two rules in the PLC's program": (FACT,),
    "it obeys a command only": (f"{TWIN}only_a_number_newer", f"{TWIN}newer_survives_the_wrap"),
    "Being *different*": (FACT,),
    "START is void": (f"{TWIN}a_start_older_than_the_deadman",),
    "Copress sends a heartbeat": (f"{LOOP}a_heartbeat_comes_right_before_start",),
    "The simulated press keeps": (f"{TWIN}only_a_number_newer",),
    "Commissioning pulls": (f"{HERE}commissioning_pulls_the_cable_at_start",),
    "`copress press abort`, Ctrl-C": (
        f"{COMMAND}abort_releases_whoever_drives",
        f"{SAFE}ctrl_c_releases",
        f"{LOOP}an_abort_lets_go_slowly",
    ),
    "That takes seconds": (FACT,),
    "A slow release is deliberate": (FACT,),
    "If a person is in danger": (RULE,),
    "A closed window (SIGHUP)": (
        f"{COMMAND}a_signal_in_the_hold",
        f"{SAFE}a_second_ctrl_c",
        "fault/campaign/test_three_failures.py::test_twice_or_the_end_of_the_session",
    ),
    "On Windows a closed window": (
        f"{CONSOLE}the_handler_asks_and_does_not_return",
        f"{CONSOLE}a_closed_window_aborts_the_run",
    ),
    "While a press is supervised": (f"{AWAKE}windows_is_asked", f"{AWAKE}other_systems_are_asked"),
    "What the program cannot hear": (FACT,),
    "After an emergency stop": (f"{MACHINE}20_emergency_stop",),
    "Letting the red button out": (f"{MACHINE}20_emergency_stop",),
    "Every target is checked": (
        f"{PEOPLE}34_target_over_a_cap_never_reaches",
        f"{PEOPLE}34_target_over_a_cap_of_the_plc",
        f"{PEOPLE}34_target_over_a_cap_in_the_campaign_file",
        "property/test_press_laws.py::test_every_random_protocol_against_every_random_envelope",
    ),
    "Every set-point is read back": (
        f"{MACHINE}14_read_back_differs",
        f"{LOOP}each_set_point_is_read_back_but_those_that_cannot_be",
    ),
    "START is sent once": (
        f"{LINE}06_lost_reply_to_start",
        "unit/hardware/press/modbus/test_writer_lock.py::test_numbers_go_on_after_a_restart",
    ),
    "Right before it the press is looked at": (
        f"{START}an_abort_while_the_start_is_written_down",
        f"{START}a_press_that_a_person_takes_to_local",
        f"{START}a_plc_that_restarts",
        f"{START}set_points_that_somebody_changes",
    ),
    "A release counts only once": (f"{START}a_release_that_nobody_answers_is_sent_again",),
    "What a broken command has left": (
        f"{START}a_start_word_that_stands_is_cleared",
        f"{START}a_fixture_that_is_broken_off",
    ),
    "While the press works": (
        f"{MACHINE}19_overshoot",
        f"{MACHINE}17_force_against_oil",
        f"{LOOKS}force_without_travel",
        f"{LOOKS}travel_without_force",
        f"{MACHINE}21_guard_opened",
        f"{MACHINE}22_plc_reboot",
        f"{LOOP}a_loop_that_hangs_sends_no_heartbeat",
    ),
    "Before START the intention": (
        f"{PEOPLE}31_disk_full_means_no_start",
        f"{LOOP}the_intention_is_written_before_start_is_taken",
    ),
    "A stroke counts as over": (
        f"{ODD}one_look_of_zeros_in_the_hold",
        f"{ODD}zeros_that_stay",
    ),
    "A press that loads again": (f"{ODD}a_press_that_loads_again",),
    "After a crash": ("fault/press/test_press_killed.py::test_fault_29_crash_at_a_journal_step",),
    "A short interruption": (
        f"{LINE}03_drop_in_ramp_and_back",
        f"{LINE}02_refused_after_start_and_back",
        f"{LINE}04_drop_in_hold_and_back",
    ),
    "Where so little was seen": (
        "unit/hardware/press/trace/test_rates.py::test_a_fast_ramp_on_a_slow_line_is_an_interval_and_said",
        "unit/campaigns/trial/test_unsure_values.py::test_no_resistance_is_learned",
    ),
    "A ramp that was out of sight": (f"{LINE}03_a_ramp_lost_for_longer",),
    "Every error of a press": (
        f"{LINE}05_never_back",
        "fault/press/test_press_every_request.py::test_any_one_request_may_go_wrong",
    ),
    "A full disk, a fault": (
        f"{PEOPLE}31_disk_full_in_the_hold",
        f"{SAFE}program_error_in_the_hold",
        f"{SAFE}ctrl_c_releases",
    ),
    "Of a hand press": (
        f"{HAND}a_press_that_is_loaded_before_the_stroke",
        f"{HAND}an_abort_before_any_force",
        f"{HAND}an_overloaded_load_cell",
        f"{HAND}above_the_limit_of_the_die",
    ),
    "Exit code 4 means": (f"{HERE}exit_code_4_is_for_those_who_send_a_person",),
    "The message says whether": (
        f"{LINE}05_never_back",
        f"{LINE}06_lost_start_itself",
        f"{SAFE}program_error_in_the_hold",
        f"{HERE}a_run_that_ended_without_a_word_is_said_to_be_loaded",
    ),
}


def sentences() -> list[str]:
    """Sentences of the page; headings and the table of messages left out."""
    text = PAGE.read_text(encoding="utf-8")
    text = re.sub(r"^(#.*|\|.*)$", "", text, flags=re.MULTILINE).replace("**", "")
    parts: list[str] = []
    for paragraph in re.split(r"\n\s*\n|\n- ", text):
        flat = " ".join(paragraph.split()).lstrip("- ")
        parts += re.split(r"(?<=[.!])\s+(?=[A-Z`*\"])", flat)
    return [part for part in parts if part]


def test_each_sentence_is_a_rule_a_fact_or_has_its_test() -> None:
    unknown = [one for one in sentences() if not any(one.startswith(row) for row in SAYS)]
    assert unknown == []


def test_no_row_outlives_its_sentence() -> None:
    gone = [row for row in SAYS if not any(one.startswith(row) for one in sentences())]
    assert gone == []


@pytest.mark.parametrize(
    "proof", sorted({one for row in SAYS.values() for one in row if "::" in one})
)
def test_the_named_test_is_there(proof: str) -> None:
    file, _, name = proof.partition("::")
    assert f"def {name}" in (ROOT / "tests" / file).read_text(encoding="utf-8")


# --- what is proved here --------------------------------------------------------------------------

SENT = re.compile(
    r"look at (the|its|a)? ?(press|own gauge|machine)\b|go there|go to the press", re.IGNORECASE
)
BY_HAND = ("manual.py", "monitored.py", "hand_end.py")
"""Presses without a drive: nothing starts there by itself."""


def _messages(file: Path) -> list[str]:
    """Texts of a file that are no docstrings, each with the names that stand inside."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in node.values}  # fmt: skip
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr)
        and id(node) not in plain | inside
        and (isinstance(node, ast.JoinedStr) or isinstance(node.value, str))
    ]


def test_who_is_sent_to_a_press_hears_of_its_key() -> None:
    rooms = [*(ROOT / "hardware" / "press").rglob("*.py"), *(ROOT / "campaigns").rglob("*.py")]
    silent = [
        f"{file.name}: {text}"
        for file in rooms
        if file.name not in BY_HAND
        for text in _messages(file)
        if SENT.search(text) and not re.search("KEY_FIRST|GO_THERE|LOOK|panel", text)
    ]
    assert silent == []
    assert "key along before anyone reaches in" in KEY_FIRST
    assert KEY_FIRST in GO_THERE


def test_the_load_on_the_smaller_die() -> None:
    load_kn = Die("large", 13.0, 99.0, 750.0).force_kn(700.0)
    assert Die("small", 7.0, 99.0, 5000.0).mpa(load_kn) == pytest.approx(2414.0, abs=1.0)


def test_no_map_has_a_command_that_opens_the_fixture() -> None:
    commands = {name for one in shipped_maps() for name in load_press_map(one).commands}
    assert not [name for name in commands if "open" in name]


def test_commissioning_pulls_the_cable_at_start() -> None:
    assert any(item.key == "cable_at_start" for item in CHECKLIST)


def test_exit_code_4_is_for_those_who_send_a_person() -> None:
    sent = {kind for kind, code in _exit_codes().items() if code == 4}
    assert sent == {PressFaultError, PressSilentError, PersonNeededError}


def test_a_run_that_ended_without_a_word_is_said_to_be_loaded() -> None:
    """What the third kind of exit 4, `PersonNeededError`, says of each trial that was begun."""
    sentence = interrupted_sentence(3, "cells.toml")
    assert "may be loaded" in sentence
    assert KEY_FIRST in sentence


# --- the table of messages ------------------------------------------------------------------------

SHOWN = {
    "Nothing was sent to the press": f"{MACHINE}23_swapped_words",
    "It was not started": f"{MACHINE}16_tare_off",
    "The press did not move": f"{PEOPLE}31_disk_full_means_no_start",
    "The press has released": f"{SAFE}program_error_in_the_hold",
    "The press may be loaded": f"{LINE}05_never_back",
}
"""Each message of the table, and the test in which the press is in the state that it says."""


def test_each_message_of_the_table_is_one_that_is_said() -> None:
    quoted = re.findall(r"\"([^\"]+)\"", "".join(re.findall(r"^\|.*$", PAGE.read_text(), re.M)))
    assert sorted(quoted) == sorted(SHOWN)
    texts = [
        text for file in (ROOT / "hardware").rglob("*.py") for text in _messages(file)
    ]  # fmt: skip
    for message in quoted:
        words = message.removeprefix("The press ").removeprefix("It ").removesuffix(" to the press")
        assert any(words in text for text in texts), message


@pytest.mark.parametrize("proof", sorted(SHOWN.values()))
def test_the_test_of_a_message_is_there(proof: str) -> None:
    test_the_named_test_is_there(proof)
