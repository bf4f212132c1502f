"""One file per kind of analyser that Copress drives; see `hardware.eis.sources.driven.interface`."""
