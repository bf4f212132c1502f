"""The small mistakes that `mutants.py` makes on purpose: those of cosmic-ray, and five of our own.

Cosmic-ray turns comparisons, arithmetic, numbers, `and`, `not`, exceptions and decorators into
wrong ones, and leaves text alone. What it does not know is the kind of mistake a press would suffer
from: a row missing in a table, the wrong member of an enum, a check that is never made, a refusal
that is never raised, the largest for the smallest.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import parso
from cosmic_ray import plugins
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator

# One wrong operator or two for each right one: eleven for each would only be killed eleven times.
SWAPPED = (
    *(
        "ReplaceBinaryOperator_Add_Sub",
        "ReplaceBinaryOperator_Sub_Add",
        "ReplaceBinaryOperator_Mul_Div",
    ),
    *(
        "ReplaceBinaryOperator_Div_Mul",
        "ReplaceBinaryOperator_Pow_Mul",
        "ReplaceBinaryOperator_BitOr_BitAnd",
    ),
    *(
        "ReplaceComparisonOperator_Lt_LtE",
        "ReplaceComparisonOperator_LtE_Lt",
        "ReplaceComparisonOperator_Gt_GtE",
    ),
    *(
        "ReplaceComparisonOperator_GtE_Gt",
        "ReplaceComparisonOperator_Lt_GtE",
        "ReplaceComparisonOperator_LtE_Gt",
    ),
    *(
        "ReplaceComparisonOperator_Gt_LtE",
        "ReplaceComparisonOperator_GtE_Lt",
        "ReplaceComparisonOperator_Eq_NotEq",
    ),
    *(
        "ReplaceComparisonOperator_NotEq_Eq",
        "ReplaceComparisonOperator_Is_IsNot",
        "ReplaceComparisonOperator_IsNot_Is",
    ),
)
PLAIN = (
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr"),
    *("ReplaceOrWithAnd", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("ExceptionReplacer", "NumberReplacer", "RemoveDecorator", "ZeroIterationForLoop"),
    *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not"),
)
EXTREMES = {"min": "max", "minimum": "maximum", "argmin": "argmax"}
EXTREMES |= {large: small for small, large in EXTREMES.items()}


@dataclass(frozen=True)
class Mutant:
    """One mistake in one file."""

    kind: str
    line: int
    before: str
    after: str
    source: str
    """The whole file with the mistake in it."""


class _Kind(Operator):
    """A kind of mistake that can be made at most once at a node."""

    def at(self, node):
        """What stands there instead, as text; None where this mistake cannot be made."""
        raise NotImplementedError

    def mutation_positions(self, node):
        if self.at(node) is not None:
            yield (node.start_pos, node.end_pos)

    def mutate(self, node, index):
        text = node.get_first_leaf().prefix + self.at(node)
        return parso.python.tree.Name(text, node.start_pos)

    @classmethod
    def examples(cls):
        return ()


class MemberSwapped(_Kind):
    """Another member of an enum: `_P.RAMPING` for `_P.HOLDING`."""

    OTHER = {"LOST": "DONE", "DONE": "LOST", "STOPPED": "RELEASED", "RELEASED": "STOPPED"}  # noqa: RUF012

    def at(self, node):
        parts = getattr(node, "children", ())
        if node.type not in ("power", "atom_expr") or len(parts) != 2:
            return None
        owner, member = (part.get_code().strip() for part in parts)
        if owner not in ("_P", "_E", "CyclePhase", "CycleEvent"):
            return None
        lost = "LOST" if owner in ("_P", "CyclePhase") else "LOSE"
        other = self.OTHER.get(member[1:], lost) if lost == "LOST" else lost
        return None if member[1:] == other else f"{owner}.{other}"


class RowDropped(_Kind):
    """One row of a table is missing."""

    def at(self, node):
        return None

    def mutation_positions(self, node):
        for colon in self._rows(node):
            yield (node.children[colon - 1].start_pos, node.children[colon + 1].end_pos)

    def mutate(self, node, index):
        colon = list(self._rows(node))[index]
        del node.children[colon - 1 : colon + 3]  # key, colon, value, comma
        return node

    @staticmethod
    def _rows(node):
        parts = getattr(node, "children", ())
        if node.type == "dictorsetmaker" and len(parts) > 4:
            yield from (k for k, part in enumerate(parts) if part.get_code().strip() == ":")


class CheckDropped(_Kind):
    """A call for its effect is never made, a refusal is never raised."""

    def at(self, node):
        if node.type == "raise_stmt":
            return "pass"
        called = node.type in ("power", "atom_expr") and node.get_code().rstrip().endswith(")")
        alone = node.parent is not None and node.parent.type == "simple_stmt"
        return "pass" if called and alone else None


class NothingReturned(_Kind):
    """`return None` for what was to be returned."""

    def at(self, node):
        known = node.type == "return_stmt" and node.get_code().strip() != "return None"
        return "return None" if known else None


class ExtremeSwapped(_Kind):
    """The largest for the smallest."""

    def at(self, node):
        return EXTREMES.get(node.value) if node.type == "name" else None


NO_ARITHMETIC = ("parameters", "param", "argument", "arglist", "dictorsetmaker")
"""Where a star is no multiplication."""
OWN = (MemberSwapped, RowDropped, CheckDropped, NothingReturned, ExtremeSwapped)


def _annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types stand: a mistake there is for mypy to find."""
    spots = []
    for node in ast_nodes(parso.parse(source)):
        kind = node.children[1] if node.type == "annassign" else None
        if node.type in ("param", "funcdef"):
            kind = node.annotation
        if kind is not None:
            spots.append((kind.start_pos, kind.end_pos))
    return spots


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a file, in the order of its lines within each kind."""
    operators = [(name, plugins.get_operator(f"core/{name}")()) for name in (*SWAPPED, *PLAIN)]
    operators += [(kind.__name__, kind()) for kind in OWN]
    spots = _annotations(source)
    seen = {source}
    for name, operator in operators:
        tree = parso.parse(source)
        places = itertools.chain.from_iterable(map(operator.mutation_positions, ast_nodes(tree)))
        for occurrence, (begin, _) in enumerate(list(places)):
            spot = parso.parse(source).get_leaf_for_position(begin).parent.type
            no_product = name.startswith("ReplaceBinary") and spot in NO_ARITHMETIC
            if no_product or any(low <= begin < high for low, high in spots):
                continue
            mutated = mutate_code(source, operator, occurrence)
            if mutated is None or mutated in seen:
                continue
            seen.add(mutated)
            yield Mutant(name, begin[0], *_difference(source, mutated), mutated)


def _difference(source: str, mutated: str) -> tuple[str, str]:
    """The lines that differ, before and after, each as one line."""
    old, new = source.splitlines(), mutated.splitlines()
    top = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(new))
    tail = 0
    while tail < min(len(old), len(new)) - top and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[top : len(old) - tail], new[top : len(new) - tail]
    return tuple(" ".join(line.strip() for line in part) for part in (before, after))
