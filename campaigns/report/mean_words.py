"""Whether a law of compaction foretells a campaign's own cells better than no law, in words."""

from collections.abc import Sequence

from campaigns.report.labels import number_of
from surrogate.physics import MeanTested

VERDICT = {"helps": "helps", "hurts": "hurts", "says nothing": "makes no sure difference"}


def mean_sentences(tested: Sequence[MeanTested], used: str) -> list[str]:
    """The verdict on the mean in use first, then on the others; nothing where none was tested.

    Args:
        tested: each mean against none, on cells that were left out.
        used: name of the mean that the strategy works with.
    """
    ordered = sorted(tested, key=lambda line: line.name != used)
    said = [_told(line, in_use=line.name == used) for line in ordered]
    if said and used not in {line.name for line in tested}:
        said.insert(0, f"This campaign works with the mean “{used}”.")
    return said


def _told(line: MeanTested, *, in_use: bool) -> str:
    name = f"“{line.name}”" + (" (in use)" if in_use else "")
    return (
        f"{name} {VERDICT[line.verdict]}: error of the cells left out "
        f"{_per_cent(line.rmse)} with it, {_per_cent(line.rmse_without)} without; ln density "
        f"{number_of(line.gain, 2)} ± {number_of(line.doubt, 2)}."
    )


def _per_cent(rmse: float) -> str:
    """An error of ln ASR as a share of the ASR."""
    return f"{rmse:.0%}"
