"""One file per kind of analyser that Copress drives; see `eis.sources.driven.interface`."""
