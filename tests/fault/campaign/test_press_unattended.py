"""A machine that nobody has commissioned never runs without a person at the terminal."""

from pathlib import Path

import pytest
from support.campaign import counted_laboratory, write_campaign, write_press_file
from support.presses.commissioned import commissioned

from campaigns.config.load_campaign import load_settings
from campaigns.run.start_run import run_campaign
from hardware.clock import SimulatedClock
from hardware.errors import UnsafeProtocolError
from hardware.press.commissioning.mounted_die import confirm
from hardware.press.register_map.load import load_press_map
from hardware.twin.laboratory import Laboratory


def pretend_to_be_a_machine(laboratory: Laboratory, press_file: Path) -> None:
    """The simulated PLC says `simulated`; a map without that register cannot hear it."""
    text = press_file.read_text(encoding="utf-8")
    start = text.index("[registers.simulated]")
    press_file.write_text(text[:start] + text[text.index("[registers.force]") :], encoding="utf-8")
    assert "simulated" not in load_press_map(press_file).registers
    assert laboratory.port


def test_unattended_is_refused_until_the_press_was_commissioned(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun):
        press_file = write_press_file(tmp_path, laboratory.port)
        pretend_to_be_a_machine(laboratory, press_file)
        campaign = load_settings(
            write_campaign(
                tmp_path,
                press='map = "press.toml"\ndie = "steel-10"\n',
                impedance='[impedance]\nfolder = "cells"\nwait_s = 60\n',
            )
        )
        with pytest.raises(UnsafeProtocolError, match=r"nobody is at the terminal.*commissioned"):
            run_campaign(campaign, on_event=lambda event: None, clock=clock, trials=1)
        assert begun == []
        commissioned(press_file)
        with pytest.raises(UnsafeProtocolError, match="nobody has confirmed the mounted die"):
            run_campaign(campaign, on_event=lambda event: None, clock=clock, trials=1)
        assert begun == []
        confirm(press_file, load_press_map(press_file).die("steel-10"), "steel-10", "J. Okafor", "")
        run_campaign(campaign, on_event=lambda event: None, clock=clock, trials=1)
    assert len(begun) >= 1
