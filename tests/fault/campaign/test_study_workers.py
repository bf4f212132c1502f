"""Worker processes of a study, on loky and on real dask and ray clusters of this machine.

They find the same as one process alone, bit for bit; and one that is killed in the middle, or a run
that kills whoever works on it, costs no other run.
"""

import os
from pathlib import Path

import pytest
from support import study as given_study
from support.study import Deadly, small_study, worker_pids
from support.systems import kill_at_once

from campaigns.errors import StoreError, WrongInputError
from campaigns.run.study.output.study_report import write_report
from campaigns.run.study.parallel import clusters
from campaigns.run.study.parallel.clusters import dask_cluster
from campaigns.run.study.parallel.pool import work
from campaigns.run.study.study_matrix import run_study, tasks_of

pytestmark = pytest.mark.slow

NEEDS = {"dask": "distributed", "ray": "ray"}
RAY = [
    pytest.mark.filterwarnings(f"ignore::{kind}:ray")
    for kind in ("FutureWarning", "DeprecationWarning")
]
BACKENDS = ["loky", "dask", pytest.param("ray", marks=RAY)]


@pytest.fixture(params=BACKENDS)
def backend(request):
    """Who does the work."""
    if request.param in NEEDS:
        reason = f"{request.param} is not installed: pip install copress[{request.param}]"
        pytest.importorskip(NEEDS[request.param], reason=reason)
    return request.param


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The tables of the small study by this process alone."""
    study = small_study(tmp_path_factory.mktemp("alone"))
    return tables(run_study(study, jobs=1), study)


def tables(results, study):
    return tuple(path.read_bytes() for path in write_report(results, study.folder).tables)


def test_two_processes_find_the_same_and_a_lost_one_loses_nothing(backend, alone, tmp_path):
    """The worker of the first finished run is killed at once, whatever it does by then."""
    study, killed = small_study(tmp_path), []

    def kill_one(progress):
        if progress.done == 1 and not killed:
            killed.extend(worker_pids(study.folder))
            kill_at_once(killed[0])

    results = run_study(study, backend=backend, jobs=2, on_progress=kill_one)
    assert tables(results, study) == alone
    assert not results.failed()
    assert len(killed) == 1
    assert os.getpid() not in worker_pids(study.folder)
    assert worker_pids(study.folder) > set(killed)


def test_a_run_that_kills_its_worker_is_found_and_the_others_are_done(
    backend, tmp_path, monkeypatch
):
    monkeypatch.setenv(
        "PYTHONPATH", str(Path(given_study.__file__).parents[1])
    )  # for ray's workers
    good = tasks_of(small_study(tmp_path))[:3]
    asked = {name: getattr(good[0], name) for name in vars(good[0])}
    deadly = Deadly(**asked, asked_by=os.getpid())
    kept = {}
    tasks = [good[0], deadly, *good[1:]]
    work(tasks, lambda run: kept.setdefault(run.key, run), backend=backend, jobs=2)
    assert "its worker process was lost" in kept.pop(deadly.key).failed
    assert set(kept) == {task.key for task in good}
    assert not any(run.failed for run in kept.values())
    assert str(os.getpid()) not in {run.worker.rpartition(":")[2] for run in kept.values()}


@pytest.mark.parametrize("backend", BACKENDS[2:], indirect=True)
def test_a_worker_that_lacks_a_part_is_said_to(backend, tmp_path, monkeypatch):
    """ray's workers do not see the folder of the tests, as others may not see Copress.

    The small cluster is one of its own, whatever other cluster this machine knows of.
    """
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    task = tasks_of(small_study(tmp_path))[0]
    asked = {name: getattr(task, name) for name in vars(task)}
    with pytest.raises(WrongInputError, match="a worker of the cluster lacks support: install"):
        work([Deadly(**asked, asked_by=os.getpid())], print, backend=backend, jobs=2)


def test_two_small_dask_clusters_live_next_to_each_other():
    """None insists on a port that the other one has: a warning, and warnings are errors here."""
    pytest.importorskip("distributed", reason="dask is not installed: pip install copress[dask]")
    with dask_cluster(1, None), dask_cluster(1, None):
        pass


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    reason = "dask is not installed: pip install copress[dask]"
    distributed = pytest.importorskip("distributed", reason=reason)
    monkeypatch.setattr(clusters, "WORKER_WITHIN_S", 1)
    tasks = tasks_of(small_study(tmp_path))[:1]
    port = {"dashboard_address": "127.0.0.1:0"}
    head = distributed.LocalCluster(n_workers=0, dashboard_address=None, scheduler_kwargs=port)
    with head, pytest.raises(StoreError, match="has no worker, and none came within 1 s"):
        work(tasks, print, backend="dask", cluster=head.scheduler_address)
