"""An answer counts only when its own marker follows; on a real socket, answer by answer."""

import secrets
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest
from support.systems import stop_listening

from hardware.errors import AnalyserError
from hardware.scpi.visa_line import ScpiLine, Wiring

PATIENT_S = 5.0
IMPATIENT_S = 0.3


class Scripted:
    """A server that answers each marker truly, and questions as the test says."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.heard: list[str] = []
        self.first: bytes = b""
        """Sent as soon as a client connects."""
        self.answers: dict[str, Sequence[bytes]] = {}
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def resource(self) -> str:
        return f"TCPIP::127.0.0.1::{self.listener.getsockname()[1]}::SOCKET"

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines, suppress(ConnectionError):
                client.sendall(self.first)
                self.first = b""
                for line in lines:
                    self._answer(line.decode().strip(), client)

    def _answer(self, message: str, client: socket.socket) -> None:
        self.heard.append(message)
        if message.startswith("*ESE "):
            marker = message.split(";", maxsplit=1)[0].split()[1]
            client.sendall(f"+{int(marker):03d}\r\n".encode())
        for answer in self.answers.get(message, ()):
            client.sendall(answer)

    def close(self) -> None:
        stop_listening(self.listener)
        self.thread.join(PATIENT_S)


@pytest.fixture
def server() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


def test_an_answer_followed_by_its_marker_is_taken(server: Scripted) -> None:
    server.answers = {"*IDN?": [b"MAKER,MODEL,1,2\r\n"]}
    with ScpiLine(Wiring(server.resource, timeout_s=PATIENT_S)) as line:
        assert line.ask("*IDN?") == "MAKER,MODEL,1,2"


@pytest.mark.parametrize("left", [b"17\n", b""])
def test_what_an_earlier_connection_left_is_thrown_away(
    server: Scripted, left: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the first marker is among it."""
    monkeypatch.setattr(secrets, "randbelow", lambda below: 16)
    server.first = b"+1.0E+02,+2.0E+02\n" + left
    server.answers = {"VALUE?": [b"3\n"]}
    with ScpiLine(Wiring(server.resource, timeout_s=PATIENT_S)) as line:
        assert line.ask("VALUE?") == "3"


@pytest.mark.parametrize(
    "answers",
    [
        [b"1.5\n", b"2.5\n"],
        [b"1.5\n2.5\n"],
        [b"1.5\n77\n"],
    ],
)
def test_two_answers_to_one_question_are_both_refused(
    server: Scripted, answers: list[bytes]
) -> None:
    server.answers = {"VALUE?": answers}
    with ScpiLine(Wiring(server.resource, timeout_s=PATIENT_S)) as line:
        with pytest.raises(AnalyserError, match="Nothing of it was used"):
            line.ask("VALUE?")
        with pytest.raises(AnalyserError, match="closed"):
            line.ask("VALUE?")


def test_a_question_without_an_answer_does_not_take_the_markers(server: Scripted) -> None:
    with (
        ScpiLine(Wiring(server.resource, timeout_s=IMPATIENT_S)) as line,
        pytest.raises(AnalyserError, match=r"no answer to 'VALUE\?'"),
    ):
        line.ask("VALUE?")


def test_no_marker_is_used_twice_within_two_hundred_questions(server: Scripted) -> None:
    server.answers = {"VALUE?": [b"3\n"]}
    with ScpiLine(Wiring(server.resource, timeout_s=PATIENT_S)) as line:
        for _ in range(260):
            line.ask("VALUE?")
    markers = [heard for heard in server.heard if heard.startswith("*ESE ")]
    for start in range(len(markers) - 200):
        assert len(set(markers[start : start + 200])) == 200


def test_bytes_that_are_no_text_are_no_answer(server: Scripted) -> None:
    server.answers = {"VALUE?": [b"\xff\xfe1.5\n"]}
    with (
        ScpiLine(Wiring(server.resource, timeout_s=PATIENT_S)) as line,
        pytest.raises(AnalyserError, match="not a line of text"),
    ):
        line.ask("VALUE?")


@pytest.mark.parametrize("resource", ["", "TCPIP::nowhere", "COM9", "TCPIP::127.0.0.1::1::SOCKET"])
def test_a_name_that_leads_nowhere_is_said(resource: str) -> None:
    with pytest.raises(AnalyserError), ScpiLine(Wiring(resource, timeout_s=IMPATIENT_S)):
        pytest.fail("there is nothing to open")


@contextmanager
def other_server(answer: bytes) -> Iterator[str]:
    """A server that speaks no SCPI: one answer to the first message, then silence."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, suppress(ConnectionError):
                client.recv(4096)
                client.sendall(answer)
                while client.recv(4096):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"TCPIP::127.0.0.1::{listener.getsockname()[1]}::SOCKET"
        thread.join(PATIENT_S)


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        (b"Welcome to the LCR meter\r\nSCPI> ", "Welcome to the LCR meter"),
        (b'-113,"Undefined header"\n', "Undefined header"),
    ],
)
def test_what_another_server_sends_is_shown_with_what_to_look_at(answer: bytes, shown: str) -> None:
    with (
        other_server(answer) as resource,
        pytest.raises(AnalyserError, match=r"Before that it sent .*port for SCPI") as refused,
        ScpiLine(Wiring(resource, timeout_s=IMPATIENT_S)),
    ):
        pass
    assert shown in str(refused.value)


def test_a_stream_without_an_end_is_not_read_for_ever() -> None:
    with (
        other_server(b"x" * 1_100_000) as resource,
        pytest.raises(AnalyserError, match="not a line of text"),
        ScpiLine(Wiring(resource, timeout_s=PATIENT_S)),
    ):
        pass


def test_where_nobody_listens_the_person_is_asked_whether_it_is_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        resource = f"TCPIP::127.0.0.1::{gone.getsockname()[1]}::SOCKET"
    with pytest.raises(AnalyserError, match="Is the instrument on"), ScpiLine(Wiring(resource)):
        pass
