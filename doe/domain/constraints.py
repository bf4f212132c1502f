"""Known rules between parameters: everything known is a mask over candidates, never a penalty.

A rule is written as in the campaign file, `"anode_mpa <= 0.75 * copress_mpa"`. It is read with
`ast` and only arithmetic, comparisons, `and` and a few functions are understood; nothing is ever
evaluated as Python. The sum of a mixture is an equality, `"am + se + c == 100"`; no other is known.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[np.float64]]
Mask = Callable[[Columns], NDArray[np.bool_]]

_ARITHMETIC: dict[type[ast.operator], Callable[..., NDArray[np.float64]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[..., NDArray[np.bool_]]] = {
    ast.Lt: np.less,
    ast.LtE: lambda a, b: a - b <= _noise(a, b),
    ast.Gt: np.greater,
    ast.GtE: lambda a, b: b - a <= _noise(a, b),
    ast.Eq: lambda a, b: np.abs(a - b) <= _noise(a, b),
}
_NOISE = 1e-9
"""Relative: 0.1 + 0.2 is 0.3 to a person, and values come back from logarithms and text."""


def _noise(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(_NOISE * np.maximum(1.0, np.maximum(np.abs(a), np.abs(b))))


_FUNCTIONS: dict[str, tuple[int, Callable[..., NDArray[np.float64]]]] = {
    "min": (2, np.minimum),
    "max": (2, np.maximum),
    "abs": (1, np.abs),
    "sqrt": (1, np.sqrt),
    "log": (1, np.log),
    "log10": (1, np.log10),
    "exp": (1, np.exp),
}


_PROBES = 5  # random points at which a rule must agree with its linear form


@dataclass(frozen=True, eq=False)
class Linear:
    """Bounds of a weighted sum.

    Attributes:
        weights: of what varies (d,).
        low: least sum; -inf for none.
        high: greatest sum; inf for none.
    """

    weights: NDArray[np.float64]
    low: float
    high: float


@dataclass(frozen=True)
class Constraint:
    """One rule that every proposed point obeys.

    Attributes:
        text: the rule as it was written.
        fixed: values of the protocol that are not varied and that the rule may name.

    Raises:
        ValueError: the text is not a comparison between parameters, with what is wrong in it.
    """

    text: str
    fixed: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the rule at once, so that a slip is found before the first cell."""
        _check(self._tree, self.text)
        if any(isinstance(op, ast.Eq) for op in _operators(self._tree)):
            self._check_sum()

    def _check_sum(self) -> None:
        """An equality is the sum of a mixture: linear in what varies."""
        names = sorted(self.names - set(self.fixed))
        if len(names) < 2 or any(form is None for form in self.linear(names)):
            raise ValueError(
                f"Constraint {self.text!r}: an equality is understood as the sum of a mixture, "
                "such as 'am + se + c == 100': a sum of at least two knobs (fix the value instead)."
            )

    def linear(self, names: Sequence[str]) -> list[Linear | None]:
        """Each comparison as bounds of a weighted sum of what varies; None where it is none.

        Args:
            names: of what varies, in the order of the weights.
        """
        found: list[Linear | None] = []
        for node in _comparisons(self._tree):
            sides = (node.left, *node.comparators)
            for op, left, right in zip(node.ops, sides[:-1], sides[1:], strict=True):
                found.append(self._linear(op, left, right, names))
        return found

    def _linear(
        self, op: ast.cmpop, left: ast.expr, right: ast.expr, names: Sequence[str]
    ) -> Linear | None:
        def difference(rows: NDArray[np.float64]) -> NDArray[np.float64]:
            values = {n: np.asarray(v, dtype=float) for n, v in self.fixed.items()}
            values.update({name: rows[:, k] for k, name in enumerate(names)})
            with np.errstate(all="ignore"):
                both = _number(left, values) - _number(right, values)
            return np.broadcast_to(both, (len(rows),))

        count = len(names)
        offset = difference(np.zeros((1, count)))[0]
        ends = difference(np.eye(count))
        if not (np.isfinite(offset) and np.isfinite(ends).all()):
            return None
        weights = ends - offset
        probe = np.random.default_rng(0).uniform(0.5, 2.0, (_PROBES, count))
        if not np.allclose(difference(probe), probe @ weights + offset, rtol=1e-9, atol=1e-9):
            return None
        above = isinstance(op, ast.Gt | ast.GtE | ast.Eq)
        below = isinstance(op, ast.Lt | ast.LtE | ast.Eq)
        return Linear(weights, -offset if above else -np.inf, -offset if below else np.inf)

    def excess(self, columns: Columns) -> NDArray[np.float64]:
        """How far candidates (n,) are from obeying, in units of the rule; 0 where they obey."""
        values = {n: np.asarray(v, dtype=float) for n, v in self.fixed.items()}
        values.update(columns)
        size = next(len(column) for column in columns.values())
        worst = np.zeros(size)
        with np.errstate(all="ignore"):
            for node in _comparisons(self._tree):
                sides = [_number(side, values) for side in (node.left, *node.comparators)]
                for op, a, b in zip(node.ops, sides[:-1], sides[1:], strict=True):
                    worst = np.maximum(worst, _beyond(op, a - b))
        return np.where(np.isfinite(worst), worst, np.inf)

    @cached_property
    def _tree(self) -> ast.expr:
        if not isinstance(self.text, str):
            raise ValueError(f"A constraint is a text such as 'a <= b', got {self.text!r}.")
        try:
            return ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError) as error:
            reason = getattr(error, "msg", str(error))
            raise ValueError(f"Constraint {self.text!r} cannot be read: {reason}.") from error

    @property
    def names(self) -> frozenset[str]:
        """Names of parameters and fixed values that the rule uses."""
        nodes = ast.walk(self._tree)
        return frozenset(n.id for n in nodes if isinstance(n, ast.Name)) - set(_FUNCTIONS)

    def check_names(self, known: Iterable[str]) -> None:
        """Refuse a rule that names what is neither varied nor fixed.

        Raises:
            ValueError: with the unknown name and the known ones.
        """
        allowed = set(known) | set(self.fixed)
        for name in sorted(self.names - allowed):
            raise ValueError(
                f"Constraint {self.text!r} names {name!r}, which is neither varied nor fixed; "
                f"known are {', '.join(sorted(allowed))}."
            )

    def check_numbers(self, choices: Iterable[str]) -> None:
        """Refuse a rule that names a knob whose choices are no numbers.

        Raises:
            ValueError: with its name.
        """
        if named := sorted(self.names & set(choices)):
            raise ValueError(
                f"Constraint {self.text!r} names {named[0]!r}, whose choices are no numbers: a "
                "rule compares numbers."
            )

    def __call__(self, columns: Columns) -> NDArray[np.bool_]:
        """Which candidates obey: columns of n physical values each to a mask (n,).

        A candidate for which the rule has no value (division by zero) does not obey.
        """
        values = {**self._fixed, **columns}
        size = next((len(column) for column in columns.values()), 1)
        with np.errstate(all="ignore"):
            obeyed = _truth(self._tree, values)
        return obeyed if len(obeyed.shape) else np.full(size, obeyed)

    @cached_property
    def _fixed(self) -> dict[str, NDArray[np.float64]]:
        return {name: np.asarray(number, dtype=float) for name, number in self.fixed.items()}


def mask_of(constraints: Iterable[Mask], columns: Columns) -> NDArray[np.bool_]:
    """Candidates that obey every rule: columns of n values each to a mask (n,)."""
    size = next(len(column) for column in columns.values())
    allowed = np.ones(size, dtype=bool)
    for constraint in constraints:
        allowed &= np.asarray(constraint(columns), dtype=bool)
    return allowed


def _check(node: ast.expr, text: str) -> None:
    """Walk a rule and refuse everything that is not a comparison of arithmetic."""
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            for part in parts:
                _check(part, text)
        case ast.Compare(left=left, ops=ops, comparators=rest):
            for op in ops:
                if type(op) not in _COMPARISONS:
                    raise ValueError(
                        f"Constraint {text!r}: only <, <=, >, >= can be kept by a press, and == "
                        "for the sum of a mixture."
                    )
            for part in (left, *rest):
                _check_number(part, text)
        case _:
            comma = " Write a decimal point: 2.5, not 2,5." if re.search(r"\d,\d", text) else ""
            raise ValueError(
                f"Constraint {text!r} is not a comparison such as "
                f"'anode_mpa <= 0.75 * copress_mpa'.{comma}"
            )


def _check_number(node: ast.expr, text: str) -> None:
    match node:
        case ast.Name():
            return
        case ast.Constant(value=value) if isinstance(value, int | float) and value is not True:
            return
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _check_number(operand, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            _check_number(left, text)
            _check_number(right, text)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
            name in _FUNCTIONS and len(args) == _FUNCTIONS[name][0]
        ):
            for arg in args:
                _check_number(arg, text)
        case _:
            raise ValueError(
                f"Constraint {text!r}: {ast.unparse(node)!r} is not understood; allowed are "
                f"names, numbers, + - * / **, and {', '.join(_FUNCTIONS)}."
            )


def _comparisons(node: ast.expr) -> Iterator[ast.Compare]:
    """The comparisons of a checked rule."""
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _comparisons(part)
    elif isinstance(node, ast.Compare):
        yield node


def _operators(node: ast.expr) -> Iterator[ast.cmpop]:
    for comparison in _comparisons(node):
        yield from comparison.ops


def _beyond(op: ast.cmpop, difference: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much a difference of two sides would have to change for the comparison to hold."""
    if isinstance(op, ast.Eq):
        return np.abs(difference)
    return np.maximum(0.0, difference if isinstance(op, ast.Lt | ast.LtE) else -difference)


def _truth(node: ast.expr, values: Columns) -> NDArray[np.bool_]:
    match node:
        case ast.BoolOp(values=parts):
            return np.asarray(np.logical_and.reduce([_truth(part, values) for part in parts]))
        case ast.Compare(left=left, ops=ops, comparators=rest):
            sides = [_number(side, values) for side in (left, *rest)]
            pairs = zip(ops, sides[:-1], sides[1:], strict=True)
            kept = [_COMPARISONS[type(op)](a, b) for op, a, b in pairs]
            return np.asarray(np.logical_and.reduce(kept))
    raise AssertionError(f"unchecked rule {ast.dump(node)}")


def _number(node: ast.expr, values: Columns) -> NDArray[np.float64]:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() | float() as value):
            return np.asarray(float(value))
        case ast.UnaryOp(op=sign, operand=operand):
            number = _number(operand, values)
            return -number if isinstance(sign, ast.USub) else number
        case ast.BinOp(left=left, op=op, right=right):
            return _ARITHMETIC[type(op)](_number(left, values), _number(right, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name][1](*(_number(arg, values) for arg in args))
    raise AssertionError(f"unchecked number {ast.dump(node)}")
