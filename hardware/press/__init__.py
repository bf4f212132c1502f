"""What a press is: the Protocol, steps, limits, records, trace."""
