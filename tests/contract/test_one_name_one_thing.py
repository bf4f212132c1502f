"""One name, one thing: no file and no class of Copress is called like another one."""

import ast
from collections import defaultdict

from support.docs import ROOT

ROOMS = ("doe", "surrogate", "hardware", "campaigns")
ONE_THING_IN_TWO_ROOMS = {
    "Calibration": "doe asks for it",
    "LimitLearned": "doe asks for it",
    "Safety": "doe asks for it",
    "Failures": "surrogate asks for it",
    "Limit": "surrogate asks for it",
    "Trend": "surrogate asks for it",
}
"""Rooms that may not import each other: one states as a Protocol what the other one hands over."""
PLUG_INS = {"File": "hardware/eis/analysers"}
"""Each file of the folder offers a class of this name: what its own TOML may say."""

FILES_OF_ONE_NAME = {
    "errors.py": "the errors of the campaign, and those of the world",
    "integrity.py": "a goal is called as in a campaign file; the other is a public name",
    "palmsens.py": "one make: its files, and its analyser that is driven",
    "recommendation.py": "the public record, and the page that shows it",
}
"""Names that stand twice, and why a longer one would be worse."""


def test_no_file_is_called_like_another_one() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            found[file.name].append(file.relative_to(ROOT).as_posix())
    del found["__init__.py"]
    assert len(found) > 500
    twice = {name: files for name, files in found.items() if len(files) > 1}
    assert set(twice) == set(FILES_OF_ONE_NAME), twice
    assert all(len(files) == 2 for files in twice.values())


def classes() -> dict[str, list[str]]:
    """Every class name and the files that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(file.relative_to(ROOT).as_posix())
    return found


def test_no_class_is_called_like_another_one() -> None:
    found = classes()
    assert len(found) > 500
    twice = {name: files for name, files in found.items() if len(files) > 1}
    assert set(twice) == {*ONE_THING_IN_TWO_ROOMS, *PLUG_INS}, twice
    for name in ONE_THING_IN_TWO_ROOMS:
        assert sorted(file.partition("/")[0] for file in twice[name]) == ["doe", "surrogate"]
    for name, folder in PLUG_INS.items():
        assert {file.rpartition("/")[0] for file in twice[name]} == {folder}
