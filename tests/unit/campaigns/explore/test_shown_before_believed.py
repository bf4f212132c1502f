"""`copress explore` shows what it took a table for, asks one question, and warns at the head."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from campaigns.commands.cli import app

CELLS = "".join(
    f"{p},{t},KM,{20 + 2e4 / p + 10 / t:.1f},{word}\n"
    for p, t, word in (
        (200, 1, ""), (250, 3, ""), (300, 1, ""), (350, 3, ""), (400, 1, ""), (450, 5, "cracked"),
        (500, 3, ""), (550, 5, "short"),
    )
)  # fmt: skip
NOTED = f"P (MPa),hold (min),operator,ASR (ohm cm2),comment\n{CELLS}".replace(
    "550,5,KM,58.4", "550,5,KM,1.1"
)


def explore(folder: Path, text: str, *options: str) -> Result:
    table = folder / "cells.csv"
    table.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["explore", str(table), *options])


def test_each_column_with_numbers_before_and_after_and_what_is_ignored(tmp_path: Path) -> None:
    done = explore(tmp_path, NOTED)
    assert done.exit_code == 0, done.output
    head = done.stdout[: done.stdout.index("Gauges")]
    assert "hold (min)" in head
    assert "1 | 3 | 1" in head
    assert "60 | 180 | 60" in head
    assert "Ignored: operator." in head
    assert "failed (comment: short)" in head
    assert "as it was understood" not in explore(tmp_path, NOTED, "--yes").stdout


def test_the_document_has_the_preview_and_the_word_that_decided(tmp_path: Path) -> None:
    table = json.loads(explore(tmp_path, NOTED, "--json").stdout)["table"]
    assert table["ignored"] == ["operator"]
    assert table["looked_at"] is True
    hold = next(column for column in table["preview"] if column["title"] == "hold (min)")
    assert (hold["taken_for"], hold["unit"]) == ("copress_dwell_s", "min")
    assert hold["after"] == ["60", "180", "60"]
    assert {cell["row"]: cell["failure"] for cell in table["failed"]} == {
        7: ["cracked"], 9: ["shorted"],
    }  # fmt: skip


def test_nothing_is_recommended_at_the_short_or_the_crack(tmp_path: Path) -> None:
    document = json.loads(explore(tmp_path, NOTED, "--json").stdout)
    point = document["recommendation"]["point"]
    assert (point["copress_mpa"], point["copress_dwell_s"]) not in {(450, 300), (550, 300)}
    assert document["recommendation"]["asr_ohm_cm2"]["median"] > 40


def test_where_nobody_looked_a_warning_stands_at_the_head_of_the_recommendation(
    tmp_path: Path,
) -> None:
    unseen = NOTED.replace("cracked", "").replace("short", "").replace(",comment", ",place")
    said = explore(tmp_path, unseen).stdout
    assert "WARNING: Nobody noted whether these cells were intact" in said
    assert said.index("Warning: Nobody noted") < said.index("Best by the model")
    assert "intact with" not in said[: said.index("Gauges")]
    document = json.loads(explore(tmp_path, unseen, "--json").stdout)
    assert next(iter(document["recommendation"])) == "warning"
    assert document["recommendation"]["p_intact"] is None


def test_one_question_with_its_answers_and_nothing_else(tmp_path: Path) -> None:
    asked = explore(tmp_path, NOTED.replace("hold (min)", "hold"))
    assert asked.exit_code == 2
    assert asked.stdout == ""
    assert asked.stderr.count("Which?") == 1
    answered = explore(
        tmp_path, NOTED.replace("hold (min)", "hold"), "--column", "hold=copress_dwell_s:min"
    )
    assert answered.exit_code == 0, answered.output


def test_a_mapping_is_kept_and_used_again(tmp_path: Path) -> None:
    ours = str(tmp_path / "ours.toml")
    plain = NOTED.replace("hold (min)", "hold")
    kept = explore(
        tmp_path, plain, "--column", "hold=copress_dwell_s:min", "--save-mapping", ours, "--json"
    )
    again = explore(tmp_path, plain, "--mapping", ours, "--json")
    assert again.exit_code == 0, again.output
    first, second = (json.loads(each.stdout)["recommendation"] for each in (kept, again))
    assert first == second
