"""The documentation is the test: every block of every page is run as a reader would run it.

`console` blocks are typed line by line into one folder a page, and what the page shows must come;
`python` blocks run one after the other in one program; a `toml` or `csv` block with a caption is
written to that file. A `text` block is not run: it shows something, or needs what no test has.
"""

import os
import re
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import pytest
from support.command_line import copress, words_of
from support.docs import DOCS, PAGES, ROOT, Block, agrees, blocks, commands
from support.systems import WINDOWS

BIN = Path(sys.executable).parent
KINDS = {"console", "python", "toml", "csv", "text", "{toctree}", "{eval-rst}"}
KINDS |= {"{literalinclude}", "{press-map-keys}"}
RUNNABLE = [page for page in PAGES if {"console", "python"} & {b.kind for b in blocks(page)}]

LONG_WALKS = {"start.md", "explore.md", "review.md", "with_a_press.md"}
"""Pages on which whole campaigns are pressed: the demonstration, a twin in another process."""

LONG = [pytest.param(p, marks=pytest.mark.slow) for p in RUNNABLE if p.name in LONG_WALKS]
SHORT = [page for page in RUNNABLE if page.name not in LONG_WALKS]

DEMONSTRATIONS: dict[str, tuple[Path, str]] = {}
"""What was typed: the folder that it made, and what it said."""


def _named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_block_says_what_it_is(page: Path) -> None:
    """Else nobody knows whether it was ever run."""
    assert {block.kind for block in blocks(page)} <= KINDS
    fences = [line for line in page.read_text(encoding="utf-8").splitlines() if "```" in line]
    assert len(fences) == 2 * len(blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_file_on_a_page_can_be_read(page: Path) -> None:
    for block in blocks(page):
        if block.kind == "toml":
            tomllib.loads(block.text)


@pytest.mark.parametrize("page", [*LONG, *SHORT], ids=_named)
@pytest.mark.skipif(WINDOWS, reason="the pages are typed into a POSIX shell")
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, kept: Path) -> None:
    with _shell(tmp_path, kept) as shell:
        for block in blocks(page):
            _follow(block, page, shell)
        shell.run_python()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where demonstrations stay for the pages after."""
    return tmp_path_factory.mktemp("demonstrations")


def _follow(block: Block, page: Path, shell: "_Shell") -> None:
    where = f"{_named(page)}:{block.line}"
    if block.file:
        (shell.folder / block.file).write_text(block.text, encoding="utf-8")
    elif block.kind == "console":
        shell.run_python()
        for command in commands(block.text):
            said = shell.type(command.typed, where)
            assert agrees(command.shown, said), f"{where}: {command.typed} said\n{said}"
    elif block.kind == "python":
        shell.python.append((where, block.text))


class _Shell:
    def __init__(self, folder: Path, kept: Path) -> None:
        self.kept = kept
        self.folder, self.python = folder, list[tuple[str, str]]()
        self.ran = 0
        self.background: list[subprocess.Popen[bytes]] = []
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        self.environment = os.environ | {"PATH": path, "COPRESS_PERSON": "a reader"}

    def type(self, typed: str, where: str) -> str:
        """Run it; give what it said on both streams.

        A demonstration that another page has begun is copied: the same words make the same folder.
        """
        if shown := DEMONSTRATIONS.get(typed):
            copytree(shown[0], self.folder / "first")
            return shown[1]
        if typed.endswith("&"):
            self._begin(typed.removesuffix("&"))
            return ""
        code, said = self._run(typed)
        assert code == 0, f"{where}: {typed} ended with {code}\n{said}"
        if typed.startswith("copress demo") and typed.endswith(" --out first"):
            kept = copytree(self.folder / "first", self.kept / str(len(DEMONSTRATIONS)))
            DEMONSTRATIONS[typed] = (kept, said)
        return said

    def _run(self, typed: str) -> tuple[int, str]:
        """A command of Copress in this process, which has loaded it; all else by the shell."""
        words = words_of(typed)
        if words is not None:
            called = copress(*words, folder=self.folder, COPRESS_PERSON="a reader")
            return called.returncode, called.output
        done = subprocess.run(
            ["bash", "-c", typed],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout

    def run_python(self) -> None:
        """Run what the page has of Python so far, where something was added."""
        if len(self.python) > self.ran:
            self.ran = len(self.python)
            source = "\n".join(f"# {where}\n{text}" for where, text in self.python)
            self.type(f"python -W error -c {shlex.quote(source)}", self.python[-1][0])

    def _begin(self, typed: str) -> None:
        log = self.folder / f".background-{len(self.background)}"
        with log.open("wb") as said:
            process = subprocess.Popen(
                shlex.split(typed), cwd=self.folder, env=self.environment, stdout=said, stderr=said
            )
        self.background.append(process)
        patience = time.monotonic() + 60
        while not log.stat().st_size and process.poll() is None and time.monotonic() < patience:
            time.sleep(0.05)

    def end(self) -> None:
        for process in self.background:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def _shell(folder: Path, kept: Path) -> Iterator[_Shell]:
    shell = _Shell(folder, kept)
    try:
        yield shell
    finally:
        shell.end()


def test_pages_are_reached_from_the_index() -> None:
    """A page in no table of contents is a page that nobody finds."""
    listed = (DOCS / "index.md").read_text(encoding="utf-8")
    for index in DOCS.glob("*/index.md"):
        folder = index.parent.name
        listed += re.sub(r"\]\((\S+?)\.md\)", rf"](\n{folder}/\1\n)", index.read_text("utf-8"))
    pages = {str(page.relative_to(DOCS).with_suffix("")) for page in PAGES if DOCS in page.parents}
    missing = {page for page in pages - {"index"} if page not in listed}
    assert not missing
