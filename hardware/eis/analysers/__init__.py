"""One file per kind of analyser that Copress drives; see `sources.driven.interface`."""
