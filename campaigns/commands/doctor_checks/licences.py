"""What Copress stands on, by distribution: version and licence."""

from dataclasses import dataclass
from importlib.metadata import PackageMetadata, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@dataclass(frozen=True)
class Licence:
    """One installed distribution.

    Attributes:
        name: of the distribution.
        version: that is installed.
        licence: as its maker states it; "not stated" where it is not.
    """

    name: str
    version: str
    licence: str


def needed_licences(of: str = "copress") -> list[Licence]:
    """The distribution and all that it needs, directly or not, by name; optional parts left out.

    Raises:
        PackageNotFoundError: one of them is not installed.
    """
    found: dict[str, Licence] = {}
    asked = [of]
    while asked:
        name = canonicalize_name(asked.pop())
        if name in found:
            continue
        there = distribution(name)
        found[name] = Licence(name, there.version, _stated(there.metadata))
        needs = [Requirement(line) for line in there.requires or []]
        asked += [need.name for need in needs if need.marker is None or _holds(need)]
    return [found[name] for name in sorted(found)]


def _holds(need: Requirement) -> bool:
    return need.marker is not None and need.marker.evaluate({"extra": ""})


def _stated(metadata: PackageMetadata) -> str:
    """The expression, else the classifiers, else the first line of the free text."""
    expressions = metadata.get_all("License-Expression", [])
    if expressions:
        return str(expressions[0])
    classified = [
        line.rsplit("::", 1)[-1].strip()
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License")
    ]
    free = [line.strip() for line in str(*metadata.get_all("License", [])).splitlines()]
    return ", ".join(classified) or next(iter(free), "not stated")
