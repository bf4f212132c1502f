"""Commands that are listed without being loaded: the one place where an import waits.

A command's module imports what it needs at its head, and is imported when that command is called.
What `copress --help` says of it is read from the text of its file.
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_command
from typing_extensions import override

from campaigns.commands._errors import guarded
from campaigns.commands._outline import outline

_HELP = {"-h", "--help"}


@dataclass(frozen=True)
class ListedCommand:
    """A command as `--help` lists it.

    Attributes:
        name: What people type.
        module: Where it is.
        summary: What it does, in one sentence.
    """

    name: str
    module: str
    summary: str


def listed(folder: str, stem: str = "*") -> Iterator[ListedCommand]:
    """The commands in the files of a folder of `campaigns.commands`; of one file by its `stem`.

    A file has a function of its own name, a tuple `COMMANDS` of functions that belong together, or
    a Typer `app` of sub-commands.
    """
    for path in sorted((Path(__file__).parent / folder).glob(f"{stem}.py")):
        if path.stem == "__init__":
            continue
        module = f"{__package__}.{folder}.{path.stem}"
        for name, summary in _commands_in(ast.parse(path.read_text(encoding="utf-8")), path.stem):
            yield ListedCommand(name, module, summary)


def _commands_in(tree: ast.Module, stem: str) -> Iterator[tuple[str, str]]:
    """Names and summaries of the commands of one file."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    assigned = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    if isinstance(app := assigned.get("app"), ast.Call):
        yield (
            stem,
            next(str(ast.literal_eval(word.value)) for word in app.keywords if word.arg == "help"),
        )
        return
    several = assigned.get("COMMANDS")
    named = (
        [node.id for node in several.elts if isinstance(node, ast.Name)]
        if isinstance(several, ast.Tuple)
        else [stem if stem in functions else f"{stem}_"]
    )
    for function in named:
        paragraph = (ast.get_docstring(functions[function]) or "").partition("\n\n")[0]
        yield function.rstrip("_"), help_text(paragraph)


def help_text(docstring: str) -> str:
    """A docstring as `--help` shows it: paragraphs wrapped again, one example a line.

    Rich takes what stands in square brackets for its markup, so a bracket is marked as a letter.
    """
    paragraphs = [" ".join(part.split()) for part in docstring.strip().split("\n\n")]
    text = paragraphs[0]
    for before, after in pairwise(paragraphs):
        examples = before.startswith("Example:") and after.startswith("Example:")
        text += ("\n" if examples else "\n\n") + after
    return text.replace("[", "\\[")


class CommandToLoad(TyperCommand):
    """Stands for a command until it is called."""

    def __init__(self, entry: ListedCommand, panel: str) -> None:
        super().__init__(entry.name, help=entry.summary, rich_help_panel=panel)
        self._entry = entry

    @cached_property
    def loaded(self) -> Any:
        """The command itself; a click command or group."""
        return self._command(_imported(self._entry.module))

    @cached_property
    def outlined(self) -> Any:
        """A command or group that can do nothing but show its help."""
        name = self._entry.name
        return self._command(guarded(outline)(self._entry.module, {name, f"{name}_"}))

    def _command(self, module: Any) -> Any:
        entry = self._entry
        whole = getattr(module, "app", None)
        if isinstance(whole, typer.Typer):
            for part in whole.registered_commands:
                if part.callback:
                    part.help = help_text(part.callback.__doc__ or "")
                    part.callback = guarded(part.callback)
            return get_command(whole)
        function = getattr(module, entry.name, None) or getattr(module, f"{entry.name}_")
        alone = typer.Typer(add_completion=False)
        alone.command(entry.name, help=help_text(function.__doc__ or ""))(guarded(function))
        return get_command(alone)

    @override
    def make_context(self, info_name: Any, args: list[str], *rest: Any, **named: Any) -> Any:
        """Hand over to the command itself; who asks for help waits for nothing else."""
        asked = args[: args.index("--")] if "--" in args else args
        command = self.loaded if _HELP.isdisjoint(asked) else self.outlined
        return command.make_context(info_name, args, *rest, **named)


def _imported(name: str) -> Any:
    """A module, imported without searches for garbage.

    An import makes hardly any, and the searches take a seventh of its time. What was imported
    stays to the end, so that later searches need not look at it either.
    """
    gc.disable()
    try:
        return guarded(import_module)(name)
    finally:
        gc.freeze()
        gc.enable()
