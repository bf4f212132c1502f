"""One simulated campaign, and the table of many."""

import csv
import gc

import numpy as np
import pytest
from support.study import small_study

from campaigns.errors import StoreError, WrongInputError
from campaigns.run.study.output.study_report import write_report
from campaigns.run.study.output.summary import paired, summarise
from campaigns.run.study.simulate import simulate
from campaigns.run.study.simulated_lab import VirtualLaboratory
from campaigns.run.study.study_matrix import run_study, tasks_of
from doe.selection.proposal_state import ProposalState


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def tables(study, **how):
    """Run a study and give its tables as bytes."""
    report = write_report(run_study(study, **how), study.folder)
    return tuple(path.read_bytes() for path in report.tables)


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """The small study by one worker: what everybody must find, bit for bit."""
    study = small_study(tmp_path_factory.mktemp("usual"))
    return study, tables(study, jobs=1)


def test_a_run_is_a_pure_function_of_its_task(tmp_path):
    task = tasks_of(small_study(tmp_path))[0]
    first, second = simulate(task), simulate(task)
    assert first.failed == ""
    assert (first.cells, first.advice) == (second.cells, second.advice)
    assert len(first.cells) == 6
    assert first.stopped == "trials"
    assert first.advice.loss_over_best >= 0.99


def test_a_finished_run_leaves_no_models_behind(tmp_path):
    def models():
        return sum(isinstance(thing, ProposalState) for thing in gc.get_objects())

    task = tasks_of(small_study(tmp_path))[0]
    simulate(task)  # whatever was there before is frozen by now
    before = models()
    simulate(task)
    assert models() <= before


def test_strategies_with_one_seed_press_the_same_powder(tmp_path):
    study = small_study(tmp_path, more="[twin]\nvary_assumed = 0.2\ncells_per_lot = 2\n")
    tasks = tasks_of(study)
    same, other = VirtualLaboratory(tasks[0].problem, 4), VirtualLaboratory(tasks[3].problem, 4)
    point = {"copress_mpa": 400.0, "anode_mpa": 120.0}
    assert same.press(point, 3) == other.press(point, 3)
    assert same.press(point, 1).lot != same.press(point, 3).lot
    assert same.design != VirtualLaboratory(tasks[0].problem, 5).design


def test_one_in_five_can_break_whatever_the_protocol(tmp_path):
    def laboratory(name, share):
        study = small_study(tmp_path / name, more=f"[twin]\nflaw_share = {share}\n")
        return VirtualLaboratory(tasks_of(study)[0].problem, 0)

    whole, flawed = laboratory("a", 0.0), laboratory("b", 0.2)
    rows = whole.candidates.space.rows([{"copress_mpa": 400.0, "anode_mpa": 130.0}])
    sound, less = (each.truth(rows)[1].risks.intact[0] for each in (whole, flawed))
    assert less == pytest.approx(0.8 * sound, rel=1e-6)
    assert flawed.best.p_wanted < 0.7 < whole.best.p_wanted


def test_the_tables_hold_what_happened(usual):
    study, _ = usual
    runs, cells = (read(study.folder / f"{name}.csv") for name in ("runs", "cells"))
    assert len(runs) == 6
    assert len(cells) == 36
    for run in runs:
        mine = [c for c in cells if (c["strategy"], c["seed"]) == (run["strategy"], run["seed"])]
        broken = sum(c["damage"] != "0" or c["shorted"] == "True" for c in mine)
        assert int(run["broken"]) == broken
        assert run["simulated"] == "True"
        there = [int(c["cell"]) for c in mine if c["there"] == "True"]
        assert run["cells_to_there"] == (str(min(there)) if there else "")
    for name in ("study-1.png", "study-1.svg"):
        assert (study.folder / name).stat().st_size > 5000


def test_parquet_tables_hold_the_same_with_their_types(usual):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install copress[parquet]")
    from pyarrow import parquet

    study, _ = usual
    report = write_report(run_study(study, jobs=1), study.folder, "parquet")
    assert [path.name for path in report.tables] == ["runs.parquet", "cells.parquet"]
    for path in report.tables:
        table, rows = parquet.read_table(path), read(path.with_suffix(".csv"))
        assert table.column_names == list(rows[0])
        rows_read = [
            {k: "" if v is None else str(v) for k, v in row.items()} for row in table.to_pylist()
        ]
        assert rows_read == rows
    runs, cells = map(parquet.read_schema, report.tables)
    kinds = {name: str(runs.field(name).type) for name in ("seed", "cells_to_there", "failed")}
    assert kinds == {"seed": "int64", "cells_to_there": "int64", "failed": "string"}
    assert [str(cells.field(n).type) for n in ("shorted", "copress_mpa")] == ["bool", "double"]


def test_what_is_done_is_not_done_again(usual):
    study, found = usual
    journal = (study.folder / "runs.jsonl").read_bytes()
    assert tables(study, jobs=1) == found
    assert (study.folder / "runs.jsonl").read_bytes() == journal


def test_a_line_that_was_being_written_is_done_again(usual, tmp_path):
    study, found = usual
    copy = small_study(tmp_path)
    copy.folder.mkdir()
    whole = (study.folder / "runs.jsonl").read_bytes()
    (copy.folder / "runs.jsonl").write_bytes(whole[: len(whole) - 200])
    assert tables(copy, jobs=1) == found
    assert (copy.folder / "runs.jsonl").read_bytes().count(b"\n") == 6


def test_a_file_that_is_no_journal_is_left_alone(tmp_path):
    study = small_study(tmp_path)
    study.folder.mkdir()
    (study.folder / "runs.jsonl").write_text("my notes\n", encoding="utf-8")
    with pytest.raises(StoreError, match="line 1: is no finished run"):
        run_study(study, jobs=1)
    assert (study.folder / "runs.jsonl").read_text(encoding="utf-8") == "my notes\n"


def test_two_names_for_one_strategy_are_one_run(tmp_path):
    more = '[strategies.same]\nkind = "random"\n'
    study = small_study(tmp_path, strategies='["random", "same"]', more=more)
    seen = []
    results = run_study(study, jobs=1, on_progress=seen.append)
    assert (seen[-1].done, seen[-1].total) == (3, 3)
    assert [task.strategy for task, _ in results.runs()] == ["random"] * 3 + ["same"] * 3


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"backend": "spark"}, "there are loky, dask, ray"),
        ({"cluster": "tcp://head:8786"}, "loky works on this machine only"),
    ],
)
def test_a_backend_that_cannot_be_used_is_refused(tmp_path, how, said):
    with pytest.raises(WrongInputError, match=said):
        run_study(small_study(tmp_path), **how)


@pytest.mark.slow
def test_a_run_that_fails_loses_no_other_and_is_tried_again(usual, tmp_path, monkeypatch):
    _, found = usual
    study, press = small_study(tmp_path), VirtualLaboratory.press

    def press_or_fail(self, point, sample):
        if self.seed == 1 and sample == 4:
            raise RuntimeError("powder is finished")
        return press(self, point, sample)

    monkeypatch.setattr(VirtualLaboratory, "press", press_or_fail)
    report = write_report(run_study(study, jobs=1), study.folder)
    assert len(report.failed) == 2
    assert "seed 1: RuntimeError: powder is finished" in report.failed[0]
    assert [line.runs for line in report.lines] == [2, 2]
    assert len(read(study.folder / "runs.csv")) == 6
    monkeypatch.undo()
    assert tables(study, jobs=1) == found


def test_differences_are_taken_seed_by_seed():
    def row(seed, cells, strategy):
        return {
            **{"problem": "p", "strategy": strategy, "seed": seed, "trials": 10, "failed": ""},
            **{"cells_to_there": cells, "broken": 1, "advised_there": True},
            "advised_loss_over_best": 1.1,
        }

    chance = np.random.default_rng(0)
    level = chance.integers(3, 8, size=12)
    ours = [row(k, int(level[k]), "a") for k in range(12)]
    theirs = [row(k, int(level[k]) + 2, "b") for k in range(12)]
    _, line = summarise([*ours, *theirs])
    assert (line.sooner.mean, line.sooner.low, line.sooner.high) == (2.0, 2.0, 2.0)
    never = row(3, None, "b")
    assert paired([never], [ours[3]], lambda r: 1.0) is None  # one pair has no spread
    assert summarise([never])[0].cells_to_there is None
