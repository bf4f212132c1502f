"""The numbers of the cell model: what each is, where it comes from, how far it can be trusted.

Units: MPa, s, ohm cm2, mS/cm, J/m2, degC; names carry them. Defaults are the argyrodite | alloy
anode cell of the literature; `presets` says what differs in other cells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.twin.cell.provenance import Origin, known

_F, _S, _A = Origin.FITTED, Origin.STATED, Origin.ASSUMED

MISS = "Miss 2026, acsami.6c03789"
CRONAU = "Cronau 2021, acsenergylett.1c01299"
SAKUDA = "Sakuda 2013, srep02261"
DOUX = "Doux 2020, aenm.201903253"
LIAO = "Liao 2025, adma.202502114"
YAN = "Yan 2026, JCIS, via IEST"
HAYASHI = "Hayashi 2025, acsomega.5c10291"
BAZZOUN = "Bazzoun 2026, JPS 661 238682"
KANG = "Kang 2025, acsami.5c14519"
LIS = "Li-S collector study, full text"

Origins = Mapping[str, tuple[Origin, str]]


@dataclass(frozen=True)
class Powder:
    """Solid electrolyte: compaction and conduction of one powder class."""

    name: str = "microcrystalline Li6PS5Cl"
    e0: float = known(0.351, _F, MISS)
    """Porosity of the tapped powder under no load."""
    yield_mpa: float = known(247.0, _F, MISS)
    """Heckel P_y."""
    rearranged: float = known(0.426, _F, MISS)
    """Share of ln(porosity) lost to rearrangement of grains, B."""
    rearrange_mpa: float = known(29.0, _F, MISS)
    springback: float = known(0.0238, _F, MISS)
    """In-die thickness recovery at high load."""
    springback_mpa: float = known(113.0, _F, MISS)
    out_of_die: float = known(2.8, _F, f"{MISS}, one point at 400 MPa (6.5 %)")
    """Recovery after ejection over recovery in the die."""
    s0_ms_cm: float = known(4.135, _F, CRONAU)
    """Conductivity of a dense pellet with perfect grain contact."""
    contact_mpa: float = known(67.0, _F, CRONAU)
    """Pressing pressure that makes grain contacts, P_c."""
    reopened: float = known(0.976, _F, CRONAU)
    """Share of grain contact lost to springback, a."""
    reopen_mpa: float = known(240.0, _F, CRONAU)
    """Pressing pressure from which springback opens gaps, P_a."""
    close_mpa: float = known(79.0, _F, CRONAU)
    """Stack pressure that closes them again, P_s."""
    activation_cm3_mol: float = known(0.94, _F, CRONAU)
    softens_degc: float = known(80.0, _A, "one vendor pair: 3.08 to 6.67 mS/cm from 25 to 180 degC")
    """Heating that softens the powder by a factor e."""
    origins: Origins = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Dwell:
    """How pressing time counts, P_eff = P [1 - lost e^(-t/fast) + creep ln(1 + t/slow)]."""

    lost: float = known(0.30, _F, f"{HAYASHI} (shape)")
    fast_s: float = known(15.0, _F, f"{HAYASHI} (shape)")
    creep: float = known(0.02, _A, "logarithmic creep of contacts")
    slow_s: float = known(120.0, _A, "logarithmic creep of contacts")
    liao_hold_s: float = known(60.0, _S, f"{LIAO}: 1 min hold")


@dataclass(frozen=True)
class Cathode:
    """Composite cathode: hard active material in the soft electrolyte."""

    hard_e0: float = known(0.39, _F, f"{MISS}, NMC622")
    hard_yield_mpa: float = known(391.0, _F, f"{MISS}, NMC622")
    hard_springback_per_mpa: float = known(2.28e-4, _F, f"{MISS}, NMC622, to 400 MPa")
    hard_share: float = known(0.63, _F, f"{YAN}: whole at 625, fractured at 750 MPa")
    percolate_mpa: float = known(164.0, _F, BAZZOUN)
    percolate_norm: float = known(0.913, _F, BAZZOUN)
    interface_ohm_cm2: float = known(40.0, _S, f"{KANG}: 37 to 114")
    ionic_ohm_cm2: float = known(24.0, _S, f"{KANG}, {BAZZOUN}")
    diffusion_ohm_cm2: float = known(40.0, _S, f"{KANG}: 59 to 71")
    contact_exponent: float = known(-0.5, _S, "arXiv 2501.00600")
    contact_mpa: float = known(66.0, _A, "level at 50 MPa stack, 400 MPa pressing")
    locked_in: float = known(0.04, _A, "share of pressing pressure that stays in the contacts")
    activation_cm3_mol: float = known(4.0, _A, "diffusion limit reported at 250 MPa stack")


@dataclass(frozen=True)
class Anode:
    """Metal or alloy foil: contact, adhesion, and what makes it pierce the separator."""

    name: str = "alloy"
    flow_mpa: float = known(6.0, _A, "alloys take 120-375 MPa where lithium takes 25")
    floor_ohm_cm2: float = known(8.0, _F, DOUX)
    contact_ohm_cm2: float = known(312.0, _F, DOUX)
    contact_exponent: float = known(-1.11, _F, DOUX)
    stack_share: float = known(0.49, _F, f"{DOUX}, incl. the point on release")
    """Exponent of the present stack pressure; the rest remembers the highest ever."""
    adhesion_gain: float = known(1.6, _A, "soft layer bonds at lower pressure")
    press_short: float = known(3.0, _A, "lithium is 1: 25 MPa fine, 75 MPa shorts")
    cycle_short: float = known(9.5, _A, "lithium is 1")
    origins: Origins = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Contacts:
    """Collector contact and adhesion of the pressed layers."""

    thickness_um: float = known(600.0, _S, "80 mg in a 10 mm die")
    collector_ohm_cm2: float = known(84.0, _F, f"{LIS}, carbon-coated Al")
    collector_exponent: float = known(-0.6, _F, f"{LIS}, bare Al")
    toughness_j_m2: float = known(5.44, _F, LIAO)
    toughness_mpa: float = known(196.0, _F, LIAO)
    toughness_cap_j_m2: float = known(65.0, _S, f"{LIAO}: tape fails")
    peel_j_m2: float = known(10.0, _S, f"{LIAO}: threshold of good plating")
    peel_width_j_m2: float = known(1.5, _A, "toughness scatters 12-22 %")


@dataclass(frozen=True)
class Breakage:
    """When pellets crack, come apart, or are pierced."""

    mismatch: float = known(0.080, _F, f"{YAN}: between 625 and 750 MPa")
    mismatch_width: float = known(0.035, _F, YAN)
    rate_gain: float = known(0.12, _A, "fast release cracks; no measurement")
    rate_mpa_s: float = known(1.6, _S, f"{CRONAU}: 5 min ramp to zero")
    hold_relief: float = known(0.1, _A, "stress relaxes during the hold")
    hold_relief_s: float = known(15.0, _F, f"{HAYASHI} (shape)")
    weak_mpa: float = known(150.0, _A, "pellets below do not bear handling")
    weak_width_mpa: float = known(15.0, _A, "pellets below do not bear handling")
    hazard: float = known(0.03, _A, "flaws: chips at ejection, edge cracks")
    hazard_mpa: float = known(600.0, _A, "flaws: chips at ejection, edge cracks")
    mishap: float = known(0.0, _A, "share that breaks whatever the protocol; studies set it")
    rebreak: float = known(0.75, _A, "anode pressing near co-pressing breaks the bilayer")
    rebreak_width: float = known(0.05, _A, "anode pressing near co-pressing breaks the bilayer")
    loose: float = known(0.10, _A, "an unclamped stack comes apart in handling")
    loose_mpa: float = known(8.0, _A, "an unclamped stack comes apart in handling")
    pre_low: float = known(0.47, _F, f"{YAN}: 250/625 microcracks, 375/625 sound")
    pre_high: float = known(0.85, _F, f"{YAN}: 625/625 delaminates")
    pre_width: float = known(0.03, _A, "three points only")
    pierce_mpa: float = known(50.0, _F, f"{DOUX}: 25 MPa sound, 75 MPa shorts")
    pierce_density: float = known(4.0, _A, "dense pellets resist")
    reference_density: float = known(0.82, _S, f"{DOUX}: 82.1 %")
    pierce_width: float = known(0.12, _A, "relative")
    life_h: float = known(580.0, _F, f"{DOUX}: hours to short")
    life_exponent: float = known(-2.26, _F, f"{DOUX}: hours to short")
    life_mpa: float = known(10.0, _F, f"{DOUX}: hours to short")
    life_porosity: float = known(12.0, _A, "pores guide filaments")
    service_h: float = known(500.0, _A, "50 cycles at C/10")


@dataclass(frozen=True)
class Fading:
    """Capacity kept after 50 cycles."""

    first_loss: float = known(0.02, _S, f"{YAN}: 97 % at best")
    contact_loss: float = known(0.18, _F, YAN)
    breathing: float = known(1.0, _F, f"{YAN}: 80 % at 0, 97 % at 125 MPa")
    """Volume change of the electrodes, in units of the lithium cell's."""
    stack_mpa: float = known(30.0, _F, f"{YAN}: 80 % at 0, 97 % at 125 MPa")
    over: float = known(0.04, _A, "diffusion limit at 250 MPa")
    over_mpa: float = known(250.0, _S, YAN)
    adhesion_share: float = known(0.5, _A, "weak bonds open first")
    adhesion_j_m2: float = known(10.0, _S, LIAO)
    buffer: float = known(0.02, _A, "a cathode without pores cannot breathe")
    best_density: float = known(0.93, _A, "a cathode without pores cannot breathe")
    density_width: float = known(0.05, _A, "a cathode without pores cannot breathe")
    short_hold: float = known(0.08, _F, f"{HAYASHI}: 80 of 125 mAh/g after 1 s")
    short_hold_s: float = known(15.0, _F, HAYASHI)
    origins: Origins = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Scatter:
    """What differs from lot to lot and from pellet to pellet; standard deviations of logarithms."""

    lot: float = known(0.15, _A, "one lab; 0.5 between labs")
    operator: float = known(0.08, _A, "spreading, alignment, mounting: the hand that does it")
    pellet: float = known(0.06, _F, "xcrp.2022.101043: 7 % in one lab")
    poor_contact: float = known(0.18, _F, f"{LIAO}: 22 % at 100 but 12 % at 400 MPa")
    near_cracking: float = known(0.25, _A, "sound cells near the crack line vary more")
    anode_gain: float = known(1.5, _A, "contact with foil varies more")
    yield_stress: float = known(0.10, _F, f"{DOUX}: density sd 2.25 points")


@dataclass(frozen=True)
class CellDesign:
    """One kind of cell: its layers and their numbers."""

    name: str
    powder: Powder = field(default_factory=Powder)
    dwell: Dwell = field(default_factory=Dwell)
    cathode: Cathode = field(default_factory=Cathode)
    anode: Anode = field(default_factory=Anode)
    contacts: Contacts = field(default_factory=Contacts)
    breakage: Breakage = field(default_factory=Breakage)
    fading: Fading = field(default_factory=Fading)
    scatter: Scatter = field(default_factory=Scatter)
