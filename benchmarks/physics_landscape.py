"""Where the simulated cell's optima lie, and how far they move with what nobody has measured.

    .venv/bin/python benchmarks/physics_landscape.py [--preset sodium] [--draws 60]

Every number of the model whose origin is "assumed" is drawn again within 20 %, all at once; the
table gives the optimum of the model as it is and the 5 to 95 % band over the draws.
"""

import argparse

import numpy as np

from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.presets import PRESETS, cell_design, perturbed
from hardware.twin.true_optimum import Optimum, constrained_optimum

BOUNDS = {"copress_mpa": (100.0, 750.0), "anode_mpa": (20.0, 300.0), "stack_mpa": (1.0, 250.0)}
FIXED = {"copress_dwell_s": 120.0, "anode_dwell_s": 60.0, "release_mpa_s": 1.6}
GOALS = {"low_resistance": 0.85, "integrity": 0.0, "cycle_life": 0.0}
"""Goal, and the least P(intact) asked for."""
SWING = 0.2


def optimum(design: CellDesign, goal: str, n: int) -> Optimum | None:
    """The goal's optimum; None where no protocol is sound enough."""
    try:
        return constrained_optimum(BOUNDS, FIXED, design, goal=goal, least_intact=GOALS[goal], n=n)
    except ValueError:
        return None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", choices=PRESETS, default="sodium")
    parser.add_argument("--draws", type=int, default=60)
    asked = parser.parse_args()
    design, chance = cell_design(asked.preset), np.random.default_rng(0)
    draws = [perturbed(design, SWING, chance) for _ in range(asked.draws)]
    print(f"{asked.preset}: optimum [5-95 % over {asked.draws} draws of the assumed numbers]")
    for goal in GOALS:
        best = optimum(design, goal, 2**13)
        others = [found for one in draws if (found := optimum(one, goal, 2**11)) is not None]
        if best is None or not others:
            print(f"{goal:<16} no protocol is sound enough")
            continue
        cells = []
        for name in BOUNDS:
            low, high = np.percentile([one.point[name] for one in others], [5, 95])
            cells.append(f"{name} {best.point[name]:.0f} [{low:.0f}-{high:.0f}]")
        words = f"ASR {best.asr_ohm_cm2:.0f} ohm cm2, P(intact) {best.p_intact:.2f}"
        kept = f"retention {best.retention:.2f}, {len(others)} of {len(draws)} draws feasible"
        print(f"{goal:<16}{', '.join(cells)}\n{'':<16}{words}, {kept}")


if __name__ == "__main__":
    main()
