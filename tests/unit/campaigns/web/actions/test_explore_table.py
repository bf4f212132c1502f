"""A spreadsheet dropped onto the page: shown as it was understood, asked about, explored."""

from collections.abc import Iterator

import pytest
from support.web.page import Page, page_of, planned_campaign

from campaigns.web.forms.table_question import question_form

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


def test_a_length_that_is_missing_is_asked_for_next_to_the_question(page: Page) -> None:
    table = "Load (kN),ASR (ohm cm2),state\n8,90,ok\n10,70,ok\n12,60,ok\n14,55,crack\n"
    asked = sent(page, table)
    question = asked[asked.index("One question") : asked.index("What I know of the table")]
    assert "needs the bore of the die" in question
    assert 'name="die_mm"' in question
    assert ">Answer</button>" in question
    assert "--die-mm" not in asked
    assert asked.count('name="die_mm"') == 1
    shown = sent(page, "", die_mm="10")
    assert "4 cells, 1 of them failed" in shown
    assert "101.859 | 127.324" in shown, "8 kN on 10 mm are 102 MPa"


def test_words_that_nobody_knows_are_explained_by_choice(page: Page) -> None:
    rows = "".join(f"{200 + 20 * k},{90 - 3 * k},{w}\n" for k, w in enumerate(("bing", "bong") * 3))
    asked = sent(page, f"P (MPa),ASR (ohm cm2),state\n{rows}")
    question = asked[asked.index("One question") : asked.index("What I know of the table")]
    assert "\u201cbing\u201d means" in question
    assert "<option>delaminated</option>" in question
    assert "--word" not in asked
    shown = sent(page, "", **{"means.bing": "intact", "means.bong": "delaminated"})
    assert "6 cells, 3 of them failed" in shown


def test_the_preview_speaks_in_words_once(page: Page) -> None:
    shown = sent(page, "P (MPa),ASR (ohm cm2),state\n200,90,ok\n300,70,ok\n400,60,crack\n")
    assert "co-press pressure (guess)" in shown
    assert "copress_mpa" not in shown
    assert "Columns taken for" not in shown


@pytest.mark.parametrize(
    ("answer", "button"),
    [
        ("--as-written 3,7", "Rows 3, 7 are right as written"),
        ("--column 'R=text'", "Leave R out"),
        ("--column 'R=text' if none of it does", "Leave R out"),
        ("--column 'dwell=copress_dwell_s:min'", "dwell is co-press dwell in min"),
        ("--fill-down", "Yes, the value above counts"),
    ],
)
def test_an_answer_that_is_complete_is_a_button(answer: str, button: str) -> None:
    assert question_form((answer,)).buttons == {answer: button}


def test_an_answer_with_blanks_is_said_in_the_words_of_the_fields() -> None:
    gauge = "--column 'P=copress_mpa:gauge bar' --ram-mm 50 --die-mm 10 for the ram"
    form = question_form(("--column 'P=NAME:UNIT'", gauge, "--die-mm 10"))
    assert form.others[0] == "in \u201ccolumns\u201d P=NAME:UNIT"
    assert form.others[1] == (
        "in \u201ccolumns\u201d P=copress_mpa:gauge bar in \u201cbore of the ram, mm\u201d 50 "
        "in \u201cbore of the die, mm\u201d 10 for the ram"
    )
    assert form.lengths == {"die_mm": "bore of the die, mm"}
