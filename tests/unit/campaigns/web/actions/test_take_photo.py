"""Photos: only what is a picture is kept, under a plain name, and nothing of it runs."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from support.web.page import Page, page_of, planned_campaign

from campaigns.web.actions.take_photo import MOST_PIXELS, look_at
from campaigns.web.security.request_guard import FILE_BYTES


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (90, 120, 60)).save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path_factory.mktemp("photos"))) as made:
        yield made


def send(page: Page, name: str, content: bytes, kind: str = "image/png") -> int:
    return int(page.post("cells/1/photo", files={"photo": (name, content, kind)}).status_code)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photo_is_kept_and_shown_as_what_it_is(page: Page, kind: str) -> None:
    raw = picture(kind)
    assert send(page, f"cell one.{kind.lower()}", raw, "text/html") == 303
    shown = page.get("cells/1").text
    address = shown.split('src="' + page.where + "/photo/")[-1].split('"')[0]
    answer = page.get(f"photo/{address}")
    assert answer.content == raw
    assert answer.headers["content-type"] == f"image/{kind.lower()}"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.png", b"<html><script>alert(1)</script>"),
        ("page.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ("half.png", picture()[:40]),
        ("half.jpg", picture("JPEG", (400, 300))[:500]),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("anim.gif", picture("GIF")),
        ("sheet.png", b"%PDF-1.7"),
        ("empty.png", b""),
    ],
)
def test_what_is_no_picture_is_refused_and_kept_in_the_audit(
    page: Page, name: str, content: bytes
) -> None:
    before = len(page.lines("refused"))
    assert send(page, name, content) == 400
    assert len(page.lines("refused")) == before + 1


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.png", "..\\x.png", "a/b.png", ".htaccess.png", "x.png.html", "a\nb.png",
     "<img>.png", "x" * 200 + ".png"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(page: Page, name: str) -> None:
    assert send(page, name, picture()) == 400


def test_a_photo_that_is_too_large_is_not_read(page: Page) -> None:
    assert send(page, "large.png", picture() + b"\0" * (FILE_BYTES + 70_000)) == 413


def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused() -> None:
    side = int(MOST_PIXELS**0.5) + 2
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert "too many" in look_at(out.getvalue())


@pytest.mark.parametrize("body", [b"", b"--x\r\nnonsense", b"\xff\xfe\x00"])
def test_malformed_forms_are_refused(page: Page, body: bytes) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    answer = page.client.post(f"{page.where}/cells/1/photo", content=body, headers=kind)
    assert answer.status_code in (400, 403)


def test_another_campaigns_photos_are_not_shown(page: Page, tmp_path: Path) -> None:
    assert page.get("photo/999").status_code == 404
