"""The press is watched whatever the database does; who asks to abort is heard when it is back."""

import time
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.stores.postgres import postgres

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.requests import ABORT, request
from campaigns.run.stopping.remote_requests import RequestListener
from campaigns.run.stopping.stop_signals import StopRequest
from campaigns.store.open_store import open_campaign

LONGEST_S = 30.0
"""Half of what a store waits for its server: who stays below has not waited."""


def test_a_server_that_is_away_does_not_hold_up_the_press(tmp_path: Path) -> None:
    with postgres() as server:
        file = write_campaign(tmp_path, campaign=f'store = "{server.url("listener")}"\n')
        settings = load_settings(file)
        with open_campaign(settings) as store:
            stop = StopRequest()
            stop.listen_to(RequestListener(store, settings, since=0).new)
            server.stop()
            until_s = time.monotonic() + LONGEST_S
            for _ in range(3):
                stop.poll(press_moves=True)
                time.sleep(0.11)
            assert time.monotonic() < until_s
            server.start()
            request(store, ABORT, "ada", "smoke")
            until_s = time.monotonic() + LONGEST_S
            with pytest.raises(KeyboardInterrupt):
                while time.monotonic() < until_s:
                    stop.poll(press_moves=True)
                    time.sleep(0.02)
