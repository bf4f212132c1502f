"""Copress on a Windows Python: what only a run there can show. Wine stands for Windows.

By hand, not in every run of the tests; see README.md. Nothing here is about real cells.
"""

import json
import re
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from support.wine import PATIENCE_S, Console, Windows

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
TABLE = "co-press pressure (MPa),dwell (s),stack (MPa),ASR (ohm cm2),state\n" + "".join(
    f"{p},{t},60,{30 + 3e4 / p - 0.1 * t:.1f},{state}\n"
    for p, t, state in (
        (200, 10, "ok"), (250, 30, "ok"), (300, 10, "ok"), (350, 30, "ok"), (400, 10, "ok"),
        (450, 50, "cracked"), (500, 30, "ok"), (550, 50, "short"), (320, 50, "ok"),
    )
)  # fmt: skip


def test_the_demonstration_runs_to_its_end(windows: Windows) -> None:
    said = windows.copress("demo", "--fast", "--trials", 4, "--out", "demo")
    assert said.code == 0, said.text
    assert (windows.folder / "demo" / "report.html").is_file()
    assert windows.states("demo/demo.toml") == ["closed"] * 4


def test_ctrl_c_in_the_hold_is_heard_and_the_cell_is_not_lost(windows: Windows) -> None:
    """In a console of its own, with somebody at the keyboard."""
    assert windows.copress("new", "lab.toml").code == 0
    python = windows.python_there
    helper = f"Z:{HERE / 'console_event.py'}"
    copress = windows.command("run", "lab.toml")[2:]
    console = Console(windows, ["wine", python, helper, "0", "now", python, *copress])
    try:
        wait_for_pressing(windows)
        (windows.folder / "now").touch()
        console.ended()
    finally:
        console.close()
    assert "exitcode130" in re.sub(r"\s", "", console.text), console.text[-2000:]
    events = printed_events(windows)
    assert "press.released" in events or "press.aborted" in events, events
    assert "Traceback" not in console.text


@pytest.mark.parametrize(
    "event", [1, 2, 5, 6], ids=["Ctrl-Break", "window closed", "log-off", "shutdown"]
)
def test_what_windows_says_to_the_console_releases_first(windows: Windows, event: int) -> None:
    assert windows.copress("new", "lab.toml").code == 0
    helper = f"Z:{HERE / 'console_routine.py'}"
    words = [windows.python_there, helper, str(event), "now", "run", "lab.toml"]
    with windows.started(["wine", *words]) as run:
        wait_for_pressing(windows)
        (windows.folder / "now").touch()
        said = run.communicate(timeout=PATIENCE_S)[0].decode("cp1252", errors="replace")
    assert run.returncode == 130, said
    assert "the press has released. cell-0001 is void." in said
    assert "Traceback" not in said


def wait_for_pressing(windows: Windows) -> None:
    """Until the controller tells of a press that moves."""
    live = windows.folder / "lab.live.jsonl"
    until = time.monotonic() + PATIENCE_S
    while not live.exists() or '"press"' not in live.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < until, "nothing is pressed"
        time.sleep(0.2)


def printed_events(windows: Windows) -> list[str]:
    """The journal of the first cell."""
    code = (
        "from pathlib import Path\n"
        "from campaigns.config.load_campaign import load_settings\n"
        "from campaigns.records.load_views import load_view\n"
        "view = load_view(load_settings(Path('lab.toml')), advise=False)\n"
        "print(' '.join(event.kind for event in view.trial(1).events))\n"
    )
    said = windows.python(code)
    assert said.code == 0, said.text
    return said.out.decode().split()


def test_a_killed_run_frees_its_lock_and_leaves_the_cell_to_a_person(windows: Windows) -> None:
    assert windows.copress("new", "lab.toml").code == 0
    with windows.started(windows.command("run", "lab.toml")):
        wait_for_pressing(windows)
        second = windows.copress("run", "lab.toml")
        assert second.code != 0
        assert "is in use" in second.text, second.text
    assert windows.states("lab.toml") == ["interrupted"]
    third = windows.copress("run", "lab.toml")
    assert third.code == 4, third.text
    begun = "Trial 1 (cell-0001) was begun and has no end; it will not be pressed again."
    assert f"{begun} Look at press and cell" in third.text, third.text


@pytest.mark.parametrize("page", ["cp1252", "cp932", "gbk", "cp1251", ""])
def test_redirected_output_is_whole_on_every_code_page(windows: Windows, page: str) -> None:
    (windows.folder / "cells.csv").write_text(TABLE, encoding="utf-8")
    (windows.folder / "go.bat").write_text(
        "@echo off\r\n"
        + (f"set PYTHONIOENCODING={page}\r\n" if page else "")
        + "".join(
            f'"{windows.python_there}" -P -m campaigns {words} > {file} 2>&1\r\n'
            "if errorlevel 1 exit 1\r\n"
            for words, file in (
                ("explore cells.csv --yes --out explored", "words.txt"),
                ("explore cells.csv --yes --json", "cells.json"),
            )
        ),
        encoding="ascii",
    )
    done = windows.run(["wine", "cmd", "/c", "go.bat"])
    words = (windows.folder / "words.txt").read_bytes()
    assert done.code == 0, words[-2000:]
    assert "ohm" in words.decode(page or "cp1252")
    whole = (windows.folder / "cells.json").read_bytes().decode("ascii")
    assert json.loads(whole[whole.index("{") : whole.rindex("}") + 1])


def test_a_campaign_on_a_network_drive_keeps_its_memory_here(windows: Windows) -> None:
    share = windows.folder / "share"
    share.mkdir()
    drive = windows.built / "prefix" / "dosdevices" / "s:"
    drive.unlink(missing_ok=True)
    drive.symlink_to(share)
    key = "HKLM\\Software\\Wine\\Drives"
    assert windows.run(["wine", "reg", "add", key, "/v", "s:", "/d", "network", "/f"]).code == 0
    windows.stop()  # kinds of drives are read when Wine starts
    try:
        assert windows.copress("new", "S:\\lab.toml", "--press", "manual").code == 0
        said = windows.copress("propose", "S:\\lab.toml")
        assert said.code == 0, said.text
        assert windows.states("S:\\lab.toml") == ["planned"]
        assert sorted(path.name for path in share.iterdir()) == ["lab.toml"]
        users = windows.built / "prefix" / "drive_c" / "users"
        assert list(users.glob("*/AppData/Local/copress/stores/lab-*.db"))
    finally:
        drive.unlink()


def test_nul_is_nobody(windows: Windows) -> None:
    assert windows.copress("new", "hand.toml", "--press", "manual").code == 0
    assert windows.copress("propose", "hand.toml").code == 0
    (windows.folder / "task.bat").write_text(
        f'"{windows.python_there}" -P -m campaigns record hand.toml --trial 1 <NUL\r\n',
        encoding="ascii",
    )
    said = windows.run(["wine", "cmd", "/c", "task.bat"])
    assert said.code == 2, said.text
    assert "Abort" not in said.text


def test_a_report_that_is_open_elsewhere_is_left_and_said(windows: Windows) -> None:
    assert windows.copress("demo", "--fast", "--trials", 2, "--out", "demo").code == 0
    code = (
        "import ctypes, subprocess, sys\n"
        "open_file = ctypes.windll.kernel32.CreateFileW\n"
        "open_file.restype = ctypes.c_void_p\n"
        "held = open_file('demo/report.html', 0x80000000, 0, None, 3, 0, None)\n"  # nothing shared
        "assert held != 2**64 - 1\n"
        "done = subprocess.run([sys.executable, '-P', '-m', 'campaigns', 'report',\n"
        "    'demo/demo.toml', '--out', 'demo/report.html'], capture_output=True)\n"
        "sys.stdout.buffer.write(done.stdout + done.stderr)\n"
        "sys.exit(done.returncode)\n"
    )
    said = windows.python(code)
    assert said.code == 2, said.text
    assert "close" in said.text.lower()
    assert not list((windows.folder / "demo").glob("*.part"))


def test_the_start_page_makes_and_proposes(windows: Windows) -> None:
    made = windows.copress("review", ".", "--make-shortcut")
    assert made.code == 0, made.text
    assert (windows.folder / "Copress.bat").read_bytes().startswith(b"@echo off\r\n")
    with windows.started(["wine", "cmd", "/c", "Copress.bat"]) as server:
        assert server.stdout is not None
        said = ""
        while not (found := re.search(r"The page: (http://(127\.0\.0\.1:\d+)/\S+)", said)):
            line = server.stdout.readline()
            assert line, said
            said += line.decode("utf-8", errors="replace")
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = browser.open(found[1]).read().decode()
        assert "No campaign yet" in page
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token

        def post(address: str, **fields: str) -> str:
            sent = urllib.parse.urlencode({"csrf": token[1], **fields}).encode()
            return browser.open(f"http://{found[2]}{address}", sent).read().decode()

        named = {"name": "lot-7", "goal": "low_resistance", "press": "manual"}
        assert "lot-7.toml is written" in post("/new", **named)
        assert "cell-0001 waits to be pressed." in post("/c/lot-7/propose", more="1")
        assert "Kept: cell-0001 is" in post(
            "/c/lot-7/cells/1/result", what="whole", asr_ohm_cm2="212.5"
        )
