"""The seal of a report: a hash of its own content, printed on it, that anybody can check.

The hash is SHA-256 of the whole page with 64 zeros in the places where the hash itself stands.
"""

from __future__ import annotations

import hashlib
import re

BLANK = "0" * 64
_SEAL = re.compile(r'<meta name="copress-sha256" content="([0-9a-f]{64})">')


def sealed(page: str) -> str:
    """The page with its hash wherever `BLANK` stood."""
    return page.replace(BLANK, _hash(page))


def seal_of(page: str) -> str | None:
    """The hash printed on a page; None where there is none."""
    found = _SEAL.search(page)
    return found[1] if found else None


def is_whole(page: str) -> bool:
    """Whether a page is, letter by letter, what was sealed."""
    seal = seal_of(page)
    return seal is not None and _hash(page.replace(seal, BLANK)) == seal


def _hash(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()
