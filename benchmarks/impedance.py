"""How well resistances are read: `python benchmarks/impedance.py` prints the table of IMPEDANCE.md.

Simulated spectra of known truth with model error (`impedance_cells.py`), drawn from seeds that no
tuning has seen (`--first-seed`). Peers (impedance.py, pyimpspec) read the same spectra in the same
run, those of them that are installed (`pip install copress[peers-impedance]`), on the first
`--peer-draws` of every kind.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from impedance_cells import GENERATORS, KnownCell
from impedance_peers import installed_peers, read_by_peer

from hardware.eis.resistance import resistance

AREA_CM2 = math.pi * 0.5**2
DRAWS = {"blocking": 200, "contact": 100, "symmetric": 100, "full": 100}
HELD_OUT_SEED = 101_500_000
OFF = 0.10
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """One spectrum read by one reader."""

    reader: str
    kind: str
    seed: int
    story: str
    truth_ohm: float
    hidden_ohm: float
    read_ohm: float
    std_ohm: float
    verdict: str
    evaluations: int
    cpu_s: float
    reasons: str = ""

    @property
    def error(self) -> float:
        return self.read_ohm / self.truth_ohm - 1.0

    @property
    def covered(self) -> bool:
        ln_sd = self.std_ohm / self.read_ohm
        return abs(math.log(self.read_ohm / self.truth_ohm)) <= 1.96 * ln_sd


def read_by_copress(known: KnownCell, kind: str, seed: int, *, auto: bool = False) -> Row:
    begun = time.process_time()
    found = resistance(known.spectrum, AREA_CM2, cell="auto" if auto else known.cell)
    cpu_s = time.process_time() - begun
    return Row(
        reader="copress",
        kind=kind,
        seed=seed,
        story=known.story,
        truth_ohm=known.resistance_ohm,
        hidden_ohm=known.hidden_ohm,
        read_ohm=found.resistance_ohm,
        std_ohm=found.resistance_std_ohm,
        verdict=found.verdict,
        evaluations=found.evaluations,
        cpu_s=cpu_s,
        reasons=" | ".join(found.reasons),
    )


def read_by(peer: str, known: KnownCell, kind: str, seed: int) -> Row:
    found = read_by_peer(peer, known.spectrum, kind)
    truth, hidden = known.resistance_ohm, known.hidden_ohm
    usable = math.isfinite(found.ohm) and found.ohm > 0.0
    read = found.ohm if usable else 1e-9
    std = found.std_ohm if math.isfinite(found.std_ohm) else 0.0
    return Row(peer, kind, seed, known.story, truth, hidden, read, std, "good", 0, found.cpu_s)


def summary(rows: list[Row]) -> dict[str, float]:
    """The figures of the table, over one reader and one kind of cell."""
    error = np.array([row.error for row in rows])
    flagged = np.array([row.verdict != "good" for row in rows])
    off = np.abs(error) > OFF
    good = ~flagged
    return {
        "n": len(rows),
        "bias_percent": 100.0 * float(np.mean(error[good])),
        "median_error_percent": 100.0 * float(np.median(np.abs(error))),
        "p95_error_percent": 100.0 * float(np.percentile(np.abs(error), 95)),
        "off_unflagged": int(np.sum(off & good)),
        "off": int(np.sum(off)),
        "coverage_percent": 100.0 * float(np.mean([row.covered for row in rows])),
        "median_sd_percent": 100.0 * float(np.median([r.std_ohm / r.read_ohm for r in rows])),
        "false_flags_percent": 100.0 * float(np.mean(flagged & ~off)),
        "median_cpu_ms": 1e3 * float(np.median([row.cpu_s for row in rows])),
        "median_evaluations": float(np.median([row.evaluations for row in rows])),
        "most_evaluations": float(max(row.evaluations for row in rows)),
    }


def print_table(rows: list[Row]) -> None:
    print(
        f"{'reader':14} {'cells':10} {'n':>4} {'bias %':>7} {'median %':>8} {'p95 %':>7} "
        f"{'off>10 %':>8} {'unflagged':>9} {'cover %':>8} {'sd %':>6} {'false flag %':>12} "
        f"{'CPU ms':>7} {'evaluations':>12}"
    )
    for reader, kind in dict.fromkeys((row.reader, row.kind) for row in rows):
        s = summary([row for row in rows if (row.reader, row.kind) == (reader, kind)])
        print(
            f"{reader:14} {kind:10} {s['n']:4.0f} {s['bias_percent']:+7.2f} "
            f"{s['median_error_percent']:8.2f} {s['p95_error_percent']:7.2f} {s['off']:8.0f} "
            f"{s['off_unflagged']:9.0f} {s['coverage_percent']:8.1f} {s['median_sd_percent']:6.2f} "
            f"{s['false_flags_percent']:12.1f} {s['median_cpu_ms']:7.0f} "
            f"{s['median_evaluations']:6.0f}/{s['most_evaluations']:5.0f}"
        )


def write_csv(rows: list[Row], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(asdict(rows[0])))
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first-seed", type=int, default=HELD_OUT_SEED)
    parser.add_argument("--kinds", nargs="+", default=list(DRAWS), choices=list(DRAWS))
    parser.add_argument("--draws", type=int, help="per kind, instead of 200/100/100/100")
    parser.add_argument("--peer-draws", type=int, default=30)
    parser.add_argument("--out", type=Path, default=RESULTS / "impedance.csv")
    chosen = parser.parse_args()
    rows: list[Row] = []
    for kind in chosen.kinds:
        for k in range(chosen.draws or DRAWS[kind]):
            seed = chosen.first_seed + k
            known = GENERATORS[kind](seed)
            rows.append(read_by_copress(known, kind, seed))
            if k < chosen.peer_draws:
                rows += [read_by(peer, known, kind, seed) for peer in installed_peers()]
    rows.sort(key=lambda row: (list(DRAWS).index(row.kind), row.reader != "copress", row.reader))
    write_csv(rows, chosen.out)
    print_table(rows)


if __name__ == "__main__":
    main()
