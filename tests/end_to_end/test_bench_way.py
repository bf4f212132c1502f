"""Pressed by hand: a run sheet, a press without a cable, results recorded by a person."""

import json
from pathlib import Path

import numpy as np
import pytest
from support.campaign import MANUAL, write_campaign
from support.command_line import invoke as copress
from support.instruments.spectra import full_cell
from support.instruments.tables import Made, csv_table

from campaigns.report.text.advice import protocol_line
from hardware.clock import SimulatedClock
from hardware.twin.laboratory import Laboratory


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    return write_campaign(
        tmp_path, press=MANUAL, impedance='[impedance]\nsource = "by_hand"\narea_cm2 = 0.7854\n'
    )


@pytest.mark.parametrize(
    ("ocv", "outcome"),
    [
        ((), "measurement failed"),
        (("--ocv-v", 0.3), "recipe failed"),
        (("--ocv-v", 2.3), "observed"),
    ],
)
def test_only_the_voltage_at_rest_tells_a_softly_shorted_cell(
    tmp_path: Path, ocv: tuple[object, ...], outcome: str
) -> None:
    table = '[impedance]\nsource = "by_hand"\narea_cm2 = 1\ncell = "full"\nleast_ocv_v = 1.5\n'
    campaign = write_campaign(tmp_path, press=MANUAL, impedance=table)
    f = np.geomspace(1e6, 0.1, 71)
    spectrum = tmp_path / "a.csv"  # no voltage in it
    spectrum.write_bytes(csv_table(sweep=Made(f, full_cell(f))))
    proposed(campaign)
    output = recorded(campaign, "--trial", 1, "--spectrum", spectrum, "--damage", 0, *ocv)
    assert output["outcome"] == outcome
    assert (output["asr_ohm_cm2"] is not None) is (outcome == "observed")


def proposed(campaign: Path, count: int = 1) -> list[dict[str, object]]:
    result = copress("propose", campaign, "--count", count, "--json")
    assert result.exit_code == 0, result.output
    documents: list[dict[str, object]] = json.loads(result.stdout)
    return documents


def recorded(campaign: Path, *args: object) -> dict[str, object]:
    result = copress("record", campaign, *args, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


def trials(campaign: Path) -> list[dict[str, object]]:
    document = json.loads(copress("status", campaign, "--json").stdout)
    return list(document["trials"])


def test_propose_gives_trial_point_protocol_and_why(campaign: Path) -> None:
    (trial,) = proposed(campaign)
    assert trial["trial"] == 1
    assert set(trial["point"]) == {"copress_mpa", "anode_mpa"}  # type: ignore[call-overload]
    assert trial["protocol"]["copress_dwell_s"] == 5  # type: ignore[index]
    assert trial["why"]
    assert trial["simulated"] is False


def test_asking_again_gives_the_same_trial_until_it_is_recorded(campaign: Path) -> None:
    first = proposed(campaign)
    assert proposed(campaign) == first
    recorded(campaign, "--trial", 1, "--asr-ohm-cm2", 210, "--damage", 0)
    (second,) = proposed(campaign)
    assert second["trial"] == 2
    assert second["point"] != first[0]["point"]


def test_several_trials_at_once_differ(campaign: Path) -> None:
    batch = proposed(campaign, 3)
    assert [trial["trial"] for trial in batch] == [1, 2, 3]
    points = {json.dumps(trial["point"]) for trial in batch}
    assert len(points) == 3


def test_the_run_sheet_can_be_taken_to_the_press(campaign: Path) -> None:
    sheet = copress("propose", campaign, "--count", 2).stdout
    for word in ("Run sheet", "cell-0001", "cell-0002", "copress_mpa", "anode_dwell_s", "record"):
        assert word in sheet


def test_a_spectrum_from_the_bench_enters_the_history(campaign: Path, tmp_path: Path) -> None:
    (trial,) = proposed(campaign)
    spectrum = measured_cell(tmp_path, trial["protocol"])  # type: ignore[arg-type]
    result = recorded(
        campaign, "--trial", 1, "--spectrum", spectrum, "--damage", 0,
        "--achieved", "copress_mpa=402.5", "--lot", "B7", "--note", "smooth",
    )  # fmt: skip
    assert result["outcome"] == "observed"
    assert result["achieved"]["copress_mpa"] == 402.5  # type: ignore[index]
    assert 100 < result["asr_ohm_cm2"] < 400  # type: ignore[operator]
    assert result["spectrum_file"] == "cell-0001.mpt"
    copress("export", campaign, "--out", tmp_path / "t.csv")
    line = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert "402.5" in line
    assert "B7" in line
    assert "smooth" in line


@pytest.mark.parametrize("broken", [("--damage", 2), ("--damage", 0, "--shorted")])
def test_the_resistance_of_a_broken_cell_does_not_enter(
    campaign: Path, broken: tuple[object, ...]
) -> None:
    proposed(campaign)
    result = recorded(campaign, "--trial", 1, "--asr-ohm-cm2", 3.2, *broken)
    assert result["outcome"] == "recipe failed"
    assert result["asr_ohm_cm2"] is None


def test_a_void_trial_teaches_nothing_and_is_proposed_again(campaign: Path) -> None:
    first = proposed(campaign)
    recorded(campaign, "--trial", 1, "--void", "--reason", "the pump failed")
    again = proposed(campaign)
    assert again[0]["point"] == first[0]["point"]
    assert trials(campaign)[0]["outcome"] == "rig failed"


def test_a_result_is_replaced_only_on_purpose(campaign: Path) -> None:
    proposed(campaign)
    recorded(campaign, "--trial", 1, "--asr-ohm-cm2", 210, "--damage", 0)
    result = copress("record", campaign, "--trial", 1, "--asr-ohm-cm2", 190, "--damage", 0)
    assert result.exit_code == 2
    assert "--correct" in result.stderr
    changed = recorded(
        campaign, "--trial", 1, "--asr-ohm-cm2", 190, "--damage", 0, "--correct", "--reason", "typo"
    )
    assert changed["asr_ohm_cm2"] == 190
    assert trials(campaign)[0]["asr_ohm_cm2"] == 190


def test_propose_and_record_reach_a_recommendation(campaign: Path) -> None:
    for number, asr in enumerate((240, 205, 221, 198), start=1):
        proposed(campaign)
        recorded(campaign, "--trial", number, "--asr-ohm-cm2", asr, "--damage", 0)
    document = json.loads(copress("recommend", campaign, "--json").stdout)
    assert document["simulated"] is False
    assert 150 < document["asr_ohm_cm2"]["median"] < 250
    mpa = document["set_by_hand"]["copress_mpa"]
    assert mpa == float(f"{mpa:.4g}"), "as a person sets it"
    printed = copress("recommend", campaign).stdout
    said = next(line for line in printed.splitlines() if line.startswith("Set by hand"))
    for name, value in document["set_by_hand"].items():
        assert f"{protocol_line({name: value})} ({document['on_the_gauge'][name]})" in said
    assert document["point"] == document["set_by_hand"], "what is recommended can be set"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--asr-ohm-cm2", 200), "--damage is missing"),
        (("--damage", 0), "needs --spectrum FILE or --asr-ohm-cm2"),
        (("--damage", 0, "--asr-ohm-cm2", -3), "above 0"),
        (("--damage", 0, "--asr-ohm-cm2", "nan"), "above 0"),
        (("--damage", 0, "--asr-ohm-cm2", 200, "--achieved", "copress=3"), "no such value"),
        (
            ("--damage", 0, "--asr-ohm-cm2", 200, "--achieved", "copress_mpa=x"),
            "is not a finite number",
        ),
        (("--damage", 0, "--asr-ohm-cm2", 200, "--achieved", "copress_mpa=inf"), "finite"),
        (("--void",), "--reason"),
        (("--void", "--reason", "x", "--damage", 0), "no result"),
        (("--trial", 7, "--damage", 2), "has no trial 7"),
    ],
)
def test_what_does_not_add_up_is_refused_and_nothing_recorded(
    campaign: Path, args: tuple[object, ...], says: str
) -> None:
    proposed(campaign)
    number = () if "--trial" in args else ("--trial", 1)
    result = copress("record", campaign, *number, *args)
    assert result.exit_code == 2
    assert says in result.stderr
    assert trials(campaign)[0]["state"] == "planned"


def test_an_unreadable_spectrum_is_refused_and_nothing_recorded(
    campaign: Path, tmp_path: Path
) -> None:
    proposed(campaign)
    rubbish = tmp_path / "cell-0001.mpt"
    rubbish.write_text("no spectrum at all", encoding="utf-8")
    result = copress("record", campaign, "--trial", 1, "--spectrum", rubbish, "--damage", 0)
    assert result.exit_code == 2
    assert "Nothing was recorded" in result.stderr
    assert trials(campaign)[0]["state"] == "planned"


def test_run_needs_somebody_at_the_terminal(campaign: Path) -> None:
    result = copress("run", campaign)
    assert result.exit_code == 2
    assert "copress propose" in result.stderr


def measured_cell(folder: Path, protocol: dict[str, float]) -> Path:
    """A spectrum as the bench would bring it: of a simulated cell, pressed to this protocol."""
    from dataclasses import replace

    from campaigns.trial.recipe import press_protocol
    from hardware.press.adapters.modbus_plc import ModbusPlcPress
    from hardware.press.options import PressSettings
    from hardware.press.register_map.load import load_press_map

    clock = SimulatedClock()
    with Laboratory(seed=3, folder=folder / "bench", clock=clock) as laboratory:
        press_map = load_press_map("generic_plc")
        line = replace(press_map.transport, port=laboratory.port)
        press = ModbusPlcPress(
            replace(press_map, transport=line),
            press_map.die("steel-10"),
            clock=clock,
            settings=PressSettings(lock_folder=folder),
        )
        press.connect()
        press.press_cell(1, press_protocol(protocol), journal=lambda event, detail: None)
        press.close()
    return folder / "bench" / "cell-0001.mpt"
