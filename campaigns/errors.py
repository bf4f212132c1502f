"""Errors of the campaign's own, named by what the person must do."""

from hardware.errors import WrongInputError

__all__ = [
    "CampaignBusyError",
    "NotBegunError",
    "NotEnoughError",
    "PersonNeededError",
    "StoreAwayError",
    "StoreError",
    "TakenError",
    "WrongInputError",
]


class PersonNeededError(Exception):
    """Somebody must go to the press or the cell before anything goes on."""


class NotEnoughError(Exception):
    """There is too little to answer from; press more cells first."""


class CampaignBusyError(Exception):
    """Another process works on this campaign; wait for it or stop it."""


class StoreError(Exception):
    """The campaign's memory cannot be read or written; nothing in it was changed."""


class NotBegunError(StoreError):
    """Nothing was planned yet, so there is no memory to read."""


class StoreAwayError(StoreError):
    """The server that keeps the memory has gone; whether the last commit was kept is not known."""


class TakenError(Exception):
    """Another process or person was faster; look again at what the store says now."""
