"""What the mistakes made on purpose showed, as a page."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

WANTED = 0.85
HEAD = f"""\
# Would the tests notice?

Small mistakes made on purpose, one at a time, in the three files that must not be wrong; the tests
named in `benchmarks/mutants.py` were run on each. Made by `python benchmarks/mutants.py`, which
goes on where it stopped; each mistake is a line of [results/mutants.csv](results/mutants.csv).
The mistakes are those of cosmic-ray and five kinds of our own (a row of a table missing, the wrong
member of an enum, a check not made, nothing returned, the largest for the smallest): mutmut 3
changes only what stands inside undecorated functions, and the press cycle is a table. Text of
messages is left alone.

At least {WANTED:.0%} of the mistakes are wanted to be noticed. *The same* are mistakes that change
nothing anybody could see, named one by one with the reason in
[equivalent_mutants.toml](equivalent_mutants.toml); the share is given with them counted as
unnoticed, and without them.

| file | mutants | killed | survived | of these the same | share of all | share without the same |
|---|---|---|---|---|---|---|
"""


def equivalents() -> dict[tuple[str, str, str], str]:
    """Mistakes that change nothing anybody could see, with the reason."""
    file = Path(__file__).with_name("equivalent_mutants.toml")
    listed = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {
        (entry["file"], entry["before"], after): entry["why"]
        for entry in listed.get("mutant", ())
        for after in entry["after"]
    }


def page(files: Sequence[str], lines: Sequence[dict[str, str]]) -> str:
    """The table as Markdown, and all that was not noticed."""
    same = equivalents()
    rows, alive = [], []
    for name in files:
        mine = [line for line in lines if line["file"] == name and line["outcome"] != "no program"]
        lived = [line for line in mine if line["outcome"] == "survived"]
        equal = [line for line in lived if (name, line["before"], line["after"]) in same]
        alive += [line for line in lived if line not in equal]
        dead = len(mine) - len(lived)
        shares = (dead / max(1, n) for n in (len(mine), len(mine) - len(equal)))
        row = (f"`{name}`", len(mine), dead, len(lived), len(equal))
        rows.append(" | ".join(["", *map(str, row), *(f"{s:.1%}" for s in shares), ""]).strip())
    kinds = Counter(line["kind"] for line in lines).most_common()
    counted = "Kinds: " + ", ".join(f"{kind} {n}" for kind, n in kinds) + "."
    left = [f"- `{x['file']}` {x['line']}: `{x['before']}` -> `{x['after']}`" for x in alive]
    parts = [*rows, "", counted, "", "## Not noticed", "", *(left or ["Nothing."]), ""]
    return HEAD + "\n".join(parts)
