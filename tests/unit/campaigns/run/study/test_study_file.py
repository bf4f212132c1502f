"""What a study file may say, and what is said of one that makes no sense."""

import pytest
from support.docs import ROOT
from support.study import small_study, write_study

from campaigns.errors import WrongInputError
from campaigns.run.study.study_matrix import tasks_of
from campaigns.run.study.study_schema import load_study


def test_the_matrix_is_problems_times_strategies_times_seeds(tmp_path):
    study = small_study(
        tmp_path,
        strategies='["copress", "careful"]',
        seeds="[7, 9]",
        more="[strategies.careful]\nbroken_budget = 1\n[twin]\npellet_sd = 0.1\n",
    )
    tasks = tasks_of(study)
    assert [(t.strategy, t.seed) for t in tasks] == [
        *(("copress", 7), ("copress", 9)),
        *(("careful", 7), ("careful", 9)),
    ]
    assert len({task.key for task in tasks}) == 4
    assert tasks[0].problem.settings.campaign.budget == 6


def test_whatever_changes_a_result_changes_its_key(tmp_path):
    def key(name, **changes):
        return tasks_of(small_study(tmp_path / name, **changes))[0].key

    usual = key("a")
    assert key("b") == usual  # another folder is the same campaign
    assert key("c", more="[twin]\npellet_sd = 0.1") != usual
    assert key("d", more="[twin]\nflaw_share = 0.2") != usual
    assert key("e", more='stop = "campaign"') != usual


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"strategies": '["bold"]'}, r'no "bold". Describe it in \[strategies.bold\]'),
        ({"strategies": '["copress", "copress"]'}, "copress is named twice"),
        ({"strategies": "[]"}, "strategies"),
        ({"seeds": "0"}, "seeds"),
        ({"seeds": "[1, 1]"}, "1 is named twice"),
        ({"more": "sedes = 3"}, "Did you mean seeds"),
        ({"more": 'goal = "low_resistence"'}, "Did you mean low_resistance"),
        ({"more": '[twin]\npowder = "flour"'}, "unknown powder 'flour'; there are: argyrodite"),
        ({"more": '[strategies.own]\nkind = "box"'}, "no such kind of strategy"),
        ({"strategies": '["ccd-rotatable"]'}, "star points|outside"),
        ({"strategies": '["full-factorial"]'}, "the design has 7 cells, the campaign 6"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_before_anything_runs(tmp_path, changes, said):
    path = write_study(tmp_path, **changes)
    with pytest.raises(WrongInputError, match=said):
        tasks_of(load_study(path))
    assert not (tmp_path / "study-study").exists()


def test_a_missing_file_says_what_one_looks_like(tmp_path):
    with pytest.raises(WrongInputError, match=r'problem = "sodium"'):
        load_study(tmp_path / "none.toml")


def test_the_example_of_the_page_can_be_run(tmp_path):
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    block = page[page.index("    [study]") : page.index("A seed is one powder")]
    lines = [line[4:] for line in block.splitlines()]
    path = write_study(tmp_path)
    path.write_text("\n".join(lines).replace("my-cells.toml", "quick.toml"), encoding="utf-8")
    study = load_study(path)
    assert study.twin.flaw_share == 0.2
    assert set(study.contenders) == {"copress", "i-optimal", "random", "careful"}
