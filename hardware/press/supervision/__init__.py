"""Is it going well: pure judgement of readings."""
