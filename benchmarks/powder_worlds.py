"""Random powders that no part of the program knows: thresholds and scales drawn independently.

Simulated, all of them: no number here is a measurement. A powder has a limit for each way in which
a cell can fail, a law of densification and contact, and a scatter from cell to cell. Every
threshold and every scale is drawn by itself, lognormal about the usual value, so that a powder may
crack early and yet want a high anode pressure. Limits are logistic in the logarithm of pressure;
the program's own model is a probit. Some knobs have names that the literature does not know.

A family sets how far the draws spread: "usual" a third of the others; "odd" the full spread;
"soft" the full spread with all pressures halved; "hard" with all pressures 1.4 times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import qmc

from doe.space import Parameter, Space

Array = NDArray[np.float64]

FAMILIES = {"usual": (0.15, 1.0), "odd": (0.45, 1.0), "soft": (0.45, 0.5), "hard": (0.45, 1.4)}
"""Spread of the logarithms, and a factor on all pressures."""
SAFE = 0.90  # least true P(intact) of a protocol that counts as safe
WITHIN = 1.10  # true ASR over that of the best safe protocol
CELLS = {1: 15, 2: 25, 3: 30, 4: 35, 5: 40, 6: 40}
_LEAST_SAFE_SHARE = 0.004  # of the space: smaller islands are found by luck alone

KNOBS = {
    "copress_mpa": Parameter("copress_mpa", 50, 800, step=5),
    "copress_dwell_s": Parameter("copress_dwell_s", 1, 600, scale="log"),
    "release_mpa_s": Parameter("release_mpa_s", 0.3, 50, scale="log"),
    "anode_mpa": Parameter("anode_mpa", 10, 400, step=2),
    "stack_mpa": Parameter("stack_mpa", 1, 200, step=1),
    "binder_pct": Parameter("binder_pct", 0.5, 6.0, step=0.1),
    "milling_rpm": Parameter("milling_rpm", 100, 600, step=10),
}
_CHOICES = (
    ("copress_mpa", "copress_dwell_s"),
    ("copress_mpa", "anode_mpa"),
    ("copress_mpa", "binder_pct"),
    ("copress_mpa", "anode_mpa", "stack_mpa"),
    ("copress_mpa", "copress_dwell_s", "anode_mpa"),
    ("copress_mpa", "stack_mpa", "binder_pct"),
    ("copress_mpa", "copress_dwell_s", "anode_mpa", "stack_mpa"),
    ("copress_mpa", "release_mpa_s", "anode_mpa", "milling_rpm"),
    ("copress_mpa", "copress_dwell_s", "release_mpa_s", "anode_mpa", "stack_mpa"),
    ("copress_mpa", "copress_dwell_s", "release_mpa_s", "anode_mpa", "stack_mpa"),
    ("copress_mpa", "copress_dwell_s", "anode_mpa", "stack_mpa", "binder_pct"),
    ("copress_mpa", "copress_dwell_s", "release_mpa_s", "anode_mpa", "stack_mpa", "binder_pct"),
)
_UNNAMED = ("binder_pct", "milling_rpm")


@dataclass(frozen=True)
class Fate:
    """What became of one cell: grade of damage, short, how it failed, and its ASR if intact."""

    point: dict[str, float]
    damage: int
    shorted: bool
    failure: tuple[str, ...]
    asr_ohm_cm2: float | None

    @property
    def intact(self) -> bool:
        """Nothing wrong with it."""
        return not self.failure


@dataclass(frozen=True)
class World:
    """One powder on one space.

    Attributes:
        family: of its draw.
        index: its number in the family; draws are a function of both.
        space: what may vary.
        size: every threshold and scale by name.
        leans: of each unnamed knob: best setting (0..1), weight on ln ASR, and what it adds to
            the ln limits of cracking and crumbling from one end to the other.
    """

    family: str
    index: int
    space: Space
    size: Mapping[str, float]
    leans: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Family and number."""
        return f"{self.family}-{self.index}"

    @property
    def cells(self) -> int:
        """Budget of a campaign."""
        return CELLS[self.space.dimensions]

    def risks(self, rows: Array) -> dict[str, Array]:
        """True probability (n,) of each way to fail at physical values (n, d)."""
        c, size = self._columns(rows), self.size
        copress, crack, crumble = c["copress_mpa"], size["crack"], size["crumble"]
        for name, (_, _, on_crack, on_crumble) in self.leans.items():
            crack = crack * np.exp(on_crack * (c[name] - 0.5))
            crumble = crumble * np.exp(on_crumble * (c[name] - 0.5))
        released = (c["release_mpa_s"] / 2.0) ** -size["release"]
        held = (c["copress_dwell_s"] / 60.0) ** size["dwell"]
        none = np.zeros(len(rows))
        peel_low = peel_high = by_anode = by_stack = none
        if "anode_mpa" in self.space.names:
            anode = c["anode_mpa"]
            peel_low = _beyond(size["adhesion"] / anode, size["w_peel"])
            peel_high = _beyond(anode / (size["ratio"] * copress), size["w_peel"])
            by_anode = _beyond(anode / size["pierced"], size["w_short"])
        if "stack_mpa" in self.space.names:
            by_stack = _beyond(c["stack_mpa"] / size["creep"], size["w_short"])
        return {
            "cracked": _beyond(copress / (crack * released * held), size["w_crack"]),
            "crumbled": _beyond(crumble / (copress * held), size["w_crumble"]),
            "delaminated": 1 - (1 - peel_low) * (1 - peel_high),
            "shorted": 1 - (1 - by_anode) * (1 - by_stack),
        }

    def p_intact(self, rows: Array) -> Array:
        """True probability (n,) that a cell holds."""
        return np.prod([1 - risk for risk in self.risks(rows).values()], axis=0)

    def true_asr(self, rows: Array) -> Array:
        """True ASR (n,) of a cell that holds, ohm cm2."""
        c, size = self._columns(rows), self.size
        pores = np.exp(-((c["copress_mpa"] / size["dense"]) ** size["order"]))
        crushed = np.maximum(0.0, c["copress_mpa"] / size["crush"] - 1) ** 2
        parts = 1 + size["a_pores"] * pores + crushed
        parts = parts + size["a_dwell"] / (1 + c["copress_dwell_s"] / size["settle"])
        if "anode_mpa" in self.space.names:
            parts = parts + size["a_anode"] / (1 + (c["anode_mpa"] / size["wets"]) ** 1.3)
        if "stack_mpa" in self.space.names:
            stack = c["stack_mpa"]
            parts = parts + size["a_stack"] / (1 + (stack / size["contact"]) ** 0.8)
            parts = parts + (stack / size["squeeze"]) ** 2
        bend = [w * (c[name] - at) ** 2 for name, (at, w, _, _) in self.leans.items()]
        return np.asarray(size["asr"] * parts * np.exp(np.sum(bend, axis=0)))

    def press(self, point: Mapping[str, float], chance: np.random.Generator) -> Fate:
        """One cell: settings met to 1 %, then chance decides. A pellet that broke is not built."""
        wanted = self.space.rows([point])
        row = wanted * (1 + 0.01 * chance.standard_normal(wanted.shape))
        risks = {mode: float(risk[0]) for mode, risk in self.risks(row).items()}
        luck = dict(zip(risks, chance.random(len(risks)), strict=True))
        failed = [mode for mode, risk in risks.items() if luck[mode] < risk]
        pellet = [mode for mode in failed if mode in ("cracked", "crumbled")]
        failed = pellet or failed
        noise = float(np.exp(self.size["noise"] * chance.standard_normal()))
        damage = max(({"cracked": 2, "shorted": 0}.get(mode, 3) for mode in failed), default=0)
        asr = None if failed else float(self.true_asr(row)[0]) * noise
        achieved = self.space.point(row[0])
        return Fate(achieved, damage, "shorted" in failed, tuple(failed), asr)

    def is_there(self, rows: Array) -> NDArray[np.bool_]:
        """Whether cells (n,) are truly safe and within ten per cent of the best safe one."""
        near = self.true_asr(rows) <= WITHIN * self.best_asr
        return np.asarray(near & (self.p_intact(rows) >= SAFE))

    @cached_property
    def best_asr(self) -> float:
        """Least true ASR among safe protocols, by brute force; infinite where none is safe."""
        chance = np.random.default_rng(0)
        X = qmc.Sobol(self.space.dimensions, rng=chance).random_base2(13)
        best, value = self._best_of(X)
        for width in (0.08, 0.03, 0.01):
            cloud = np.clip(best + width * chance.standard_normal((4096, len(best))), 0, 1)
            best, value = self._best_of(np.vstack([best[None, :], cloud]))
        return value

    def safe_share(self) -> float:
        """Share of the space that is safe."""
        X = qmc.Sobol(self.space.dimensions, rng=np.random.default_rng(1)).random_base2(12)
        return float(np.mean(self.p_intact(self.space.from_unit(X)) >= SAFE))

    def _best_of(self, X: Array) -> tuple[Array, float]:
        rows = self.space.from_unit(X)
        values = np.where(self.p_intact(rows) >= SAFE, self.true_asr(rows), np.inf)
        return X[int(np.argmin(values))], float(np.min(values))

    def _columns(self, rows: Array) -> dict[str, Array]:
        """Values by knob, (n,) each; what does not vary is 60 s and 2 MPa/s; unnamed ones 0..1."""
        fixed = {"copress_dwell_s": 60.0, "release_mpa_s": 2.0}
        found = {name: np.full(len(rows), value) for name, value in fixed.items()}
        found |= dict(zip(self.space.names, rows.T, strict=True))
        unit = self.space.to_unit(rows)
        for column, name in enumerate(self.space.names):
            if name in _UNNAMED:
                found[name] = unit[:, column]
        return found


def draw(family: str, index: int) -> World:
    """The powder of that number: drawn again until enough of its space is safe."""
    spread, factor = FAMILIES[family]
    chance = np.random.default_rng([crc32(family.encode()), index])
    space = Space(tuple(KNOBS[name] for name in _CHOICES[chance.integers(len(_CHOICES))]))
    while True:
        world = World(family, index, space, _sizes(chance, spread, factor), _leans(chance, space))
        if world.safe_share() >= _LEAST_SAFE_SHARE:
            return world


def _sizes(chance: np.random.Generator, spread: float, factor: float) -> dict[str, float]:
    def pressure(usual: float) -> float:
        return factor * about(usual)

    def about(usual: float) -> float:
        return float(usual * np.exp(spread * chance.standard_normal()))

    def always(usual: float, sd: float) -> float:  # scatters that do not belong to a family
        return float(usual * np.exp(sd * chance.standard_normal()))

    return {
        "crack": pressure(560), "crumble": pressure(140), "adhesion": pressure(80),
        "pierced": pressure(260), "creep": pressure(130), "ratio": about(0.9),
        "dense": pressure(180), "crush": pressure(620), "wets": pressure(45),
        "contact": pressure(14), "squeeze": pressure(260), "settle": about(8.0),
        "order": always(1.2, 0.2), "a_pores": about(2.6), "a_dwell": about(0.35),
        "a_anode": about(0.8), "a_stack": about(1.6), "asr": about(40.0),
        "release": always(0.04, 0.6), "dwell": always(0.015, 0.6),
        "w_crack": always(0.055, 0.4), "w_crumble": always(0.08, 0.4),
        "w_peel": always(0.09, 0.4), "w_short": always(0.09, 0.4), "noise": always(0.07, 0.35),
    }  # fmt: skip


def _leans(
    chance: np.random.Generator, space: Space
) -> dict[str, tuple[float, float, float, float]]:
    """How each unnamed knob acts."""
    return {
        name: (
            float(chance.uniform(0.15, 0.85)),
            float(chance.uniform(0.2, 2.0)),
            float(0.5 * chance.standard_normal()),
            float(0.5 * chance.standard_normal()),
        )
        for name in space.names
        if name in _UNNAMED
    }


def _beyond(ratio: Array, width: float) -> Array:
    """Logistic in the logarithm: one half where the ratio of load to limit is 1."""
    return np.asarray(expit(np.log(ratio) / width))


_COARSE_CHOICES = (
    ("copress_mpa",),
    ("copress_mpa",),
    ("copress_mpa", "anode_mpa"),
    ("copress_mpa", "stack_mpa"),
    ("copress_mpa", "anode_mpa", "stack_mpa"),
)
_DIALS = (3, 12)  # settings of a coarse dial, fewest and most


@dataclass(frozen=True)
class CoarseWorld(World):
    """A powder on a press whose dials have 3 to 12 settings; the best is found by trying all."""

    @cached_property
    def settings(self) -> Array:
        """Physical values (n, d) of all settings."""
        dials = [np.arange(p.low, p.high + p.step / 2, p.step) for p in self.space.parameters]
        return np.stack([g.ravel() for g in np.meshgrid(*dials, indexing="ij")], axis=1)

    @cached_property
    def best_asr(self) -> float:
        """Least true ASR among safe settings; infinite where none is safe."""
        safe = self.p_intact(self.settings) >= SAFE
        return float(np.min(self.true_asr(self.settings)[safe], initial=np.inf))


def draw_coarse(index: int) -> CoarseWorld:
    """The powder of that number on coarse dials: drawn again until a setting is safe."""
    chance = np.random.default_rng([crc32(b"coarse"), index])
    spread, factor = list(FAMILIES.values())[chance.integers(len(FAMILIES))]
    names = _COARSE_CHOICES[chance.integers(len(_COARSE_CHOICES))]
    space = Space(tuple(_dial(KNOBS[name], chance) for name in names))
    while True:
        world = CoarseWorld("coarse", index, space, _sizes(chance, spread, factor))
        if np.isfinite(world.best_asr):
            return world


def _dial(knob: Parameter, chance: np.random.Generator) -> Parameter:
    count = int(chance.integers(_DIALS[0], _DIALS[1] + 1))
    return Parameter(knob.name, knob.low, knob.high, step=(knob.high - knob.low) / (count - 1))
