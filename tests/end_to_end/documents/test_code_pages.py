"""Redirected output on Windows is in the ANSI code page: no command fails over a sign."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from support.campaign import write_campaign
from support.tables.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.commands.terminal.text_encoding import plain_streams

CODE_PAGES = ("cp1252", "cp932", "gbk", "cp1251", "ascii")

MOST_DIFFERENT = ("cp932", "ascii")
"""Where commands take seconds: the one in which most signs become others, and the one that has
none. Which sign becomes what is the same for every command."""


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated campaign with five cells."""
    file = write_campaign(tmp_path_factory.mktemp("lab"), name="Ω cm² of LPSCl")
    result = CliRunner().invoke(app, ["run", str(file), "--trials", "5"])
    assert result.exit_code == 0, result.output
    return file


@contextmanager
def redirected(encoding: str) -> Iterator[io.BytesIO]:
    """Both streams as files in a code page, as Python opens them under Windows."""
    raw = io.BytesIO()
    before = sys.stdout, sys.stderr
    sys.stdout = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    sys.stderr = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    plain_streams()
    try:
        yield raw
    finally:
        sys.stdout.flush()
        sys.stdout, sys.stderr = before


def output_of(encoding: str, *words: object) -> str:
    with redirected(encoding) as raw:
        try:
            app([str(word) for word in words], standalone_mode=False)
        except typer.Exit as ended:
            assert ended.exit_code == 0
        return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", MOST_DIFFERENT)
def test_results_are_written_in_every_code_page(encoding: str, campaign: Path) -> None:
    for command in ("status", "recommend", "why", "verify"):
        assert output_of(encoding, command, campaign).strip()


@pytest.mark.parametrize("encoding", MOST_DIFFERENT)
def test_what_is_asked_at_the_bench_is_written_in_every_code_page(
    encoding: str, campaign: Path
) -> None:
    spectrum = next(campaign.parent.rglob("cell-0001*.mpt"))
    for words in (
        ("eis", spectrum, "--area-cm2", 0.785),
        ("eis", spectrum, "--area-cm2", 0.785, "--json"),
        ("design", campaign, "--recommend", "--runs", 8),
        ("propose", campaign),
        ("propose", campaign, "--json"),
    ):
        assert output_of(encoding, *words).strip(), words


@pytest.mark.parametrize("encoding", MOST_DIFFERENT)
def test_the_way_of_a_hand_press_is_written_in_every_code_page(
    encoding: str, tmp_path: Path
) -> None:
    file = tmp_path / "cells.toml"
    note = "180 Ω cm² at −3 °C"
    for words in (
        ("new", file, "--press", "manual"),
        ("propose", file, "--count", 3),
        ("edit", file, "--trial", 1, "--set", "copress_mpa=400", "--why", note),
        ("approve", file, "--trial", 1, "--why", note),
        ("reject", file, "--trial", 2, "--why", note),
        ("bet", file, "--trial", 1, "--asr-ohm-cm2", 180),
        ("record", file, "--trial", 1, "--damage", 0, "--asr-ohm-cm2", 180, "--note", note),
        ("status", file),
        ("bet", file),
        ("report", file, "--out", tmp_path / "report.html"),
        ("backup", file, "--out", tmp_path / "copy.db"),
        ("abort", file, "--why", note),
        ("resume", file, "--why", note),
        ("press", "keys", "pause"),
        ("twin", "--list-faults"),
    ):
        output_of(encoding, *words)
    shown = output_of(encoding, "status", file, "--json")
    assert json.loads(shown)["trials"][0]["note"] == note


@pytest.mark.parametrize("encoding", CODE_PAGES)
def test_json_is_ascii_where_the_stream_is_not_utf_8(encoding: str, campaign: Path) -> None:
    text = output_of(encoding, "status", campaign, "--json")
    assert text.isascii()
    assert json.loads(text)["campaign"] == "Ω cm² of LPSCl"


@pytest.mark.parametrize("encoding", MOST_DIFFERENT)
def test_a_table_is_explored_in_every_code_page(encoding: str, tmp_path: Path) -> None:
    table = write_table(tmp_path / "cells.csv", twin_rows(12, knobs=("copress_mpa",)))
    out = tmp_path / "explored"
    assert output_of(encoding, "explore", table, "--out", out, "--yes").strip()


@pytest.mark.parametrize("encoding", MOST_DIFFERENT)
def test_every_help_page_is_written(encoding: str) -> None:
    group = typer.main.get_command(app)
    names = group.list_commands(typer.Context(group))  # type: ignore[attr-defined]
    assert len(names) > 30
    for name in names:
        assert name in output_of(encoding, name, "--help")


def test_units_stay_readable() -> None:
    with redirected("cp932") as raw:
        print("165 Ω cm² ± 3 µm, ≤ 0.9")  # noqa: T201 - what a command does
        assert raw.getvalue().decode("cp932").strip() in {
            "165 Ω cm2 ± 3 um, <= 0.9",
            "165 Ω cm2 ± 3 μm, ≤ 0.9",
            "165 Ω cm2 ± 3 um, ≤ 0.9",
        }
