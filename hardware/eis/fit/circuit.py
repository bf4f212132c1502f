"""The circuit that is fitted: leads, ohmic part, depressed arcs, tails; with its exact Jacobian.

    Z(w) = j w L + R0 + sum_i R_i / (1 + (j w tau_i)^n_i) + sum_k Z_k (j w / w_k)^(-a_k)

The first tail may be of finite depth: multiplied by coth((j w tau_d)^a), it turns from diffusion
into storage below 1 / tau_d (finite-space Warburg), or from the pores of an electrode, through
which ions must pass, into its whole surface (transmission line; Lasia, Electrochemical Impedance
Spectroscopy, ch. 4 and 9). Far below, a third of what its depth resists is left in series.

An arc is written with its time constant instead of its CPE constant (R-tau-n): R and tau are
nearly independent where R and Q are not (Boukamp, Solid State Ionics 1986, on correlated CPE
parameters). Every quantity lives on an unbounded scale: logarithms for positive quantities,
logistic curves between two bounds for exponents and time constants. Bounds can thus never be
violated, and a weak prior on that scale keeps what the spectrum cannot tell from running away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.eis.spectrum import Complexes, Floats

N_RANGE = (0.5, 1.0)  # of a CPE: 1 is a capacitor, flatter than 0.5 is diffusion
A_RANGE = (0.2, 1.0)  # of a tail: 1 is a capacitor, real electrodes have 0.3 and more
DEPTH_PRIOR = (0.0, 1.5)  # mean and standard deviation of ln; wide: a factor of 20 to either side
LEADS_H = 0.2e-6
"""Typical inductance of the leads: 0.06 to 0.5 uH in real files."""


@dataclass(frozen=True)
class Circuit:
    """How many arcs and tails, and between which time constants the arcs may lie.

    Attributes:
        arcs: Number of depressed arcs.
        tails: Number of constant-phase tails in series (0 for a cell that conducts at rest).
        ln_depth: Bounds of ln(tau_d / s) where the first tail is of finite depth; one more
            parameter, the last.
        ln_tau: Lower and upper bound of ln(tau / s).
        tail_exponent: Where the prior of the first tail's exponent is centred.
        tail_exponent_sd: Its width on the logistic scale.
    """

    arcs: int
    tails: int
    ln_tau: tuple[float, float]
    tail_exponent: float = 0.85
    tail_exponent_sd: float = 1.2
    ln_depth: tuple[float, float] | None = None

    @property
    def size(self) -> int:
        """Number of parameters: leads, ohmic part, three an arc, two a tail, the depth."""
        return 2 + 3 * self.arcs + 2 * self.tails + int(self.ln_depth is not None)

    def arc(self, i: int) -> slice:
        """Where ln R, the scaled ln tau and the scaled n of arc i stand."""
        return slice(2 + 3 * i, 5 + 3 * i)

    def tail(self, k: int) -> slice:
        """Where ln Z_k and the scaled exponent of tail k stand."""
        start = 2 + 3 * self.arcs + 2 * k
        return slice(start, start + 2)


@dataclass(frozen=True, eq=False)
class Elements:
    """The same parameters as quantities: ohm, seconds, henry; arcs sorted from fast to slow."""

    leads_h: float
    ohmic_ohm: float
    arc_ohm: Floats
    arc_tau_s: Floats
    arc_n: Floats
    tail_ohm: Floats
    tail_a: Floats
    depth_s: float | None = None


def logistic(u: Floats | float, bounds: tuple[float, float]) -> Floats:
    """From the unbounded scale into the open interval between two bounds."""
    return bounds[0] + (bounds[1] - bounds[0]) * _share(np.asarray(u, dtype=np.float64))


def logit(x: Floats | float, bounds: tuple[float, float]) -> Floats:
    """Inverse of `logistic`; values at a bound are taken just inside it."""
    low, high = bounds
    share = np.clip((np.asarray(x, dtype=np.float64) - low) / (high - low), 0.01, 0.99)
    return np.asarray(np.log(share / (1.0 - share)))


def _share(u: Floats) -> Floats:
    """The logistic curve, written so that no exponential overflows."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * u)))


def _bounded(u: Floats, bounds: tuple[float, float]) -> tuple[Floats, Floats]:
    """Value between the bounds and its derivative by u."""
    width, share = bounds[1] - bounds[0], _share(u)
    return bounds[0] + width * share, width * share * (1.0 - share)


def impedance_and_jacobian(
    circuit: Circuit, theta: Floats, omega: Floats, omega_tail: float
) -> tuple[Complexes, Complexes]:
    """Impedance of the circuit and its derivative by every parameter, for many starts at once.

    Args:
        circuit: What is fitted.
        theta: Parameters on the unbounded scale, shape (starts, circuit.size).
        omega: Angular frequencies in rad/s, shape (n,).
        omega_tail: Angular frequency at which the tails' moduli are stated, rad/s.

    Returns:
        Impedance in ohm, shape (starts, n), and Jacobian in ohm per unit of theta, shape
        (starts, size, n).
    """
    jacobian = np.empty((theta.shape[0], circuit.size, omega.size), dtype=np.complex128)
    jacobian[:, 0] = 1j * omega * np.exp(theta[:, :1])
    jacobian[:, 1] = np.exp(theta[:, 1:2])
    total = jacobian[:, 0] + jacobian[:, 1]
    ln_omega = np.log(omega)
    end = 2 + 3 * circuit.arcs
    if circuit.arcs:
        total += _arcs(theta[:, 2:end], ln_omega, circuit.ln_tau, jacobian[:, 2:end])
    if circuit.tails:
        at = slice(end, end + 2 * circuit.tails)
        total += _tails(theta[:, at], ln_omega - np.log(omega_tail), jacobian[:, at])
    if circuit.ln_depth is not None:
        total += _closed(circuit, theta, ln_omega, circuit.ln_depth, jacobian)
    return total, jacobian


def _arcs(
    theta: Floats, ln_omega: Floats, ln_tau: tuple[float, float], out: Complexes
) -> Complexes:
    """Sum of R / (1 + (j w tau)^n); writes the three derivatives of every arc into `out`."""
    tau_ln, by_tau = _bounded(theta[:, 1::3, None], ln_tau)
    n, by_n = _bounded(theta[:, 2::3, None], N_RANGE)
    ln_wt = ln_omega + tau_ln
    x = np.exp(n * ln_wt) * np.exp(0.5j * np.pi * n)
    arc = np.exp(theta[:, 0::3, None]) / (1.0 + x)
    by_ln_x = -arc * x / (1.0 + x)
    out[:, 0::3] = arc
    out[:, 1::3] = by_ln_x * (n * by_tau)
    out[:, 2::3] = by_ln_x * ((ln_wt + 0.5j * np.pi) * by_n)
    return np.asarray(arc.sum(axis=1))


def _tails(theta: Floats, ln_ratio: Floats, out: Complexes) -> Complexes:
    """Sum of Z_k (j w / w_k)^(-a); writes the two derivatives of every tail into `out`."""
    a, by_a = _bounded(theta[:, 1::2, None], A_RANGE)
    tail = np.exp(theta[:, 0::2, None] - a * ln_ratio) * np.exp(-0.5j * np.pi * a)
    out[:, 0::2] = tail
    out[:, 1::2] = tail * ((ln_ratio + 0.5j * np.pi) * -by_a)
    return np.asarray(tail.sum(axis=1))


def _closed(
    circuit: Circuit,
    theta: Floats,
    ln_omega: Floats,
    ln_depth: tuple[float, float],
    jacobian: Complexes,
) -> Complexes:
    """What the finite depth adds to the first tail; corrects and completes the Jacobian."""
    at = circuit.tail(0).start
    a, by_a = _bounded(theta[:, at + 1, None], A_RANGE)
    depth, by_depth = _bounded(theta[:, -1, None], ln_depth)
    ln_jwt = ln_omega + depth + 0.5j * np.pi
    x = np.exp(a * ln_jwt)
    decay = np.exp(-2.0 * x)
    coth = (1.0 + decay) / (1.0 - decay)
    by_ln_x = -4.0 * decay / (1.0 - decay) ** 2 * x
    tail = jacobian[:, at].copy()
    jacobian[:, -1] = tail * by_ln_x * (a * by_depth)
    jacobian[:, at] *= coth
    jacobian[:, at + 1] = jacobian[:, at + 1] * coth + tail * by_ln_x * ln_jwt * by_a
    return np.asarray(tail * (coth - 1.0))


def elements(circuit: Circuit, theta: Floats) -> Elements:
    """The parameters as quantities, arcs sorted from fast to slow."""
    arcs = np.array([theta[circuit.arc(i)] for i in range(circuit.arcs)]).reshape(-1, 3)
    arcs = arcs[np.argsort(arcs[:, 1], kind="stable")]
    tails = np.array([theta[circuit.tail(k)] for k in range(circuit.tails)]).reshape(-1, 2)
    return Elements(
        leads_h=float(np.exp(theta[0])),
        ohmic_ohm=float(np.exp(theta[1])),
        arc_ohm=np.exp(arcs[:, 0]),
        arc_tau_s=np.exp(logistic(arcs[:, 1], circuit.ln_tau)),
        arc_n=logistic(arcs[:, 2], N_RANGE),
        tail_ohm=np.exp(tails[:, 0]),
        tail_a=logistic(tails[:, 1], A_RANGE),
        depth_s=_depth_s(circuit, theta),
    )


def _depth_s(circuit: Circuit, theta: Floats) -> float | None:
    if circuit.ln_depth is None:
        return None
    return float(np.exp(logistic(float(theta[-1]), circuit.ln_depth)))


def parameters(circuit: Circuit, parts: Elements) -> Floats:
    """Inverse of `elements`: the same quantities as parameters of a circuit of the same shape.

    Args:
        circuit: Circuit with as many arcs and tails as there are parts; its bounds may differ.
        parts: The quantities.

    Returns:
        Parameters on the unbounded scale, shape (circuit.size,).
    """
    theta = np.empty(circuit.size)
    theta[:2] = np.log([max(parts.leads_h, 1e-9), max(parts.ohmic_ohm, 1e-6)])
    for i in range(circuit.arcs):
        place = logit(float(np.log(parts.arc_tau_s[i])), circuit.ln_tau)
        shape = logit(float(parts.arc_n[i]), N_RANGE)
        theta[circuit.arc(i)] = (np.log(parts.arc_ohm[i]), place, shape)
    for k in range(circuit.tails):
        exponent = logit(float(parts.tail_a[k]), A_RANGE)
        theta[circuit.tail(k)] = (np.log(parts.tail_ohm[k]), exponent)
    if circuit.ln_depth is not None:
        found = parts.depth_s
        theta[-1] = DEPTH_PRIOR[0] if found is None else logit(np.log(found), circuit.ln_depth)
    return theta


def prior(circuit: Circuit, scale_ohm: float, tail_ohm: float) -> tuple[Floats, Floats]:
    """Weak prior of every parameter: its centre and its standard deviation.

    Args:
        circuit: What is fitted.
        scale_ohm: Order of magnitude of the cell's resistance.
        tail_ohm: Order of magnitude of the tail where its modulus is stated.

    Returns:
        Centre and standard deviation on the unbounded scale, each of shape (circuit.size,).
    """
    centre, sd = np.empty(circuit.size), np.empty(circuit.size)
    centre[:2], sd[:2] = (np.log(LEADS_H), np.log(scale_ohm)), (1.2, 4.0)
    for i in range(circuit.arcs):
        centre[circuit.arc(i)] = (np.log(scale_ohm), 0.0, float(logit(0.85, N_RANGE)))
        sd[circuit.arc(i)] = (4.0, 3.0, 1.2)
    for k in range(circuit.tails):
        exponent = float(logit(circuit.tail_exponent, A_RANGE))
        centre[circuit.tail(k)] = (np.log(tail_ohm), exponent)
        sd[circuit.tail(k)] = (4.0, circuit.tail_exponent_sd * (1.0 if k == 0 else 2.0))
    if circuit.ln_depth is not None:
        centre[-1], sd[-1] = DEPTH_PRIOR
    return centre, sd


def total_ohm(circuit: Circuit, theta: Floats, counted: Floats) -> tuple[float, Floats]:
    """Ohmic part plus arcs, and its derivative by the parameters.

    Args:
        circuit: What was fitted.
        theta: Parameters on the unbounded scale, shape (circuit.size,).
        counted: How far each arc counts, 0 to 1, fast to slow, shape (circuit.arcs,).

    Returns:
        The total in ohm and its gradient, shape (circuit.size,).
    """
    starts = np.array([circuit.arc(i).start for i in range(circuit.arcs)], dtype=np.intp)
    starts = starts[np.argsort(theta[starts + 1], kind="stable")]
    gradient = np.zeros(circuit.size)
    gradient[1] = np.exp(theta[1])
    gradient[starts] = counted * np.exp(theta[starts])
    return float(gradient.sum()), gradient
