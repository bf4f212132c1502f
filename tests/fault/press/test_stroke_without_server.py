"""The database goes away while the press moves: the stroke ends as planned, no line is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.campaign import SharedClock, counted_laboratory, write_campaign, write_press_file
from support.stores.postgres import Server, postgres

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.decisions.finished import Stop
from campaigns.records.load_views import load_view
from campaigns.run import events
from campaigns.run.press_journal import lines_of, stroke_file
from campaigns.run.start_run import run_campaign
from campaigns.store.verify_store import verify_place
from hardware.press.interface import Phase

STROKE = ("press.intent", "press.started", "press.hold_begin", "press.hold_end", "press.released")
LOOK_EVERY_S = 0.4


@dataclass
class Bench:
    """A press on loopback, a campaign on a server, and what was heard of it."""

    server: Server
    settings: Settings
    clock: SharedClock
    begun: list[int]
    looks: list[Phase] = field(default_factory=list)
    heard: list[events.CampaignEvent] = field(default_factory=list)
    waited: list[str] = field(default_factory=list)
    """Kinds of the lines that waited when the server came back."""

    @property
    def file(self) -> Path:
        return stroke_file(self.settings.path, "cell-0001")

    def kinds(self) -> list[str]:
        (trial,) = load_view(self.settings, advise=False).trials
        return [line.kind for line in trial.events]

    def run(self, hear: events.OnEvent) -> Stop:
        def both(event: events.CampaignEvent) -> None:
            self.heard.append(event)
            if isinstance(event, events.PressSeen):
                self.looks.append(event.snapshot.phase)
            hear(event)

        return run_campaign(
            self.settings, on_event=both, clock=self.clock, trials=1, poll_s=LOOK_EVERY_S
        )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    clock = SharedClock(tmp_path / "clock")
    with postgres() as server, counted_laboratory(tmp_path / "cells", clock) as (lab, begun):
        write_press_file(tmp_path, lab.port)
        file = write_campaign(
            tmp_path,
            campaign=f'store = "{server.url("stroke")}"\n',
            press='map = "press.toml"\ndie = "steel-10"\n',
            impedance='[impedance]\nfolder = "cells"\nwait_s = 60\n',
        )
        yield Bench(server, load_settings(file), clock, begun)


def test_a_stroke_ends_in_time_and_its_lines_arrive_afterwards(bench: Bench) -> None:
    def outage(event: events.CampaignEvent) -> None:
        """From the first look at the hold to a look in the middle of the release."""
        if not isinstance(event, events.PressSeen) or bench.waited:
            return
        if bench.looks.count(Phase.HOLD) == 1 and event.snapshot.phase is Phase.HOLD:
            bench.server.stop()
        if bench.looks.count(Phase.RELEASE) == 3:
            bench.waited = [line.kind for line in lines_of(bench.file)]
            bench.server.start()

    stop = bench.run(outage)
    assert bench.waited == ["press.hold_begin", "press.hold_end"]
    assert stop.kind == "trials"
    assert bench.begun == [1, 1]
    kinds = bench.kinds()
    assert kinds[3:13] == [*STROKE, *STROKE]
    (trial,) = load_view(bench.settings, advise=False).trials
    moments = [line.at_utc for line in trial.events]
    assert moments == sorted(moments), "each line has the moment of what it tells"
    assert trial.flags == ()
    assert not bench.file.exists()
    assert verify_place(Place.of(bench.settings.place)).whole


def test_a_person_hears_of_the_press_though_nothing_can_be_written_down(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.store.campaign_store.PATIENCE_S", 0.3)

    def outage(event: events.CampaignEvent) -> None:
        if isinstance(event, events.PressSeen) and bench.looks.count(Phase.HOLD) == 1:
            bench.server.stop()
            raise KeyboardInterrupt

    stop = bench.run(outage)
    assert stop.kind == "aborted"
    assert "the press has released" in stop.sentence
    assert "cannot be reached" in stop.sentence
    needed = [event for event in bench.heard if isinstance(event, events.PersonNeeded)]
    assert ["the press has released" in event.sentence for event in needed] == [True]
    waiting = [line.kind for line in lines_of(bench.file)]
    assert waiting[-1] == "press.aborted"

    bench.server.start()
    again = bench.run(lambda event: None)
    assert again.kind == "interrupted"
    assert bench.kinds()[3:] == ["press.intent", "press.started", *waiting, "interrupted"]
    assert bench.begun == [1], "never pressed again"
    assert not bench.file.exists()
