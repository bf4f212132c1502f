"""A cell that is pressed, looked at in its die, and pressed higher."""

from hardware.press.protocol import Step
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.rungs_before import after_rungs
from hardware.twin.cell.simulated_cell import fate, will_crack

CELL = cell_design("sodium")
RUNGS_MPA = (40.0, 60.0, 90.0, 140.0, 220.0, 320.0)
SAMPLES = range(150)


def pressed(mpa: float) -> PressHistory:
    steps = (Step("copress", mpa, 60.0, 5.0, 2.0), Step("anode", 80.0, 30.0, 5.0, 2.0))
    return PressHistory.of_steps(steps, 10.0, 25.0)


def test_a_weak_pellet_falls_to_pieces_outside_of_its_die_and_not_in_it() -> None:
    weak = pressed(RUNGS_MPA[0])
    outside = [fate(weak, CELL, seed=1, sample=sample) for sample in SAMPLES]
    inside = [fate(weak, CELL, seed=1, sample=sample, in_die=True) for sample in SAMPLES]
    assert sum("crumbled" in one.failure for one in outside) > 0.5 * len(outside)
    assert not any("crumbled" in one.failure for one in inside)
    assert sum("cracked" in one.failure for one in inside) < 0.2 * len(inside)


def test_no_cell_that_held_crumbles_at_a_higher_rung() -> None:
    for sample in SAMPLES:
        for number in range(1, len(RUNGS_MPA) + 1):
            history = after_rungs([pressed(mpa) for mpa in RUNGS_MPA[:number]])
            seen = fate(history, CELL, seed=1, sample=sample, in_die=True)
            assert "crumbled" not in seen.failure
            if seen.failure:
                break


def test_the_trace_of_a_release_in_the_die_shows_what_the_inspector_sees() -> None:
    for mpa in (60.0, 700.0):
        for sample in SAMPLES:
            seen = fate(pressed(mpa), CELL, seed=1, sample=sample, in_die=True)
            cracks = will_crack(pressed(mpa), CELL, seed=1, sample=sample, in_die=True)
            assert cracks == ("cracked" in seen.failure)
