"""Who may do what on the page."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """Each may do what the ones before it may.

    Everyone who is logged in may stop the cycle: a release is always allowed.
    """

    VIEWER = 1
    """Look; stop the cycle."""
    OPERATOR = 2
    """Bets, photos, results and their corrections, stop after this cell."""
    APPROVER = 3
    """Approve, edit, reject, envelopes, resume, sign."""

    @property
    def word(self) -> str:
        """As it is written in the accounts file."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Role:
        """Inverse of `word`.

        Raises:
            ValueError: no such role; says which there are.
        """
        for role in cls:
            if role.word == word:
                return role
        raise ValueError(f'"{word}" is not a role; there are: {", ".join(r.word for r in cls)}')
