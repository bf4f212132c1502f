"""Pages of the documentation as scripts: what a reader would type, and what they are shown."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    if "_build" not in path.parts
)

_FENCE = re.compile(
    r"^```(?:\{code-block\} *)?(?P<kind>[\w-]*|\{[\w-]+\})(?: [^\n]*)?\n(?P<body>.*?)^```$",
    re.M | re.S,
)
_CAPTION = re.compile(r"\A:caption: *(?P<name>\S+)\n(?::\w+:.*\n)*\n?")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes:
        kind: console, python, toml, text ...
        text: what stands in it.
        file: name of the file that it is the content of, by its caption; empty for none.
        line: where it begins.
    """

    kind: str
    text: str
    file: str
    line: int


@dataclass(frozen=True)
class Command:
    """A line that a reader types, and lines that they are shown; `...` stands for anything."""

    typed: str
    shown: tuple[str, ...]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [_block(match, text) for match in _FENCE.finditer(text)]


def _block(match: re.Match[str], text: str) -> Block:
    body = match["body"]
    caption = _CAPTION.match(body)
    line = text.count("\n", 0, match.start()) + 1
    if caption is None:
        return Block(match["kind"], body, "", line)
    return Block(match["kind"], body[caption.end() :], caption["name"], line)


def commands(text: str) -> list[Command]:
    """The commands of a console block; a line that ends with a backslash goes on."""
    found: list[tuple[str, list[str]]] = []
    lines = text.replace("\\\n", " ").splitlines()
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return [Command(typed, tuple(shown)) for typed, shown in found]


def agrees(shown: tuple[str, ...], said: str) -> bool:
    """Whether the output holds these lines in this order; `...` in a line stands for anything."""
    wanted = [" ".join(line.split()) for line in shown if line.strip() not in {"", "..."}]
    pattern = ".*?".join(re.escape(line).replace(r"\.\.\.", ".*?") for line in wanted)
    return re.search(pattern, " ".join(said.split()), re.S) is not None
