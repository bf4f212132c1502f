"""What a check or a fit has to say, in words, and what it means for the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "remeasure", "short", "open"]
Cell = Literal["blocking", "symmetric", "full"]

SEVERITY: tuple[Verdict, ...] = ("good", "remeasure", "open", "short")


@dataclass(frozen=True)
class Finding:
    """One observation about a spectrum.

    Attributes:
        verdict: What it means; `good` marks a remark that changes nothing.
        words: What was seen, the value, the limit, what to do.
        decisive: Nothing further can be learned from this spectrum; later gates are moot.
    """

    verdict: Verdict
    words: str
    decisive: bool = False


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that decide the verdict before the remarks, otherwise as they came."""
    return tuple(sorted(findings, key=lambda finding: -SEVERITY.index(finding.verdict)))


def worst(findings: Iterable[Finding]) -> Verdict:
    """The gravest verdict among the findings; `good` without any."""
    ranks = [SEVERITY.index(finding.verdict) for finding in findings]
    return SEVERITY[max(ranks, default=0)]
