"""The comparison of the cell model with the published tables, as a page."""

from collections.abc import Sequence
from pathlib import Path

from physics_tables import Comparison

HEAD = """\
# The simulated cell compared with the published tables

Made by `python benchmarks/physics.py`; `--out DIR` draws each table, model against paper. *Fitted*
numbers were adjusted to that very table, so their rms says how well the law can follow it; a
*predicted* one was not, so its rms says how far the model may be trusted beyond what it was fitted
to.

| table | n | rms | origin | remark |
|---|---|---|---|---|
"""
TAIL = """
Not modelled: pulverised active material (Yamamoto), release maxima (Schneider).

What the simulated press costs the computer: `python benchmarks/twin_speed.py`, in
[results/twin_speed.csv](results/twin_speed.csv).
"""


def write_page(made: Sequence[Comparison], skipped: Sequence[str]) -> None:
    """Write PHYSICS.md; not while a table is missing: no page with holes replaces a whole one."""
    if skipped:
        print("PHYSICS.md is left as it is: not every table is there.")
        return
    lines_of_table = ((c.name, c.paper.size, c.rms_text, c.kind, c.note) for c in made)
    rows = ["| " + " | ".join(map(str, one)) + " |\n" for one in lines_of_table]
    page = Path(__file__).with_name("PHYSICS.md")
    page.write_text(HEAD + "".join(rows) + TAIL, encoding="utf-8")
