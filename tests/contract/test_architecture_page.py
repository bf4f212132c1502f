"""The page on the architecture names files that exist and draws rooms that exist."""

import re
from collections import defaultdict
from pathlib import Path

from support.docs import ROOT

from campaigns.store.journal import SET_ASIDE, STATES

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`((?:campaigns|doe|surrogate|hardware)/[\w/]+\.py)`", PAGE)
DRAWN = (ROOT / "docs" / "images" / "architecture" / "rooms.dot").read_text(encoding="utf-8")


def test_at_least_twenty_questions_are_answered_by_files_that_exist() -> None:
    answers = PAGE.split("## Where do I change")[1]
    assert answers.count("\n| ") - 1 >= 20
    missing = [name for name in NAMED if not (ROOT / name).is_file()]
    assert not missing


def test_files_that_a_page_names_exist() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        (page.name, file)
        for page in pages
        if page.name != "CHANGELOG.md"
        for file in re.findall(
            r"`((?:campaigns|doe|surrogate|hardware|tests|benchmarks)/[\w/]+\.\w+)`",
            page.read_text(encoding="utf-8"),
        )
    }
    assert len(named) > 60
    assert not {
        (page, file)
        for page, file in named
        if "NAME" not in file and "NNNN" not in file and not (ROOT / file).is_file()
    }


def test_every_folder_of_campaigns_is_drawn() -> None:
    folders = {path.parent.name for path in (ROOT / "campaigns").glob("*/__init__.py")}
    assert not {folder for folder in folders if not re.search(rf"\b{folder}\b", DRAWN)}


def test_no_folder_has_more_than_sixteen_entries_but_for_plug_ins() -> None:
    plug_ins = {"readers", "adapters", "goals", "acquisitions", "analysers", "maps", "versions"}
    entries: dict[Path, set[str]] = defaultdict(set)
    for room in ("campaigns", "doe", "surrogate", "hardware", "tests"):
        for file in (ROOT / room).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                for folder in file.relative_to(ROOT).parents[:-1]:
                    entries[folder].add(file.relative_to(ROOT / folder).parts[0])
    assert len(entries) > 100
    crowded = {folder: len(inside) for folder, inside in entries.items() if len(inside) > 16}
    assert not {folder for folder in crowded if folder.name not in plug_ins}


def test_every_state_of_a_trial_is_drawn() -> None:
    drawn = (ROOT / "docs/images/architecture/trial_states.svg").read_text(encoding="utf-8")
    assert not [state for state in (*STATES, SET_ASIDE) if f">{state}<" not in drawn]
