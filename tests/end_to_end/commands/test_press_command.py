"""`copress press`: what a person at the press sees, and the exit codes."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import command_line
from support.command_line import Called
from support.presses.commissioned import commissioned
from support.systems import signal_that_is_heard

from hardware.clock import ScaledClock
from hardware.press.commissioning.checklist import CHECKLIST
from hardware.press.commissioning.commissioning_record import load, why_not_unattended
from hardware.press.register_map.load import SHIPPED, MapError, load_press_map
from hardware.twin.laboratory import Laboratory

COPRESS = Path(sys.executable).parent / "copress"


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with Laboratory(seed=1, folder=tmp_path_factory.mktemp("lab"), clock=ScaledClock(1.0)) as lab:
        yield lab


@pytest.fixture
def laboratory_at_rest(tmp_path: Path) -> Iterator[Laboratory]:
    """Nothing was pressed or aborted here before."""
    with Laboratory(seed=1, folder=tmp_path / "lab", clock=ScaledClock(1.0)) as lab:
        yield lab


def copress(*words: object, typed: str = "") -> Called:
    return command_line.copress("press", *words, folder=Path.cwd(), typed=typed)


def test_check_proves_the_map_and_says_so(laboratory: Laboratory) -> None:
    done = copress("check", "generic_plc", "--port", laboratory.port, "--line-s", 0.3)
    assert done.returncode == 0
    assert "The map fits this machine. Nothing was written to the press." in done.stdout
    assert "simulated press, no machine" in done.stdout
    assert done.stderr == ""


def test_a_new_map_is_the_shipped_one_and_never_overwrites(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    mine = tmp_path / "my press.toml"
    assert copress("new", mine).returncode == 0
    assert copress("check", mine, "--port", laboratory.port, "--line-s", 0.3).returncode == 0
    again, unknown = copress("new", mine), copress("new", tmp_path / "b.toml", "--like", "nothing")
    assert (again.returncode, unknown.returncode) == (2, 2)
    assert "left as it is" in again.stderr
    assert "coin_cell_station" in unknown.stderr


def test_check_as_json(laboratory: Laboratory) -> None:
    done = copress("check", "generic_plc", "--port", laboratory.port, "--line-s", 0.3, "--json")
    document = json.loads(done.stdout)
    assert document["fits"] is True
    assert {finding["mark"] for finding in document["findings"]} <= {"ok", "warn"}


def test_a_map_that_does_not_fit_fails(laboratory: Laboratory, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    shipped = (SHIPPED / "generic_plc.toml").read_text(encoding="utf-8")
    wrong.write_text(shipped.replace('word_order = "big"', 'word_order = "little"', 1), "utf-8")
    done = copress("check", wrong, "--port", laboratory.port, "--line-s", 0.3)
    assert done.returncode == 1
    assert "FAIL  probe probe_float" in done.stdout
    assert "does NOT fit" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "nowhere.toml"), "there is no such file"),
        (("check", "generic_plc", "--port", "1"), "127.0.0.1:1"),
        (("watch", "generic_plc", "--port", "1"), "cannot be reached"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_2(words: tuple[str, ...], message: str) -> None:
    done = copress(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_abort_that_reaches_nobody_sends_a_person(laboratory: Laboratory) -> None:
    done = copress("abort", "generic_plc", "--port", "1")
    assert done.returncode == 4
    assert "not asked to release and may be loaded" in done.stderr
    assert "take the key along" in done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_in_the_hold_releases_first(
    laboratory: Laboratory, tmp_path: Path, name: str
) -> None:
    number = signal_that_is_heard(name)
    journal = tmp_path / "journal.jsonl"
    where = ("generic_plc", "--port", laboratory.port, "--die", "steel-10", "--out", journal)
    rates = ("--ramp-mpa-s", "50", "--release-mpa-s", "50")
    stroke = ("--copress-mpa", "30", "--copress-dwell-s", "3000", *rates, "--yes")
    words = [COPRESS, "press", "press", *map(str, where), *stroke]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    while not journal.exists() or "hold_begin" not in journal.read_text(encoding="utf-8"):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    output = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "abort asked for" in output
    assert "The press has released" in output
    laboratory.plc.inspect()
    assert laboratory.plc.machine.ram.force_kn < 0.2
    assert '"aborted"' in journal.read_text(encoding="utf-8").splitlines()[-1]


def test_watch_gives_a_list_of_looks(laboratory_at_rest: Laboratory) -> None:
    done = copress("watch", "generic_plc", "--port", laboratory_at_rest.port, "--json")
    looks = json.loads(done.stdout)
    assert looks[0]["phase"] in ("idle", "init")
    assert abs(looks[0]["force_kn"]) < 0.1


def test_one_cell_by_hand_with_its_journal(laboratory: Laboratory, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    where = ("generic_plc", "--port", laboratory.port, "--die", "steel-10", "--out", journal)
    what = ("--copress-mpa", 40, "--copress-dwell-s", 1, "--ramp-mpa-s", 60, "--release-mpa-s", 60)
    refused = copress("press", *where, *what, typed="yes\n")
    assert refused.returncode == 2
    assert not journal.exists()
    done = copress("press", *where, *what, "--json", typed="PRESS\n")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout.partition("PRESS")[2])  # what is typed is echoed here
    assert document["simulated"] is True
    assert document["hold_mean_mpa"] == pytest.approx(40.0, rel=0.05)
    events = [json.loads(row)["event"] for row in journal.read_text("utf-8").splitlines()]
    assert events == ["intent", "started", "hold_begin", "hold_end", "released"]


def test_a_target_beyond_the_die_is_refused_for_safety(laboratory: Laboratory) -> None:
    where = ("generic_plc", "--port", laboratory.port, "--die", "peek-10", "--yes")
    done = copress("press", *where, "--copress-mpa", 401, "--copress-dwell-s", 1)
    assert done.returncode == 3
    assert "die 'peek-10' max_mpa" in done.stderr
    assert "Nothing was sent to the press" in done.stderr


def test_abort_releases_whoever_drives(laboratory: Laboratory) -> None:
    done = copress("abort", "generic_plc", "--port", laboratory.port)
    assert done.returncode == 0
    assert "Released: the press shows" in done.stdout


def test_commissioning_cannot_be_piped_through_yes(laboratory: Laboratory, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    shutil.copy(SHIPPED / "generic_plc.toml", mine)
    press_map = load_press_map(mine)
    assert "was never commissioned" in why_not_unattended(press_map, mine)[0]
    two = ("--by", "A. Meyer", "--by", "J. Okafor", "--port", laboratory.port)
    alone = copress("commission", mine, *two[:2], *two[4:], "--die", "steel-10")
    assert (alone.returncode, "needs 2 persons" in alone.stderr) == (2, True)
    begun = copress("commission", mine, *two, "--die", "steel-10", typed="yes\n" * 99)
    assert begun.returncode == 1
    for item in CHECKLIST:
        assert (
            f"unattended runs stay refused: commissioning: {item.key} failed: yes" in begun.stdout
        )
    agreed = copress(
        "commission", mine, *two, "--die", "steel-10", "--item", "map", typed="map\n0\nyes\n"
    )
    assert "map: FAILED travel, mm: no number was typed" in agreed.stderr


def test_a_record_is_undone_by_a_change_of_the_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    shutil.copy(SHIPPED / "generic_plc.toml", mine)
    press_map = load_press_map(mine)
    record = commissioned(mine)
    assert load(mine) == record
    assert why_not_unattended(press_map, mine) == []
    mine.write_text(mine.read_text("utf-8") + "\n# another thought\n", "utf-8")
    assert "was changed since it was commissioned" in why_not_unattended(press_map, mine)[0]


def test_a_record_changed_by_hand_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    shutil.copy(SHIPPED / "generic_plc.toml", mine)
    commissioned(mine)
    record = tmp_path / "mine.commissioned.json"
    record.write_text(record.read_text("utf-8").replace("Okafor", "Okafur"), "utf-8")
    with pytest.raises(MapError, match="changed by hand"):
        why_not_unattended(load_press_map(mine), mine)
