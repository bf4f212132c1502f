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
