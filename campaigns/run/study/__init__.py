"""Many simulated campaigns at once: strategies x problems x seeds.

Cells are pressed by the physics of the simulated laboratory without its machinery, a millisecond
each, so that a campaign takes what its strategy takes.
"""

from campaigns.run.study.parallel.pool import hidden

with hidden("pandas"):  # every process of a study passes here first
    import sklearn  # noqa: F401
