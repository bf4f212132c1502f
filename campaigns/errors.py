"""Faults of the campaign's own, named by what the person must do."""


class WrongInputError(ValueError):
    """What was asked for cannot be meant, or cannot be used; correct it. Nothing was done."""


class PersonNeededError(Exception):
    """Somebody must go to the press or the cell before anything goes on."""


class NotEnoughError(Exception):
    """There is too little to answer from; press more cells first."""


class CampaignBusyError(Exception):
    """Another process works on this campaign; wait for it or stop it."""


class StoreError(Exception):
    """The campaign's memory cannot be read or written; nothing in it was changed."""


class StoreAwayError(StoreError):
    """The server that keeps the memory has gone; whether the last commit was kept is not known."""


class TakenError(Exception):
    """Another process or person was faster; look again at what the store says now."""
