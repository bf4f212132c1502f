"""What a command's help needs of its file: signatures, docstrings, and the imports of these alone.

A model takes a second to load; who asks how a command is written does not wait for it. The file is
read as text, functions lose their bodies, and what nothing in a signature names is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_OURS = "campaigns.commands."
_APP = "app"  # what a Typer of sub-commands is called
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def outline(module: str, commands: set[str]) -> ModuleType:
    """The module with its commands, all of which do nothing.

    Args:
        module: Its name, importable.
        commands: Names of the functions wanted; a Typer `app` comes with all that it has.

    Raises:
        ImportError: There is no such module.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ImportError(f"No module is called {module}.", name=module)
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    outlined = ModuleType(module)
    outlined.__file__, outlined.__package__ = spec.origin, spec.parent
    body = []
    for statement in _needed(tree.body, commands):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(_OURS):
            named = {alias.name: alias.asname or alias.name for alias in statement.names}
            other = outline(str(statement.module), set(named))
            vars(outlined).update({here: getattr(other, there) for there, here in named.items()})
        else:
            body.append(statement)
    tree.body = body
    ast.fix_missing_locations(tree)
    exec(compile(tree, spec.origin, "exec"), vars(outlined))  # noqa: S102  our own file
    return outlined


def _needed(body: list[ast.stmt], commands: set[str]) -> list[ast.stmt]:
    """Statements that bind commands, or what these name in turn, in their order."""
    wanted, kept = {*commands, _APP}, dict[int, ast.stmt]()
    grown = True
    while grown:
        grown = False
        for place, statement in enumerate(body):
            if place in kept or not (_is_of_app(statement) or wanted & set(_bound(statement))):
                continue
            kept[place] = _without_body(statement, commands)
            wanted |= {node.id for node in ast.walk(kept[place]) if isinstance(node, ast.Name)}
            grown = True
    return [_only(kept[place], wanted) for place in sorted(kept)]


def _is_of_app(statement: ast.stmt) -> bool:
    """Whether a statement names `app`, as sub-commands do, or makes annotations texts."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    inside: list[ast.AST] = [statement]
    if isinstance(statement, _FUNCTIONS):
        inside = [*statement.decorator_list]
    named = (node for one in inside for node in ast.walk(one))
    return any(isinstance(node, ast.Name) and node.id == _APP for node in named)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement binds."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
        yield statement.name
    else:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _without_body(statement: ast.stmt, commands: set[str]) -> ast.stmt:
    """A command without what it does; anything else whole: a default or a parser may be called."""
    if isinstance(statement, _FUNCTIONS) and (_is_of_app(statement) or statement.name in commands):
        statement.body = statement.body[:1] if ast.get_docstring(statement) else [ast.Pass()]
    return statement


def _only(statement: ast.stmt, wanted: set[str]) -> ast.stmt:
    """An import without the names that nothing asks for."""
    if isinstance(statement, ast.ImportFrom) and statement.module != "__future__":
        statement.names = [a for a in statement.names if (a.asname or a.name) in wanted]
    return statement
