"""What a user reads is in the standard terms of the field, without private words."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.docs import ROOT

NOT_USED = re.compile(
    r"foretel|foretold|surely|\bamiss\b|\banew\b|\bheed|\bbears? (?:it |them )?out\b|\bborne out\b"
    r"|luckiest|so-manieth|cannot be meant|\btold\b|\btaught\b|\bbeside\b",
    re.IGNORECASE,
)
KEYS = {'hardware/press/register_map/schema/limits.py: "told"'}
"""Words of the file formats that users' files already contain."""

ROOMS = ("campaigns", "doe", "surrogate", "hardware")
PAGES = (
    *(ROOT.glob("*.md")),
    *(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts),
    *(ROOT / "benchmarks").glob("*.md"),
    *(file for room in ROOMS for file in (ROOT / room).rglob("*.j2")),
    *(file for room in ROOMS for file in (ROOT / room).rglob("*.toml")),
)
CODE = tuple(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


def may_hold_one(text: str) -> bool:
    """Most files hold none of the words anywhere: they are not taken apart."""
    return bool(NOT_USED.search(text.replace("_", " ")))


def is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def strings_of(file: Path) -> Iterator[str]:
    """Texts of a source file that may be shown; docstrings are help only in `commands`."""
    text = file.read_text(encoding="utf-8")
    if not may_hold_one(text):
        return
    tree = ast.parse(text)
    inner = {id(node.value) for node in ast.walk(tree) if is_docstring(node)}  # type: ignore[attr-defined]
    shows_help = "commands" in file.parts
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and (shows_help or id(node) not in inner):
            yield node.value


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_uses_plain_words(page: Path) -> None:
    found = NOT_USED.findall(page.read_text(encoding="utf-8"))
    assert not found


def test_texts_of_the_program_use_plain_words() -> None:
    found = []
    for file in CODE:
        name = file.relative_to(ROOT).as_posix()
        for text in strings_of(file):
            if NOT_USED.search(text) and f'{name}: "{text}"' not in KEYS:
                found.append(f"{name}: {text[:80]!r}")
    assert not found, "\n".join(found)


def words_of(file: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each name, comment and docstring of a source file; names as words."""
    text = file.read_text(encoding="utf-8")
    if not may_hold_one(text):
        return
    docstrings = {node.value.lineno for node in ast.walk(ast.parse(text)) if is_docstring(node)}  # type: ignore[attr-defined]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        line = token.start[0]
        if token.type == tokenize.NAME:
            yield line, token.string.replace("_", " ")
        elif token.type == tokenize.COMMENT or (
            token.type == tokenize.STRING and line in docstrings
        ):
            yield line, token.string


def test_names_comments_and_docstrings_use_plain_words() -> None:
    found = [
        f"{file.relative_to(ROOT).as_posix()}:{line}: {text[:80]}"
        for file in CODE
        for line, text in words_of(file)
        if NOT_USED.search(text)
    ]
    assert not found, "\n".join(found)
