"""A page with many waiting cells reads the press map once, and again when its file changes."""

import os
from pathlib import Path

import pytest
from support.campaign import write_press_file
from support.web.page import page_of, planned_campaign

from campaigns.trial import press_limits
from hardware.press.register_map import load
from hardware.press.register_map.load import PressMap, load_press_map


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was read, in order."""
    sources: list[object] = []

    def counted(source: str | Path) -> PressMap:
        sources.append(source)
        return load_press_map(source)

    monkeypatch.setattr(load, "load_press_map", counted)
    press_limits._press_map.cache_clear()
    return sources


def test_once_for_all_waiting_cells_and_again_after_a_change(
    tmp_path: Path, loads: list[object]
) -> None:
    press_file = write_press_file(tmp_path, port=5020)
    path = planned_campaign(
        tmp_path, cells=5, press=f'map = "{press_file.name}"\ndie = "steel-10"\n'
    )
    with page_of(path) as page:
        loads.clear()
        press_limits._press_map.cache_clear()
        assert page.get("decide").text.count("fills a gap") >= 5
        assert loads == [press_file]
        page.get("decide")
        assert loads == [press_file]
        text = press_file.read_text(encoding="utf-8")
        press_file.write_text(f"{text}\n# serviced\n", encoding="utf-8")
        page.get("decide")
        assert loads == [press_file] * 2


def test_a_file_put_in_the_place_of_another_is_read_though_its_date_is_kept(
    tmp_path: Path, loads: list[object]
) -> None:
    press_file = write_press_file(tmp_path, port=5020)
    settings = press_limits.Settings.model_validate(
        {
            "path": tmp_path / "quick.toml",
            "campaign": {"name": "quick"},
            "space": {"copress_mpa": {"low": 300.0, "high": 400.0}},
            "fixed": {"copress_dwell_s": 20.0, "ramp_mpa_s": 10.0, "release_mpa_s": 10.0},
            "press": {"map": press_file.name},
        }
    )
    first = press_limits.press_map_of(settings)
    assert press_limits.press_map_of(settings) is first
    before = press_file.stat()
    text = press_file.read_text(encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text(text.replace("port = 5020", "port = 5021"), encoding="utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(press_file)
    second = press_limits.press_map_of(settings)
    assert press_file.stat().st_size == before.st_size
    assert second is not first
    assert second.transport != first.transport
