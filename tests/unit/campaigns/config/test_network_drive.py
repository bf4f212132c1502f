"""A store is not kept on a network drive, and its address is one that SQLite opens."""

import sqlite3
from pathlib import Path, PureWindowsPath

import pytest
from support.campaign import MANUAL, write_campaign
from support.systems import WINDOWS

from campaigns.config import campaign_schema
from campaigns.config.load_campaign import load_settings
from campaigns.config.network_drive import is_on_network, is_unc, local_store, sqlite_uri
from campaigns.run.by_hand.plan_trials import plan_trials

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/labs /mnt/labs nfs4 rw 0 0
//server/cells /mnt/all\\040cells cifs rw 0 0
/dev/sdb1 /mnt/labs/local xfs rw 0 0
"""


@pytest.mark.skipif(WINDOWS, reason="Windows tells the kind of a drive, not mount points")
@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/ada/cells.db", False),
        ("/mnt/labs/ada/cells.db", True),
        ("/mnt/all cells/a.db", True),
        ("/mnt/labs/local/a.db", False),
        ("/mnt/labsome/a.db", False),
    ],
)
def test_the_longest_mount_point_decides(path: str, network: bool, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert is_on_network(Path(path), mounts) is network


def test_a_server_in_a_windows_path_is_seen() -> None:
    assert is_unc(PureWindowsPath(r"\\server\share\lab\cells.toml"))
    assert not is_unc(PureWindowsPath(r"S:\lab\cells.toml"))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (r"\\server\share\my cells.db", "file:////server/share/my%20cells.db?mode=ro"),
        (r"C:\lab\cells.db", "file:///C:/lab/cells.db?mode=ro"),
    ],
)
def test_the_uri_has_no_authority(path: str, uri: str) -> None:
    assert sqlite_uri(PureWindowsPath(path), "?mode=ro") == uri


def test_sqlite_opens_the_uri_of_a_path_with_odd_signs(tmp_path: Path) -> None:
    path = tmp_path / ("50 % größe#.db" if WINDOWS else "50 % größe?#.db")
    with sqlite3.connect(path) as made:
        made.execute("create table cell (number integer)")
    made.close()
    opened = sqlite3.connect(sqlite_uri(path, "?mode=ro"), uri=True)
    assert opened.execute("select count(*) from cell").fetchone() == (0,)
    opened.close()


def test_two_campaigns_of_one_name_have_two_local_stores(tmp_path: Path) -> None:
    first, second = (local_store(tmp_path / name / "cells.toml") for name in ("a", "b"))
    assert first != second
    assert first.name.startswith("cells-")


def test_a_campaign_on_a_share_begins_its_store_on_this_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_schema, "is_on_network", lambda path: True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "here"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "here"))
    share = tmp_path / "share"
    share.mkdir()
    file = write_campaign(share, press=MANUAL)
    planned = plan_trials(load_settings(file), 1)
    assert planned.numbers == [1]
    assert [path.name for path in share.iterdir()] == ["quick.toml"]
    assert list((tmp_path / "here" / "copress" / "stores").glob("quick-*.db"))
