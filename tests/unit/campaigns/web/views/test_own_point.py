"""A person's own point on the page Decide: typed as people do, scored, given to the cell or not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import copress
from support.web.page import Page, page_of

HTMX = {"hx-request": "true"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A hand press, three cells, and a fourth that waits."""
    folder: Path = tmp_path_factory.mktemp("own")
    gauge = ("--press", "manual", "--ram-mm", 50, "--gauge-step-bar", 5)
    copress("new", "hand.toml", *gauge, folder=folder)
    for trial, asr in enumerate((150, 140, 161), 1):
        copress("propose", "hand.toml", folder=folder)
        result = ("--trial", trial, "--damage", 0, "--asr-ohm-cm2", asr, "--yes")
        copress("record", "hand.toml", *result, folder=folder)
    copress("propose", "hand.toml", folder=folder)
    with page_of(folder / "hand.toml") as made:
        yield made


def tried(page: Page, **values: str) -> tuple[int, str]:
    query = {"trial": "4", **{f"value.{name}": text for name, text in values.items()}}
    answer = page.client.get(f"{page.where}/try", params=query, headers=HTMX)
    return answer.status_code, re.sub(r"\s+", " ", answer.text)


def test_the_fields_take_a_comma_as_people_type_it(page: Page) -> None:
    shown = page.get("decide").text
    fields = re.findall(r"<input[^>]*name=\"value\\.[^>]*>", shown.replace("value.", "value\\."))
    assert len(fields) == 4
    assert all('type="text" inputmode="decimal"' in one for one in fields)
    assert '.0"' not in "".join(fields), "600, not 600.0"
    code, text = tried(page, copress_mpa="387,5")
    assert code == 200
    assert "up to 387.5 MPa" in text


def test_what_is_no_number_is_said_below_the_form_that_stays(page: Page) -> None:
    code, text = tried(page, copress_mpa="48o")
    assert code == 400
    assert "Co-press pressure: &#39;48o&#39; is not a finite number" in text
    assert "<html" not in text
    assert "Back to the campaign" not in text


def test_a_point_that_the_cell_cannot_have_names_the_rule_and_has_no_button(page: Page) -> None:
    code, text = tried(page, copress_mpa="387,5", anode_mpa="300")
    assert code == 200
    assert "Your own point" in text
    assert "anode_mpa &lt;= 0.75 * copress_mpa" in text
    assert "these values</button>" not in text
    assert "these values</button>" in tried(page, copress_mpa="387.5", anode_mpa="125")[1]


def test_an_own_point_is_not_said_to_be_what_the_proposal_is_for(page: Page) -> None:
    text = tried(page, copress_mpa="125", copress_dwell_s="1", anode_mpa="25", stack_mpa="240")[1]
    why = text[text.index("</table>") :]
    assert re.search(r"\d+% to learn, \d+% to gain: ", why)
    assert "first design" not in why
