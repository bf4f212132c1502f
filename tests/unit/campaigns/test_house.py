"""What the page is made of: no press, no model, nothing altered, nothing from elsewhere."""

import hashlib
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from support.web.page import page_of, planned_campaign

import campaigns.web

HEAVY = ("pymodbus", "sklearn", "scipy", "pandas", "matplotlib")


def test_the_page_speaks_to_no_press_and_fits_no_model() -> None:
    program = f"import sys, campaigns.web.serve; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_vendored_files_are_what_their_makers_published() -> None:
    vendor = files("campaigns.web") / "static" / "vendor"
    listed = re.findall(
        r"^\| (\S+) \| .* \| ([0-9a-f]{64}) \|$", (vendor / "README.md").read_text(), flags=re.M
    )
    scripts = {entry.name for entry in vendor.iterdir() if entry.name.endswith((".js", ".css"))}
    assert {name for name, _ in listed} == scripts
    for name, sha256 in listed:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == sha256


def test_no_template_has_inline_script_or_style_or_loads_from_elsewhere() -> None:
    folder = Path(campaigns.web.__file__).parent / "templates"
    templates = sorted(folder.rglob("*.j2"))
    assert len(templates) > 20
    foreign = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|https?://")
    for template in templates:
        assert not foreign.search(template.read_text(encoding="utf-8")), template.name


@pytest.mark.parametrize("name", ["page.css", "page.js", "vendor/htmx-4.0.1.min.js"])
def test_static_files_are_named_by_their_content_and_packed(tmp_path: Path, name: str) -> None:
    with page_of(planned_campaign(tmp_path)) as page:
        plain = page.client.get(f"/static/{name}", headers={"accept-encoding": "identity"})
        packed = page.client.get(f"/static/{name}", headers={"accept-encoding": "gzip"})
    assert plain.content == packed.content
    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]


def test_two_campaigns_are_listed_and_have_addresses_of_their_own(tmp_path: Path) -> None:
    first = planned_campaign(tmp_path, name="lot A")
    second = planned_campaign(tmp_path, name="lot-a")
    with page_of(first, second) as page:
        shown = page.client.get("/").text
        assert "/c/lot-a/now" in shown
        assert "/c/lot-a-2/now" in shown
        assert "lot A" in page.client.get("/c/lot-a/now").text
