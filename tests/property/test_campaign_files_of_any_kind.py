"""Whatever somebody writes into a campaign file: an answer or one clear message, no traceback.

A valid file of a hand press with three cells is changed in one to three places: values of another
type, sign or size, keys deleted or named otherwise, rules that contradict each other or leave a
sliver, bounds of any kind, knobs that come and go. Then the commands of the bench are called.
"""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from support.command_line import copress
from support.effort import examples

Table = dict[str, Any]

NUMBERS = (0, -1, 0.5, 1e-300, 1e300, float("nan"), float("inf"), 2**32, 10**30, True)
TEXTS = ("", " ", "copress_mpa", "5 MPa", "5,0", "\n", "{}", "%s", "../x", "a" * 300, "漢")
RULES = (
    "copress_mpa <= 200", "copress_mpa >= 300", "copress_mpa >= 699", "copress_mpa < 100",
    "copress_mpa == 300", "copress_mpa + anode_mpa == 400", "anode_mpa >= copress_mpa",
    "copress_dwell_s >= 599.5", "copress_mpa / 0 <= 3", "copress_mpa ** 0.5 <= 18",
    "copress_mpa <= anode_mpa <= 300", "1 <= 2", "2 <= 1", "foo <= 3", "<=", "copress_mpa",
    "copress_mpa <= 1e400", "log(copress_mpa - 400) >= 0", "copress_mpa <= 'a'",
    "abs(copress_mpa - 400) >= 290", "copress_mpa != 300", "__import__('os')",
)  # fmt: skip
BOUNDS = (
    (100, 100), (300, 200), (0, 500), (-5, 5), (1e-300, 1e300), (500, 2000), (650, 700),
    (1, 1.0000001), (1e5, 1e6), (0.1, 10),
)  # fmt: skip
NAMES = ("copress_mpa", "stack_mpa", "foil", "damage", "copress_kn", "ramp_mpa_s", "X", "die_degc")
KNOBS: tuple[Table, ...] = (
    {"low": 0, "high": 10}, {"low": 1, "high": 600, "scale": "log"}, {"choices": ["a", "b"]},
    {"choices": []}, {"values": [60, 120]}, {"values": [0, 1e300]},
    {"low": 1, "high": 9, "step": 4},
)  # fmt: skip
SECTIONS: tuple[tuple[str, Table], ...] = (
    ("series", {"knob": "copress_mpa", "rungs": 3}), ("series", {"knob": "foo"}),
    ("transfer", {"tables": ["none.csv"]}), ("model", {"mean": "compaction"}),
    ("strategy", {"chooser": "foo"}), ("design", {"kind": "sobol", "runs": 5}),
    ("cost", {"weight": 1, "handling_s": 0}), ("notify", {"mail": {}}), ("analyser", {}),
    ("fixed", {}), ("press", {"kind": "manual"}),
)  # fmt: skip
COMMANDS = (
    ("propose", "--count", "2"), ("record", "--trial", "3", "--damage", "0", "--asr-ohm-cm2", "90"),
    ("status",), ("recommend",), ("why",), ("design", "--kind", "i-optimal", "--out", "plan.csv"),
)  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cells with a result, one planned."""
    folder = tmp_path_factory.mktemp("begun")
    for words in (
        ("new", "m.toml", "--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 5),
        ("propose", "m.toml", "--count", 3),
        ("record", "m.toml", "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 140),
        ("record", "m.toml", "--trial", 2, "--damage", 2, "--failure", "cracked"),
    ):
        assert copress(*words, folder=folder).returncode == 0
    return folder


@pytest.mark.parametrize("seed", range(examples(30)))
def test_an_answer_or_one_clear_message(begun: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    folder = tmp_path / "c"
    copytree(begun, folder)
    file = folder / "m.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    for _ in range(chance.choice((1, 1, 2, 3))):
        change(chance, document)
    file.write_text("".join(toml(document)), encoding="utf-8")

    for command, *words in COMMANDS:
        called = copress(command, "m.toml", *words, folder=folder)

        assert "Traceback" not in called.output, (document, called.output)
        assert called.returncode in (0, 1, 2, 3, 4), (document, called.output)
        if called.returncode:
            assert called.stderr.strip(), (document, command)
            assert "String should" not in called.stderr, "the words of a library"


def change(chance: random.Random, document: Table) -> None:
    """One mistake."""
    kind = chance.choice(("value", "value", "delete", "rename", "rules", "bounds", "knob", "part"))
    if kind == "rules":
        document["constraints"] = chance.sample(RULES, chance.choice((1, 2, 3)))
    elif kind == "part":
        name, table = chance.choice(SECTIONS)
        document[name] = dict(table)
    elif kind == "knob":
        document.setdefault("space", {})[chance.choice(NAMES)] = dict(chance.choice(KNOBS))
    elif kind == "bounds" and document.get("space"):
        knob = chance.choice([one for one in document["space"].values() if isinstance(one, dict)])
        knob["low"], knob["high"] = chance.choice(BOUNDS)
    else:
        table = chance.choice(list(tables(document)))
        key = chance.choice(list(table)) if table else "foo"
        if kind == "delete":
            table.pop(key, None)
        elif kind == "rename":
            table[chance.choice(NAMES)] = table.pop(key, 1)
        elif not isinstance(table.get(key), dict):
            table[key] = chance.choice((*NUMBERS, *TEXTS, [], [1, "a"]))


def tables(document: Table) -> Iterator[Table]:
    yield document
    for value in document.values():
        if isinstance(value, dict):
            yield from tables(value)


def toml(document: Table, path: tuple[str, ...] = ()) -> Iterator[str]:
    if path:
        yield "[" + ".".join(map(written, path)) + "]\n"
    for key, value in document.items():
        if not isinstance(value, dict):
            yield f"{written(key)} = {written(value)}\n"
    for key, value in document.items():
        if isinstance(value, dict):
            yield from toml(value, (*path, key))


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        plain = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{plain}"'
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return repr(value)
