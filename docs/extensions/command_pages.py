"""The directive `commands`: every command's own help as reference, so that it cannot grow stale."""

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from typer.main import get_command


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class Commands(Directive):
    """One section a command: its summary, its usage, its options."""

    def run(self) -> list[nodes.Node]:
        """All of them, in the order of `copress --help`."""
        from campaigns.commands.cli import app

        return [_section(name, command) for name, command in _leaves(get_command(app), ())]


def _leaves(group: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    group = getattr(group, "loaded", group)
    if not hasattr(group, "commands"):
        return [(path, group)]
    return [leaf for name, one in group.commands.items() for leaf in _leaves(one, (*path, name))]


def _section(path: tuple[str, ...], command: Any) -> nodes.Node:
    name = " ".join(("copress", *path))
    section = nodes.section(ids=[nodes.make_id(name)], names=[nodes.fully_normalize_name(name)])
    section += nodes.title(text=name)
    for paragraph in (command.help or "").split("\n\n"):
        said = " ".join(paragraph.split())
        example = said.removeprefix("Example: ")
        section += nodes.paragraph(text=said) if said == example else _typed(example)
    section += _table([_row(parameter) for parameter in command.params])
    return section


def _typed(example: str) -> nodes.literal_block:
    return nodes.literal_block(example, example, language="console")


def _row(parameter: Any) -> tuple[str, str]:
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    is_argument = getattr(parameter, "param_type_name", "") == "argument"
    shown = (parameter.metavar or (parameter.name or "").upper()) if is_argument else names
    helped = getattr(parameter, "help", None) or ""
    default = parameter.default
    plain = default not in (None, False, (), []) and not callable(default)
    return shown, helped + (f" Default: {default}." if plain else "")


def _table(rows: list[tuple[str, str]]) -> nodes.table:
    table, group = nodes.table(classes=["options"]), nodes.tgroup(cols=2)
    table += group
    group += [nodes.colspec(colwidth=30), nodes.colspec(colwidth=70)]
    body = nodes.tbody()
    group += body
    for shown, said in rows:
        row = nodes.row()
        first, second = nodes.entry(), nodes.entry()
        first += nodes.paragraph("", "", nodes.literal(text=shown))
        second += nodes.paragraph(text=said)
        row += [first, second]
        body += row
    return table
