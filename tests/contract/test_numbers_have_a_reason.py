"""Each number at the head of a module says where it comes from: a comment, or a text below it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

import pytest
from support.docs import ROOT

ROOMS = ("campaigns", "doe", "surrogate", "hardware")

Assigned = ast.Assign | ast.AnnAssign


def is_number(node: ast.expr | None) -> bool:
    """A number, a calculation with numbers, or several of them."""
    match node:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp():
            return is_number(node.operand)
        case ast.BinOp():
            return is_number(node.left) and is_number(node.right)
        case ast.Tuple() | ast.List():
            return bool(node.elts) and all(is_number(each) for each in node.elts)
    return False


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def unexplained(text: str) -> Iterator[str]:
    """Numbers of a module without a word.

    A word is a comment on the line, one above the block of assignments it stands in, or a text
    directly below; what is said of the next number says nothing of this one.
    """
    body = ast.parse(text).body
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    commented = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
    blocks: list[list[ast.stmt]] = []
    for node in body:
        if blocks and node.lineno == (blocks[-1][-1].end_lineno or 0) + 1:
            blocks[-1].append(node)
        else:
            blocks.append([node])
    for block in blocks:
        if block[0].lineno - 1 in commented:
            continue
        for place, node in enumerate(block):
            if not isinstance(node, Assigned) or not is_number(node.value):
                continue
            below = block[place + 1 : place + 2]
            own = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if not commented.intersection(own) and not (below and is_text(below[0])):
                yield ast.unparse(node)


def test_each_number_says_where_it_comes_from() -> None:
    found = [
        f"{file.relative_to(ROOT).as_posix()}: {number}"
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        for number in unexplained(file.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A = 1\n", ["A = 1"]),
        ("A = 1  # chosen\n", []),
        ('A = 1\n"""Chosen."""\n', []),
        ("# chosen\nA = 1\nB = 2\n", []),
        ('A = 1\nB = 2\n"""Chosen."""\n', ["A = 1"]),
        ('A = 1\n\nB = 2\n"""Chosen."""\n', ["A = 1"]),
        ("A: float = -2 * 3.0\n", ["A: float = -2 * 3.0"]),
        ("A = (0.1, 0.2)\n", ["A = (0.1, 0.2)"]),
        ("A = True\nB = 'x'\nC = f(1)\n", []),
    ],
)
def test_what_counts_as_a_word(text: str, left: list[str]) -> None:
    assert list(unexplained(text)) == left
