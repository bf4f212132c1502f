"""The checklist of a commissioning: what is done at the machine, item by item, and in which words.

Each item is proved by what Copress measures (`proofs`), never by a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hardware.press.register_map.model import PressMap


@dataclass(frozen=True)
class Item:
    """One item of the checklist."""

    key: str
    """Also what a person types to begin it."""
    act: str
    """What to do at the machine, before the item begins."""
    driven: bool = True
    """It needs a press that is driven."""


CHECKLIST = (
    Item(
        "map",
        "Stand at the panel of the press, nothing in it, and read what it shows.",
        driven=False,
    ),
    Item(
        "blank_die",
        "Put the {blank} in, close the {guard}, take a stopwatch. Copress presses at low {load}; "
        "time the hold.",
    ),
    Item(
        "force_reference",
        "Put the {load} reference {reference}, close the {guard}. Copress presses at low {load}; "
        "note the largest value that the reference shows.",
    ),
    Item(
        "abort",
        "Put the {blank} in, close the {guard}. Copress lets go in the hold, as Ctrl-C does.",
    ),
    Item(
        "cable",
        "Put the {blank} in, close the {guard}. When the hold begins, pull the network cable; take "
        "the time until the {load} falls; put the cable back after 10 s.",
    ),
    Item(
        "cable_at_start",
        "Put the {blank} in, close the {guard}. The cable is out while START is sent; nothing may "
        "move when it comes back.",
    ),
    Item(
        "over_limit",
        "Put the {blank} in, close the {guard}. Lower the PLC's own limit of {load} at its panel, "
        "well below what the {die} bears. Copress asks for more than that limit; the PLC must "
        "refuse.",
    ),
    Item(
        "emergency_stop",
        "Put the {blank} in, close the {guard}. When the hold begins, hit the emergency stop.",
    ),
    Item(
        "guard",
        "Put the {blank} in, close the {guard}. When the hold begins, open the {guard} from a "
        "distance, if its lock lets you.",
    ),
    Item(
        "local_mode",
        "Put the {blank} in, close the {guard}. When the hold begins, turn the key to local.",
    ),
    Item(
        "computer_off",
        "Put the {blank} in, close the {guard}. When the hold begins, switch this computer off; "
        "take the time until the {load} falls. Switch it on and give the same command again.",
    ),
)

WORDS: Mapping[str, Mapping[str, str]] = {
    "force": {
        "load": "force",
        "blank": "blank die",
        "reference": "in place of the blank",
        "guard": "guard",
        "die": "die",
    },
    "pressure": {
        "load": "pressure",
        "blank": "blank cell",
        "reference": "on the vessel's test port",
        "guard": "vessel",
        "die": "vessel",
    },
}
"""How the checklist speaks to people at each kind of press."""


def items_for(press_map: PressMap) -> tuple[Item, ...]:
    """What is asked of this press: one that is only read has nothing to refuse."""
    return tuple(item for item in CHECKLIST if item.driven <= (not press_map.press.read_only))


def act_of(item: Item, press_map: PressMap) -> str:
    """What to do, in the words of this kind of press."""
    return item.act.format_map(WORDS[press_map.load_kind.noun])
