"""A spreadsheet dropped onto the page: shown as it was understood, asked about, explored."""

from collections.abc import Iterator

import pytest
from support.web.page import Page, page_of, planned_campaign

ROWS = "".join(
    f"{p},{t},{30 + 3e4 / p - 2 * t:.1f},{state}\n"
    for p, t, state in (
        (200, 1, "ok"), (250, 3, "ok"), (300, 1, "ok"), (350, 3, "ok"), (400, 1, "ok"),
        (450, 5, "cracked"), (500, 3, "ok"), (550, 5, "short"), (320, 5, "ok"), (420, 4, "ok"),
    )
)  # fmt: skip
TABLE = f"P (MPa),dwell,ASR (ohm cm2),state\n{ROWS}"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page_of(planned_campaign(tmp_path_factory.mktemp("table"), cells=1)) as made:
        yield made


def sent(page: Page, text: str, **fields: object) -> str:
    files = {"table": ("spring.csv", text.encode(), "text/csv")} if text else None
    answer = page.post("table/look", page.csrf("table"), files=files, **fields)
    assert answer.status_code == 303, answer.text
    return str(page.get("table").text)


def test_a_table_is_asked_about_shown_and_explored(page: Page) -> None:
    asked = sent(page, TABLE)
    assert "a time from 1 to 5, and its unit is written nowhere" in asked
    assert page.get("table/explored").status_code == 404
    refused = page.post("table/explore", page.csrf("table"))
    assert refused.status_code == 400
    assert "Answer the question" in refused.text

    shown = sent(page, "", answer="--column 'dwell=copress_dwell_s:min'")
    assert "10 cells, 2 of them failed" in shown
    assert "60 | 180 | 60" in shown, "minutes before, seconds after"
    assert "failed" in shown

    done = page.post("table/explore", page.csrf("table"))
    assert done.status_code == 303
    done = page.get("table/explored")
    assert "Where the optimum lies" in done.text
    assert "spring.csv" in done.text
    assert "sandbox" in done.headers["content-security-policy"]
    assert "<script" not in done.text


def test_what_is_no_table_is_said_and_nothing_is_kept(page: Page) -> None:
    answer = page.post(
        "table/look", page.csrf("table"), files={"table": ("a.csv", b"\x00\x01", "text/csv")}
    )
    assert answer.status_code == 400
    assert "is not text" in answer.text


def test_ignored_columns_and_a_table_nobody_looked_at_are_said(page: Page) -> None:
    shown = sent(page, "P (MPa),operator,ASR (ohm cm2)\n200,KM,90\n300,KM,70\n400,AB,60\n")
    assert "<em>ignored</em>" in shown
    assert "Nobody noted whether the cells were intact" in shown
