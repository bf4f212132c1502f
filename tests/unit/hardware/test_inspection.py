"""What a person sees of a cell: side files and questions."""

import json

import pytest

from hardware.inspection import (
    Inspection,
    ask_inspection,
    inspection_path,
    read_inspection,
    write_inspection,
)


def test_a_side_file_comes_back_as_it_was_written(tmp_path):
    seen = Inspection("cell-0007", 2, False, "through the middle, 5 µm gap")
    path = write_inspection(tmp_path, seen)
    assert path.name == "cell-0007.inspection.json"
    assert read_inspection(tmp_path, "cell-0007") == seen
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_no_side_file_is_no_inspection(tmp_path):
    assert read_inspection(tmp_path, "cell-0001") is None


@pytest.mark.parametrize(
    ("damage", "shorted", "intact"),
    [(0, False, True), (1, False, False), (0, True, False), (3, True, False)],
)
def test_intact_means_no_damage_and_no_short(damage, shorted, intact):
    assert Inspection("a", damage, shorted).intact is intact


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{broken", "not readable JSON"),
        ("[1, 2]", "expected an object"),
        ('{"sample_label": "cell-0001", "shorted": false}', "'damage' is missing; 0 = intact"),
        (
            '{"sample_label": "cell-0001", "damage": 4, "shorted": false}',
            "damage = 4 is not a grade",
        ),
        ('{"sample_label": "cell-0001", "damage": true, "shorted": false}', "damage = True"),
        ('{"sample_label": "cell-0001", "damage": 1.5, "shorted": false}', "damage = 1.5"),
        ('{"sample_label": "cell-0001", "damage": [0], "shorted": false}', r"damage = \[0\]"),
        ('{"sample_label": "cell-0001", "damage": 0, "shorted": "no"}', "shorted = 'no' must be"),
        ('{"sample_label": "cell-0001", "damage": 0, "shorted": 0}', "shorted = 0 must be"),
        ('{"sample_label": "cell-0001", "damage": 0, "shorted": false, "note": 5}', "note = 5"),
        ('{"sample_label": "cell-0001", "damage": 0, "short": false}', "unknown key 'short'"),
        ('{"sample_label": "cell-0002", "damage": 0, "shorted": false}', "a copied file"),
    ],
)
def test_a_wrong_side_file_says_where_and_what(tmp_path, content, message):
    path = inspection_path(tmp_path, "cell-0001")
    path.write_text(content)
    with pytest.raises(ValueError, match=message) as raised:
        read_inspection(tmp_path, "cell-0001")
    assert str(path) in str(raised.value)


def test_a_byte_order_mark_of_a_windows_editor_does_no_harm(tmp_path):
    document = {"sample_label": "cell-0001", "damage": 0, "shorted": False}
    inspection_path(tmp_path, "cell-0001").write_text(json.dumps(document), encoding="utf-8-sig")
    assert read_inspection(tmp_path, "cell-0001") == Inspection("cell-0001", 0, False)


def test_a_cell_without_a_label_is_refused():
    with pytest.raises(ValueError, match="say which cell"):
        Inspection("", 0, False)


def test_a_person_is_asked_until_the_answer_is_understood():
    answers, asked = iter(["broken", " 2 ", "perhaps", "Yes", " dropped it "]), []

    def ask(question):
        asked.append(question)
        return next(answers)

    assert ask_inspection("cell-0003", ask) == Inspection("cell-0003", 2, True, "dropped it")
    assert "cell-0003" in asked[0]
    assert "2 = cracked" in asked[0]
    assert asked[1].startswith("'broken' is not one of them")
    assert asked[3].startswith("Please answer y or n")
