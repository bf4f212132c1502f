"""The directive `press-map-keys`: every key of a press file, made from its schema."""

from itertools import groupby
from operator import attrgetter

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from hardware.press.register_map.key_lines import KeyLine, key_lines

WIDTHS = (18, 8, 12, 22, 40)
HEADS = ("key", "unit", "default", "example", "meaning")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("press-map-keys", PressMapKeys)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class PressMapKeys(Directive):
    """One section a table: what it is for, and its keys."""

    def run(self) -> list[nodes.Node]:
        """All of them, in the order of the schema."""
        return [
            _section(table, list(lines))
            for table, lines in groupby(_by_table(key_lines()), attrgetter("table"))
        ]


def _by_table(lines: list[KeyLine]) -> list[KeyLine]:
    order = list(dict.fromkeys(line.table for line in lines))
    return sorted(lines, key=lambda line: order.index(line.table))


def _section(table: str, lines: list[KeyLine]) -> nodes.Node:
    name = f"keys of {table}"
    section = nodes.section(ids=[nodes.make_id(name)], names=[nodes.fully_normalize_name(name)])
    section += nodes.title("", "", nodes.literal(text=table))
    section += nodes.paragraph(text=lines[0].about)
    grid, group = nodes.table(classes=["options"]), nodes.tgroup(cols=len(WIDTHS))
    grid += group
    group += [nodes.colspec(colwidth=width) for width in WIDTHS]
    head = nodes.thead()
    head += _row([nodes.paragraph(text=text) for text in HEADS])
    body = nodes.tbody()
    for line in lines:
        body += _row(
            [
                nodes.paragraph("", "", nodes.literal(text=line.key)),
                nodes.paragraph(text=line.unit),
                nodes.paragraph("", "", nodes.literal(text=line.default)),
                nodes.paragraph("", "", nodes.literal(text=line.example)),
                nodes.paragraph(text=line.meaning),
            ]
        )
    group += [head, body]
    section += grid
    return section


def _row(cells: list[nodes.paragraph]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        entry = nodes.entry()
        entry += cell
        row += entry
    return row
