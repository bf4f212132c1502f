"""Do the bands of `copress study --plan` hold what then happens? One command, resumable.

    nice -n 15 .venv/bin/python benchmarks/plan_coverage.py --jobs 2

Five campaign files; each is forecast from 60 simulated campaigns, then 20 further campaigns are
run, on powders with lots and assumed numbers of their own that the forecast has not seen. Counted
is how many of the 100 end inside each band. Finished campaigns are kept in the folder --keep and
not run again; the table goes to `benchmarks/results/plan_coverage.csv`. All cells are simulated.
"""

import argparse
import csv
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.config.template import campaign_text
from campaigns.run.study.forecast import QUANTITIES, USUAL, bands, taken
from campaigns.run.study.plan import World, forecast_problem
from campaigns.run.study.simulate import StudyRun, Task, tasks_for
from campaigns.run.study.study_matrix import StudyProgress, run_tasks
from campaigns.run.study.study_schema import MODEL_LED, StudyStrategyTable

RESULTS = Path(__file__).resolve().parent / "results" / "plan_coverage.csv"
FIRST_SEED = 100_000
"""Far from the forecast's own seeds, which count from 0."""
THEN = 20

TWO_KNOBS = ("copress_mpa", "anode_mpa")
MIDDLE = {"copress_dwell_s": 120.0, "release_mpa_s": 2.0, "stack_mpa": 60.0}


@dataclass(frozen=True)
class Case:
    """One campaign file and the world that it meets."""

    knobs: int
    budget: int
    goal: str = "low_resistance"
    preset: str = "sodium"
    flaw_share: float = 0.0

    @property
    def settings(self) -> Settings:
        """What `copress new` writes, or two of its knobs with the others in the middle."""
        text = campaign_text("plan.toml", name="plan", goal=self.goal, budget=self.budget)
        document = tomllib.loads(text)
        document["press"]["preset"] = self.preset
        if self.knobs == 2:
            document["space"] = {name: document["space"][name] for name in TWO_KNOBS}
            document["fixed"] |= MIDDLE
        return Settings.model_validate({**document, "path": Path("plan.toml")})

    @property
    def world(self) -> World:
        return World(preset=self.preset, flaw_share=self.flaw_share)


CASES = {
    "two knobs": Case(2, 15),
    "two knobs, one in five breaks": Case(2, 15, flaw_share=0.2),
    "two knobs, integrity": Case(2, 15, goal="integrity"),
    "five knobs": Case(5, 25),
    "five knobs, lithium": Case(5, 25, preset="lithium"),
}


def tasks(case: Case, seeds: range) -> tuple[Task, ...]:
    """Campaigns of a case."""
    problem = forecast_problem(case.settings, case.world)
    return tasks_for(problem, "campaign", StudyStrategyTable(kind=MODEL_LED), seeds, stops=True)


def rows(
    name: str, case: Case, forecast: list[StudyRun], then: list[StudyRun]
) -> list[dict[str, object]]:
    """One line a quantity: the band, and how many of the further campaigns it holds."""
    problem = forecast_problem(case.settings, case.world)
    area_cm2 = problem.die.area_cm2
    seen = [taken(run, case.settings, area_cm2) for run in forecast]
    happened = [taken(run, case.settings, area_cm2) for run in then]
    found = bands(seen)
    held = {q: [found[q].holds(getattr(one, q)) for one in happened] for q in QUANTITIES}
    held["all of them"] = [all(held[q][k] for q in QUANTITIES) for k in range(len(happened))]
    return [
        {
            "case": name,
            "quantity": quantity,
            "low": found[quantity].low if quantity in found else None,
            "median": found[quantity].median if quantity in found else None,
            "high": found[quantity].high if quantity in found else None,
            "campaigns": len(happened),
            "held": sum(inside),
        }
        for quantity, inside in held.items()
    ]


def main() -> None:
    """Run what is missing, case by case, then write and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "plan-coverage")
    asked = parser.parse_args()
    table: list[dict[str, object]] = []
    for name, case in CASES.items():
        forecast, then = (
            tasks(case, range(USUAL)),
            tasks(case, range(FIRST_SEED, FIRST_SEED + THEN)),
        )

        def tell(progress: StudyProgress, name: str = name) -> None:
            if progress.done % 10 == 0:
                print(f"{name}: {progress.done} of {progress.total}", flush=True)

        results = run_tasks((*forecast, *then), asked.keep, jobs=asked.jobs, on_progress=tell)
        done = [run for _, run in results.runs()]
        assert not any(run.failed for run in done)
        table += rows(name, case, done[:USUAL], done[USUAL:])
        write(table)
    for quantity in (*QUANTITIES, "all of them"):
        here = [row for row in table if row["quantity"] == quantity]
        held, of = (sum(int(str(row[key])) for row in here) for key in ("held", "campaigns"))
        print(f"{quantity:<16}{held:>4} of {of}")


def write(table: list[dict[str, object]]) -> None:
    """The table so far."""
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()
