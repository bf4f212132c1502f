"""The cell model of the simulated laboratory next to every published table it can be held against.

    .venv/bin/python benchmarks/physics.py [--tables DIR] [--out DIR]

Writes n, rms and whether the numbers were fitted to that table or predict it into PHYSICS.md;
`--out` draws model against paper. Tables are read from `../shared/data/press` next to the
repository; a table that is not there is skipped, and says so.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from physics_page import write_page
from physics_tables import TABLES, Comparison, Tables, Values, column
from scipy.optimize import least_squares

from hardware.twin.cell.capacity_fade import retention
from hardware.twin.cell.compaction import (
    cathode_density,
    density_out_of_die,
    effective_mpa,
    hard_springback,
    porosity_loaded,
    released,
    springback,
)
from hardware.twin.cell.conduction import (
    anode_ohm_cm2,
    collector_ohm_cm2,
    conductivity_ms_cm,
    conductivity_under_load_ms_cm,
    contributions,
    percolation,
)
from hardware.twin.cell.fracture import crack, delamination, hours_to_short, toughness_j_m2
from hardware.twin.cell.parameters import Anode
from hardware.twin.cell.presets import (
    ARGYRODITE,
    CHLORINE_RICH,
    GLASS_CERAMIC,
    LITHIUM_METAL,
    THIOPHOSPHATE_GLASS,
    cell_design,
)
from hardware.twin.cell.pressing_history import PressHistory

LITHIUM = cell_design("lithium")


def compaction(tables: Tables) -> Iterator[Comparison]:
    """Density and springback."""
    rows = tables.rows("miss2026_thickness_porosity_sigma", material="uC")
    mpa = column(rows, "pressure_MPa")
    yield Comparison(
        "porosity under load (Miss)", "miss2026", "fitted", mpa,
        column(rows, "porosity_loaded"), porosity_loaded(mpa, ARGYRODITE), "absolute", False,
    )  # fmt: skip
    yield Comparison(
        "springback, electrolyte (Miss)", "miss2026", "fitted", mpa,
        column(rows, "springback_in_die_pct"), 100 * springback(mpa, ARGYRODITE), "% points", False,
    )  # fmt: skip
    hard = tables.rows("miss2026_thickness_porosity_sigma", material="pc-NMC")
    mpa = column(hard, "pressure_MPa")
    yield Comparison(
        "springback, NMC622 (Miss)", "miss2026", "fitted", mpa,
        column(hard, "springback_in_die_pct"), 100 * hard_springback(mpa, LITHIUM.cathode),
        "% points", False,
    )  # fmt: skip
    glass = tables.rows("sakuda2013_75Li2S25P2S5", observable="relative density")
    mpa = column(glass, "pressure_MPa")
    yield Comparison(
        "density of glass (Sakuda)", "sakuda2013", "fitted", mpa, column(glass, "value"),
        100 * (1 - porosity_loaded(mpa, THIOPHOSPHATE_GLASS)), "% points", False,
    )  # fmt: skip
    pellets = tables.rows("doux2020_stack_pressure", observable="relative density")
    mpa = np.full(1, 370.0)
    held = effective_mpa(mpa, np.full(1, 60.0), LITHIUM.dwell)
    yield Comparison(
        "pellet density at 370 MPa (Doux)", "doux2020", "predicted", mpa,
        np.full(1, column(pellets, "value").mean()),
        100 * density_out_of_die(held, mpa, ARGYRODITE), "% points", False,
        "another powder; six labs differ by 5.3 points (sd)",
    )  # fmt: skip
    yield _cathode_porosity(tables)


def _cathode_porosity(tables: Tables) -> Comparison:
    row = tables.rows("point_anchors", material="NCM622+LPSCl", observable="porosity")
    mpa, cathode = column(row, "pressure_MPa"), LITHIUM.cathode
    held = effective_mpa(mpa, np.full(1, 120.0), LITHIUM.dwell)
    recovery = cathode.hard_share * hard_springback(mpa, cathode)
    recovery = recovery + (1 - cathode.hard_share) * springback(mpa, ARGYRODITE)
    loaded = 1 - cathode_density(held, ARGYRODITE, cathode)
    return Comparison(
        "composite cathode porosity (Minnmann)", "point_anchors", "predicted", mpa,
        column(row, "value"), 100 * released(loaded, recovery), "% points", False,
        "printed 14, range 13 to 17",
    )  # fmt: skip


def conduction(tables: Tables) -> Iterator[Comparison]:
    """Conductivity of the separator, and contacts."""
    rows = tables.rows("miss2026_thickness_porosity_sigma", material="uC")
    rows = [row for row in rows if row["sigma_loaded_mS_cm"]]
    mpa = column(rows, "pressure_MPa")
    yield Comparison(
        "sigma under load (Miss)", "miss2026", "fitted", mpa, column(rows, "sigma_loaded_mS_cm"),
        conductivity_under_load_ms_cm(mpa, CHLORINE_RICH), "mS/cm",
    )  # fmt: skip
    for material, powder in (("uC-Li6PS5Cl", ARGYRODITE), ("GC-Li6PS5Cl", GLASS_CERAMIC)):
        rows = tables.rows("cronau2021_sigma_fab_stack", material=material)
        pressed, stack = column(rows, "fabrication_MPa"), column(rows, "stack_MPa")
        history = PressHistory.of(
            {"copress_mpa": pressed, "copress_dwell_s": 120.0, "stack_mpa": stack}
        )
        yield Comparison(
            f"sigma(pressing, stack), {material} (Cronau)", "cronau2021", "fitted", stack,
            column(rows, "sigma_mS_cm"),
            conductivity_ms_cm(history, replace(LITHIUM, powder=powder)), "mS/cm",
        )  # fmt: skip
    yield _doux_cell(tables)
    bare = replace(LITHIUM.contacts, collector_ohm_cm2=200.0)
    rows = tables.rows("lis_cathode_collector_contact", collector="bare", observable="interface")
    stack = column(rows, "stack_MPa")
    yield Comparison(
        "collector contact, bare Al (Li-S)", "lis", "fitted", stack, column(rows, "value"),
        collector_ohm_cm2(stack, bare), "ohm cm2",
    )  # fmt: skip
    yield from _sigma_ratios(tables)


def _doux_cell(tables: Tables) -> Comparison:
    rows = tables.rows("doux2020_stack_pressure", observable="cell impedance")
    stack = column(rows, "pressure_MPa")
    measured, model = column(rows, "value"), _doux_ohm(stack, LITHIUM_METAL)
    return Comparison(
        "Li|LPSCl|Li impedance and release (Doux)", "doux2020", "fitted", stack,
        measured, model, "ohm", True,
        "two faces of 13 mm, 6 ohm of pellet and leads; this law's best, its constants unrounded, "
        f"is {100 * _doux_at_best(stack, measured):.1f} %",
    )  # fmt: skip


def _doux_ohm(stack: Values, anode: Anode) -> Values:
    contact = anode_ohm_cm2(stack, np.maximum.accumulate(stack), anode)
    return np.asarray(2.0 * contact / 1.327 + 6.0)


def _doux_at_best(stack: Values, measured: Values) -> float:
    """Root mean square with the four constants that fit these seven cells best."""
    names = ("floor_ohm_cm2", "contact_ohm_cm2", "contact_exponent", "stack_share")

    def off(constants: Values) -> Values:
        anode = replace(LITHIUM_METAL, **dict(zip(names, constants, strict=True)))
        return np.asarray(np.log(_doux_ohm(stack, anode) / measured))

    printed = np.array([getattr(LITHIUM_METAL, name) for name in names])
    return float(np.sqrt(np.mean(least_squares(off, printed, x_scale=np.abs(printed)).fun ** 2)))


def _sigma_ratios(tables: Tables) -> Iterator[Comparison]:
    rows = tables.rows("yan2026_stepwise_lpscl", observable="ionic conductivity")
    history = PressHistory.of({"copress_mpa": np.array([250.0, 625.0]), "stack_mpa": 125.0})
    sigma = conductivity_ms_cm(history, replace(LITHIUM, powder=GLASS_CERAMIC))
    paper = column(rows, "value")
    yield Comparison(
        "sigma ratio 625 / 250 MPa (Yan)", "yan2026", "predicted", np.full(1, 625.0),
        np.full(1, paper[1] / paper[0]), np.full(1, sigma[1] / sigma[0]), "-",
    )  # fmt: skip
    rows = tables.rows("bazzoun2026_composite_cathode_sigma", f_CAM_wt_pct="70")
    gain = [float(r["sigma_eff_ion_mS_cm"]) for r in rows if "RNM" in r["kind"]]
    theta = percolation(np.array([100.0, 400.0]), LITHIUM.cathode)
    yield Comparison(
        "cathode sigma gain 100 to 400 MPa (Bazzoun)", "bazzoun2026", "fitted", np.full(1, 400.0),
        np.full(1, gain[1] / gain[0]), np.full(1, theta[1] / theta[0]), "-",
    )  # fmt: skip


def failure(tables: Tables) -> Iterator[Comparison]:
    """Adhesion, shorts, cracks, life."""
    rows = tables.rows("liao2025_lamination_toughness", interlayer="amorphous", kind="stated")
    rows = [row for row in rows if 100 <= float(row["lamination_MPa"]) <= 400]
    mpa = column(rows, "lamination_MPa")
    minute = np.full(mpa.shape, 60.0)
    yield Comparison(
        "toughness of lamination (Liao)", "liao2025", "fitted", mpa, column(rows, "toughness_J_m2"),
        toughness_j_m2(mpa, minute, 1.0, LITHIUM.contacts, LITHIUM.dwell), "J/m2",
    )  # fmt: skip
    rows = tables.rows("doux2020_stack_pressure", observable="time to short", note="")
    rows = [row for row in rows if 10 <= float(row["pressure_MPa"]) <= 25]
    stack = column(rows, "pressure_MPa")
    porosity = np.full(stack.shape, 0.18)
    yield Comparison(
        "hours to short, 10 to 25 MPa (Doux)", "doux2020", "fitted", stack, column(rows, "value"),
        hours_to_short(stack, porosity, cell_design("lithium", anode="lithium_metal")), "h",
    )  # fmt: skip
    rows = tables.rows("yan2026_stepwise_lpscl", observable="capacity retention")
    stack = column(rows, "pressure_MPa")
    history = PressHistory.of({"copress_mpa": 625.0, "anode_mpa": 120.0, "stack_mpa": stack})
    yield Comparison(
        "retention after 50 cycles (Yan)", "yan2026", "fitted", stack, column(rows, "value"),
        100 * retention(history, LITHIUM), "% points", False,
    )  # fmt: skip
    yield _yan_labels(tables)
    rows = tables.rows("hayashi2025_wip_dwell")
    hold = column(rows, "hold_s")
    capacity, shape = column(rows, "specific_capacity_mAh_g"), effective_mpa(1, hold, LITHIUM.dwell)
    yield Comparison(
        "dwell, share of the longest hold (Hayashi)", "hayashi2025", "fitted (shape)", hold,
        capacity / capacity[-1], shape / shape[-1], "-",
    )  # fmt: skip


def _yan_labels(tables: Tables) -> Comparison:
    """Pre-press x final press: sound or broken; the model's probability on the label's side."""
    tables.rows("yan2026_stepwise_lpscl", observable="outcome")  # the labels below are this table
    history = PressHistory.of(
        {
            "prepress_mpa": np.array([250.0, 375.0, 625.0, 375.0]),
            "copress_mpa": np.array([625.0, 625.0, 625.0, 750.0]),
            "stack_mpa": 125.0,
        }
    )
    broken = 1 - (1 - crack(history, LITHIUM)) * (1 - delamination(history, LITHIUM))
    labels = np.array([1.0, 0.0, 1.0, 1.0])
    words = ", ".join(f"{p:.2f}" for p in broken)
    return Comparison(
        "cracked or apart, pre x final (Yan)", "yan2026", "partly fitted",
        history.copress_mpa, labels, broken, "probability", False,
        f"p = {words}; on the right side: {int(np.sum((broken > 0.5) == (labels > 0.5)))} of 4",
    )  # fmt: skip


def whole_cell(tables: Tables) -> Iterator[Comparison]:
    """Parts of a full cell at 400 / 200 MPa."""
    rows = tables.rows("kang2025_eis_components", cycle="1")
    rows = [row for row in rows if row["cycle"] == "1"]
    parts = contributions(
        PressHistory.of({"copress_mpa": 400.0, "anode_mpa": 200.0, "stack_mpa": 200.0}), LITHIUM
    )
    pairs = {
        "R_ohmic_ohm_cm2": parts.bulk + parts.grain_boundary,
        "R_anode_ohm_cm2": parts.anode,
        "R_int_ohm_cm2": parts.cathode_interface,
        "R_w_ohm_cm2": parts.cathode_diffusion,
    }
    paper = np.array([np.median(column(rows, name)) for name in pairs])
    model = np.array([float(value) for value in pairs.values()])
    yield Comparison(
        "full cell's parts at 400 / 200 MPa (Kang)", "kang2025", "predicted (levels stated)",
        np.arange(4.0), paper, model, "ohm cm2", True,
        "ohmic, anode, interface, diffusion: "
        + ", ".join(f"{m:.0f} for {p:.0f}" for m, p in zip(model, paper, strict=True)),
    )  # fmt: skip


GROUPS: tuple[Callable[[Tables], Iterator[Comparison]], ...] = (
    compaction,
    conduction,
    failure,
    whole_cell,
)


def comparisons(folder: Path = TABLES) -> tuple[list[Comparison], list[str]]:
    """Every comparison that can be made, and one sentence for every group that cannot."""
    made, skipped = [], []
    for group in GROUPS:
        try:
            made.extend(group(Tables(folder)))
        except FileNotFoundError as absent:
            skipped.append(f"skipped the rest of {group.__name__}: {absent.filename} is not there")
    return made, skipped


def main() -> None:
    """Print the table; draw the plots if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=Path, default=TABLES)
    parser.add_argument("--out", type=Path, default=None, help="folder for the plots")
    asked = parser.parse_args()
    made, skipped = comparisons(asked.tables)
    print(f"{'table':<46}{'n':>4}  {'rms':<18}{'origin'}")
    for one in made:
        print(f"{one.name:<46}{one.paper.size:>4}  {one.rms_text:<18}{one.kind}")
        if one.note:
            print(f"{'':<52}{one.note}")
    print(*skipped, sep="\n")
    write_page(made, skipped)
    if asked.out is not None:
        from physics_plots import draw

        print(f"plots: {draw(made, asked.out)}")


if __name__ == "__main__":
    main()
