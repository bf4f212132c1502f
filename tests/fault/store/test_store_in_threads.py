"""Many threads read one open store while others write; no connection is taken from under them."""

import threading
from pathlib import Path

from campaigns.records.load_trials import read_trials
from campaigns.store.open_store import open_store
from campaigns.trial.proposal import Proposal

POINT = {"copress_mpa": 400.0}
THREADS, ROUNDS = 24, 12


def test_every_thread_reads_and_writes_its_own_way(tmp_path: Path) -> None:
    failures: list[BaseException] = []
    with open_store(tmp_path / "many.db", "many") as store:
        pools = {type(store.engine.pool).__name__}
        together = threading.Barrier(THREADS)

        def work(writes: bool) -> None:
            try:
                together.wait()
                for _ in range(ROUNDS):
                    if writes:
                        store.plan(Proposal(POINT, POINT, {}, ""), simulated=True)
                    with store.connect() as connection:
                        connection.exec_driver_sql("SELECT count(*) FROM audit").scalar()
                        read_trials(store)
                        connection.exec_driver_sql("SELECT count(*) FROM event").scalar()
            except BaseException as error:  # noqa: BLE001  raised again below, in the test's own thread
                failures.append(error)

        threads = [threading.Thread(target=work, args=(k % 8 == 0,)) for k in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert len(read_trials(store)) == ROUNDS * THREADS // 8
    assert pools == {"QueuePool"}
