"""Tables of past cells: of the simulated laboratory, as a laboratory would have kept them."""

import csv
from pathlib import Path

import numpy as np
from scipy.stats import qmc

from hardware.twin.cell.presets import cell_design
from hardware.twin.quick_cell import quick_cell

RANGES = {
    "copress_mpa": (200.0, 650.0),
    "copress_dwell_s": (5.0, 600.0),
    "anode_mpa": (60.0, 200.0),
    "stack_mpa": (10.0, 120.0),
}
HELD = {"release_mpa_s": 2.0, "anode_dwell_s": 60.0}


def twin_rows(count: int, *, seed: int = 0, knobs=tuple(RANGES)) -> list[dict[str, object]]:
    """`count` cells over the usual ranges, the knobs not named in the middle of theirs."""
    design, chosen = cell_design("sodium"), list(knobs)
    shares = qmc.LatinHypercube(len(chosen), rng=np.random.default_rng(seed)).random(count)
    middle = {n: float(np.sqrt(a * b)) for n, (a, b) in RANGES.items()}
    rows: list[dict[str, object]] = []
    for k, share in enumerate(shares):
        point = dict(middle)
        for name, u in zip(chosen, share, strict=True):
            low, high = RANGES[name]
            log = name.endswith("_s")
            point[name] = float(low * (high / low) ** u if log else low + u * (high - low))
        cell = quick_cell({**HELD, **point}, design, seed=seed, sample=k)
        rows.append(
            {
                "cell_id": f"cell-{k + 1:04d}",
                **{f"planned_{n}": round(point[n], 2) for n in chosen},
                **{n: round(cell.achieved[n], 3) for n in chosen},
                "damage": cell.damage,
                "shorted": int(cell.shorted),
                "failure": ";".join(cell.failure),
                "asr_ohm_cm2": "" if cell.shorted else round(cell.asr_ohm_cm2, 2),
                "asr_std_ohm_cm2": "" if cell.shorted else round(cell.asr_std_ohm_cm2, 2),
                "retention": round(cell.retention, 4),
                "lot": "A",
                "simulated": "true",
            }
        )
    return rows


def write_table(path: Path, rows: list[dict[str, object]]) -> Path:
    """The rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
