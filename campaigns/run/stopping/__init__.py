"""Why and how a run ends: criteria, signals, requests of people elsewhere."""
