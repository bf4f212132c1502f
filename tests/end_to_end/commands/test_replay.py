"""`copress replay`: honest about what another strategy would have done on the same cells."""

import json
import math
from pathlib import Path

import pytest
from support.campaign import write_campaign
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.records.load_views import load_view
from campaigns.run.study.replay.play import ReplayRun, as_pressed, at_random, play
from campaigns.store.verify_store import verify_place
from doe.trials import Observation


def cell(trial: int, copress_mpa: float, asr: float | None, damage: int = 0) -> Observation:
    point = {"copress_mpa": copress_mpa, "anode_mpa": 130.0}
    return Observation(point=point, asr_ohm_cm2=asr, damage=damage, trial=trial)


CELLS = [cell(1, 300, 90.0), cell(2, 500, 5.0, damage=2), cell(3, 400, 40.0), cell(4, 350, 60.0)]


class Always:
    """Wants the same point for ever."""

    def __init__(self, copress_mpa: float) -> None:
        from campaigns.trial.search_space import space_of

        self.point = {"copress_mpa": copress_mpa, "anode_mpa": 130.0}
        self.seen: list[list[int | None]] = []
        self.space_of = space_of

    def propose(self, history: list[Observation]) -> dict[str, float]:
        self.seen.append([seen.trial for seen in history])
        return self.point


def test_each_pick_is_the_nearest_cell_that_is_left(tmp_path: Path) -> None:
    strategy = Always(410)
    strategy.space = strategy.space_of(load_settings(write_campaign(tmp_path)))  # type: ignore[attr-defined]
    run = play("always", strategy, CELLS)  # type: ignore[arg-type]
    assert [pick.trial for pick in run.picks] == [3, 4, 2, 1]
    assert strategy.seen == [[], [3], [3, 4], [3, 4, 2]], "it learns what was measured, in turn"
    assert run.picks[0].distance == pytest.approx(math.sqrt(((10 / 200) ** 2) / 2))
    assert run.needed(42.0) == 1


def test_a_broken_cell_is_never_the_best_however_low_it_reads() -> None:
    run = as_pressed(CELLS)
    assert [pick.best_asr_ohm_cm2 for pick in run.picks] == [90.0, 90.0, 40.0, 40.0]
    assert run.needed(42.0) == 3
    assert run.broken(run.needed(42.0)) == 1
    assert ReplayRun("nobody", ()).needed(42.0) is None


def test_chance_needs_what_all_orders_need_on_average() -> None:
    from itertools import permutations

    for target in (42.0, 61.0, 100.0):
        counts = [as_pressed(order).needed(target) or 0 for order in permutations(CELLS)]
        assert at_random(CELLS, target) == pytest.approx(sum(counts) / len(counts))


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_campaign(tmp_path_factory.mktemp("replay"), budget=6)
    assert CliRunner().invoke(app, ["run", str(file)]).exit_code == 0
    return file


def replayed(campaign: Path, *more: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["replay", str(campaign), "--json", *more])
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


def test_a_campaign_is_replayed_with_what_it_rests_on(campaign: Path, tmp_path: Path) -> None:
    kept = tmp_path / "replay.json"
    document = replayed(campaign, "--strategy", "lower_confidence_bound", "--out", str(kept))
    runs = {run["strategy"]: run for run in document["runs"]}  # type: ignore[attr-defined]
    assert list(runs) == ["as pressed", "own", "lower_confidence_bound"]
    view = load_view(load_settings(campaign), advise=False)
    numbers = [trial.number for trial in view.trials]
    assert [pick["trial"] for pick in runs["as pressed"]["picks"]] == numbers
    for run in runs.values():
        assert sorted(pick["trial"] for pick in run["picks"]) == numbers, "each cell once"
    assert document["simulated"] is True
    rests_on = document["provenance"]
    head = verify_place(Place.of(load_settings(campaign).store_path)).head
    assert rests_on["chain_head"] == head  # type: ignore[index]
    assert json.loads(kept.read_text()) == document
    again = replayed(campaign, "--strategy", "lower_confidence_bound")
    assert again["runs"] == document["runs"]


def test_people_read_what_it_cannot_tell(campaign: Path) -> None:
    result = CliRunner().invoke(app, ["replay", str(campaign), "--strategy", "nothing-known"])
    assert result.exit_code == 0, result.output
    assert "SIMULATED" in result.stdout
    assert "as pressed" in result.stdout
    assert "by chance" in result.stdout
    assert "is not known" in result.stdout
    assert "proves nothing" in result.stdout


def test_who_does_not_exist_is_named_with_those_who_do(campaign: Path) -> None:
    result = CliRunner().invoke(app, ["replay", str(campaign), "--strategy", "oracle"])
    assert result.exit_code == 2
    assert "oracle" in result.stderr
    assert "lower_confidence_bound" in result.stderr


def test_too_few_cells_are_no_replay(tmp_path: Path) -> None:
    file = write_campaign(tmp_path, budget=9)
    CliRunner().invoke(app, ["propose", str(file)])
    CliRunner().invoke(
        app, ["record", str(file), "--trial", "1", "--asr-ohm-cm2", "50", "--damage", "0"]
    )
    result = CliRunner().invoke(app, ["replay", str(file)])
    assert result.exit_code == 1
    assert "needs 4 cells" in result.stderr
