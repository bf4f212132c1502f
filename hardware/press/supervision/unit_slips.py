"""Two readings of one force that are a known factor apart: which unit was mistaken for which?"""

CLOSE = 0.05
"""Gauges of a press agree within so much, as a share, where units are right."""
SLIPS = {
    -1.0: "the sign of the force",
    1.0 / 14.504: "the oil in psi",
    10.0: "the oil in MPa",
    1.0 / 9.80665: "the force in tonnes",
    0.01: "the area of the ram in mm2",
    1000.0: "the force in N",
    101.97: "the force in kgf",
    224.81: "the force in lbf",
}
"""Force of the sensor over that of the oil, where it is taken for kN and the oil for bar; factors
of NIST SP 811, appendix B.8."""


def slip(force_kn: float, oil_kn: float) -> str:
    """A question for whoever wrote the map; empty where no slip of units explains the two."""
    if oil_kn == 0.0:
        return ""
    for times, what in SLIPS.items():
        if abs(force_kn / oil_kn / times - 1.0) <= CLOSE:
            return f" (does the map mistake {what}?)"
    return ""
