"""Python, the distributions that Copress stands on, and its optional parts."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from campaigns.commands.doctor_checks.finding import Checkup

OLDEST_PYTHON = (3, 11)  # as requires-python of pyproject.toml

OPTIONAL = {
    "parquet": "tables and exports as Parquet",
    "postgres": "a store that several computers share",
    "dask": "studies on a dask cluster",
    "ray": "studies on a ray cluster",
    "pdf": "reports as PDF",
    "analysers": "LCR meters and impedance analysers over SCPI",
    "palmsens": "PalmSens potentiostats (their maker's licence; needs .NET)",
}
"""Extras of the distribution, and what each is for."""


def python_finding(running: tuple[int, ...] = tuple(sys.version_info[:3])) -> Checkup:
    """Is this Python new enough?"""
    said = f"{'.'.join(map(str, running))} on {platform.system()} {platform.machine()}"
    if tuple(running[:2]) >= OLDEST_PYTHON:
        return Checkup("Python", "good", said)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Checkup("Python", "fault", said, f"Install Python {oldest} or newer.")


def requirement_findings(asked: list[str] | None = None) -> list[Checkup]:
    """Every distribution that Copress needs: is it there, is it one that Copress knows?

    Args:
        asked: requirements as a distribution states them; those of the installed copress if None.
    """
    lines = (requires("copress") or []) if asked is None else asked
    needed = [Requirement(line) for line in lines]
    always = [need for need in needed if need.marker is None or need.marker.evaluate()]
    wrong = [fault for need in always if (fault := _fault(need)) is not None]
    if wrong:
        return wrong
    return [Checkup("needed packages", "good", f"all {len(always)} are there, and new enough")]


def optional_findings(asked: list[str] | None = None) -> list[Checkup]:
    """Each optional part: is it installed?"""
    lines = (requires("copress") or []) if asked is None else asked
    needed = [Requirement(line) for line in lines]
    return list(_optional(needed))


def _optional(needed: list[Requirement]) -> Iterator[Checkup]:
    for extra, purpose in OPTIONAL.items():
        mine = [need for need in needed if _belongs_to(need, extra)]
        if not mine:
            continue
        faults = [fault for need in mine if (fault := _fault(need)) is not None]
        if not faults:
            names = ", ".join(f"{need.name} {version(need.name)}" for need in mine)
            yield Checkup(extra, "good", f"{purpose}: {names}")
        else:
            advice = f'If you want it: python -m pip install "copress[{extra}]"'
            yield Checkup(extra, "note", f"{purpose}: not installed", advice)


def _belongs_to(need: Requirement, extra: str) -> bool:
    marker = need.marker
    return (
        marker is not None
        and not marker.evaluate({"extra": ""})
        and marker.evaluate({"extra": extra})
    )


def _fault(need: Requirement) -> Checkup | None:
    try:
        found = version(need.name)
    except PackageNotFoundError:
        advice = f"python -m pip install '{need.name}{need.specifier}'"
        return Checkup(need.name, "fault", "is not installed", advice)
    if need.specifier.contains(found, prereleases=True):
        return None
    said = f"{found} is installed, Copress needs {need.specifier}"
    return Checkup(need.name, "fault", said, f"python -m pip install '{need.name}{need.specifier}'")
