"""Commands of results and advice: recommend, why, status, explore, eis, study, replay, report."""
