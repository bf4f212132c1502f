"""Sequence numbers of commands: 1 to the machine's last, then 1 again; 0 means none. Pure.

A number is newer than another if it follows it by less than half of the circle (serial number
arithmetic, RFC 1982), so that the order survives the wrap.
"""

from dataclasses import dataclass

LAST_SEQ = 0xFFFF
"""Of a machine that keeps the number in one word."""


def after(seq: int, last: int = LAST_SEQ) -> int:
    """The number that follows `seq`."""
    return seq % last + 1


def is_newer(seq: int, than: int, last: int = LAST_SEQ) -> bool:
    """True if `seq` was given after `than`; anything is newer than 0, which means none."""
    return seq != 0 and (than == 0 or 1 <= (seq - than) % last <= last // 2)


@dataclass
class ReleaseNumber:
    """Number of a RELEASE: the same for each repetition, until the machine has used it up.

    A machine that has acknowledged a number does not obey it again. If it acknowledged RELEASE and
    is loaded all the same, the next one must carry a newer number.
    """

    number: int
    last: int = LAST_SEQ

    def for_next(self, acknowledged: int | None) -> int:
        """The number to send now."""
        if acknowledged == self.number:
            self.number = after(self.number, self.last)
        return self.number
