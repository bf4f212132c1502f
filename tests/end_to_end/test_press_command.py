"""`copress press`: what a person at the press sees, and the exit codes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.clock import ScaledClock
from hardware.press.commissioning.checklist import CHECKLIST, load, why_not_unattended
from hardware.press.register_map.load import SHIPPED, MapError, load_press_map
from hardware.twin.laboratory import Laboratory

COPRESS = Path(sys.executable).parent / "copress"


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with Laboratory(seed=1, folder=tmp_path_factory.mktemp("lab"), clock=ScaledClock(1.0)) as lab:
        yield lab


def copress(*words: object, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COPRESS, "press", *map(str, words)],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
    ("words", "told"),
    [
        (("check", "nowhere.toml"), "there is no such file"),
        (("check", "generic_plc", "--port", "1"), "127.0.0.1:1"),
        (("watch", "generic_plc", "--port", "1"), "cannot be reached"),
        (("abort", "generic_plc", "--port", "1"), "cannot be reached"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_2(words: tuple[str, ...], told: str) -> None:
    done = copress(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_watch_gives_a_list_of_looks(laboratory: Laboratory) -> None:
    done = copress("watch", "generic_plc", "--port", laboratory.port, "--json")
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
    document = json.loads(done.stdout)
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


def test_commissioning_leaves_a_record_that_a_change_of_the_file_undoes(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    shutil.copy(SHIPPED / "generic_plc.toml", mine)
    press_map = load_press_map(mine)
    assert "was never commissioned" in why_not_unattended(press_map, mine)[0]
    two = ("--by", "A. Meyer", "--by", "J. Okafor", "--port", laboratory.port)
    alone = copress("commission", mine, "--by", "A. Meyer", "--port", laboratory.port)
    assert alone.returncode == 2
    failed = copress("commission", mine, *two, typed="yes\n" * 4 + "it stayed up\n" + "yes\n" * 9)
    assert failed.returncode == 1
    assert "cable failed: it stayed up" in failed.stdout
    done = copress("commission", mine, *two, typed="yes\n" * len(CHECKLIST))
    assert done.returncode == 0
    assert why_not_unattended(press_map, mine) == []
    record = load(mine)
    assert record is not None
    assert record.persons == ("A. Meyer", "J. Okafor")
    mine.write_text(mine.read_text("utf-8") + "\n# another thought\n", "utf-8")
    assert "was changed since it was commissioned" in why_not_unattended(press_map, mine)[0]


def test_a_record_changed_by_hand_is_refused(laboratory: Laboratory, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    shutil.copy(SHIPPED / "generic_plc.toml", mine)
    two = ("--by", "A. Meyer", "--by", "J. Okafor", "--port", laboratory.port)
    copress("commission", mine, *two, typed="it stayed up\n" + "yes\n" * 9)
    record = tmp_path / "mine.commissioned.json"
    record.write_text(record.read_text("utf-8").replace("false", "true"), "utf-8")
    with pytest.raises(MapError, match="changed by hand"):
        why_not_unattended(load_press_map(mine), mine)
