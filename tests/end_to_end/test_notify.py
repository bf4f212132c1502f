"""People are notified when they are needed, by real servers; the press waits for no server."""

import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from sqlalchemy import select
from support.campaign import SharedClock, counted_laboratory, write_campaign, write_press_file
from support.web.post import mail_server, web_server
from typer.testing import CliRunner, Result

from campaigns.commands.cli import app
from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import CampaignFileError, load_settings
from campaigns.config.store_location import Place
from campaigns.decisions.requests import STOP, request
from campaigns.run import events
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.notify import channels as notify_channels
from campaigns.run.notify import sender as notify_post
from campaigns.run.notify.notice import Needs
from campaigns.run.start_run import run_campaign
from campaigns.run.start_worker import Station, run_worker
from campaigns.store import schema
from campaigns.store.open_store import open_campaign
from campaigns.store.verify_store import verify_place
from hardware.press.interface import Phase, Snapshot


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify_post, "WAITS_S", (0.02, 0.02))


def campaign(folder: Path, notify: str, *, autonomy: str = "free", budget: int = 1) -> Path:
    text = f'autonomy = "{autonomy}"\n{notify}\n'
    wait = "[impedance]\nwait_s = 20\n"
    return write_campaign(folder, campaign=text, budget=budget, high=400, impedance=wait)


def mail(port: int, more: str = 'security = "none"') -> str:
    head = f'[notify.mail]\nhost = "127.0.0.1"\nport = {port}\nsender = "press@lab.example"\n'
    return f'{head}to = ["ada@lab.example", "bo@lab.example"]\n{more}\n'


def copress(command: str, file: Path, *more: str) -> Result:
    return CliRunner().invoke(app, [command, str(file), *more])


def noted(settings: Settings) -> list[tuple[str, str, str | None]]:
    with open_campaign(settings, create=False) as store, store.connect() as connection:
        rows = connection.execute(select(schema.notice).order_by(schema.notice.c.id)).all()
    return [(row.kind, row.channel, row.trouble) for row in rows]


def test_a_mail_says_that_an_approval_is_wanted(tmp_path: Path) -> None:
    with mail_server() as box:
        file = campaign(tmp_path, mail(box.port), autonomy="approve")
        assert copress("run", file).exit_code == 4
    (letter,) = box.letters
    assert letter["Subject"] == "[Copress] quick (SIMULATED): approval wanted"
    assert letter["To"] == "ada@lab.example, bo@lab.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()  # type: ignore[attr-defined]
    assert "cell-0001 waits for approval" in text
    assert "copress approve quick.toml" in text
    assert noted(load_settings(file)) == [
        ("approval wanted", "mail to ada@lab.example, bo@lab.example", None)
    ]
    assert verify_place(Place.of(load_settings(file).store_path)).whole


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    yield context


@pytest.mark.parametrize("typed", ["right", "wrong"])
def test_the_password_comes_from_the_environment_and_stays_there(
    tmp_path: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setenv("LAB_MAIL", f"{typed}-word")
    with mail_server(tls, "right-word") as box:
        more = 'security = "starttls"\nuser = "press"\npassword_env = "LAB_MAIL"'
        file = campaign(tmp_path, mail(box.port, more))
        assert copress("run", file).exit_code == 0
    (note,) = noted(load_settings(file))
    assert note[0] == "finished"
    if typed == "right":
        assert (len(box.letters), note[2]) == (1, None)
    else:
        assert box.letters == []
        assert "refused" in str(note[2])
        assert "could not be reached" in copress("status", file).stdout
    store = load_settings(file).store_path
    assert b"right-word" not in store.read_bytes()
    assert b"wrong-word" not in store.read_bytes()


def test_a_webhook_gets_json_with_its_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with web_server() as hook:
        monkeypatch.setenv("LAB_HOOK", hook.url)
        monkeypatch.setenv("LAB_TOKEN", "s3cret")
        notify = '[notify.webhook]\nurl_env = "LAB_HOOK"\ntoken_env = "LAB_TOKEN"'
        file = campaign(tmp_path, notify)
        assert copress("run", file).exit_code == 0
    (body,) = hook.bodies
    assert body["occasion"] == "finished"
    assert body["campaign"] == "quick"
    assert body["simulated"] is True
    assert "the budget of 1 cells is spent" in body["sentence"]
    assert body["sentence"] in body["text"]
    assert hook.tokens == ["Bearer s3cret"]


def test_a_server_that_stumbles_is_tried_again_and_gets_it_once(tmp_path: Path) -> None:
    with web_server(503, 429) as hook:
        file = campaign(tmp_path, f'[notify.webhook]\nurl = "{hook.url}"')
        assert copress("run", file).exit_code == 0
    assert [body["occasion"] for body in hook.bodies] == ["finished"]
    assert [trouble for *_, trouble in noted(load_settings(file))] == [None]


@pytest.mark.parametrize("answer", [302, 404])
def test_a_wrong_address_is_not_tried_again(tmp_path: Path, answer: int) -> None:
    with web_server(answer) as hook:
        file = campaign(tmp_path, f'[notify.webhook]\nurl = "{hook.url}"')
        assert copress("run", file).exit_code == 0
    assert hook.bodies == []
    assert noted(load_settings(file)) == [("finished", "webhook", f"the webhook answered {answer}")]


def test_servers_that_never_answer_neither_stop_nor_delay_the_press(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify_channels, "LONGEST_S", 0.2)
    monkeypatch.setattr(notify_post, "AT_THE_END_S", 5.0)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes calls, says nothing
        port = mute.getsockname()[1]
        hook = f'[notify.webhook]\nurl = "http://127.0.0.1:{port}/"'
        file = campaign(tmp_path, f"{mail(port)}{hook}", budget=2)
        assert copress("run", file).exit_code == 0
    settings = load_settings(file)
    document = json.loads(copress("status", file, "--json").stdout)
    assert document["cells"] == 2
    troubles = {channel: trouble for _, channel, trouble in noted(settings)}
    assert len(troubles) == 2
    assert all(troubles.values())


def test_only_what_is_asked_for(tmp_path: Path) -> None:
    with web_server() as hook:
        notify = f'[notify]\nwhen = ["alarm"]\n[notify.webhook]\nurl = "{hook.url}"'
        assert copress("run", campaign(tmp_path, notify)).exit_code == 0
    assert hook.bodies == []


def test_a_person_is_called_to_a_spectrum_and_to_a_stop(tmp_path: Path) -> None:
    with web_server() as hook:
        file = campaign(tmp_path, f'[notify.webhook]\nurl = "{hook.url}"', budget=9)

        def spoil(event: events.CampaignEvent) -> None:
            if isinstance(event, events.CellPressed):
                for spectrum in (tmp_path / "quick-cells").glob("cell-*.mpt"):
                    spectrum.write_text("spilled coffee")

        stop = run_campaign(load_settings(file), on_event=spoil)
    assert stop.kind == "measurement"
    *to_cells, last = hook.bodies
    assert {body["occasion"] for body in to_cells} == {"cell for a person"}
    assert len({body["trial"] for body in to_cells}) == len(to_cells) >= 2
    assert (last["occasion"], last["trial"]) == ("alarm", None)


def test_an_alarm_of_the_press_is_stated_once() -> None:
    needs = Needs()
    calm = Snapshot(0.0, Phase.HOLD, 31.0, 400.0, 400.0)
    hot = calm._replace(alarms=("pump or motor too hot",))
    looks = [events.PressSeen(1, look) for look in (calm, hot, hot, calm, hot)]
    notices = [notice for look in looks for notice in needs.of(look)]
    assert [(notice.occasion, notice.trial) for notice in notices] == [("alarm", 1)]
    assert "too hot" in notices[0].sentence
    (again,) = needs.of(events.PressSeen(2, hot))
    assert again.trial == 2


@pytest.mark.parametrize(
    ("notify", "complaint"),
    [
        (mail(25, 'security = "none"\nuser = "press"'), "would be readable"),
        (mail(25, 'password = "x"'), "no such key"),
        ('[notify.webhook]\nurl = "ftp://x"', "begins with https"),
        ("[notify.webhook]\n", "give url, or url_env"),
        ('[notify]\nwhen = ["lunch"]', "approval wanted"),
    ],
)
def test_a_file_that_cannot_be_meant(tmp_path: Path, notify: str, complaint: str) -> None:
    with pytest.raises(CampaignFileError, match=complaint):
        load_settings(campaign(tmp_path, notify))


def test_a_trial_message_shows_whether_it_works(tmp_path: Path) -> None:
    with web_server() as hook:
        file = campaign(tmp_path, f'[notify.webhook]\nurl = "{hook.url}"')
        said = copress("notify", file)
        assert (said.exit_code, len(hook.bodies)) == (0, 1)
        assert "webhook: sent" in said.stdout
    said = copress("notify", file, "--json")
    assert said.exit_code == 1
    (tried,) = json.loads(said.stdout)
    assert tried["channel"] == "webhook"
    assert tried["trouble"]
    assert copress("notify", campaign(tmp_path, "")).exit_code == 2


def test_a_worker_goes_on_waiting_and_says_once_what_it_waits_for(tmp_path: Path) -> None:
    clock = SharedClock(tmp_path / "clock")
    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun), web_server() as hook:
        press = write_press_file(tmp_path, laboratory.port)
        hooked = f'autonomy = "approve"\n[notify.webhook]\nurl = "{hook.url}"\n'
        of_press = 'map = "press.toml"\ndie = "steel-10"\n'
        spectra = '[impedance]\nfolder = "cells"\n'
        file = write_campaign(tmp_path, campaign=hooked, press=of_press, impedance=spectra)
        settings = load_settings(file)
        plan_trials(settings, 1)
        heard: list[int] = []

        def stop_at_the_third(event: events.CampaignEvent) -> None:
            if isinstance(event, events.PersonNeeded):
                heard.append(event.trial)
                if len(heard) == 3:
                    with open_campaign(settings, create=False) as store:
                        request(store, STOP, "ada", "")

        station = Station(press, str(settings.place), tmp_path, name="bay-1")
        ended = run_worker(station, on_event=stop_at_the_third, clock=clock, idle_s=0.15)
    assert (ended.kind, begun, heard) == ("stopped", [], [1, 1, 1])
    assert [body["occasion"] for body in hook.bodies] == ["approval wanted", "stop"]
    assert hook.bodies[0]["worker"] == "bay-1"
