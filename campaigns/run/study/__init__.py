"""Many simulated campaigns at once: strategies x problems x seeds.

Cells are pressed by the physics of the simulated laboratory without its machinery, a millisecond
each, so that a campaign takes what its strategy takes.
"""
