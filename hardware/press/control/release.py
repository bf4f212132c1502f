"""The only abort there is: a controlled release, asked for until the force is seen to be off.

RELEASE may be repeated, because releasing twice is releasing once. It is never sent to a press
whose emergency stop is pressed or that a person drives locally. A second Ctrl-C does not skip it.
"""

import logging
from collections.abc import Callable

from hardware.press.connect.probes import probe
from hardware.press.control.readiness import is_unloaded
from hardware.press.interface import Phase
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.sequence import ReleaseNumber
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.transport import LinkError, ModbusRefusedError
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.press.supervision.supervisor import Supervisor

log = logging.getLogger(__name__)

RESEND_S = 1.0  # chosen: within a usual deadman of 2 s
FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 0.05, 1.0
"""Between two tries to reach a press that does not answer."""
LOOKS_NEEDED = 2
"""So many looks in a row must show no force, and the PLC must be seen to be alive meanwhile."""


def disbelief(machine: Machine) -> str | None:
    """Why a zero of this machine is not believed; None where its probes hold.

    Raises:
        LinkError: if the line fails.
    """
    faults = (finding.sentence for finding in probe(machine) if finding.mark == "fault")
    found = next(faults, None)
    return None if found is None else f"what the press shows cannot be believed: {found}"


class ReleaseNotSeenError(Exception):
    """The force was not seen to go off in time."""


class Release:
    """One release, from asking to seeing.

    What a command that broke off has left standing is lowered, in any state of the press and before
    each RELEASE until it has come about; a RELEASE never waits for it.

    Args:
        supervisor: the eye on the press.
        number: sequence number of the RELEASE command.
        plan: the stroke that is released; gives the time it may take.
    """

    def __init__(
        self, supervisor: Supervisor, number: ReleaseNumber, plan: StrokePlan | None
    ) -> None:
        self._eye = supervisor
        self._number = number
        slack_s = supervisor.machine.map.supervision.release_slack_s
        self._allowed_s = slack_s + (2.0 * plan.release_s if plan is not None else slack_s)
        self._taken_back = False
        self._heard = False
        """The machine has answered a RELEASE: no START that is still on its way is obeyed."""
        self._sent_s = float("-inf")
        self._good = 0
        self._fault = "the force did not go off"
        self._beats: set[int | None] = set()
        self._seq: int | None = None
        self.interrupted = False
        """Somebody pressed Ctrl-C meanwhile; the release came first."""
        self._warned = False
        self._backoff_s = FIRST_BACKOFF_S
        self._wait_s = 0.0

    def run(self) -> MachineSnapshot:
        """Release; returns the look that shows the press unloaded and at rest.

        Raises:
            ReleaseNotSeenError: if that was not seen in time; the press may be loaded.
        """
        until_s = self._eye.clock.now_s() + self._allowed_s
        while self._eye.clock.now_s() <= until_s:
            done = False
            try:
                self._wait_after_loss()
                done = self._once()
            except LinkError as error:
                self._fault = str(error)
                self._good = 0
                self._wait_s = self._backoff_s
                self._backoff_s = min(2.0 * self._backoff_s, LONGEST_BACKOFF_S)
            except KeyboardInterrupt:
                self.interrupted = True
            if done and self._eye.last is not None:
                return self._eye.last
        raise ReleaseNotSeenError(self._fault)

    def _wait_after_loss(self) -> None:
        """Inside the guarded part of the loop, so that Ctrl-C here does not skip the release."""
        wait_s, self._wait_s = self._wait_s, 0.0
        self._eye.clock.sleep(wait_s)

    def _once(self) -> bool:
        self._eye.reopen()
        if self._commands_allowed():
            self._send_if_due()
            self._eye.pause()
        else:
            self._lower()
            self._eye.clock.sleep(self._eye.poll_s)
        look = self._eye.look()
        self._backoff_s = FIRST_BACKOFF_S
        self._beats.add(look.beat)
        if self._seq is not None and look.ack_seq == self._seq and look.ack_code:
            refusals = self._eye.machine.map.refusals
            reason = refusals.get(look.ack_code, f"code {look.ack_code}")
            self._fault = f"the press refused RELEASE: {reason}"
        live = look.beat is None or len(self._beats) > 1  # else the readings may be stale
        self._good = self._good + 1 if is_unloaded(look, self._eye.machine.map) else 0
        return self._asked and live and self._good >= LOOKS_NEEDED and self._words_hold()

    @property
    def _asked(self) -> bool:
        """Nothing has to be sent again.

        Until then a press that shows no force may still be started: by a START that a gateway
        holds, or by a coil that stands.
        """
        return self._taken_back and (self._heard or not self._commands_allowed())

    def _words_hold(self) -> bool:
        """A zero is believed only while the probes prove that words mean what the map says."""
        found = disbelief(self._eye.machine)
        self._fault = found or self._fault
        return found is None

    def _commands_allowed(self) -> bool:
        look = self._eye.last
        if look is None:
            return True
        barred = any(alarm.severity in ("estop", "local") for alarm in look.alarms)
        return not barred and look.phase not in (Phase.ESTOP, Phase.MANUAL)

    def _send_if_due(self) -> None:
        now_s = self._eye.clock.now_s()
        if now_s - self._sent_s < RESEND_S or (self._good and self._asked):
            return
        self._lower()
        self._sent_s = now_s
        last = self._eye.last
        releasing = last is not None and last.phase is Phase.RELEASE
        shown = None if last is None or releasing else last.ack_seq
        self._seq = number = self._number.for_next(shown)
        self._heard = self._answered(
            "RELEASE",
            lambda: self._eye.machine.command("release", number, self._eye.pause, {}),
        )

    def _lower(self) -> None:
        """Take back what stands: a coil left up starts the press once its emergency stop is reset.

        Raises:
            LinkError: if the line was lost with it and is not there again for the RELEASE.
        """
        if not self._taken_back:
            act = self._eye.machine.take_back
            self._taken_back = self._answered("what takes the command back", act)
            self._eye.reopen()

    def _answered(self, what: str, act: Callable[[], None]) -> bool:
        """Do it; False if nobody knows whether it arrived: the look that follows may tell."""
        try:
            act()
        except (LinkError, ValueError) as error:  # ValueError: a word that fits no register
            self._say(error)
            if isinstance(error, CommandTimeoutError | ModbusRefusedError) and not error.passing:
                return True
            self._fault = f"nobody knows whether {what} arrived ({error})"
            return False
        return True

    def _say(self, error: Exception) -> None:
        log.log(logging.DEBUG if self._warned else logging.WARNING, "RELEASE: %s", error)
        self._warned = True
