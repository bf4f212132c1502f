"""Would the tests notice? Small mistakes are made on purpose, and the tests are run on each.

    nice -n 10 python benchmarks/mutants.py            # goes on where it stopped
    python benchmarks/mutants.py --alive               # prints what no test noticed

Three files are too important to be covered by lines alone: what a stroke may do, what a press may
be asked for, what is recommended. Each mistake (`mutant_kinds.py`) is written into a copy of the
project, never into this tree, and the tests named for its file are run there until one fails. A
mistake that was noticed is not made again while its file is as it was; one that was not noticed is
made again when those tests change. `equivalent_mutants.toml` names mistakes that change nothing
anybody could see, each with its reason; they are counted apart.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import multiprocessing as mp
import os
import shutil
import sys
import tempfile
from pathlib import Path

from mutant_kinds import Mutant, mutants
from mutants_page import page

TREE = Path(__file__).parents[1]
TESTS = {
    "hardware/press/control/cycle_table.py": (
        "tests/unit/hardware/press/control/test_cycle_table.py",
    ),
    "hardware/press/protocol.py": (
        "tests/unit/hardware/press/test_protocol_edges.py",
        "tests/unit/hardware/press/test_protocol.py",
    ),
    "doe/recommendation/best_protocol.py": (
        "tests/unit/doe/recommendation/test_recommend_parts.py",
        "tests/unit/doe/recommendation/test_best_protocol.py",
    ),
}
COPIED = ("doe", "surrogate", "hardware", "campaigns", "tests", "pyproject.toml")
HEAVY = [
    "numpy",
    "pandas",
    "scipy.optimize",
    "sklearn.gaussian_process",
    "skopt",
    "pydantic",
    "pydoe",
    "pytest",
    "hypothesis",
]
LONGEST_S = 240.0
FIELDS = ("file", "mutant", "tests", "kind", "line", "before", "after", "outcome")


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def run_tests(folder: str, test: str) -> None:
    """In a process of its own: a test file on the copy in `folder`; the exit code is pytest's."""
    os.chdir(folder)
    os.environ.update(COPRESS_SEQUENCES="50", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    sys.path[:0] = [folder, f"{folder}/tests"]
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    import pytest

    # The hypothesis seed is fixed: a mistake is noticed every time or never.
    options = [
        "-q",
        "-x",
        "--no-header",
        "-p",
        "no:cacheprovider",
        "-p",
        "_hypothesis_pytestplugin",
        "--hypothesis-seed=0",
    ]
    options += [
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]  # imported beforehand, to save time
    os._exit(pytest.main([*options, test]))


def outcome(folder: Path, tests: tuple[str, ...]) -> str:
    """`killed`, `survived`, or `killed by time`; the quick tests are asked first."""
    for test in tests:
        process = mp.get_context("forkserver").Process(target=run_tests, args=(str(folder), test))
        process.start()
        process.join(LONGEST_S)
        if process.exitcode is None:
            process.kill()
            process.join()
            return "killed by time"
        if process.exitcode != 0:
            return "killed"
    return "survived"


def copy_of_tree() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="copress-mutants-"))
    for name in COPIED:
        if (TREE / name).is_dir():
            shutil.copytree(
                TREE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(TREE / name, folder / name)
    return folder


def known(table: Path) -> dict[str, dict[str, str]]:
    """Lines that are there, by the mutant's name."""
    if not table.exists():
        return {}
    with table.open(newline="", encoding="utf-8") as file:
        return {line["mutant"]: line for line in csv.DictReader(file)}


def write(table: Path, lines: list[dict[str, str]]) -> None:
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(lines)


def tried(table: Path, only: str | None) -> list[dict[str, str]]:
    """Every mutant with its outcome; those not known yet are run now."""
    found, lines, folder = known(table), [], copy_of_tree()
    try:
        for name, tests in TESTS.items():
            source = (TREE / name).read_text(encoding="utf-8")
            tests_now = digest("".join((TREE / test).read_text(encoding="utf-8") for test in tests))
            if only in (None, name) and outcome(folder, tests) != "survived":
                raise SystemExit(f"the tests of {name} fail without any mistake: mend them first")
            for mutant in mutants(source):
                line = found.get(digest(name + mutant.source))
                done = line is not None and (
                    line["outcome"] != "survived" or line["tests"] == tests_now
                )
                if not done and only in (None, name):
                    line = row_of(name, mutant, tests_now)
                    line["outcome"] = on_copy(folder / name, source, mutant, folder, tests)
                    found[line["mutant"]] = line
                    write(table, list(found.values()))
                    print(
                        line["outcome"],
                        name,
                        mutant.line,
                        mutant.before,
                        "->",
                        mutant.after,
                        flush=True,
                    )
                if line is not None:
                    lines.append(line)
    finally:
        shutil.rmtree(folder)
    write(table, lines)
    return lines


def on_copy(file: Path, source: str, mutant: Mutant, folder: Path, tests: tuple[str, ...]) -> str:
    """What the tests say with the mistake in the copy; the copy is whole again afterwards."""
    try:
        compile(mutant.source, str(file), "exec")
    except SyntaxError:
        return "no program"
    file.write_text(mutant.source, encoding="utf-8")
    try:
        return outcome(folder, tests)
    finally:
        file.write_text(source, encoding="utf-8")


def row_of(name: str, mutant: Mutant, tests_now: str) -> dict[str, str]:
    said = (name, digest(name + mutant.source), tests_now, mutant.kind, str(mutant.line))
    return dict(zip(FIELDS, (*said, mutant.before, mutant.after, ""), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", choices=list(TESTS), help="only this one")
    parser.add_argument("--fresh", action="store_true", help="forget what was found")
    parser.add_argument(
        "--alive", action="store_true", help="print what was not noticed; run nothing"
    )
    options = parser.parse_args()
    table = TREE / "benchmarks" / "results" / "mutants.csv"
    if options.alive:
        print(page(list(TESTS), list(known(table).values())))
        return
    if options.fresh:
        table.unlink(missing_ok=True)
    mp.set_forkserver_preload(HEAVY)
    written = page(list(TESTS), tried(table, options.file))
    (TREE / "benchmarks" / "MUTANTS.md").write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
