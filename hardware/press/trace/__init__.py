"""What the trace of a stroke shows: pressure, dwell and rates as achieved, compaction curve."""
