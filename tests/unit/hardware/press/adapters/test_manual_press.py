"""The operator reads what to press and types what happened."""

import pytest

from hardware.errors import PressFaultError, PressSilentError, UnsafeProtocolError
from hardware.press.adapters.manual import ManualPress
from hardware.press.interface import InterruptedFate, PressRecord
from hardware.press.protocol import Die, Envelope, PressProtocol, Step

DIE = Die("steel-10", diameter_mm=10.0, max_force_kn=63.0, max_mpa=800.0, serial="A17")
ENVELOPE = Envelope(100.0, 800.0, 100.0, 100.0, 3600.0, 300.0)
PROTOCOL = PressProtocol((Step("copress", 500.0, 60.0, 5.0, 10.0),), stack_mpa=50.0)


class Operator:
    """Somebody who answers from a list and remembers what was said."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.heard: list[str] = []
        self.events: list[str] = []

    def ask(self, question: str) -> str:
        self.heard.append(question)
        return self.answers.pop(0)

    def press(self, **keys: object) -> ManualPress:
        return ManualPress(DIE, ENVELOPE, ask=self.ask, tell=self.heard.append, **keys)  # type: ignore[arg-type]

    def run(self, protocol: PressProtocol = PROTOCOL) -> PressRecord:
        return self.press(ram_area_cm2=15.0).press_cell(
            7, protocol, journal=lambda event, detail: self.events.append(event)
        )


def test_the_order_has_force_gauge_pressure_and_times() -> None:
    operator = Operator("yes", "", "", "", "")
    operator.run()
    order = operator.heard[0]
    for part in ("Cell 7", "39.27 kN", "gauge 262 bar", "500 MPa", "hold 60 s", "within 50 s"):
        assert part in order


def test_enter_means_as_planned() -> None:
    operator = Operator("yes", "", "", "", "")
    step = operator.run().steps[0]
    assert step.hold_mean_mpa == pytest.approx(500.0)
    assert step.dwell_s == 60.0
    assert step.release_mpa_s == pytest.approx(10.0)
    assert operator.events == ["intent", "started", "released", "fixture_intent", "fixture_closed"]


def test_what_was_typed_is_what_was_achieved_even_with_a_decimal_comma() -> None:
    record = Operator("yes", "38,5", "65", "45", "3.9").run()
    step = record.steps[0]
    assert step.hold_mean_mpa == pytest.approx(DIE.mpa(38.5))
    assert step.dwell_s == 65.0
    assert step.planned.target_mpa == 500.0
    assert record.stack_mpa == pytest.approx(DIE.mpa(3.9))
    assert "typed by the operator: no trace" in record.flags


def test_a_slip_of_the_unit_is_asked_about_once_more() -> None:
    operator = Operator("yes", "500", "39.3", "", "", "")  # typed MPa instead of kN
    assert operator.run().steps[0].hold_mean_mpa == pytest.approx(DIE.mpa(39.3))
    assert any("type it once more" in heard for heard in operator.heard)


def test_a_far_off_value_typed_twice_is_believed_and_flagged() -> None:
    record = Operator("yes", "70", "70", "", "", "").run()
    assert any("above the limit of 800 MPa" in flag for flag in record.flags)


def test_nonsense_is_asked_again() -> None:
    assert Operator("yes", "about forty", "39", "", "", "").run().steps[0].dwell_s == 60.0


def test_a_cell_that_was_not_pressed_as_stated_is_a_fault() -> None:
    operator = Operator("the pump leaks")
    with pytest.raises(PressFaultError, match="the pump leaks"):
        operator.run()
    assert operator.events == ["intent", "started", "aborted"]


def test_the_envelope_refuses_before_anything_is_stated() -> None:
    operator = Operator()
    with pytest.raises(UnsafeProtocolError):
        operator.run(PressProtocol((Step("copress", 900.0, 60.0, 5.0, 5.0),)))
    assert operator.heard == []
    assert operator.events == []


def test_another_die_is_refused() -> None:
    with pytest.raises(UnsafeProtocolError, match=r"steel-10 \(10 mm, serial A17\) is not mounted"):
        Operator("no").press().connect()
    Operator("yes").press().connect()


def test_an_abort_needs_a_gauge_at_zero() -> None:
    Operator("yes").press().abort("lunch")
    with pytest.raises(PressSilentError, match="may be loaded"):
        Operator("no").press().abort("lunch")


@pytest.mark.parametrize(
    ("typed", "fate"),
    [
        ("1", InterruptedFate.NOT_PRESSED),
        ("2", InterruptedFate.PRESSED),
        ("3", InterruptedFate.INTERRUPTED),
        ("4", InterruptedFate.UNKNOWN),
    ],
)
def test_after_a_crash_the_operator_says_what_became_of_the_cell(
    typed: str, fate: InterruptedFate
) -> None:
    events = [("intent", {}), ("started", {})]
    assert Operator("what?", typed).press().settle(7, events).fate is fate


def test_a_cell_that_nobody_was_asked_to_press_is_not_asked_about() -> None:
    assert Operator().press().settle(7, [("intent", {})]).fate is InterruptedFate.NOT_PRESSED
