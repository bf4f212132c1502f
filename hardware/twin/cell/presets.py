"""Powders, anodes and whole cells whose numbers differ from the defaults of `parameters`."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from hardware.twin.cell.parameters import (
    CRONAU,
    DOUX,
    MISS,
    SAKUDA,
    Anode,
    CellDesign,
    Fading,
    Powder,
)
from hardware.twin.cell.provenance import Origin, known_numbers

Kind = TypeVar("Kind")

_F, _S, _A = Origin.FITTED, Origin.STATED, Origin.ASSUMED
_SODIUM = "no public sodium pressing sweep; set to the field's 700 / 120 / 50 MPa corridor"

ARGYRODITE = Powder()

GLASS_CERAMIC = replace(
    ARGYRODITE,
    name="glass-ceramic Li6PS5Cl",
    s0_ms_cm=1.634,
    contact_mpa=182.0,
    reopened=0.508,
    reopen_mpa=179.0,
    close_mpa=150.0,
    activation_cm3_mol=2.15,
    origins=dict.fromkeys(
        ("s0_ms_cm", "contact_mpa", "reopened", "reopen_mpa", "close_mpa", "activation_cm3_mol"),
        (_F, f"{CRONAU}, GC-Li6PS5Cl"),
    ),
)

CHLORINE_RICH = replace(
    ARGYRODITE,
    name="microcrystalline Li5.5PS4.5Cl1.5, loaded in the die",
    s0_ms_cm=4.235,
    contact_mpa=40.9,
    origins=dict.fromkeys(("s0_ms_cm", "contact_mpa"), (_F, f"{MISS}, in die")),
)

THIOPHOSPHATE_GLASS = replace(
    GLASS_CERAMIC,
    name="75Li2S-25P2S5 glass",
    e0=0.56,
    yield_mpa=205.0,
    rearranged=0.0,
    origins=dict.fromkeys(("e0", "yield_mpa", "rearranged"), (_F, SAKUDA)),
)

SODIUM_GLASS_CERAMIC = replace(
    GLASS_CERAMIC,
    name="sodium sulfide glass-ceramic",
    origins=dict.fromkeys(
        GLASS_CERAMIC.origins, (_A, f"taken over from glass-ceramic Li6PS5Cl ({CRONAU}); {_SODIUM}")
    ),
)

SODIUM_THIOPHOSPHATE = replace(
    SODIUM_GLASS_CERAMIC,
    name="Na3PS4",
    yield_mpa=1700.0,
    s0_ms_cm=0.9,
    origins={
        "yield_mpa": (_F, "one vendor point: 81 % at 510 MPa"),
        "s0_ms_cm": (_A, "0.46 mS/cm pressed (Hayashi 2014), brought to full density"),
    },
)

LITHIUM_METAL = Anode(
    name="lithium metal",
    flow_mpa=1.0,
    adhesion_gain=9.0,
    press_short=1.0,
    cycle_short=1.0,
    origins={
        "flow_mpa": (_F, DOUX),
        "adhesion_gain": (_A, "25 MPa attaches it well"),
        "press_short": (_S, f"{DOUX}: 25 MPa fine, 75 MPa shorts"),
        "cycle_short": (_F, f"{DOUX}: hours to short"),
    },
)

SODIUM_METAL = replace(
    LITHIUM_METAL,
    name="sodium metal",
    flow_mpa=0.3,
    press_short=0.6,
    cycle_short=0.6,
    origins={
        "flow_mpa": (_S, "sodium yields at 0.19 to 0.28 MPa"),
        "adhesion_gain": (_A, "as lithium"),
        "press_short": (_A, "softer than lithium"),
        "cycle_short": (_A, "softer than lithium"),
    },
)

SODIUM_ALLOY = Anode(
    name="Na15Sn4",
    origins={
        "flow_mpa": (_A, "attached at 360 MPa (Hayashi 2014)"),
        "press_short": (_A, _SODIUM),
        "cycle_short": (_A, _SODIUM),
    },
)

LITHIUM_ALLOY = Anode(
    name="lithium-indium",
    press_short=2.8,
    cycle_short=14.0,
    origins={
        "press_short": (_A, f"attached at 90-125 MPa; {DOUX}"),
        "cycle_short": (_A, "run at 125 MPa (Yan 2026)"),
    },
)

_SODIUM_FADING = Fading(
    breathing=1.6,
    stack_mpa=16.0,
    over=0.25,
    buffer=0.04,
    best_density=0.915,
    origins=dict.fromkeys(
        ("breathing", "stack_mpa", "over", "buffer", "best_density"), (_A, _SODIUM)
    ),
)

POWDERS = {
    "argyrodite": ARGYRODITE,
    "glass_ceramic": GLASS_CERAMIC,
    "thiophosphate_glass": THIOPHOSPHATE_GLASS,
    "sodium_glass_ceramic": SODIUM_GLASS_CERAMIC,
    "sodium_thiophosphate": SODIUM_THIOPHOSPHATE,
}
ANODES = {
    "lithium_metal": LITHIUM_METAL,
    "lithium_alloy": LITHIUM_ALLOY,
    "sodium_metal": SODIUM_METAL,
    "sodium_alloy": SODIUM_ALLOY,
}
PRESETS = {
    "sodium": CellDesign(
        "sodium", powder=SODIUM_GLASS_CERAMIC, anode=SODIUM_ALLOY, fading=_SODIUM_FADING
    ),
    "lithium": CellDesign("lithium", powder=ARGYRODITE, anode=LITHIUM_ALLOY),
}


def cell_design(preset: str, *, powder: str | None = None, anode: str | None = None) -> CellDesign:
    """A preset by name, with another powder or anode if asked for.

    Raises:
        ValueError: for an unknown name, with the ones that exist.
    """
    design = _named(PRESETS, preset, "preset")
    if powder is not None:
        design = replace(design, powder=_named(POWDERS, powder, "powder"))
    if anode is not None:
        design = replace(design, anode=_named(ANODES, anode, "anode"))
    return design


def _named(table: Mapping[str, Kind], name: str, what: str) -> Kind:
    if name not in table:
        raise ValueError(f"unknown {what} {name!r}; there are: {', '.join(table)}")
    return table[name]


def perturbed(design: CellDesign, swing: float, chance: np.random.Generator) -> CellDesign:
    """Draw every assumed number of a cell again, each by itself, evenly within a share of it.

    Args:
        design: the cell as the preset has it; fitted and stated numbers stay.
        swing: 0.2 draws between 0.8 and 1.2 times each number.
        chance: where the draws come from.
    """
    drawn: dict[str, dict[str, float]] = {}
    for row in known_numbers(design):
        if row.origin is Origin.ASSUMED:
            factor = chance.uniform(1.0 - swing, 1.0 + swing)
            drawn.setdefault(row.table, {})[row.name] = row.value * factor
    tables = {
        entry.name: replace(getattr(design, entry.name), **drawn[entry.name])
        for entry in fields(design)
        if entry.name in drawn
    }
    return replace(design, **tables)
